// The values that an attribute may have, divided where the conditions and
// shapes of a rule tell them apart.

#ifndef LEADSCORE_SRC_EXPLAIN_RULE_CELLS_H_
#define LEADSCORE_SRC_EXPLAIN_RULE_CELLS_H_

#include <vector>

#include "src/cel/abstract.h"
#include "src/cel/program.h"
#include "src/exec/lead_facts.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// The conditions of a rule, and the expressions that attributes which they read
// are derived from.
std::vector<const cel::Program*> ProgramsOf(const CheckedRule& rule,
                                            const CheckedModel& model);

// Cells that together hold every value of an attribute, that it is missing
// included.
std::vector<cel::Abstract> CellsOf(int attribute, const CheckedRule& rule,
                                   const CheckedModel& model,
                                   const LeadFacts& facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_RULE_CELLS_H_
