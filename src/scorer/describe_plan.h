// What a fused model does, for people.

#ifndef LEADSCORE_SRC_SCORER_DESCRIBE_PLAN_H_
#define LEADSCORE_SRC_SCORER_DESCRIBE_PLAN_H_

#include "leadscore/scoring_plan.h"
#include "src/exec/fused_model.h"

namespace leadscore::internal {

ScoringPlan DescribePlan(const FusedModel& fused);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_DESCRIBE_PLAN_H_
