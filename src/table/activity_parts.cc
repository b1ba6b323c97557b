#include "src/table/activity_parts.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace leadscore::internal {

void ActivityParts::Store(Part* part) {
  part->blocks.push_back(static_cast<PackedActivity*>(store_.Take()));
  std::copy(part->latest.begin(), part->latest.end(), part->blocks.back());
  part->latest.clear();
}

void ActivityParts::TakeGrouped(size_t part, size_t num_leads,
                                Grouped* grouped) {
  const Part taken = std::exchange(parts_[part], Part());
  // First where each lead begins; its end when all are at their places.
  std::vector<size_t>& ends = grouped->ends;
  ends.assign(num_leads + 1, 0);
  const auto count = [&ends](const PackedActivity* begin, size_t size) {
    for (size_t i = 0; i < size; ++i) ++ends[begin[i].lead_in_part + 1u];
  };
  for (const PackedActivity* block : taken.blocks) {
    count(block, kBlockActivities);
  }
  count(taken.latest.data(), taken.latest.size());
  std::partial_sum(ends.begin(), ends.end(), ends.begin());

  grouped->activities.resize(ends.back());
  const auto place = [grouped, &ends](const PackedActivity* begin,
                                      size_t size) {
    for (size_t i = 0; i < size; ++i) {
      grouped->activities[ends[begin[i].lead_in_part]++] = begin[i];
    }
  };
  for (PackedActivity* block : taken.blocks) {
    place(block, kBlockActivities);
    BlockStore::Release(block);
  }
  place(taken.latest.data(), taken.latest.size());
  ends.pop_back();
}

}  // namespace leadscore::internal
