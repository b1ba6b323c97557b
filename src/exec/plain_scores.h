// All scores of one lead, plainly: rules, then clamps inside out. Leaves bands,
// grade and stage to src/qualify.

#ifndef LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_
#define LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_

#include <vector>

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
  Points raw;     // The base and the sum of its groups.
  Points points;  // Within its bounds.
};

struct PlainScores {
  std::vector<ScoreValue> scores;  // As in the model.
  Points total;
};

PlainScores EvaluateScores(const CheckedModel& model, const BoundTables& tables,
                           const LeadFacts& facts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_PLAIN_SCORES_H_
