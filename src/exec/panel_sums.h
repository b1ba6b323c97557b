// The panels of some rows, from what is looked up for their bins to their
// scores: sums and ANDs, clamps, and what rows add that no source knows.

#ifndef LEADSCORE_SRC_EXEC_PANEL_SUMS_H_
#define LEADSCORE_SRC_EXEC_PANEL_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/exec/row_layout.h"

namespace leadscore::internal {

// For one thread. For some rows at a time: StartExtras and Combine, then what
// is added to extra(), then Finish.
class PanelSums {
 public:
  // At most so many rows at once. All have to outlive it.
  PanelSums(const FusedModel& model, size_t most_rows, const Kernels& kernels);

  void StartExtras();

  // Combines what is looked up for each panel. On the way it asks the memory
  // for what is read next.
  void Combine(const std::vector<std::vector<PanelInput>>& inputs,
               const std::vector<ReadAhead>& ahead, size_t count);

  // Whether a flag is set in a row, after Combine.
  bool Flag(int lane, size_t i) const;

  // By row, in millionths: what else is added to a lane.
  //
  // REQUIRES: has_extra()[lane] of the model.
  int64_t* extra(int lane) { return extras_[static_cast<size_t>(lane)].data(); }

  // Writes the scores to scores[score][row], in millionths of points.
  void Finish(size_t count, int64_t* const* scores);

  // Of the rows that were finished last.
  const int64_t* scores(size_t score) const { return scores_[score]; }

  size_t MemoryBytes() const;

 private:
  uint8_t* panel(size_t index) {
    return panels_.data() + index * most_rows_ * kPanelBytes;
  }
  bool FinishAtOnce(size_t score, size_t count);
  void AddGroupsByThemselves(size_t score, size_t count);
  void AddRuns(size_t score, size_t count);

  const FusedModel& model_;
  const size_t most_rows_;
  const Kernels& kernels_;
  PanelBytes panels_;
  std::vector<std::vector<int64_t>> extras_;  // By lane, if it has any.
  std::vector<int64_t> amounts_;              // Scratch.
  int64_t* const* scores_ = nullptr;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_PANEL_SUMS_H_
