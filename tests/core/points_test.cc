#include "leadscore/points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using testing::StatusIs;

struct ParseCase {
  std::string name;
  std::string text;
  int64_t micros;
};

class PointsParseTest : public ::testing::TestWithParam<ParseCase> {};

TEST_P(PointsParseTest, ReadsExactly) {
  const absl::StatusOr<Points> points = Points::Parse(GetParam().text);
  ASSERT_TRUE(points.ok()) << points.status();
  EXPECT_EQ(points->micros(), GetParam().micros);
}

INSTANTIATE_TEST_SUITE_P(
    Decimals, PointsParseTest,
    ::testing::ValuesIn<ParseCase>({
        {"Zero", "0", 0},
        {"NegativeZero", "-0", 0},
        {"Whole", "12", 12'000'000},
        {"Fraction", "12.5", 12'500'000},
        {"Negative", "-0.5", -500'000},
        {"PlusSign", "+7", 7'000'000},
        {"SmallestStep", "0.000001", 1},
        {"LeadingZeros", "0007.50", 7'500'000},
        // Zeros at the end say nothing, however many they are.
        {"TrailingZeros", "1.50000000000", 1'500'000},
        {"OnlyZeros", "0.0000000", 0},
        {"Largest", "9000000000000", 9'000'000'000'000'000'000},
    }),
    [](const auto& tested) { return tested.param.name; });

struct RefusedCase {
  std::string name;
  std::string text;
  StatusCode code;
};

class PointsRefuseTest : public ::testing::TestWithParam<RefusedCase> {};

TEST_P(PointsRefuseTest, NeverRounds) {
  EXPECT_THAT(Points::Parse(GetParam().text),
              StatusIs(GetParam().code, ::testing::_));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, PointsRefuseTest,
    ::testing::ValuesIn<RefusedCase>({
        {"Empty", "", StatusCode::kInvalidArgument},
        {"SignAlone", "-", StatusCode::kInvalidArgument},
        {"TwoSigns", "--1", StatusCode::kInvalidArgument},
        {"NothingBehindThePoint", "1.", StatusCode::kInvalidArgument},
        {"NothingBeforeThePoint", ".5", StatusCode::kInvalidArgument},
        {"TwoPoints", "1.2.3", StatusCode::kInvalidArgument},
        {"Exponent", "1e3", StatusCode::kInvalidArgument},
        {"Hexadecimal", "0x10", StatusCode::kInvalidArgument},
        {"Blank", " 1", StatusCode::kInvalidArgument},
        {"Comma", "1,5", StatusCode::kInvalidArgument},
        {"NotANumber", "nan", StatusCode::kInvalidArgument},
        {"SevenDigits", "0.0000001", StatusCode::kOutOfRange},
        {"TooLarge", "9000000000000.1", StatusCode::kOutOfRange},
        {"FarTooLarge", std::string(1'000'000, '9'), StatusCode::kOutOfRange},
        {"FarTooManyDigits", "0." + std::string(1'000'000, '1'),
         StatusCode::kOutOfRange},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(PointsTest, DoublesAreReadByTheirShortestDecimalForm) {
  // 0.1 is not a tenth in binary, but a tenth is what was meant.
  EXPECT_EQ(Points::FromDouble(0.1)->micros(), 100'000);
  EXPECT_EQ(Points::FromDouble(-2.675)->micros(), -2'675'000);
  EXPECT_EQ(Points::FromDouble(1e6)->micros(), 1'000'000'000'000);
  EXPECT_EQ(Points::FromDouble(1e-6)->micros(), 1);
  EXPECT_EQ(Points::FromDouble(-0.0)->micros(), 0);
}

TEST(PointsTest, DoublesThatAreNoPointsAreRefused) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(Points::FromDouble(std::nan("")),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("finite")));
  EXPECT_THAT(Points::FromDouble(kInfinity),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("finite")));
  EXPECT_THAT(Points::FromDouble(1e300),
              StatusIs(StatusCode::kOutOfRange, HasSubstr("larger")));
  EXPECT_THAT(Points::FromDouble(1e-7),
              StatusIs(StatusCode::kOutOfRange, HasSubstr("6 digits")));
  EXPECT_THAT(Points::FromDouble(std::numeric_limits<double>::denorm_min()),
              StatusIs(StatusCode::kOutOfRange, HasSubstr("6 digits")));
}

TEST(PointsTest, TextReadsBackAsTheSamePoints) {
  for (int64_t micros : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{999'999},
                         int64_t{-12'500'000}, int64_t{19'096'832},
                         int64_t{1'000'000'000'000'000}}) {
    const Points points = Points::FromMicros(micros);
    EXPECT_EQ(*Points::Parse(points.ToString()), points) << points.ToString();
  }
  EXPECT_EQ(Points::FromMicros(-12'500'000).ToString(), "-12.5");
  EXPECT_EQ(Points::FromMicros(1).ToString(), "0.000001");
}

TEST(PointsTest, EveryScoreIsExactInADouble) {
  // Neighbours at the limit of a score, 10^9 points, stay different and come
  // back as they were.
  constexpr int64_t kLimit = 1'000'000'000 * Points::kMicrosPerPoint;
  for (int64_t micros = kLimit - 1000; micros <= kLimit; ++micros) {
    const Points points = Points::FromMicros(micros);
    EXPECT_EQ(*Points::FromDouble(points.ToDouble()), points);
    EXPECT_NE(Points::FromMicros(micros - 1).ToDouble(), points.ToDouble());
  }
}

TEST(PointsTest, ShortTextRoundsHalfAwayFromZero) {
  EXPECT_EQ(Points::FromMicros(24'736'842).ToShortString(), "24.74");
  EXPECT_EQ(Points::FromMicros(5'000).ToShortString(), "0.01");
  EXPECT_EQ(Points::FromMicros(-5'000).ToShortString(), "-0.01");
  EXPECT_EQ(Points::FromMicros(4'999).ToShortString(), "0");
  EXPECT_EQ(Points::FromMicros(30'000'000).ToShortString(), "30");
}

TEST(PointsTest, SumsAndOrderAreThoseOfTheNumbers) {
  const Points a = Points::FromWhole(2);
  const Points b = *Points::Parse("0.5");
  EXPECT_EQ((a + b).ToString(), "2.5");
  EXPECT_EQ((b - a).ToString(), "-1.5");
  EXPECT_LT(b, a);
  EXPECT_GE(a, a);
  EXPECT_EQ((-a).ToString(), "-2");
}

}  // namespace
}  // namespace leadscore
