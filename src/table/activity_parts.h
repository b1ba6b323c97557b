// Activities as they come, in parts by lead: what is needed to group those of
// one part fits into the near memory, and the memory of each is given back as
// soon as it is grouped. Used by activity_columns.cc.

#ifndef LEADSCORE_SRC_TABLE_ACTIVITY_PARTS_H_
#define LEADSCORE_SRC_TABLE_ACTIVITY_PARTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/core/block_store.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// What every activity has.
struct PackedActivity {
  Micros time;
  uint32_t index;  // Of its arrival.
  uint16_t lead_in_part;
  int16_t type;
};

class ActivityParts {
 public:
  static constexpr size_t kLeadsPerPart = 4'096;

  void Add(size_t lead_row, Micros time, int16_t type) {
    const size_t part = lead_row / kLeadsPerPart;
    if (part >= parts_.size()) parts_.resize(part + 1);
    std::vector<PackedActivity>& latest = parts_[part].latest;
    if (latest.size() >= kMostLatest && size_ >= kFewActivities) {
      Store(&parts_[part]);
    }
    // Member by member: one that was made elsewhere just now is slow to copy.
    PackedActivity& added = latest.emplace_back();
    added.time = time;
    added.index = static_cast<uint32_t>(size_++);
    added.lead_in_part = static_cast<uint16_t>(lead_row % kLeadsPerPart);
    added.type = type;
  }

  size_t size() const { return size_; }
  size_t num_parts() const { return parts_.size(); }

  // The activities of a part grouped by lead, each group as it came.
  struct Grouped {
    std::vector<PackedActivity> activities;
    std::vector<size_t> ends;  // By lead of the part.
  };

  // Takes those of a part, which has so many leads, and none afterwards.
  void TakeGrouped(size_t part, size_t num_leads, Grouped* grouped);

 private:
  static constexpr size_t kBlockActivities =
      BlockStore::kBlockBytes / sizeof(PackedActivity);
  // So few that those of all parts stay in the near memory.
  static constexpr size_t kMostLatest = 64;
  // For so few no blocks are taken, which come from the system.
  static constexpr size_t kFewActivities = 4'096;

  struct Part {
    std::vector<PackedActivity*> blocks;
    size_t num_in_last = kBlockActivities;  // All others are full.
    std::vector<PackedActivity> latest;     // Not in a block yet.
  };

  // Moves the latest of a part to its blocks.
  void Store(Part* part);

  template <typename Take>
  static void ForEachBlock(const Part& part, Take take);

  size_t size_ = 0;
  BlockStore store_;
  std::vector<Part> parts_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_ACTIVITY_PARTS_H_
