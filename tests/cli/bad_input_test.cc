#include <gtest/gtest.h>

#include "tests/cli/bad_input_cases.h"

namespace leadscore {
namespace {

using testing::BadInputCase;
using testing::BadInputOutcome;
using testing::ReadBadInputCases;
using testing::Section;

class BadInputTest : public ::testing::TestWithParam<BadInputCase> {};

TEST_P(BadInputTest, IsSaidAsAWhole) {
  const BadInputOutcome outcome = testing::RunBadInput(GetParam());
  ASSERT_FALSE(GetParam().sections.empty());
  const Section& expected = GetParam().sections.back();
  ASSERT_EQ(expected.kind, "exit");
  EXPECT_EQ(outcome.exit_code, expected.argument);
  EXPECT_EQ(outcome.printed, expected.text);
  EXPECT_TRUE(outcome.left_nothing);
}

INSTANTIATE_TEST_SUITE_P(Cases, BadInputTest,
                         ::testing::ValuesIn(ReadBadInputCases().cases),
                         [](const auto& tested) { return tested.param.name; });

TEST(BadInputCases, AreMany) {
  EXPECT_GE(ReadBadInputCases().cases.size(), 60u);
}

}  // namespace
}  // namespace leadscore
