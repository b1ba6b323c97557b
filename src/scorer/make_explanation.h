// The explanation of one lead's score.

#ifndef LEADSCORE_SRC_SCORER_MAKE_EXPLANATION_H_
#define LEADSCORE_SRC_SCORER_MAKE_EXPLANATION_H_

#include <cstddef>
#include <vector>

#include "leadscore/explain.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

Explanation MakeExplanation(const CheckedModel& model,
                            const BoundTables& tables,
                            const AccountIndex& accounts, size_t row,
                            Micros as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_MAKE_EXPLANATION_H_
