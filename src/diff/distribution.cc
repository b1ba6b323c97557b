#include "src/diff/distribution.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "absl/numeric/int128.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

// REQUIRES: count > 0.
Points MeanOf(absl::int128 micros, int64_t count) {
  return Points::FromMicros(static_cast<int64_t>(DivideRounded(micros, count)));
}

}  // namespace

PointsDistribution DistributionOf(std::vector<Points> points) {
  if (points.empty()) return {};
  std::sort(points.begin(), points.end());
  const auto at = [&points](size_t percent) {
    const size_t rank = (points.size() * percent + 99) / 100;
    return points[std::max<size_t>(rank, 1) - 1];
  };
  absl::int128 sum = 0;
  for (Points of_lead : points) sum += of_lead.micros();
  return {at(0),   at(10),
          at(25),  at(50),
          at(75),  at(90),
          at(100), MeanOf(sum, static_cast<int64_t>(points.size()))};
}

void SetShift(const std::vector<Points>& from, const std::vector<Points>& to,
              ScoreShift* shift) {
  assert(from.size() == to.size());
  absl::int128 sum = 0;
  for (size_t i = 0; i < from.size(); ++i) {
    if (from[i] < to[i]) ++shift->up;
    if (from[i] > to[i]) ++shift->down;
    sum += to[i].micros() - from[i].micros();
  }
  const int64_t changed = shift->up + shift->down;
  if (changed > 0) shift->mean_change = MeanOf(sum, changed);
  shift->from = DistributionOf(from);
  shift->to = DistributionOf(to);
}

}  // namespace leadscore::internal
