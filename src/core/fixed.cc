#include "src/core/fixed.h"

#include <cassert>
#include <cmath>

namespace leadscore::internal {

absl::int128 DivideRounded(absl::int128 numerator, absl::int128 denominator) {
  assert(denominator > 0);
  const absl::int128 quotient = numerator / denominator;
  const absl::int128 remainder = numerator % denominator;
  const absl::int128 size = remainder < 0 ? -remainder : remainder;
  // Compared without doubling `size`, which could overflow.
  if (size < denominator - size) return quotient;
  return numerator < 0 ? quotient - 1 : quotient + 1;
}

Points ClampToPoints(absl::int128 micros, Points limit) {
  if (micros > limit.micros()) return limit;
  if (micros < -limit.micros()) return -limit;
  return Points::FromMicros(static_cast<int64_t>(micros));
}

Points Weighted(Points points, Points weight) {
  return ClampToPoints(
      DivideRounded(absl::int128(points.micros()) * weight.micros(),
                    Points::kMicrosPerPoint),
      kMaxRuleValue);
}

absl::int128 RoundToMicros(double value) {
  constexpr double kLargest = 1e18;
  constexpr int kMantissaBits = 53;
  if (std::isnan(value)) return 0;
  if (value > kLargest) value = kLargest;
  if (value < -kLargest) value = -kLargest;
  // value == mantissa * 2^exponent, exactly; |mantissa| < 2^53.
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  const auto mantissa =
      static_cast<int64_t>(std::ldexp(fraction, kMantissaBits));
  exponent -= kMantissaBits;
  const absl::int128 scaled =
      absl::int128(mantissa) * Points::kMicrosPerPoint;  // Below 2^73.
  if (exponent >= 0) return scaled * (absl::int128(1) << exponent);  // <= 2^80.
  if (exponent <= -100) return 0;
  return DivideRounded(scaled, absl::int128(1) << -exponent);
}

Points RoundToPoints(double value) {
  return ClampToPoints(RoundToMicros(value), kMaxRuleValue);
}

}  // namespace leadscore::internal
