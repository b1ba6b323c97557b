// Bins of a source that are found as values come: values that make no
// difference to any rule share one.

#ifndef LEADSCORE_SRC_EXEC_ROW_BINS_H_
#define LEADSCORE_SRC_EXEC_ROW_BINS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/exec/fused_model.h"

namespace leadscore::internal {

// For one thread. The model has to outlive it.
class RowBins {
 public:
  // The first bin is that of a missing value, with this row.
  RowBins(const FusedModel& model, size_t source,
          const PanelBytes& missing_row);

  // The bin of values for which the atoms have these outcomes; kPlainBin if
  // there are too many.
  uint16_t BinOf(const std::vector<uint8_t>& outcomes);

  const BinTables& tables() const { return tables_; }
  size_t MemoryBytes() const;

 private:
  const FusedModel& model_;
  const size_t source_;
  BinTables tables_;
  absl::flat_hash_map<std::string, uint16_t> bin_of_row_;

  // Scratch.
  std::vector<uint8_t> predicates_;
  PanelBytes row_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_ROW_BINS_H_
