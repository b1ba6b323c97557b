// Scores of accounts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Now;
using testing::ParseModelText;
using testing::StatusIs;

Model AccountModel() {
  return ParseModelText(R"pb(
    name: "accounts"
    attributes { name: "n" type: DOUBLE }
    scores {
      name: "fit"
      groups {
        name: "g"
        rules {
          name: "r"
          curve {
            of: "lead.n"
            at { x: -100 points: -100 }
            at { x: 100 points: 100 }
          }
        }
      }
    }
    scores { name: "base" base: 1 }
    account_scores { name: "sum" of: "fit" take: SUM }
    account_scores { name: "max" of: "fit" take: MAX }
    account_scores { name: "min" of: "fit" take: MIN }
    account_scores { name: "avg" of: "fit" take: AVERAGE }
    account_scores { name: "top2" of: "fit" take: TOP top: 2 }
    account_scores { name: "totals" of: "total" take: SUM })pb");
}

Tables MakeTables(const Model& model) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : std::vector<Lead>{
           {"1", {{"n", 10.0}}, {}, "b"},
           {"2", {{"n", 1.5}}, {}, "a"},
           {"3", {{"n", -3.0}}, {}, "b"},
           {"4", {{"n", 7.0}}, {}, ""},
           {"5", {{"n", 0.000001}}, {}, "b"},
       }) {
    EXPECT_TRUE(builder.Add(lead).ok());
  }
  return builder.Build();
}

std::string Column(const AccountTable& table, size_t score) {
  std::string text;
  for (Points points : table.scores[score]) text += points.ToString() + " ";
  return text;
}

TEST(AccountScoresTest, RollUpTheScoresOfTheLeads) {
  const Model model = AccountModel();
  const Scorer scorer(model);
  const Tables tables = MakeTables(model);
  ScoreTable scores;
  ASSERT_TRUE(scorer.Score(tables, Now(), {}, &scores).ok());
  const auto accounts = scorer.ScoreAccounts(tables, scores);
  ASSERT_TRUE(accounts.ok()) << accounts.status();
  // In the order of their first leads; without an account there is none.
  EXPECT_THAT(accounts->accounts, ElementsAre("b", "a"));
  EXPECT_THAT(accounts->leads, ElementsAre(3, 1));
  EXPECT_EQ(Column(*accounts, 0), "7.000001 1.5 ");
  EXPECT_EQ(Column(*accounts, 1), "10 1.5 ");
  EXPECT_EQ(Column(*accounts, 2), "-3 1.5 ");
  // A third of a millionth is rounded away once.
  EXPECT_EQ(Column(*accounts, 3), "2.333334 1.5 ");
  EXPECT_EQ(Column(*accounts, 4), "10.000001 1.5 ");
  EXPECT_EQ(Column(*accounts, 5), "10.000001 2.5 ");
}

TEST(AccountScoresTest, LeadsHaveToBeScoredAtOneInstant) {
  const Model model = AccountModel();
  const Scorer scorer(model);
  const Tables tables = MakeTables(model);
  ScoreTable scores;
  const std::vector<absl::Time> instants(5, Now());
  ASSERT_TRUE(scorer.Score(tables, instants, {}, &scores).ok());
  EXPECT_THAT(scorer.ScoreAccounts(tables, scores),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("at one instant")));
  EXPECT_THAT(
      scorer.ScoreAccounts(tables, ScoreTable()),
      StatusIs(absl::StatusCode::kInvalidArgument, "scores of 0 leads for 5"));
}

TEST(AccountScoresTest, WithoutLeadsThereAreNone) {
  const Model model = AccountModel();
  const Scorer scorer(model);
  ScoreTable scores;
  ASSERT_TRUE(scorer.Score(Tables(), Now(), {}, &scores).ok());
  const auto accounts = scorer.ScoreAccounts(Tables(), scores);
  ASSERT_TRUE(accounts.ok()) << accounts.status();
  EXPECT_EQ(accounts->size(), 0u);
}

}  // namespace
}  // namespace leadscore
