// The scores of accounts from those of their leads.

#ifndef LEADSCORE_SRC_SCORER_ROLL_UP_H_
#define LEADSCORE_SRC_SCORER_ROLL_UP_H_

#include <vector>

#include "leadscore/points.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// REQUIRES: `points` are those of the leads of an account, at least one.
Points RollUpPoints(const CheckedAccountScore& score,
                    std::vector<Points> points);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_ROLL_UP_H_
