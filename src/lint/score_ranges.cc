#include "src/lint/score_ranges.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "src/core/decay.h"
#include "src/exec/plain_scores.h"
#include "src/exec/rule_points.h"
#include "src/lint/condition_judge.h"
#include "src/lint/world.h"

namespace leadscore::internal {
namespace {

// What any number of activities may add up to; PointsOfSum ends below it.
const absl::int128 kUnlimited = absl::MakeInt128(0x143200000, 0);  // ~ 10^29.

// The points of one activity, before decay.
PointsRange PointsOfOne(const CheckedRule& rule) {
  switch (rule.shape) {
    case RuleShape::kTable:
      return TableRange(rule.table, cel::Abstract::Anything());
    case RuleShape::kCurve:
      return CurveRange(rule.curve, cel::Abstract::Anything());
    default:
      return {rule.points, rule.points};
  }
}

SumRange SumOfEach(const CheckedRule& rule) {
  const PointsRange one = PointsOfOne(rule);
  const auto sum = [&rule](Points points) {
    const absl::int128 each =
        absl::int128(points.micros()) * absl::int128(kDecayOne);
    if (each == 0 || !rule.each->keep_latest.has_value()) {
      return each < 0 ? -kUnlimited : each > 0 ? kUnlimited : absl::int128(0);
    }
    return each * *rule.each->keep_latest;
  };
  return {sum(std::min(one.low, Points())), sum(std::max(one.high, Points()))};
}

}  // namespace

ScoreRanges FindScoreRanges(const CheckedModel& model) {
  const World world =
      World::OfLeads(model, AdjustedScores(model), AdjustedTotal(model));
  const ConditionJudge judge(world);
  ScoreRanges ranges;
  std::vector<PointsRange> points;
  for (const CheckedScore& score : model.scores) {
    ScoreRange of_score;
    of_score.sum = {score.base, score.base};
    for (const CheckedGroup& group : score.groups) {
      GroupRange of_group;
      for (const CheckedRule& rule : group.rules) {
        const bool may_give =
            rule.when == nullptr || judge.Judge(*rule.when).may_be_true;
        const SumRange each =
            rule.each == nullptr ? SumRange() : SumOfEach(rule);
        of_group.rules.push_back(may_give ? RangeOfRule(rule, world, each)
                                          : PointsRange());
        of_group.sum = of_group.sum + of_group.rules.back();
      }
      of_group.points = Clamp(of_group.sum, group.min, group.max);
      of_score.sum = of_score.sum + of_group.points;
      of_score.groups.push_back(std::move(of_group));
    }
    of_score.points = Clamp(of_score.sum, score.min, score.max);
    points.push_back(of_score.points);
    ranges.scores.push_back(std::move(of_score));
  }
  ranges.total = TotalOf(model, points);
  return ranges;
}

std::vector<PointsRange> AdjustedScores(const CheckedModel& model) {
  std::vector<PointsRange> ranges;
  for (const CheckedScore& score : model.scores) {
    ranges.push_back({score.min, score.max});
  }
  return ranges;
}

PointsRange AdjustedTotal(const CheckedModel& model) {
  return TotalOf(model, AdjustedScores(model));
}

}  // namespace leadscore::internal
