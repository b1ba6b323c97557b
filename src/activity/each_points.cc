#include "src/activity/each_points.h"

#include <algorithm>

#include "src/activity/selection.h"
#include "src/activity/shapes.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

// The points of a shape for one activity.
Points PointsOfActivity(const CheckedRule& rule, const BoundTables& tables,
                        size_t activity) {
  switch (rule.shape) {
    case RuleShape::kTable:
      return TablePoints(rule.table,
                         ValueInColumn(tables.property(rule.table.of.property),
                                       activity, -1))
          .points;
    case RuleShape::kCurve:
      return CurvePoints(rule.curve,
                         ValueInColumn(tables.property(rule.curve.of.property),
                                       activity, -1))
          .points;
    default:
      return rule.points;
  }
}

}  // namespace

std::vector<CountedActivity> CountActivities(const CheckedRule& rule,
                                             const CheckedModel& model,
                                             const BoundTables& tables,
                                             const std::vector<size_t>& log,
                                             Micros as_of, int* errors) {
  std::vector<CountedActivity> counted;
  const Micros now = FloorToTick(as_of, model.tick);
  for (size_t i :
       SelectActivities(*rule.each, model, tables, log, as_of, errors)) {
    const Micros then = FloorToTick(tables.activities().time(i), model.tick);
    counted.push_back(CountedActivity{
        i, PointsOfActivity(rule, tables, i),
        DecayWeight(rule.each->decay, (now - then) / model.tick)});
  }
  return counted;
}

EachSums SumEach(const CheckedRule& rule, const CheckedModel& model,
                 const BoundTables& tables, const std::vector<size_t>& log,
                 Micros as_of) {
  EachSums sums;
  for (const CountedActivity& counted :
       CountActivities(rule, model, tables, log, as_of, &sums.errors)) {
    ++sums.activities;
    const absl::int128 points = counted.points.micros();
    (points < 0 ? sums.negative : sums.positive) += points * counted.weight;
    sums.undecayed += points * kDecayOne;
  }
  return sums;
}

Points PointsOfSum(const CheckedRule& rule, absl::int128 sum) {
  // Each term is at most 10^12 micros times 10^9, so that no number of
  // activities overflows; beyond 10^29 the rule is at its limit with any
  // weight but zero.
  const absl::int128 kLargest = absl::MakeInt128(0x143200000, 0);  // ~ 10^29.
  return ClampToPoints(
      DivideRounded(std::clamp(sum, -kLargest, kLargest) * rule.weight.micros(),
                    absl::int128(kDecayOne) * Points::kMicrosPerPoint),
      kMaxRuleValue);
}

}  // namespace leadscore::internal
