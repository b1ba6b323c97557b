// What moved a lead from one stage to another.

#ifndef LEADSCORE_SRC_QUALIFY_CAUSES_H_
#define LEADSCORE_SRC_QUALIFY_CAUSES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "leadscore/history.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

struct Cause {
  TransitionCause kind = TransitionCause::kTime;
  std::vector<std::string> names;  // As of Transition::cause_names.
};

// `now` is the evaluation at the instant of the change.
Cause FindCause(const CheckedModel& model, const BoundTables& tables,
                const AccountIndex& accounts, size_t row,
                const StageChange& change, const Evaluation& now);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_CAUSES_H_
