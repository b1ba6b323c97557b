// The parts of LintModel, in the order of a model. Each warns of what is hardly
// meant so in its part, and only where that is certain.

#ifndef LEADSCORE_SRC_LINT_LINTS_H_
#define LEADSCORE_SRC_LINT_LINTS_H_

#include <map>
#include <string>
#include <string_view>

#include "src/lint/condition_judge.h"
#include "src/lint/score_ranges.h"
#include "src/model/check_context.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Attributes, lists and signals that nothing reads; conditions of screens and
// signals that are constant.
void LintInputs(CheckContext& context, const CheckedModel& model);

// Constant conditions, tiers and rows that cannot be reached, equal rules,
// rules that bounds swallow, explicit scores that read activities.
void LintScores(CheckContext& context, const CheckedModel& model,
                const ScoreRanges& ranges);

// Constant conditions and thresholds, stages that cannot be entered.
void LintStages(CheckContext& context, const CheckedModel& model,
                const ScoreRanges& ranges);

// Warns of what is constant in a condition, which may be null. `what` is what a
// whole condition is called: "the condition". Returns whether it is never true.
bool LintCondition(CheckContext& context, std::string_view field,
                   const Condition& condition, const World& world,
                   std::string_view what = "the condition");

// Conditions that have been seen, to find equal ones.
class SeenConditions {
 public:
  // The name of the one before that is equal; empty if it is the first.
  std::string Add(const std::string& form, const std::string& name);

 private:
  std::map<std::string, std::string> names_;  // By form.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LINT_LINTS_H_
