#include "src/scorer/make_explanation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/exec/rule_points.h"
#include "src/explain/bounds.h"
#include "src/explain/facts.h"
#include "src/explain/gaps.h"
#include "src/scorer/make_result.h"

namespace leadscore::internal {
namespace {

PointsBounds BoundsOf(PointsRange range) { return {range.low, range.high}; }

class Explainer {
 public:
  Explainer(const CheckedModel& model, const BoundTables& tables, size_t row,
            const ScoredLead& scored)
      : model_(model),
        tables_(tables),
        row_(row),
        scored_(scored),
        facts_(scored.evaluation.facts) {}

  Explanation Explain() const {
    Explanation explanation;
    explanation.result = MakeResult(model_, tables_, row_, scored_);
    explanation.result.valid_until =
        MakeValidUntil(model_, tables_, row_, scored_);
    explanation.outcome_valid_until =
        MakeValidUntil(model_, tables_, row_, scored_, Holds::kOutcome);
    explanation.model = model_.spec.name;
    explanation.model_version = model_.spec.version;
    explanation.fingerprint = model_.fingerprint;
    const ScoreBounds bounds =
        FindBounds(model_, tables_, facts_, scored_.evaluation.scores);
    for (size_t s = 0; s < model_.scores.size(); ++s) {
      explanation.scores.push_back(ScoreOf(s, explanation.result.scores[s]));
      explanation.scores.back().bounds = BoundsOf(bounds.scores[s]);
    }
    explanation.total_bounds = BoundsOf(bounds.total);
    if (scored_.reported_stage >= 0) {
      explanation.stage_label =
          model_.stages[static_cast<size_t>(scored_.reported_stage)].label;
      explanation.next = FindNextStage(
          model_, tables_, row_, scored_.evaluation, scored_.history.memory);
    }
    const int disqualified = scored_.evaluation.qualification.disqualified_by;
    if (disqualified >= 0) {
      const Condition& when =
          model_.disqualify[static_cast<size_t>(disqualified)].when;
      explanation.disqualifying = FactsOf(when->variables(), model_, facts_);
    }
    AddAdjustments(&explanation);
    for (int attribute : model_.attributes_read) {
      (facts_.HasAttribute(attribute) ? explanation.known : explanation.unknown)
          .push_back(model_.attributes[static_cast<size_t>(attribute)].label);
    }
    return explanation;
  }

 private:
  ScoreExplanation ScoreOf(size_t index, const ScoreResult& result) const {
    ScoreExplanation score;
    score.name = result.name;
    score.label = result.label;
    score.base = result.base;
    score.clamp = result.unadjusted - result.raw;
    score.adjustment = result.adjustment;
    score.adjustment_clamp =
        result.points - (result.unadjusted + result.adjustment);
    score.points = result.points;
    score.band = result.band;
    const CheckedScore& checked = model_.scores[index];
    for (size_t g = 0; g < result.groups.size(); ++g) {
      GroupExplanation group;
      group.name = result.groups[g].name;
      group.label = result.groups[g].label;
      group.clamp = result.groups[g].points - result.groups[g].raw;
      group.points = result.groups[g].points;
      for (size_t r = 0; r < result.groups[g].rules.size(); ++r) {
        group.rules.push_back(
            RuleOf(checked.groups[g].rules[r], result.groups[g].rules[r]));
      }
      score.groups.push_back(std::move(group));
    }
    return score;
  }

  RuleExplanation RuleOf(const CheckedRule& rule,
                         const RuleResult& result) const {
    RuleExplanation explanation;
    explanation.result = result;
    explanation.decay = result.raw - result.undecayed;
    explanation.clamp = result.points - result.raw;
    if (rule.each != nullptr && result.outcome == RuleOutcome::kFired) {
      explanation.activities = ActivitiesOf(rule);
    }
    if (result.outcome == RuleOutcome::kNoActivity) {
      explanation.last_uncounted = LastOfTypes(rule.each->types);
    }
    explanation.facts = FactsOf(VariablesOf(rule, result), model_, facts_);
    if (result.outcome == RuleOutcome::kFalse ||
        result.outcome == RuleOutcome::kMissing ||
        result.outcome == RuleOutcome::kError) {
      explanation.unmet = UnmetParts(rule.when, model_, facts_);
    }
    return explanation;
  }

  // What a rule looked at: its condition, the tier that was true or else all
  // tiers, what its table or curve is over.
  static std::vector<int> VariablesOf(const CheckedRule& rule,
                                      const RuleResult& result) {
    std::vector<int> variables;
    const auto add = [&variables](const Condition& condition) {
      if (condition == nullptr) return;
      variables.insert(variables.end(), condition->variables().begin(),
                       condition->variables().end());
    };
    add(rule.when);
    const bool is_chosen =
        result.outcome == RuleOutcome::kFired && result.choice >= 0;
    for (size_t i = 0; i < rule.tiers.tiers.size(); ++i) {
      if (!is_chosen || static_cast<int>(i) == result.choice) {
        add(rule.tiers.tiers[i].when);
      }
    }
    for (int variable : {rule.table.of.variable, rule.curve.of.variable}) {
      if (variable >= 0) variables.push_back(variable);
    }
    return variables;
  }

  std::vector<ActivityCause> ActivitiesOf(const CheckedRule& rule) const {
    std::vector<ActivityCause> causes;
    int errors = 0;
    for (const CountedActivity& counted :
         CountActivities(rule, model_, tables_, facts_.log().activities,
                         facts_.as_of(), &errors)) {
      const absl::int128 points = counted.points.micros();
      const auto type =
          static_cast<size_t>(tables_.activity_type(counted.activity));
      const ActivitySpec& spec = model_.spec.activities[type];
      ActivityCause cause;
      cause.type = spec.type;
      cause.label = spec.label.empty() ? spec.type : spec.label;
      cause.time = FromMicros(tables_.activities().time(counted.activity));
      cause.detail = DetailOf(rule, spec, counted.activity);
      cause.points = PointsOfSum(rule, points * counted.weight);
      cause.undecayed = PointsOfSum(rule, points * kDecayOne);
      causes.push_back(std::move(cause));
    }
    std::reverse(causes.begin(), causes.end());
    return causes;
  }

  // The latest activity of some types.
  std::optional<absl::Time> LastOfTypes(const std::vector<bool>& types) const {
    std::optional<absl::Time> last;
    for (size_t i : facts_.log().activities) {
      if (types[static_cast<size_t>(tables_.activity_type(i))]) {
        last = FromMicros(tables_.activities().time(i));
      }
    }
    return last;
  }

  // The property that tells most of an activity.
  std::string DetailOf(const CheckedRule& rule, const ActivitySpec& spec,
                       size_t activity) const {
    const auto text = [&](size_t property) {
      const cel::Value value = ValueInColumn(
          tables_.property(static_cast<int>(property)), activity, -1);
      return value.is_error() ? "" : ValueText(value, model_.zone);
    };
    for (int property : {rule.table.of.property, rule.curve.of.property}) {
      if (property >= 0) return text(static_cast<size_t>(property));
    }
    for (const PropertySpec& property : spec.properties) {
      if (property.type != ValueType::kString) continue;
      for (size_t i = 0; i < model_.properties.size(); ++i) {
        if (model_.properties[i].name != property.name) continue;
        if (std::string found = text(i); !found.empty()) return found;
      }
    }
    return "";
  }

  void AddAdjustments(Explanation* explanation) const {
    for (size_t i : facts_.log().entries) {
      if (tables_.activity_type(i) != kAdjustCode) continue;
      const LogEntry& entry = tables_.activities().entry(i);
      if (entry.until <= facts_.as_of()) continue;
      AdjustmentInForce adjustment;
      if (entry.score >= 0) {
        adjustment.score =
            model_.scores[static_cast<size_t>(tables_.score_of(entry))].name;
        adjustment.points = entry.points;
      } else {
        adjustment.stage =
            model_.stages[static_cast<size_t>(tables_.stage_of(entry))].name;
      }
      adjustment.from = FromMicros(tables_.activities().time(i));
      adjustment.until = entry.until == LogEntry::kForEver
                             ? absl::InfiniteFuture()
                             : FromMicros(entry.until);
      adjustment.reason = entry.reason;
      adjustment.author = entry.author;
      explanation->adjustments.push_back(std::move(adjustment));
    }
  }

  const CheckedModel& model_;
  const BoundTables& tables_;
  const size_t row_;
  const ScoredLead& scored_;
  const LeadFacts& facts_;
};

}  // namespace

Explanation MakeExplanation(const CheckedModel& model,
                            const BoundTables& tables,
                            const AccountIndex& accounts, size_t row,
                            Micros as_of) {
  const ScoredLead scored(model, tables, accounts, row, as_of);
  return Explainer(model, tables, row, scored).Explain();
}

}  // namespace leadscore::internal
