#include "src/qualify/lead_folds.h"

#include <utility>

namespace leadscore::internal {

LeadFolds::LeadFolds(const CheckedModel& model, const FusedModel* fused,
                     const BoundTables& tables, const AccountIndex& accounts,
                     const Kernels& kernels)
    : model_(model),
      tables_(tables),
      accounts_(accounts),
      logs_(model, tables) {
  if (fused != nullptr && QuickSteps::MayRun(*fused)) {
    steps_.emplace(*fused, kernels);
  }
}

StageHistory LeadFolds::Fold(size_t row, Micros as_of) {
  as_of_ = as_of;
  log_ = &logs_.Of(row);
  if (!steps_.has_value()) {
    return FoldStages(model_, tables_, accounts_, row, as_of);
  }
  steps_->SetLead(*log_, [this, row] {
    return &plain_.emplace(model_, tables_, accounts_, row);
  });
  FindEntryInstants(model_, *log_, as_of, &entries_);
  return StageFolder(model_, &*steps_, StageMemory()).Run(entries_, as_of);
}

}  // namespace leadscore::internal
