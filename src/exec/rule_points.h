// What one rule gives one lead, plainly: the meaning of section "Rules" of
// docs/semantics.md, and the judge of whatever computes it faster.

#ifndef LEADSCORE_SRC_EXEC_RULE_POINTS_H_
#define LEADSCORE_SRC_EXEC_RULE_POINTS_H_

#include <cstddef>
#include <vector>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"
#include "leadscore/result.h"
#include "src/activity/each_points.h"
#include "src/activity/shapes.h"
#include "src/cel/abstract.h"
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
  Points undecayed;    // What raw would be if nothing decayed.
  Points raw;          // Before min and max.
  Points points;       // After them.
};

RuleValue EvaluateRule(const CheckedRule& rule, const CheckedModel& model,
                       const BoundTables& tables, const LeadFacts& facts);

struct SumRange {
  absl::int128 low = 0;
  absl::int128 high = 0;
};

// Every number of points that the rule may add to its group, for what is known
// of the facts and, of a rule with `each`, of its sum.
PointsRange RangeOfRule(const CheckedRule& rule,
                        const cel::AbstractActivation& facts,
                        const SumRange& each);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_RULE_POINTS_H_
