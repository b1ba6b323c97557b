// Which activities a rule with `each` counts, plainly and in the order in which
// semantics wants the choices made.

#ifndef LEADSCORE_SRC_ACTIVITY_SELECTION_H_
#define LEADSCORE_SRC_ACTIVITY_SELECTION_H_

#include <cstddef>
#include <vector>

#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Chooses among the activities of a resolved log; the result is in its order.
// Adds to `errors` for how many its condition had an error other than a missing
// value.
std::vector<size_t> SelectActivities(const CheckedEach& each,
                                     const CheckedModel& model,
                                     const BoundTables& tables,
                                     const std::vector<size_t>& log,
                                     Micros as_of, int* errors);

// The activities of a log of the given types for which a condition holds, which
// may be null. `errors` as above; may be null.
std::vector<size_t> FilterActivities(const std::vector<bool>& types,
                                     const Condition& where,
                                     const CheckedModel& model,
                                     const BoundTables& tables,
                                     const std::vector<size_t>& log,
                                     int* errors);

// The calendar day, or the week, of an activity in the model's time zone.
int64_t CalendarUnitOf(CalendarUnit unit, Micros time,
                       const CheckedModel& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SELECTION_H_
