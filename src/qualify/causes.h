// What moved a lead from one stage to another.

#ifndef LEADSCORE_SRC_QUALIFY_CAUSES_H_
#define LEADSCORE_SRC_QUALIFY_CAUSES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "leadscore/history.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

struct Cause {
  TransitionCause kind = TransitionCause::kTime;
  std::vector<std::string> names;  // As of Transition::cause_names.
};

// What an entry of the lead itself did, at the instant of the change.
std::optional<Cause> FindEntryCause(const CheckedModel& model,
                                    const LeadLogView& log,
                                    const StageChange& change);

// What else did it, if no entry of the lead did.
Cause FindOtherCause(const CheckedModel& model, const BoundTables& tables,
                     const AccountIndex& accounts, size_t row,
                     const StageChange& change);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_CAUSES_H_
