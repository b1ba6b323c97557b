// The history of one lead's stages, as users see it.

#ifndef LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_
#define LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_

#include <cstddef>

#include "leadscore/history.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

LeadHistory MakeHistory(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row, Micros as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_MAKE_HISTORY_H_
