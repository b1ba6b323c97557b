// Exact integer arithmetic behind Points: products in 128 bits, and the one
// rounding rule of the library, half away from zero.

#ifndef LEADSCORE_SRC_CORE_FIXED_H_
#define LEADSCORE_SRC_CORE_FIXED_H_

#include <cstdint>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"

namespace leadscore::internal {

// The limits of semantics: a rule's value, and a score or total.
inline constexpr Points kMaxRuleValue = Points::FromWhole(100'000'000);
inline constexpr Points kMaxScore = Points::FromWhole(1'000'000'000);

// Rounds numerator / denominator to the nearest whole number, half away from
// zero.
//
// REQUIRES: denominator > 0.
absl::int128 DivideRounded(absl::int128 numerator, absl::int128 denominator);

// The points nearest to `micros`, within [-limit, limit].
Points ClampToPoints(absl::int128 micros, Points limit);

// points * weight, rounded once, within [-kMaxRuleValue, kMaxRuleValue].
Points Weighted(Points points, Points weight);

// The points nearest to `value`, exactly rounded half away from zero, within
// [-kMaxRuleValue, kMaxRuleValue]. NaN gives zero.
Points RoundToPoints(double value);

// `value` in millionths, exactly rounded half away from zero. Values beyond
// 10^18 count as 10^18. NaN gives zero.
absl::int128 RoundToMicros(double value);

// `value` within [low, high].
//
// REQUIRES: low <= high.
constexpr Points Clamp(Points value, Points low, Points high) {
  return value < low ? low : high < value ? high : value;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_FIXED_H_
