#include "src/core/decay.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace leadscore::internal {
namespace {

Decay HalfLife(int64_t ticks) { return {Decay::Kind::kHalfLife, ticks, 0}; }

TEST(DecayTest, WithoutDecayTheWeightIsOne) {
  EXPECT_EQ(DecayWeight(Decay(), 0), kDecayOne);
  EXPECT_EQ(DecayWeight(Decay(), 1'000'000), kDecayOne);
}

TEST(DecayTest, WholeHalfLivesAreRoundedPowersOfTwo) {
  int64_t divisor = 1;
  for (int k = 0; k < 40; ++k, divisor *= 2) {
    // 10^9 / 2^k, half away from zero.
    const int64_t expected = (2 * kDecayOne + divisor) / (2 * divisor);
    EXPECT_EQ(DecayWeight(HalfLife(720), 720 * k), expected) << k;
  }
}

TEST(DecayTest, HalfLifeIsTheRoundedPower) {
  // The long double is good to about 10^-18, so it decides all but the ties.
  for (int64_t ticks : {1, 3, 24, 168, 720, 8760, 1'000'003}) {
    for (int64_t age = 0; age < 30 * ticks; age += 1 + ticks / 37) {
      const long double exact = exp2l(-static_cast<long double>(age) /
                                      static_cast<long double>(ticks)) *
                                kDecayOne;
      const auto weight =
          static_cast<long double>(DecayWeight(HalfLife(ticks), age));
      EXPECT_LE(fabsl(weight - exact), 0.5L + 1e-6L) << ticks << " " << age;
    }
  }
}

TEST(DecayTest, NoWeightRisesWithAge) {
  for (const Decay& decay :
       {HalfLife(7), HalfLife(720), Decay{Decay::Kind::kLinear, 311, 0},
        Decay{Decay::Kind::kStep, 5, 70'000'000},
        Decay{Decay::Kind::kCompounding, 5, 70'000'000},
        Decay{Decay::Kind::kCompounding, 1, 10}}) {
    int64_t last = kDecayOne;
    for (int64_t age = 0; age < 30'000; ++age) {
      const int64_t weight = DecayWeight(decay, age);
      ASSERT_LE(weight, last) << age;
      ASSERT_GE(weight, 0);
      last = weight;
    }
  }
}

TEST(DecayTest, LinearFallsToZeroAndStaysThere) {
  const Decay decay{Decay::Kind::kLinear, 3, 0};
  EXPECT_EQ(DecayWeight(decay, 0), kDecayOne);
  EXPECT_EQ(DecayWeight(decay, 1), 666'666'667);
  EXPECT_EQ(DecayWeight(decay, 2), 333'333'333);
  EXPECT_EQ(DecayWeight(decay, 3), 0);
  EXPECT_EQ(DecayWeight(decay, INT64_MAX), 0);
}

TEST(DecayTest, StepTakesAShareOfTheOriginalValue) {
  const Decay decay{Decay::Kind::kStep, 10, 400'000'000};
  EXPECT_EQ(DecayWeight(decay, 9), kDecayOne);
  EXPECT_EQ(DecayWeight(decay, 10), 600'000'000);
  EXPECT_EQ(DecayWeight(decay, 20), 200'000'000);
  EXPECT_EQ(DecayWeight(decay, 30), 0);
  EXPECT_EQ(DecayWeight(decay, INT64_MAX), 0);
}

TEST(DecayTest, CompoundingTakesAShareOfWhatIsLeft) {
  const Decay decay{Decay::Kind::kCompounding, 10, 50'000'000};
  EXPECT_EQ(DecayWeight(decay, 0), kDecayOne);
  EXPECT_EQ(DecayWeight(decay, 10), 950'000'000);
  EXPECT_EQ(DecayWeight(decay, 20), 902'500'000);
  // 0.95^5 is 0.7737809375, an exact half in the tenth digit.
  EXPECT_EQ(DecayWeight(decay, 50), 773'780'938);
  EXPECT_EQ(DecayWeight(decay, INT64_MAX), 0);
  const Decay all{Decay::Kind::kCompounding, 10, kDecayOne};
  EXPECT_EQ(DecayWeight(all, 9), kDecayOne);
  EXPECT_EQ(DecayWeight(all, 10), 0);
}

}  // namespace
}  // namespace leadscore::internal
