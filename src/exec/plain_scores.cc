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

ScoreValue EvaluateScore(const CheckedScore& score, const CheckedModel& model,
                         const BoundTables& tables, const LeadFacts& facts) {
  ScoreValue value;
  value.raw = score.base;
  for (const CheckedGroup& group : score.groups) {
    value.groups.push_back(EvaluateGroup(group, model, tables, facts));
    value.raw += value.groups.back().points;
  }
  value.points = Clamp(value.raw, score.min, score.max);
  return value;
}

// The weighted sum of the scores, rounded once.
Points EvaluateTotal(const CheckedModel& model,
                     const std::vector<ScoreValue>& scores) {
  absl::int128 sum = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    sum += absl::int128(scores[i].points.micros()) *
           model.scores[i].weight.micros();
  }
  const Points total =
      ClampToPoints(DivideRounded(sum, Points::kMicrosPerPoint), kMaxScore);
  return Clamp(total, model.total_min, model.total_max);
}

}  // namespace

PlainScores EvaluateScores(const CheckedModel& model, const BoundTables& tables,
                           const LeadFacts& facts) {
  PlainScores result;
  for (const CheckedScore& score : model.scores) {
    result.scores.push_back(EvaluateScore(score, model, tables, facts));
  }
  result.total = EvaluateTotal(model, result.scores);
  return result;
}

}  // namespace leadscore::internal
