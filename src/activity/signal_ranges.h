// What signals can be over a span of time in which the log does not change.

#ifndef LEADSCORE_SRC_ACTIVITY_SIGNAL_RANGES_H_
#define LEADSCORE_SRC_ACTIVITY_SIGNAL_RANGES_H_

#include <cstddef>
#include <vector>

#include "src/cel/abstract.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// For every signal of the model, in its order, what is known of its value at
// the instants from `first` to `last`. `own` and `account` as of SignalValues;
// none of them is later than `first`.
std::vector<cel::Abstract> SignalRanges(const CheckedModel& model,
                                        const BoundTables& tables,
                                        const std::vector<size_t>& own,
                                        const std::vector<size_t>& account,
                                        Micros first, Micros last);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SIGNAL_RANGES_H_
