// All scores of one lead, plainly: rules, then clamps inside out. Leaves bands,
// grade and stage to src/qualify.

#ifndef LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_
#define LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_

#include <vector>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"
#include "src/exec/lead_facts.h"
#include "src/exec/rule_points.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct GroupValue {
  std::vector<RuleValue> rules;
  Points raw;     // The sum of its rules.
  Points points;  // Within its bounds.
};

struct ScoreValue {
  std::vector<GroupValue> groups;
  Points raw;         // The base and the sum of its groups.
  Points unadjusted;  // Within its bounds.
  Points adjustment;  // The sum of the adjustments in force.
  Points points;      // Both together, within its bounds again.
};

struct PlainScores {
  std::vector<ScoreValue> scores;  // As in the model.
  Points total;
};

// The sums of the adjustments of each score that are in force at an instant.
std::vector<Points> AdjustmentsInForce(const CheckedModel& model,
                                       const BoundTables& tables,
                                       const ActivityLog& log, Micros as_of);

// Whether the total is the plain sum of the scores, and stays within 64 bits.
bool AddsUp(const CheckedModel& model);

// The total of a sum of millionths of points times millionths of weights.
Points TotalOfSum(const CheckedModel& model, absl::int128 sum);

// The weighted sum of the points of the scores, rounded once.
Points UnboundedTotalOf(const CheckedModel& model,
                        const std::vector<Points>& scores);

// The same within the bounds of the total.
Points TotalOf(const CheckedModel& model, const std::vector<Points>& scores);

// The same of all points that the scores can have.
PointsRange TotalOf(const CheckedModel& model,
                    const std::vector<PointsRange>& scores);

PlainScores EvaluateScores(const CheckedModel& model, const BoundTables& tables,
                           const LeadFacts& facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_
