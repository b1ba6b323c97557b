// Scores leads by position, one at a time: by the fused model where it can and
// by the plain scorer where it has to.

#ifndef LEADSCORE_SRC_SCORER_VIEW_SCORER_H_
#define LEADSCORE_SRC_SCORER_VIEW_SCORER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/lead_score.h"
#include "leadscore/lead_view.h"
#include "leadscore/model.h"
#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/exec/single_scorer.h"
#include "src/qualify/bulk_qualification.h"

namespace leadscore::internal {

// For one thread.
class ViewScorer {
 public:
  // `fused` is that of `model`. Null kernels are the best of this processor.
  ViewScorer(const Model& model, std::shared_ptr<const FusedModel> fused,
             const Kernels* kernels = nullptr);

  const std::shared_ptr<const FusedModel>& model() const { return fused_; }

  // Errors: as of Scorer::Score.
  absl::Status Score(const LeadView& lead, Micros as_of, LeadScore* score);

  size_t MemoryBytes() const;

 private:
  absl::Status CheckPositions(const LeadView& lead) const;
  absl::Status ScorePlainly(const LeadView& lead, Micros as_of,
                            LeadScore* score);
  Points TotalOfScores(const LeadScore& score) const;
  void SetGrade(LeadScore* score);

  const Model api_model_;
  const CheckedModel& model_;
  const std::shared_ptr<const FusedModel> fused_;
  std::optional<SingleScorer> single_;  // Unset if all leads are plain.
  const GradeCodes grades_;
  const WayCodes ways_;
  bool adds_up_ = false;        // All scores have the weight 1, and are few.
  std::string grade_;           // Of the last lead, if grades are not listed.
  std::vector<uint8_t> holds_;  // Scratch of StageChooser.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_VIEW_SCORER_H_
