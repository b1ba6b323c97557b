#include "src/table/activity_parts.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace leadscore::internal {

void ActivityParts::Store(Part* part) {
  auto next = part->latest.begin();
  while (next != part->latest.end()) {
    if (part->num_in_last == kBlockActivities) {
      part->blocks.push_back(static_cast<PackedActivity*>(store_.Take()));
      part->num_in_last = 0;
    }
    const auto end =
        next + std::min<ptrdiff_t>(part->latest.end() - next,
                                   kBlockActivities - part->num_in_last);
    std::copy(next, end, part->blocks.back() + part->num_in_last);
    part->num_in_last += static_cast<size_t>(end - next);
    next = end;
  }
  part->latest.clear();
}

// Runs `take` over the activities of a block after the other, and then over the
// latest.
template <typename Take>
void ActivityParts::ForEachBlock(const Part& part, Take take) {
  for (size_t i = 0; i < part.blocks.size(); ++i) {
    take(part.blocks[i],
         i + 1 == part.blocks.size() ? part.num_in_last : kBlockActivities);
  }
  take(part.latest.data(), part.latest.size());
}

void ActivityParts::TakeGrouped(size_t part, size_t num_leads,
                                Grouped* grouped) {
  const Part taken = std::exchange(parts_[part], Part());
  // First where each lead begins; its end when all are at their places.
  std::vector<size_t>& ends = grouped->ends;
  ends.assign(num_leads + 1, 0);
  ForEachBlock(taken, [&ends](const PackedActivity* begin, size_t size) {
    for (size_t i = 0; i < size; ++i) ++ends[begin[i].lead_in_part + 1u];
  });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  grouped->activities.resize(ends.back());
  ForEachBlock(taken, [&](const PackedActivity* begin, size_t size) {
    for (size_t i = 0; i < size; ++i) {
      grouped->activities[ends[begin[i].lead_in_part]++] = begin[i];
    }
    if (begin != taken.latest.data()) BlockStore::Release(begin);
  });
  ends.pop_back();
}

}  // namespace leadscore::internal
