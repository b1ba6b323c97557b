// Where the lanes and terms of a plan lie in panels, and what the bits of terms
// add.

#ifndef LEADSCORE_SRC_EXEC_ROW_LAYOUT_H_
#define LEADSCORE_SRC_EXEC_ROW_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "src/exec/kernels.h"
#include "src/plan/plan.h"

namespace leadscore::internal {

// Memory that begins where a panel may.
template <typename T>
struct PanelAllocator {
  using value_type = T;
  PanelAllocator() = default;
  template <typename U>
  PanelAllocator(const PanelAllocator<U>&) {}  // NOLINT: rebinds.
  T* allocate(size_t count) {
    return static_cast<T*>(
        ::operator new(count * sizeof(T), std::align_val_t(64)));
  }
  void deallocate(T* memory, size_t) {
    ::operator delete(memory, std::align_val_t(64));
  }
  friend bool operator==(const PanelAllocator&, const PanelAllocator&) {
    return true;
  }
  friend bool operator!=(const PanelAllocator&, const PanelAllocator&) {
    return false;
  }
};
using PanelBytes = std::vector<uint8_t, PanelAllocator<uint8_t>>;

class RowLayout {
 public:
  explicit RowLayout(const Plan& plan);

  // 2, 4 or 8.
  int lane_bytes() const { return lane_bytes_; }

  struct LanePlace {
    size_t panel = 0;
    size_t lane = 0;   // In its panel.
    int64_t unit = 1;  // Lanes count in units of so many of an amount.
  };
  const LanePlace& lane(int index) const {
    return lanes_[static_cast<size_t>(index)];
  }

  struct Panel {
    PanelKind kind = PanelKind::kLanes;
    std::vector<int> sources;  // Those that have a part in it.
    alignas(kPanelBytes) uint8_t start[kPanelBytes] = {};
  };
  const std::vector<Panel>& panels() const { return panels_; }

  // Bytes of bits of one panel that add to 16 bytes of lanes of another.
  struct BitTables {
    size_t bits_panel = 0;
    size_t first_byte = 0;  // In the panel.
    size_t num_bytes = 0;
    size_t lanes_panel = 0;
    size_t lanes_byte = 0;  // In the panel.
    PanelBytes tables;      // 256 times 16 bytes for each byte of bits.
  };
  const std::vector<BitTables>& bit_tables() const { return bit_tables_; }

  // Writes the part of a source for a value whose predicates are these, panel
  // by panel: kPanelBytes for each of panels().
  void WriteRow(int source, const std::vector<uint8_t>& predicates,
                uint8_t* row) const;

  // The amount of a lane in a row of its panel.
  int64_t AmountAt(int index, const uint8_t* panel) const;

  size_t num_terms() const { return num_terms_; }
  size_t MemoryBytes() const;

 private:
  struct PlacedGain {
    int predicate = 0;
    size_t panel = 0;
    size_t byte = 0;
    int64_t amount = 0;  // In units.
  };
  struct PlacedFactor {
    int predicate = 0;
    size_t panel = 0;
    size_t bit = 0;
  };

  // Where the bits of a panel begin.
  size_t FirstBitByte(PanelKind kind) const;
  void ChooseUnits(const Plan& plan);
  void PlaceLanes(const Plan& plan);
  void PlaceTerms(const Plan& plan);
  void AddToLane(size_t byte, int64_t amount, uint8_t* panel) const;

  int lane_bytes_ = 2;
  std::vector<LanePlace> lanes_;
  std::vector<Panel> panels_;
  std::vector<BitTables> bit_tables_;
  // By source.
  std::vector<std::vector<PlacedGain>> gains_;
  std::vector<std::vector<PlacedFactor>> factors_;
  size_t num_terms_ = 0;
  bool is_mixed_ = false;  // The first panel has lanes and bits.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_ROW_LAYOUT_H_
