#include "src/explain/facts.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "src/cel/evaluator.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"
#include "src/explain/need_text.h"

namespace leadscore::internal {
namespace {

// With commas from five digits on: 25,000, but the year 1998.
std::string WholeText(int64_t value) {
  constexpr int64_t kLeast = 10'000;
  return value > -kLeast && value < kLeast ? absl::StrCat(value)
                                           : FormatGrouped(value);
}

std::string ItemText(const std::vector<cel::Value>& items,
                     absl::TimeZone zone) {
  std::string text;
  for (const cel::Value& item : items) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", ValueText(item, zone));
  }
  return text;
}

void CollectVariables(const cel::Expr& expr, std::vector<int>* variables) {
  if (expr.binding == cel::Binding::kVariable) {
    variables->push_back(expr.index);
  }
  for (const auto& child : expr.children) CollectVariables(*child, variables);
}

}  // namespace

std::string ValueText(const cel::Value& value, absl::TimeZone zone) {
  switch (value.kind()) {
    case cel::Kind::kBool:
      return value.as_bool() ? "yes" : "no";
    case cel::Kind::kInt:
      return WholeText(value.as_int());
    case cel::Kind::kDouble: {
      constexpr double kMost = 1e15;  // Within which all wholes are exact.
      const double number = value.as_double();
      return std::abs(number) < kMost && std::trunc(number) == number
                 ? WholeText(static_cast<int64_t>(number))
                 : FormatDouble(number);
    }
    case cel::Kind::kString:
      return std::string(value.as_string());
    case cel::Kind::kTimestamp: {
      const Instant instant = value.as_timestamp();
      return absl::FormatTime("%Y-%m-%d %H:%M",
                              absl::FromUnixSeconds(instant.seconds), zone);
    }
    case cel::Kind::kList:
      return ItemText(value.as_list(), zone);
    default:
      return "";
  }
}

std::string VariableName(const CheckedModel& model, int variable) {
  const LeadVariables& variables = model.lead_variables;
  const auto within = [variable](int first, size_t count) {
    return variable >= first && variable < first + static_cast<int>(count);
  };
  const auto named = [variable](const char* root, int first, const auto& of) {
    return absl::StrCat(root, of[static_cast<size_t>(variable - first)].name);
  };
  if (within(variables.attributes, model.attributes.size())) {
    return named("lead.", variables.attributes, model.attributes);
  }
  if (within(variables.signals, model.signals.size())) {
    return named("signal.", variables.signals, model.signals);
  }
  if (within(variables.scores, model.scores.size())) {
    return named("score.", variables.scores, model.scores);
  }
  if (within(variables.bands, model.scores.size())) {
    return named("band.", variables.bands, model.scores);
  }
  return "";
}

std::string VariableLabel(const CheckedModel& model, int variable) {
  const auto index = [variable](int first) {
    return static_cast<size_t>(variable - first);
  };
  const LeadVariables& variables = model.lead_variables;
  if (variable >= variables.bands && variable < variables.total) {
    return absl::StrCat(model.scores[index(variables.bands)].label, " band");
  }
  if (variable >= variables.scores && variable < variables.bands) {
    return model.scores[index(variables.scores)].label;
  }
  if (variable >= variables.signals && variable < variables.scores) {
    return model.signals[index(variables.signals)].label;
  }
  return model.attributes[index(variables.attributes)].label;
}

std::vector<FactCause> FactsOf(const std::vector<int>& variables,
                               const CheckedModel& model,
                               const LeadFacts& facts) {
  std::vector<int> order = variables;
  std::sort(order.begin(), order.end());
  order.erase(std::unique(order.begin(), order.end()), order.end());
  std::vector<FactCause> causes;
  for (int variable : order) {
    FactCause cause;
    cause.name = VariableName(model, variable);
    if (cause.name.empty()) continue;
    cause.label = VariableLabel(model, variable);
    const cel::Value value = facts.Get(variable);
    cause.is_missing = value.is_error();
    cause.value = ValueText(value, model.zone);
    causes.push_back(std::move(cause));
  }
  return causes;
}

std::vector<UnmetCondition> UnmetParts(const Condition& condition,
                                       const CheckedModel& model,
                                       const LeadFacts& facts) {
  std::vector<UnmetCondition> unmet;
  if (condition == nullptr) return unmet;
  const auto judge = [&](const cel::Expr& part) {
    const cel::Value value = cel::Evaluate(part, facts, condition->limits());
    if (value.is_true()) return;
    std::vector<int> variables;
    CollectVariables(part, &variables);
    unmet.push_back(UnmetCondition{
        condition->text().substr(part.begin, part.end - part.begin),
        value.is_missing(), FactsOf(variables, model, facts),
        NeedText(part, model.zone)});
  };
  const cel::Expr& root = condition->root();
  if (root.kind != cel::ExprKind::kAnd) {
    judge(root);
    return unmet;
  }
  for (const auto& part : root.children) judge(*part);
  return unmet;
}

}  // namespace leadscore::internal
