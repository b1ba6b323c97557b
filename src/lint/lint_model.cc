#include "leadscore/lint.h"
#include "src/lint/lints.h"
#include "src/lint/score_ranges.h"
#include "src/model/checked_model.h"

namespace leadscore {

Diagnostics LintModel(const Model& model) {
  const internal::CheckedModel& checked = model.checked();
  Diagnostics warnings;
  const ModelLimits limits;
  internal::CheckContext context(limits, &warnings);
  const internal::ScoreRanges ranges = internal::FindScoreRanges(checked);
  internal::LintInputs(context, checked);
  internal::LintScores(context, checked, ranges);
  internal::LintStages(context, checked, ranges);
  return warnings;
}

}  // namespace leadscore
