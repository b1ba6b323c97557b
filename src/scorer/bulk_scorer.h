// Scores whole tables: chunk by chunk, on several threads, by the fused model
// where it can and by the plain scorer where it has to.

#ifndef LEADSCORE_SRC_SCORER_BULK_SCORER_H_
#define LEADSCORE_SRC_SCORER_BULK_SCORER_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/model.h"
#include "leadscore/score_context.h"
#include "leadscore/score_table.h"
#include "leadscore/scorer.h"
#include "leadscore/table.h"
#include "src/exec/chunk_scorer.h"
#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/scorer/view_scorer.h"

namespace leadscore::internal {

// A fused model that is made when it is asked for. Thread-safe.
class LazyFusedModel {
 public:
  explicit LazyFusedModel(Model model) : model_(std::move(model)) {}

  const std::shared_ptr<const FusedModel>& Get();

 private:
  const Model model_;
  std::once_flag once_;
  std::shared_ptr<const FusedModel> fused_;
};

// How a batch is computed, which never shows in its result.
struct BulkSettings {
  size_t chunk_rows = 3072;
  const Kernels* kernels = nullptr;  // Null: the best of this processor.
};

struct ScoreContextState {
  std::shared_ptr<const FusedModel> model;
  BulkSettings settings;
  std::vector<std::unique_ptr<ChunkScorer>> chunk_scorers;  // One a thread.
  std::unique_ptr<ViewScorer> view_scorer;

  // Makes it fit; gives the scorers for so many threads.
  void Prepare(const std::shared_ptr<const FusedModel>& for_model,
               const BulkSettings& for_settings, size_t threads);
};

// Scores all leads; each at an instant of its own if `as_of` has several.
//
// Errors: as of Scorer::Score.
absl::Status ScoreInBulk(const Model& model,
                         const std::shared_ptr<const FusedModel>& fused,
                         const Tables& tables, const AsOfRows& as_of,
                         const ScoreOptions& options,
                         const BulkSettings& settings, ScoreContext* context,
                         ScoreTable* scores);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SCORER_BULK_SCORER_H_
