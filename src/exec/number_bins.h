// The bins of a source of numbers with which conditions compute, so that no
// cuts tell its values apart: found as numbers come and kept while the context
// lives.

#ifndef LEADSCORE_SRC_EXEC_NUMBER_BINS_H_
#define LEADSCORE_SRC_EXEC_NUMBER_BINS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/exec/fused_model.h"
#include "src/exec/row_bins.h"

namespace leadscore::internal {

// For one thread. The model has to outlive it.
class NumberBins {
 public:
  NumberBins(const FusedModel& model, size_t source);

  uint16_t BinOf(int64_t key);

  const BinTables& tables() const { return bins_.tables(); }
  // Whether a number was ever given kPlainBin.
  bool has_plain() const { return has_plain_; }
  size_t MemoryBytes() const;

 private:
  const FusedModel& model_;
  const Source& source_;
  RowBins bins_;
  absl::flat_hash_map<int64_t, uint16_t> bin_of_key_;
  bool has_plain_ = false;
  std::vector<uint8_t> outcomes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_NUMBER_BINS_H_
