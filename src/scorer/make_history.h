// The history of one lead's stages, as users see it.

#ifndef LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_
#define LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/history.h"
#include "leadscore/scorer.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/causes.h"
#include "src/qualify/lead_folds.h"

namespace leadscore::internal {

Transition MakeTransition(const CheckedModel& model, const StageChange& change,
                          Cause cause);

// `folds` are those of the tables.
LeadHistory MakeHistory(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row, Micros as_of,
                        LeadFolds* folds);

// Those of all rows.
//
// Errors: as of Scorer::Histories.
absl::StatusOr<std::vector<LeadHistory>> MakeHistories(
    const CheckedModel& model, const FusedModel& fused, const Tables& tables,
    Micros as_of, const ScoreOptions& options);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_
