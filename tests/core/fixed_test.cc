#include "src/core/fixed.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace leadscore::internal {
namespace {

TEST(DivideRoundedTest, RoundsHalfAwayFromZero) {
  EXPECT_EQ(DivideRounded(5, 2), 3);
  EXPECT_EQ(DivideRounded(-5, 2), -3);
  EXPECT_EQ(DivideRounded(4, 3), 1);
  EXPECT_EQ(DivideRounded(-4, 3), -1);
  EXPECT_EQ(DivideRounded(5, 3), 2);
  EXPECT_EQ(DivideRounded(0, 7), 0);
  EXPECT_EQ(DivideRounded(7, 1), 7);
}

TEST(DivideRoundedTest, TakesTheLargestNumbers) {
  const absl::int128 largest = absl::Int128Max();
  EXPECT_EQ(DivideRounded(largest, largest), 1);
  EXPECT_EQ(DivideRounded(largest / 2, largest), 0);
  EXPECT_EQ(DivideRounded(largest - 1, largest), 1);
}

TEST(RoundToMicrosTest, RoundsTheExactValueOfTheDouble) {
  EXPECT_EQ(RoundToMicros(19.0968320), 19'096'832);
  EXPECT_EQ(RoundToMicros(0.0000005), 0);  // The double is below one half.
  EXPECT_EQ(RoundToMicros(0.00000050000001), 1);
  EXPECT_EQ(RoundToMicros(-0.00000050000001), -1);
  // An exact half: 0.5^7 * 10^6 is 7812.5.
  EXPECT_EQ(RoundToMicros(0.0078125), 7'813);
  EXPECT_EQ(RoundToMicros(-0.0078125), -7'813);
  EXPECT_EQ(RoundToMicros(1e18),
            absl::int128(1'000'000'000'000'000'000) * Points::kMicrosPerPoint);
}

TEST(RoundToMicrosTest, TakesEveryDouble) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(RoundToMicros(std::nan("")), 0);
  EXPECT_EQ(RoundToMicros(kInfinity), RoundToMicros(1e18));
  EXPECT_EQ(RoundToMicros(-kInfinity), RoundToMicros(-1e18));
  EXPECT_EQ(RoundToMicros(std::numeric_limits<double>::denorm_min()), 0);
  EXPECT_EQ(RoundToMicros(-1e-300), 0);
}

TEST(RoundToPointsTest, StaysWithinTheLimitOfARule) {
  EXPECT_EQ(RoundToPoints(1e17), kMaxRuleValue);
  EXPECT_EQ(RoundToPoints(-1e17), -kMaxRuleValue);
  EXPECT_EQ(RoundToPoints(5), Points::FromWhole(5));
}

TEST(ClampToPointsTest, KeepsWithinTheLimit) {
  EXPECT_EQ(ClampToPoints(absl::Int128Max(), kMaxScore), kMaxScore);
  EXPECT_EQ(ClampToPoints(absl::Int128Min(), kMaxScore), -kMaxScore);
  EXPECT_EQ(ClampToPoints(-7, kMaxScore), Points::FromMicros(-7));
}

}  // namespace
}  // namespace leadscore::internal
