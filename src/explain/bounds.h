// Between which points a lead's scores lie, however its missing attributes turn
// out.
//
// For each rule the values of the missing attributes that it reads are divided
// into cells that its conditions cannot tell apart, such as "above 10 and below
// 50", "is 'DE'" and "stays missing"; the rule is evaluated for every
// combination of cells. What its least and greatest values are is then clamped
// inside out.

#ifndef LEADSCORE_SRC_EXPLAIN_BOUNDS_H_
#define LEADSCORE_SRC_EXPLAIN_BOUNDS_H_

#include <vector>

#include "src/activity/shapes.h"
#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct ScoreBounds {
  std::vector<PointsRange> scores;  // As in the model.
  PointsRange total;
};

// `scores` are those of the facts.
ScoreBounds FindBounds(const CheckedModel& model, const BoundTables& tables,
                       const LeadFacts& facts, const PlainScores& scores);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_BOUNDS_H_
