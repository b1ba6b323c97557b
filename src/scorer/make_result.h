// From what was computed of a lead to what users see of it.

#ifndef LEADSCORE_SRC_SCORER_MAKE_RESULT_H_
#define LEADSCORE_SRC_SCORER_MAKE_RESULT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/result.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"
#include "src/qualify/valid_until.h"

namespace leadscore::internal {

// An instant in microseconds, rounded down.
//
// Errors: kOutOfRange, outside the years 1 to 9999.
absl::StatusOr<Micros> CheckAsOf(absl::Time as_of);

// All that is known of one lead at an instant.
struct ScoredLead {
  ScoredLead(const CheckedModel& model, const BoundTables& tables,
             const AccountIndex& accounts, size_t row, Micros as_of);

  Evaluation evaluation;
  StageHistory history;  // Empty if the model has no stages.
  int reported_stage = -1;
};

LeadResult MakeResult(const CheckedModel& model, const BoundTables& tables,
                      size_t row, const ScoredLead& scored);

// How long a result holds, or a part of it, and what differs then.
std::optional<ValidUntil> MakeValidUntil(const CheckedModel& model,
                                         const BoundTables& tables, size_t row,
                                         const ScoredLead& scored,
                                         Holds holds = Holds::kAll);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_MAKE_RESULT_H_
