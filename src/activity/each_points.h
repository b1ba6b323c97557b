// What a rule with `each` gives for the activities of one lead, plainly.

#ifndef LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_
#define LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"
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

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_EACH_POINTS_H_
