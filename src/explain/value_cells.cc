#include "src/explain/value_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "src/cel/evaluator.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Expr;
using cel::Value;

// Beyond this many the rest of the values is one cell.
constexpr size_t kMaxConstants = 64;

// Collects what an attribute is compared with.
class ConstantCollector {
 public:
  ConstantCollector(int variable, const LeadFacts& facts)
      : variable_(variable), facts_(facts) {}

  void Collect(const cel::Program& program) {
    limits_ = &program.limits();
    Visit(program.root());
  }

  const std::vector<Value>& constants() const { return constants_; }

 private:
  bool IsVariable(const Expr& expr) const {
    return expr.binding == cel::Binding::kVariable && expr.index == variable_ &&
           !expr.is_presence;
  }

  // Whether an expression has the same value whatever the attribute is: neither
  // it nor a variable of a macro is read.
  bool IsConstant(const Expr& expr) const {
    if (expr.binding == cel::Binding::kLocal) return false;
    if (expr.binding == cel::Binding::kVariable && expr.index == variable_) {
      return false;
    }
    return std::all_of(
        expr.children.begin(), expr.children.end(),
        [this](const auto& child) { return IsConstant(*child); });
  }

  void Visit(const Expr& expr) {
    for (const auto& child : expr.children) Visit(*child);
    if (expr.kind != cel::ExprKind::kCall || expr.children.size() != 2) return;
    const Expr& left = *expr.children[0];
    const Expr& right = *expr.children[1];
    if (IsVariable(left) && IsConstant(right)) {
      Add(cel::Evaluate(right, facts_, *limits_));
    } else if (IsVariable(right) && IsConstant(left)) {
      Add(cel::Evaluate(left, facts_, *limits_));
    }
  }

  void Add(const Value& value) {
    if (value.is(cel::Kind::kList)) {
      if (value.as_list().size() > kMaxConstants) return;
      for (const Value& item : value.as_list()) constants_.push_back(item);
    } else if (!value.is_error()) {
      constants_.push_back(value);
    }
  }

  const int variable_;
  const LeadFacts& facts_;
  const cel::Limits* limits_ = nullptr;
  std::vector<Value> constants_;
};

// The points of a number line between and at `cuts`, which are sorted. `make`
// makes a value, `before` and `after` give its neighbours.
template <typename T, typename Make, typename Before, typename After>
std::vector<Abstract> Line(const std::set<T>& cuts, T least, T largest,
                           const Make& make, const Before& before,
                           const After& after) {
  std::vector<Abstract> cells;
  const auto add = [&](T low, T high) {
    cells.push_back(low == high ? Abstract::Exactly(make(low))
                                : Abstract::Between(make(low), make(high)));
  };
  T begin = least;
  bool has_rest = true;
  for (T cut : cuts) {
    if (cut < least || cut > largest) continue;
    if (cut > begin) add(begin, before(cut));
    add(cut, cut);
    has_rest = cut < largest;
    if (has_rest) begin = after(cut);
  }
  if (has_rest) add(begin, largest);
  return cells;
}

std::vector<Abstract> IntCells(const std::vector<Value>& constants) {
  constexpr double kEnd = 9223372036854775808.0;
  std::set<int64_t> cuts;
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kInt)) cuts.insert(constant.as_int());
    if (constant.is(cel::Kind::kDouble) &&
        std::fabs(constant.as_double()) < kEnd) {
      const auto below = static_cast<int64_t>(std::floor(constant.as_double()));
      cuts.insert(below);
      if (below < std::numeric_limits<int64_t>::max()) cuts.insert(below + 1);
    }
  }
  return Line<int64_t>(
      cuts, std::numeric_limits<int64_t>::min(),
      std::numeric_limits<int64_t>::max(),
      [](int64_t value) { return Value::Int(value); },
      [](int64_t value) { return value - 1; },
      [](int64_t value) { return value + 1; });
}

std::vector<Abstract> DoubleCells(const std::vector<Value>& constants) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::set<double> cuts;
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kDouble) && !std::isnan(constant.as_double())) {
      cuts.insert(constant.as_double());
    }
    if (constant.is(cel::Kind::kInt)) {
      // An int that is no double lies between two of them.
      const auto near = static_cast<double>(constant.as_int());
      cuts.insert(near);
      cuts.insert(std::nextafter(near, kInfinity));
      cuts.insert(std::nextafter(near, -kInfinity));
    }
  }
  return Line<double>(
      cuts, -kInfinity, kInfinity,
      [](double value) { return Value::Double(value); },
      [](double value) { return std::nextafter(value, -kInfinity); },
      [](double value) { return std::nextafter(value, kInfinity); });
}

std::vector<Abstract> TimeCells(const std::vector<Value>& constants) {
  std::set<Micros> cuts;
  for (const Value& constant : constants) {
    if (!constant.is(cel::Kind::kTimestamp)) continue;
    const Instant instant = constant.as_timestamp();
    const Micros micros =
        instant.seconds * kMicrosPerSecond + instant.nanos / 1000;
    cuts.insert(micros);
    cuts.insert(micros + 1);
  }
  return Line<Micros>(
      cuts, kMinInstant, kMaxInstant,
      [](Micros value) { return Value::Timestamp(value); },
      [](Micros value) { return value - 1; },
      [](Micros value) { return value + 1; });
}

std::vector<Abstract> TextCells(const std::vector<Value>& constants,
                                bool is_folded) {
  auto texts = std::make_shared<Abstract::Texts>();
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kString)) {
      texts->insert(std::string(constant.as_string()));
    }
  }
  std::vector<Abstract> cells;
  for (const std::string& text : *texts) {
    // A folded attribute is never what is not folded.
    if (is_folded && FoldText(text) != text) continue;
    cells.push_back(Abstract::Exactly(Value::String(text)));
  }
  cells.push_back(Abstract::TextOtherThan(std::move(texts)));
  return cells;
}

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
  const int variable = model.lead_variables.attributes + attribute;
  const CheckedAttribute& checked =
      model.attributes[static_cast<size_t>(attribute)];
  ConstantCollector collector(variable, facts);
  for (const cel::Program* program : ProgramsOf(rule, model)) {
    collector.Collect(*program);
  }
  std::vector<Value> constants = collector.constants();
  AddShapeConstants(rule, variable, &constants);
  if (constants.size() > kMaxConstants) constants.resize(kMaxConstants);
  std::vector<Abstract> cells;
  switch (checked.type) {
    case ValueType::kBool:
      cells = {Abstract::Exactly(Value::Bool(true)),
               Abstract::Exactly(Value::Bool(false))};
      break;
    case ValueType::kInt:
      cells = IntCells(constants);
      break;
    case ValueType::kDouble:
      cells = DoubleCells(constants);
      break;
    case ValueType::kTimestamp:
      cells = TimeCells(constants);
      break;
    case ValueType::kString:
      cells = TextCells(constants, checked.fold);
      break;
    default:
      cells = {Abstract::Anything()};
  }
  cells.push_back(Abstract::Exactly(Value::Missing(variable)));
  return cells;
}

}  // namespace leadscore::internal
