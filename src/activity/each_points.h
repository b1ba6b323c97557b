// What a rule with `each` gives for the activities of one lead, plainly.

#ifndef LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_
#define LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// An activity that a rule with `each` counts: its points, and its decay weight
// in units of 1 / kDecayOne.
struct CountedActivity {
  size_t activity = 0;
  Points points;
  int64_t weight = 0;
};

// The activities that a rule counts, in the order of the log. Adds to `errors`
// as SelectActivities does.
std::vector<CountedActivity> CountActivities(const CheckedRule& rule,
                                             const CheckedModel& model,
                                             const BoundTables& tables,
                                             const std::vector<size_t>& log,
                                             Micros as_of, int* errors);

// What a rule with `each` adds up: the points of the chosen activities times
// their decay weights, in 10^-15 points, before the weight of the rule.
struct EachSums {
  absl::int128 positive = 0;
  absl::int128 negative = 0;
  absl::int128 undecayed = 0;  // Of both, as if nothing decayed.
  int activities = 0;
  int errors = 0;  // As of RuleValue.
};

// `log` are the activities of a resolved log.
EachSums SumEach(const CheckedRule& rule, const CheckedModel& model,
                 const BoundTables& tables, const std::vector<size_t>& log,
                 Micros as_of);

// The points of such a sum, times the weight of the rule, rounded once, before
// min and max.
Points PointsOfSum(const CheckedRule& rule, absl::int128 sum);

// The same where the sum is of the rule's points times these weights.
inline Points PointsOfWeights(const CheckedRule& rule, int64_t weights) {
  int64_t sum = 0;
  if (rule.weight != Points::FromWhole(1) ||
      __builtin_mul_overflow(rule.points.micros(), weights, &sum) ||
      sum > INT64_MAX - kDecayOne || sum < INT64_MIN + kDecayOne) {
    return PointsOfSum(rule, absl::int128(rule.points.micros()) * weights);
  }
  constexpr int64_t kHalf = kDecayOne / 2;
  const int64_t rounded = (sum + (sum < 0 ? -kHalf : kHalf)) / kDecayOne;
  return Clamp(Points::FromMicros(rounded), -kMaxRuleValue, kMaxRuleValue);
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_
