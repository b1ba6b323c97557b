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
    if (latest.size() == kBlockActivities) Store(&parts_[part]);
    latest.push_back({time, static_cast<uint32_t>(size_++),
                      static_cast<uint16_t>(lead_row % kLeadsPerPart), type});
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

  struct Part {
    std::vector<PackedActivity*> blocks;  // All full.
    std::vector<PackedActivity> latest;   // At most a block.
  };

  void Store(Part* part);

  size_t size_ = 0;
  BlockStore store_;
  std::vector<Part> parts_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_ACTIVITY_PARTS_H_
