// What one rule gives one lead, plainly: the meaning of section "Rules" of
// docs/semantics.md, and the judge of whatever computes it faster.

#ifndef LEADSCORE_SRC_EXEC_RULE_POINTS_H_
#define LEADSCORE_SRC_EXEC_RULE_POINTS_H_

#include "leadscore/points.h"
#include "leadscore/result.h"
#include "src/exec/lead_facts.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct RuleValue {
  RuleOutcome outcome = RuleOutcome::kFalse;
  int choice = -1;     // Which tier or row.
  int activities = 0;  // How many `each` chose.
  int missing = -1;    // Of kMissing: the variable without a value.
  int errors = 0;      // Of its conditions, other than missing values.
  Points raw;          // Before min and max.
  Points points;       // After them.
};

RuleValue EvaluateRule(const CheckedRule& rule, const CheckedModel& model,
                       const BoundTables& tables, const LeadFacts& facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_RULE_POINTS_H_
