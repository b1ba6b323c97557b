// What moved a lead from one stage to another.

#ifndef LEADSCORE_SRC_QUALIFY_CAUSES_H_
#define LEADSCORE_SRC_QUALIFY_CAUSES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "leadscore/history.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/lead_timeline.h"
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

// An end of a cooldown, or activities that entered or left a window; by the
// activities that screens left.
std::optional<Cause> FindTimeCause(
    const CheckedModel& model, const std::vector<SoftPoints::Activity>& own,
    const std::vector<SoftPoints::Activity>& account,
    const StageChange& change);

// Rules with activities that give other points than a microsecond before;
// `change_of` says by how much those of a rule differ.
std::optional<Cause> FindFading(
    const CheckedModel& model, const StageChange& change,
    absl::FunctionRef<Points(size_t score, size_t group, size_t rule)>
        change_of);

// What else did it, if no entry of the lead did.
Cause FindOtherCause(const CheckedModel& model, const BoundTables& tables,
                     const AccountIndex& accounts, size_t row,
                     const StageChange& change);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_CAUSES_H_
