#include "src/qualify/activity_gains.h"

#include <algorithm>
#include <utility>

#include "src/core/fixed.h"
#include "src/exec/rule_points.h"
#include "src/plan/plan.h"

namespace leadscore::internal {
namespace {

// What the type costs that moves a score most.
constexpr int kMostSteps = 16;

// Sums and products are rounded to millionths, each at most once a rule.
constexpr int kRounding = 4;

class AnyFacts : public cel::AbstractActivation {
 public:
  cel::Abstract Get(int /*variable*/) const override {
    return cel::Abstract::Anything();
  }
};

absl::int128 SizeOf(absl::int128 micros) {
  return micros < 0 ? -micros : micros;
}

void AddVariables(const Condition& condition, std::vector<int>* variables) {
  if (condition == nullptr) return;
  const std::vector<int>& read = condition->variables();
  variables->insert(variables->end(), read.begin(), read.end());
}

// Those that decide what a rule gives, but for its activities.
std::vector<int> VariablesOf(const CheckedRule& rule) {
  std::vector<int> variables;
  AddVariables(rule.when, &variables);
  if (rule.each != nullptr) return variables;
  for (const CheckedTier& tier : rule.tiers.tiers) {
    AddVariables(tier.when, &variables);
  }
  if (rule.shape == RuleShape::kTable) {
    variables.push_back(rule.table.of.variable);
  } else if (rule.shape == RuleShape::kCurve) {
    variables.push_back(rule.curve.of.variable);
  }
  return variables;
}

}  // namespace

ActivityGains::ActivityGains(const FusedModel& model) : model_(model.model()) {
  costs_.resize(model_.activity_schema.types.size());
  steps_.resize(model_.scores.size());
  // What a screen drops may be another activity.
  if (!model_.screens.empty()) return;
  FindFree(model);
  if (!has_costs_) return;
  std::vector<std::vector<Gain>> gains(costs_.size(),
                                       std::vector<Gain>(steps_.size()));
  for (const CheckedScore& score : model_.scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) AddRule(rule, &gains);
    }
  }
  SetCosts(gains);
}

std::vector<bool> ActivityGains::TypesOf(
    const std::vector<int>& variables) const {
  std::vector<bool> types(costs_.size());
  const auto add = [&](const CheckedSignal& signal) {
    for (size_t type = 0; type < signal.types.size(); ++type) {
      if (signal.types[type]) types[type] = true;
    }
  };
  const std::vector<CheckedSignal>& signals = model_.signals;
  for (int variable : variables) {
    const int index = variable - model_.lead_variables.signals;
    if (index < 0 || index >= static_cast<int>(signals.size())) continue;
    const CheckedSignal& signal = signals[static_cast<size_t>(index)];
    if (signal.kind == SignalKind::kRatio) {
      add(signals[static_cast<size_t>(signal.of)]);
      add(signals[static_cast<size_t>(signal.to)]);
    } else {
      add(signal);
    }
  }
  return types;
}

// Gives a cost to the types on which no condition of a stage depends, and which
// say nothing about stages themselves.
void ActivityGains::FindFree(const FusedModel& model) {
  std::vector<int> variables;
  const auto add = [&variables](const PlannedCondition& condition) {
    if (condition.program == nullptr) return;
    const std::vector<int>& read = condition.program->variables();
    variables.insert(variables.end(), read.begin(), read.end());
  };
  for (const PlannedCondition& reason : model.plan().disqualify) add(reason);
  for (const PlannedStage& stage : model.plan().stages) {
    for (const PlannedCondition& way : stage.ways) add(way);
    for (const PlannedCondition& evidence : stage.evidence) add(evidence);
    add(stage.hold);
  }
  const bool reads_scores =
      std::any_of(variables.begin(), variables.end(), [this](int variable) {
        return variable >= model_.lead_variables.scores;
      });
  if (reads_scores) return;
  const std::vector<bool> decisive = TypesOf(variables);
  for (size_t type = 0; type < costs_.size(); ++type) {
    if (decisive[type] || model_.returned_types[type]) continue;
    costs_[type] = 0;
    has_costs_ = true;
  }
}

void ActivityGains::AddRule(const CheckedRule& rule,
                            std::vector<std::vector<Gain>>* gains) {
  const auto score = static_cast<size_t>(rule.score);
  const auto add = [&](size_t type, absl::int128 up, absl::int128 down) {
    Gain& gain = (*gains)[type][score];
    gain.up += up + kRounding;
    gain.down += down + kRounding;
  };
  const std::vector<bool> by_signals = TypesOf(VariablesOf(rule));
  PointsRange range = {rule.min, rule.max};
  if (rule.each == nullptr) {
    range = RangeOfRule(rule, AnyFacts(), SumRange());
  }
  const absl::int128 swing =
      absl::int128(range.high.micros()) - range.low.micros();
  for (size_t type = 0; type < by_signals.size(); ++type) {
    if (by_signals[type]) {
      add(type, swing, swing);
      continue;
    }
    if (rule.each == nullptr || !rule.each->types[type]) continue;
    if (rule.shape != RuleShape::kPoints) {
      costs_[type] = std::nullopt;
      continue;
    }
    const absl::int128 product =
        absl::int128(rule.points.micros()) * rule.weight.micros();
    const absl::int128 size =
        std::min(SizeOf(product) / Points::kMicrosPerPoint + 1, swing);
    // It may take the place of another one.
    const bool takes_place = rule.each->keep_first > 0 ||
                             rule.each->latest_per_property >= 0 ||
                             rule.each->keep_latest.has_value();
    add(type, product > 0 || takes_place ? size : 0,
        product < 0 || takes_place ? size : 0);
  }
}

void ActivityGains::SetCosts(const std::vector<std::vector<Gain>>& gains) {
  // Those that can do nearly anything are no measure for the others.
  const absl::int128 most = kMaxRuleValue.micros() / 100;
  for (size_t type = 0; type < costs_.size(); ++type) {
    if (!costs_[type].has_value()) continue;
    for (size_t s = 0; s < steps_.size(); ++s) {
      const Gain& gain = gains[type][s];
      if (gain.up > most || gain.down > most) costs_[type] = std::nullopt;
    }
    if (!costs_[type].has_value()) continue;
    for (size_t s = 0; s < steps_.size(); ++s) {
      steps_[s].up = std::max(steps_[s].up, gains[type][s].up);
      steps_[s].down = std::max(steps_[s].down, gains[type][s].down);
    }
  }
  for (Gain& step : steps_) {
    step.up = (step.up + kMostSteps - 1) / kMostSteps;
    step.down = (step.down + kMostSteps - 1) / kMostSteps;
  }
  has_costs_ = false;
  for (size_t type = 0; type < costs_.size(); ++type) {
    if (!costs_[type].has_value()) continue;
    has_costs_ = true;
    absl::int128 cost = 0;
    const auto need = [&cost](absl::int128 amount, absl::int128 step) {
      if (amount > 0) cost = std::max(cost, (amount + step - 1) / step);
    };
    for (size_t s = 0; s < steps_.size(); ++s) {
      need(gains[type][s].up, steps_[s].up);
      need(gains[type][s].down, steps_[s].down);
    }
    costs_[type] = static_cast<int>(cost);
  }
}

void ActivityGains::Widen(const std::vector<Points>& low,
                          const std::vector<Points>& high, int margin,
                          std::vector<Points>* wide_low,
                          std::vector<Points>* wide_high) const {
  wide_low->resize(steps_.size());
  wide_high->resize(steps_.size());
  for (size_t s = 0; s < steps_.size(); ++s) {
    const CheckedScore& of = model_.scores[s];
    const absl::int128 least = low[s].micros() - steps_[s].down * margin;
    const absl::int128 most = high[s].micros() + steps_[s].up * margin;
    (*wide_low)[s] = Clamp(ClampToPoints(least, kMaxScore), of.min, of.max);
    (*wide_high)[s] = Clamp(ClampToPoints(most, kMaxScore), of.min, of.max);
  }
}

}  // namespace leadscore::internal
