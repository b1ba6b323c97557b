// The histories of the leads of a batch: quick where they can be, plain where
// they have to be.

#ifndef LEADSCORE_SRC_QUALIFY_LEAD_FOLDS_H_
#define LEADSCORE_SRC_QUALIFY_LEAD_FOLDS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/quick_steps.h"
#include "src/qualify/stage_fold.h"

namespace leadscore::internal {

// For one thread.
class LeadFolds {
 public:
  // All have to outlive it. Without a fused model all histories are plain.
  //
  // REQUIRES: the model has stages, but for FindValidUntil.
  LeadFolds(const CheckedModel& model, const FusedModel* fused,
            const BoundTables& tables, const AccountIndex& accounts,
            const Kernels& kernels = BestKernels());

  bool is_quick() const { return steps_.has_value(); }

  // As FoldStages.
  StageHistory Fold(size_t row, Micros as_of);

  // How long the result of a lead holds after an instant, as of valid_until.h,
  // from what it remembers then; whether it could be told.
  //
  // REQUIRES: is_quick().
  bool FindValidUntil(size_t row, Micros as_of, const StageMemory& memory,
                      std::optional<Micros>* time);

  // The log of the lead of the last Fold, until the next.
  const LeadLogView& log() const { return *log_; }

  // What made a change of the last Fold that no entry of the lead did; nothing
  // if the steps cannot tell.
  std::optional<Cause> FindCause(const StageChange& change) {
    if (!steps_.has_value()) return std::nullopt;
    return steps_->FindCause(change);
  }

  // The stage that an adjustment puts the lead of the last Fold into, at its
  // instant.
  //
  // REQUIRES: is_quick().
  QuickSteps::AdjustedStage AdjustedStage() const {
    return steps_->FindAdjustedStage(as_of_);
  }

 private:
  void Show(size_t row);

  const CheckedModel& model_;
  const BoundTables& tables_;
  const AccountIndex& accounts_;
  TableLogs logs_;
  std::optional<QuickSteps> steps_;
  std::optional<PlainSteps> plain_;  // Of the last lead.
  std::vector<Micros> entries_;
  const LeadLogView* log_ = nullptr;
  Micros as_of_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_LEAD_FOLDS_H_
