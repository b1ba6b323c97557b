// Ages in whole ticks, as decays count them.

#ifndef LEADSCORE_SRC_ACTIVITY_TICK_AGES_H_
#define LEADSCORE_SRC_ACTIVITY_TICK_AGES_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/numeric/int128.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

class TickAges {
 public:
  // REQUIRES: tick > 0.
  explicit TickAges(Micros tick)
      : tick_(static_cast<uint64_t>(tick)),
        inverse_(std::numeric_limits<uint64_t>::max() / tick_) {}

  // Whole ticks from that of `time` to that which begins at `floor`, rounded up
  // from the time itself because ticks begin before it.
  uint32_t Of(Micros floor, Micros time) const {
    if (floor <= time) return 0;
    const uint64_t distance = static_cast<uint64_t>(floor - time) + (tick_ - 1);
    // At most one too low.
    auto ticks = static_cast<uint64_t>(
        absl::Uint128High64(absl::uint128(distance) * inverse_));
    if (distance - ticks * tick_ >= tick_) ++ticks;
    constexpr uint64_t kMost = std::numeric_limits<uint32_t>::max();
    return static_cast<uint32_t>(std::min(ticks, kMost));
  }

 private:
  uint64_t tick_;
  uint64_t inverse_;  // 2^64 / tick, rounded down.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_TICK_AGES_H_
