#include "src/cli/condition_scope.h"

#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/model/environments.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {
namespace {

using cel::Value;

class NoValues : public cel::Activation {
 public:
  Value Get(int variable) const override { return Value::Missing(variable); }
};

// A value written in CEL, and its type; nothing if it is none.
std::optional<std::pair<Value, cel::Type>> ReadLiteral(
    const std::string& text) {
  std::vector<cel::Issue> issues;
  const auto program = cel::Program::Compile(text, cel::Environment(), &issues);
  if (program == nullptr) return std::nullopt;
  const Value value = program->Evaluate(NoValues());
  if (value.is_error()) return std::nullopt;
  return std::make_pair(value, program->type());
}

// A value of a type, as CEL or as files write it.
absl::StatusOr<Value> ReadValue(const Assignment& assignment,
                                const cel::Type& type) {
  const auto literal = ReadLiteral(assignment.value);
  if (literal.has_value()) {
    const Value& value = literal->first;
    if (value.kind() == type.kind() || type.is(cel::Kind::kDyn)) return value;
    if (type.is(cel::Kind::kDouble) && value.is(cel::Kind::kInt)) {
      return Value::Double(static_cast<double>(value.as_int()));
    }
  }
  if (type.is(cel::Kind::kString)) return Value::String(assignment.value);
  if (type.is(cel::Kind::kTimestamp)) {
    const absl::StatusOr<Instant> instant = ParseRfc3339(assignment.value);
    if (instant.ok()) return Value::Timestamp(*instant);
  }
  return absl::InvalidArgumentError(absl::StrCat("--set ", assignment.name,
                                                 " needs a value of the type ",
                                                 type.ToString()));
}

// Whether it is spelt like "lead.employees" or "as_of".
bool IsName(const std::string& name) {
  for (absl::string_view part : absl::StrSplit(name, '.')) {
    if (!IsIdentifier(std::string_view(part.data(), part.size()))) return false;
  }
  return true;
}

absl::Status UnknownName(const std::string& name,
                         const cel::Environment& environment) {
  std::vector<std::string_view> names;
  for (const cel::Variable& variable : environment.variables()) {
    names.push_back(variable.name);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--set: the model has no ", Quoted(name), DidYouMean(name, names)));
}

}  // namespace

absl::StatusOr<ConditionScope> ConditionScope::OfLead(
    const Model& model, const Tables& tables, size_t row, absl::Time as_of,
    const std::vector<Assignment>& assignments) {
  const CheckedModel& checked = model.checked();
  ConditionScope scope(StageEnvironment(checked, cel::Limits()));
  std::map<int, Value> set;
  for (const Assignment& assignment : assignments) {
    const int variable = scope.environment_.Find(assignment.name);
    if (variable < 0) return UnknownName(assignment.name, scope.environment_);
    const auto index = static_cast<size_t>(variable);
    LEADSCORE_ASSIGN_OR_RETURN(
        set[variable],
        ReadValue(assignment, scope.environment_.variables()[index].type));
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const AccountIndex accounts(bound.leads());
  const Micros now = ToMicros(as_of);
  LeadFacts facts(checked, bound, row,
                  ResolveLeadLog(checked, bound, accounts, row, now), now);
  for (const auto& [variable, value] : set) facts.Set(variable, value);
  for (int i : checked.derivation_order) {
    const int variable = checked.lead_variables.attributes + i;
    if (set.count(variable) > 0) continue;
    const CheckedAttribute& attribute =
        checked.attributes[static_cast<size_t>(i)];
    facts.Set(variable, DerivedValue(attribute, variable,
                                     attribute.from->Evaluate(facts)));
  }
  const PlainScores scores = EvaluateScores(checked, bound, facts);
  Qualify(checked, scores, &facts);
  // What is set of scores, bands and the grade stands above what follows.
  for (const auto& [variable, value] : set) facts.Set(variable, value);
  for (int i = 0; i < checked.lead_variables.count; ++i) {
    scope.values_.push_back(facts.Get(i));
  }
  return scope;
}

absl::StatusOr<ConditionScope> ConditionScope::OfValues(
    absl::Time as_of, const std::vector<Assignment>& assignments) {
  ConditionScope scope{cel::Environment()};
  scope.environment_.DescribeRoot("lead", "attribute",
                                  "give it a value: --set lead.name=...");
  scope.environment_.DescribeRoot("signal", "signal",
                                  "give it a value: --set signal.name=...");
  scope.environment_.AddVariable("as_of", cel::Kind::kTimestamp);
  scope.values_.push_back(Value::Timestamp(ToMicros(as_of)));
  for (const Assignment& assignment : assignments) {
    if (!IsName(assignment.name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--set: ", Quoted(assignment.name),
                       " is not a name, such as lead.employees"));
    }
    const auto literal = ReadLiteral(assignment.value);
    if (!literal.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--set ", assignment.name,
          " needs a value: 5, 0.5, true, \"'text'\", \"['a', 'b']\" or "
          "\"timestamp('2026-11-20T09:00:00Z')\"; without --model a text "
          "stands "
          "in quotes"));
    }
    if (scope.environment_.Find(assignment.name) >= 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("--set: ", Quoted(assignment.name), " is given twice"));
    }
    scope.environment_.AddVariable(assignment.name, literal->second);
    scope.values_.push_back(literal->first);
  }
  return scope;
}

}  // namespace leadscore::internal
