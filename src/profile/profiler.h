// Makes the profile of a batch from what was computed of each lead. Used by the
// scorer as it goes, so that nothing is scored twice.

#ifndef LEADSCORE_SRC_PROFILE_PROFILER_H_
#define LEADSCORE_SRC_PROFILE_PROFILER_H_

#include <map>
#include <vector>

#include "leadscore/profile.h"
#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/profile/unlisted_counter.h"
#include "src/qualify/evaluation.h"

namespace leadscore::internal {

// Refers to its arguments, which have to outlive it.
class Profiler {
 public:
  Profiler(const CheckedModel& model, const BoundTables& tables);

  // Adds a lead that is in a stage; -1 if the model has none.
  void Add(const Evaluation& lead, int stage);

  // The profile of what was added. The profiler is of no use afterwards.
  Profile Finish();

 private:
  void AddCoverage(const LeadFacts& facts);
  void AddScores(const PlainScores& scores);
  void AddGrade(const Qualification& qualification, int stage);

  const CheckedModel& model_;
  Profile profile_;
  std::vector<UnlistedCounter> unlisted_;            // By rule with a table.
  std::map<std::vector<int>, GradeProfile> grades_;  // By the bands of a grade.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROFILE_PROFILER_H_
