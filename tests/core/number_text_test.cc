#include "src/core/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace leadscore::internal {
namespace {

TEST(ParseInt64Test, TakesWholeNumbersOnly) {
  EXPECT_EQ(ParseInt64("0"), 0);
  EXPECT_EQ(ParseInt64("+12"), 12);
  EXPECT_EQ(ParseInt64("-9223372036854775808"),
            std::numeric_limits<int64_t>::min());
  for (const char* text : {"", "-", "+", "+-1", "--1", " 1", "1 ", "1.0", "1e3",
                           "0x10", "9223372036854775808", "1,000"}) {
    EXPECT_EQ(ParseInt64(text), std::nullopt) << text;
  }
}

TEST(ParseDoubleTest, IsCorrectlyRounded) {
  EXPECT_EQ(ParseDouble("0.1"), 0.1);
  EXPECT_EQ(ParseDouble("-1.5e3"), -1500.0);
  EXPECT_EQ(ParseDouble("+.5"), 0.5);
  EXPECT_EQ(ParseDouble("5."), 5.0);
  EXPECT_EQ(ParseDouble("7.50E-05"), 7.5e-5);
  EXPECT_EQ(ParseDouble("9007199254740993"), 9007199254740992.0);
}

TEST(ParseDoubleTest, TakesNothingButDecimals) {
  for (const char* text :
       {"", "-", ".", "e5", "1e", "1e+", "nan", "inf", "infinity", "0x10", " 1",
        "1 ", "1,5", "1.2.3", "+-1", "1f"}) {
    EXPECT_EQ(ParseDouble(text), std::nullopt) << text;
  }
}

TEST(ParseDoubleTest, EndsOfTheRange) {
  EXPECT_EQ(ParseDouble("1e400"), std::nullopt);
  EXPECT_EQ(ParseDouble("-" + std::string(400, '9')), std::nullopt);
  EXPECT_EQ(ParseDouble("1e-400"), 0.0);
  EXPECT_TRUE(std::signbit(*ParseDouble("-1e-400")));
  EXPECT_EQ(ParseDouble("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(ParseDouble(std::string(1'000'000, '9')), std::nullopt);
}

TEST(FormatDoubleTest, IsTheShortestThatReadsBack) {
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  EXPECT_EQ(FormatDouble(100), "100");
  EXPECT_EQ(FormatDouble(-0.0), "-0");
  EXPECT_EQ(FormatDouble(1e300), "1e+300");
  EXPECT_EQ(FormatDouble(std::nan("")), "NaN");
  EXPECT_EQ(FormatDouble(-HUGE_VAL), "-Infinity");
}

TEST(FormatGroupedTest, SeparatesThousands) {
  EXPECT_EQ(FormatGrouped(0), "0");
  EXPECT_EQ(FormatGrouped(999), "999");
  EXPECT_EQ(FormatGrouped(1'000), "1,000");
  EXPECT_EQ(FormatGrouped(-1'234'567), "-1,234,567");
}

TEST(ParseBoolTest, TakesTheUsualWordsInAnyCase) {
  for (const char* yes : {"true", "TRUE", "Yes", "y", "1"}) {
    EXPECT_EQ(ParseBool(yes), true) << yes;
  }
  for (const char* no : {"false", "False", "NO", "n", "0"}) {
    EXPECT_EQ(ParseBool(no), false) << no;
  }
  for (const char* text : {"", "2", "on", "t", "wahr"}) {
    EXPECT_EQ(ParseBool(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace leadscore::internal
