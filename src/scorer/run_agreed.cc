#include <string>
#include <utility>
#include <vector>

#include "leadscore/agreed.h"
#include "leadscore/scorer.h"
#include "src/model/checked_model.h"

namespace leadscore {
namespace {

using internal::CheckedAgreed;
using internal::CheckedModel;
using internal::CheckedThreshold;

void Compare(const std::string& name, const std::string& agreed,
             const std::string& found,
             std::vector<AgreedMismatch>* mismatches) {
  if (agreed.empty() || agreed == found) return;
  mismatches->push_back(AgreedMismatch{name, agreed, found});
}

std::vector<AgreedMismatch> FindMismatches(const CheckedModel& model,
                                           const ExpectSpec& expect,
                                           const CheckedAgreed& agreed,
                                           const LeadResult& result) {
  std::vector<AgreedMismatch> mismatches;
  Compare("stage", expect.stage, result.stage, &mismatches);
  Compare("way", expect.way, result.stage_way, &mismatches);
  Compare("grade", expect.grade, result.grade, &mismatches);
  for (const CheckedThreshold& threshold : agreed.thresholds) {
    const bool is_total = threshold.score < 0;
    const auto index = static_cast<size_t>(is_total ? 0 : threshold.score);
    Compare(is_total ? "total" : model.score_names[index],
            threshold.points.ToString(),
            (is_total ? result.total : result.scores[index].points).ToString(),
            &mismatches);
  }
  return mismatches;
}

}  // namespace

std::vector<AgreedResult> Scorer::RunAgreed() const {
  const CheckedModel& model = model_.checked();
  std::vector<AgreedResult> results;
  for (size_t i = 0; i < model.agreed.size(); ++i) {
    const CheckedAgreed& agreed = model.agreed[i];
    AgreedResult result;
    result.name = agreed.lead.id;
    // The checks of the model leave no way for it to fail.
    result.explanation =
        *Explain(agreed.lead, internal::FromMicros(agreed.as_of));
    result.mismatches = FindMismatches(model, model.spec.agreed[i].expect,
                                       agreed, result.explanation.result);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace leadscore
