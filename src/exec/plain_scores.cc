#include "src/exec/plain_scores.h"

#include <utility>

#include "absl/numeric/int128.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

GroupValue EvaluateGroup(const CheckedGroup& group, const CheckedModel& model,
                         const BoundTables& tables, const LeadFacts& facts) {
  GroupValue value;
  for (const CheckedRule& rule : group.rules) {
    value.rules.push_back(EvaluateRule(rule, model, tables, facts));
    value.raw += value.rules.back().points;
  }
  value.points = Clamp(value.raw, group.min, group.max);
  return value;
}

ScoreValue EvaluateScore(const CheckedScore& score, Points adjustment,
                         const CheckedModel& model, const BoundTables& tables,
                         const LeadFacts& facts) {
  ScoreValue value;
  value.adjustment = adjustment;
  value.raw = score.base;
  for (const CheckedGroup& group : score.groups) {
    value.groups.push_back(EvaluateGroup(group, model, tables, facts));
    value.raw += value.groups.back().points;
  }
  value.unadjusted = Clamp(value.raw, score.min, score.max);
  value.points =
      Clamp(value.unadjusted + value.adjustment, score.min, score.max);
  return value;
}

// In millionths of points times millionths of weights.
absl::int128 WeightedSum(const CheckedModel& model,
                         const std::vector<Points>& scores) {
  absl::int128 sum = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    sum += absl::int128(scores[i].micros()) * model.scores[i].weight.micros();
  }
  return sum;
}

Points UnboundedTotal(absl::int128 sum) {
  return ClampToPoints(DivideRounded(sum, Points::kMicrosPerPoint), kMaxScore);
}

}  // namespace

std::vector<Points> AdjustmentsInForce(const CheckedModel& model,
                                       const BoundTables& tables,
                                       const ActivityLog& log, Micros as_of) {
  std::vector<absl::int128> sums(model.scores.size());
  for (size_t i : log.entries) {
    if (tables.activity_type(i) != kAdjustCode) continue;
    const LogEntry& entry = tables.activities().entry(i);
    if (entry.score < 0 || entry.until <= as_of) continue;
    sums[static_cast<size_t>(tables.score_of(entry))] += entry.points.micros();
  }
  std::vector<Points> adjustments;
  for (absl::int128 sum : sums) {
    // Twice what a score can be: no sum of more would differ.
    adjustments.push_back(ClampToPoints(sum, kMaxScore + kMaxScore));
  }
  return adjustments;
}

Points UnboundedTotalOf(const CheckedModel& model,
                        const std::vector<Points>& scores) {
  return UnboundedTotal(WeightedSum(model, scores));
}

bool AddsUp(const CheckedModel& model) {
  constexpr size_t kFewScores = 1'000;
  return model.scores.size() <= kFewScores &&
         std::all_of(model.scores.begin(), model.scores.end(),
                     [](const CheckedScore& score) {
                       return score.weight == Points::FromWhole(1);
                     });
}

Points TotalOfSum(const CheckedModel& model, absl::int128 sum) {
  return Clamp(UnboundedTotal(sum), model.total_min, model.total_max);
}

Points TotalOf(const CheckedModel& model, const std::vector<Points>& scores) {
  return TotalOfSum(model, WeightedSum(model, scores));
}

PointsRange TotalOf(const CheckedModel& model,
                    const std::vector<PointsRange>& scores) {
  std::vector<Points> lowest;
  std::vector<Points> highest;
  for (size_t i = 0; i < scores.size(); ++i) {
    const bool is_rising = model.scores[i].weight >= Points();
    lowest.push_back(is_rising ? scores[i].low : scores[i].high);
    highest.push_back(is_rising ? scores[i].high : scores[i].low);
  }
  return {TotalOf(model, lowest), TotalOf(model, highest)};
}

PlainScores EvaluateScores(const CheckedModel& model, const BoundTables& tables,
                           const LeadFacts& facts) {
  const std::vector<Points> adjustments =
      AdjustmentsInForce(model, tables, facts.log(), facts.as_of());
  PlainScores result;
  std::vector<Points> points;
  for (size_t i = 0; i < model.scores.size(); ++i) {
    result.scores.push_back(
        EvaluateScore(model.scores[i], adjustments[i], model, tables, facts));
    points.push_back(result.scores.back().points);
  }
  result.total = TotalOf(model, points);
  return result;
}

}  // namespace leadscore::internal
