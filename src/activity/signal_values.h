// The values of signals over a lead's or an account's activities, plainly.

#ifndef LEADSCORE_SRC_ACTIVITY_SIGNAL_VALUES_H_
#define LEADSCORE_SRC_ACTIVITY_SIGNAL_VALUES_H_

#include <cstddef>
#include <vector>

#include "src/cel/value.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// The values of all signals of the model, in its order, each of its type or
// Value::Missing(its variable). `own` is the resolved log of the lead,
// `account` those of all leads of its account, one after the other.
std::vector<cel::Value> SignalValues(const CheckedModel& model,
                                     const BoundTables& tables,
                                     const std::vector<size_t>& own,
                                     const std::vector<size_t>& account,
                                     Micros as_of);

// The value of a signal other than a RATIO, of the activities that it counts.
cel::Value SignalOfChosen(const CheckedSignal& signal, int variable,
                          const CheckedModel& model, const BoundTables& tables,
                          const std::vector<size_t>& chosen, Micros as_of);

// The value of a RATIO, of those of its two signals.
cel::Value RatioOf(const CheckedSignal& signal, int variable,
                   const cel::Value& of, const cel::Value& to);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SIGNAL_VALUES_H_
