// Sources with few bins, taken together: one bin for the bins of all of them,
// so that a row looks up one panel instead of several.

#ifndef LEADSCORE_SRC_EXEC_JOINT_BINS_H_
#define LEADSCORE_SRC_EXEC_JOINT_BINS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"

namespace leadscore::internal {

// For one thread.
class JointBins {
 public:
  JointBins(const RowLayout& layout, size_t chunk_rows, const Kernels& kernels);

  // Makes everything fit the tables of the sources, which may have grown, and
  // where their bins are.
  void Update(const std::vector<const BinTables*>& tables,
              const std::vector<std::vector<uint16_t>>& bins);

  // Joins the bins of so many rows.
  void Join(const std::vector<std::vector<uint16_t>>& bins, size_t count);

  // What is looked up for each panel.
  const std::vector<std::vector<PanelInput>>& inputs() const { return inputs_; }

  size_t MemoryBytes() const;

 private:
  struct Group {
    std::vector<size_t> sources;
    // A joint bin is the sum of the sources' bins times these.
    std::vector<uint16_t> strides;
    size_t size = 1;  // Joint bins.
    std::vector<uint16_t> bins;
    std::vector<PanelBytes> tables;  // By panel; empty if it has no part in it.
  };

  void MakeGroups();
  void MakeTables(const std::vector<const BinTables*>& tables, Group* group);
  void SetInputs(const std::vector<const BinTables*>& tables,
                 const std::vector<std::vector<uint16_t>>& bins);
  bool HasPart(size_t source, size_t panel) const;

  const RowLayout& layout_;
  const size_t chunk_rows_;
  const Kernels& kernels_;
  std::vector<size_t> sizes_;  // By source: of its table at the last update.
  std::vector<Group> groups_;
  std::vector<std::vector<PanelInput>> inputs_;  // By panel.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_JOINT_BINS_H_
