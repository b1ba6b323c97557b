// How points of many leads are distributed, and how they shift.

#ifndef LEADSCORE_SRC_DIFF_DISTRIBUTION_H_
#define LEADSCORE_SRC_DIFF_DISTRIBUTION_H_

#include <vector>

#include "leadscore/points.h"
#include "leadscore/score_diff.h"

namespace leadscore::internal {

// How far points moved, up or down.
constexpr Points Magnitude(Points change) {
  return change < Points() ? -change : change;
}

PointsDistribution DistributionOf(std::vector<Points> points);

// Sets what follows from the points of the same leads before and after.
//
// REQUIRES: as many of both.
void SetShift(const std::vector<Points>& from, const std::vector<Points>& to,
              ScoreShift* shift);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DIFF_DISTRIBUTION_H_
