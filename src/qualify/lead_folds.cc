#include "src/qualify/lead_folds.h"

#include <utility>

#include "src/qualify/valid_until.h"

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

void LeadFolds::Show(size_t row) {
  log_ = &logs_.Of(row);
  if (!steps_.has_value()) return;
  steps_->SetLead(*log_, [this, row] {
    return &plain_.emplace(model_, tables_, accounts_, row);
  });
}

StageHistory LeadFolds::Fold(size_t row, Micros as_of) {
  as_of_ = as_of;
  Show(row);
  if (!steps_.has_value()) {
    return FoldStages(model_, tables_, accounts_, row, as_of);
  }
  FindEntryInstants(model_, *log_, as_of, &entries_);
  return StageFolder(model_, &*steps_, StageMemory()).Run(entries_, as_of);
}

bool LeadFolds::FindValidUntil(size_t row, Micros as_of,
                               const StageMemory& memory,
                               std::optional<Micros>* time) {
  Show(row);
  return internal::FindValidUntil(model_, as_of, memory, &*steps_, time);
}

}  // namespace leadscore::internal
