// What each way into the stage above still lacks.

#ifndef LEADSCORE_SRC_EXPLAIN_GAPS_H_
#define LEADSCORE_SRC_EXPLAIN_GAPS_H_

#include <cstddef>
#include <optional>

#include "leadscore/explain.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

// Nothing if the model has no stage above that of the memory.
std::optional<NextStage> FindNextStage(const CheckedModel& model,
                                       const BoundTables& tables, size_t row,
                                       const Evaluation& evaluation,
                                       const StageMemory& memory);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_GAPS_H_
