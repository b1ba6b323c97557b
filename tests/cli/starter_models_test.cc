// The models that people start from: fine, as agreed, and of use at once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/cli/program_test_util.h"

namespace leadscore::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StarterModelTest : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string path_ = std::string(LEADSCORE_SOURCE_DIR) +
                            "/examples/models/" + GetParam() + ".textproto";
};

TEST_P(StarterModelTest, IsFineWithoutAWarningAndAsAgreed) {
  const ProgramOutput check = RunProgram({"check", "--model", path_});
  EXPECT_EQ(check.exit_code, 0);
  EXPECT_THAT(check.err, IsEmpty());
  EXPECT_THAT(check.out, HasSubstr("all as agreed"));
}

TEST_P(StarterModelTest, ScoresLeadsThatAreMadeUpForIt) {
  const TestFolder folder;
  const std::string as_of = "2026-11-20T00:00:00Z";
  const ProgramOutput generate = RunProgram(
      {"generate", "--model", path_, "--rows", "400", "--as-of", as_of,
       "--output-leads", "leads.csv", "--output-activities", "activities.csv"});
  ASSERT_EQ(generate.exit_code, 0) << generate.err;
  const ProgramOutput score = RunProgram(
      {"score", "--model", path_, "--leads", "leads.csv", "--activities",
       "activities.csv", "--as-of", as_of, "--output", "scores.csv"});
  EXPECT_EQ(score.exit_code, 0) << score.err;
  EXPECT_THAT(score.err, HasSubstr("scored 400 leads"));
  // Leads reach each stage.
  const std::string scores = folder.Read("scores.csv");
  EXPECT_THAT(scores, HasSubstr(",MQL,"));
  EXPECT_THAT(scores, HasSubstr(",SQL,"));
}

INSTANTIATE_TEST_SUITE_P(Models, StarterModelTest,
                         ::testing::Values("b2b_software", "b2c_subscription",
                                           "event_follow_up"),
                         [](const auto& tested) {
                           return std::string(tested.param);
                         });

}  // namespace
}  // namespace leadscore::testing
