// How long a result holds while nothing happens.

#ifndef LEADSCORE_SRC_QUALIFY_VALID_UNTIL_H_
#define LEADSCORE_SRC_QUALIFY_VALID_UNTIL_H_

#include <cstddef>
#include <optional>

#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

class QuickSteps;

// How far ahead a change is looked for.
inline constexpr Micros kHorizon = 400 * kMicrosPerDay;

// The stage that is reported at an instant: that of an adjustment in force, the
// last one of several, or else `stage`.
int ReportedStage(const BoundTables& tables, const ActivityLog& log,
                  Micros as_of, int stage);

// What has to differ for a result to hold no longer.
enum class Holds {
  kAll,      // A score, the grade or the reported stage.
  kOutcome,  // The grade or the reported stage.
};

struct ValidityEnd {
  // The first change point after now at which that differs, if nothing happens;
  // nothing if it does not within kHorizon.
  std::optional<Micros> time;
  int reported_stage = -1;  // At that time.
};

// `now` is the evaluation at as_of, `memory` what the lead remembers then.
ValidityEnd FindValidUntil(const CheckedModel& model, const BoundTables& tables,
                           size_t row, const Evaluation& now,
                           const StageMemory& memory, Holds holds);

// The same of all that counts by the steps of batches, which are at a lead.
// False if they cannot tell.
bool FindValidUntil(const CheckedModel& model, Micros as_of,
                    const StageMemory& memory, QuickSteps* steps,
                    std::optional<Micros>* time);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_VALID_UNTIL_H_
