#include "src/explain/rule_cells.h"

#include <set>
#include <utility>

#include "src/exec/value_cells.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

// The values that the table or curve of a rule tells apart.
void AddShapeConstants(const CheckedRule& rule, int variable,
                       std::vector<Value>* constants) {
  if (rule.shape == RuleShape::kCurve && rule.curve.of.variable == variable) {
    for (const CurvePoint& point : rule.curve.at) {
      constants->push_back(Value::Double(point.x));
    }
  }
  if (rule.shape == RuleShape::kTable && rule.table.of.variable == variable) {
    for (const auto& [number, row] : rule.table.number_rows) {
      constants->push_back(Value::Int(number));
    }
    for (const auto& [text, row] : rule.table.text_rows) {
      constants->push_back(Value::String(text));
    }
  }
}

}  // namespace

std::vector<const cel::Program*> ProgramsOf(const CheckedRule& rule,
                                            const CheckedModel& model) {
  std::vector<const cel::Program*> programs;
  if (rule.when != nullptr) programs.push_back(rule.when.get());
  for (const CheckedTier& tier : rule.tiers.tiers) {
    programs.push_back(tier.when.get());
  }
  // What a derived attribute is derived from may be derived in turn.
  std::set<int> seen;
  const auto add = [&](int variable) {
    const int attribute = variable - model.lead_variables.attributes;
    if (attribute < 0 ||
        attribute >= static_cast<int>(model.attributes.size()) ||
        !seen.insert(attribute).second) {
      return;
    }
    const Condition& from =
        model.attributes[static_cast<size_t>(attribute)].from;
    if (from != nullptr) programs.push_back(from.get());
  };
  add(rule.table.of.variable);
  add(rule.curve.of.variable);
  for (size_t i = 0; i < programs.size(); ++i) {
    for (int variable : programs[i]->variables()) add(variable);
  }
  return programs;
}

std::vector<Abstract> CellsOf(int attribute, const CheckedRule& rule,
                              const CheckedModel& model,
                              const LeadFacts& facts) {
  const CheckedAttribute& checked =
      model.attributes[static_cast<size_t>(attribute)];
  ValueSpace space;
  space.variable = model.lead_variables.attributes + attribute;
  space.type = checked.type;
  space.is_folded = checked.fold;
  std::vector<Value> constants;
  for (const cel::Program* program : ProgramsOf(rule, model)) {
    for (const Value& constant : ConstantsComparedWith(
             space.variable, program->root(), program->limits(), facts)) {
      constants.push_back(constant);
    }
  }
  AddShapeConstants(rule, space.variable, &constants);
  return CellsOf(space, std::move(constants));
}

}  // namespace leadscore::internal
