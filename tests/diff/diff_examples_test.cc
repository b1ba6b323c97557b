// What a comparison of leads says, on examples that a person can check.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "tests/diff/diff_testing.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using testing::Diff;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Now;
using testing::ParseModelText;
using testing::SideOf;
using testing::StatusIs;

constexpr char kModel[] = R"(
  name: 'm'
  attributes { name: 'employees' type: INT }
  activities { type: 'visit' }
  scores { name: 'fit' label: 'Fit' base: 1
    groups { name: 'Company' max: 40
      rules { name: 'Size' label: 'Company size' when: 'lead.employees >= 200' points: 30 }
      rules { name: 'Huge' when: 'lead.employees >= 5000' points: 20 } } }
  scores { name: 'web' groups { name: 'Web'
    rules { name: 'Visits' points: 2 each { types: 'visit' within: '7d' } } } }
  stages { name: 'NEW' }
  stages { name: 'MQL' enter { name: 'score' at_least { score: 'fit' points: 25 } } }
)";

std::vector<Lead> SomeLeads() {
  std::vector<Lead> leads(3);
  leads[0] = {"small", {{"employees", int64_t{10}}}};
  leads[1] = {"large", {{"employees", int64_t{300}}}};
  leads[2] = {"huge", {{"employees", int64_t{9000}}}};
  leads[1].activities = {Did("visit", DaysAgo(1)), Did("visit", DaysAgo(10))};
  return leads;
}

// What a change of the model's text does to those leads, as the lines of causes
// over all movers.
std::vector<std::string> CausesOf(const std::string& what,
                                  const std::string& with) {
  std::string text = kModel;
  text.replace(text.find(what), what.size(), with);
  const ScoreDiff diff =
      Diff(SideOf(ParseModelText(kModel), SomeLeads(), Now()),
           SideOf(ParseModelText(text), SomeLeads(), Now()));
  std::vector<std::string> lines;
  for (const MoveCause& cause : diff.causes) {
    lines.push_back(absl::StrCat(cause.score, ": ", cause.text, " ",
                                 cause.leads, " ", cause.points.ToString()));
  }
  return lines;
}

TEST(DiffScores, NamesWhatMoves) {
  EXPECT_THAT(
      CausesOf("points: 30", "points: 15"),
      ElementsAre("fit: Company size 2 -30", "fit: limit of Company 1 10"));
  EXPECT_THAT(CausesOf("base: 1", "base: 3"),
              ElementsAre("fit: base of Fit 3 6"));
  EXPECT_THAT(CausesOf("max: 40", "max: 20"),
              ElementsAre("fit: limit of Company 2 -30"));
  EXPECT_THAT(CausesOf("name: 'Huge'", "name: 'Enormous' weight: 0.25"),
              ElementsAre("fit: Enormous 1 5", "fit: limit of Company 1 10",
                          "fit: Huge 1 -20"));
  EXPECT_THAT(CausesOf("base: 1", "base: 1 max: 35"),
              ElementsAre("fit: limit of Fit 1 -6"));
  EXPECT_THAT(CausesOf("base: 1", "base: 1 weight: 2"),
              ElementsAre("total: weight of Fit 3 73"));
  EXPECT_THAT(CausesOf("name: 'm'", "name: 'm' total { max: 32 }"),
              ElementsAre("total: limit of the total 2 -10"));
  // Nobody has other points.
  EXPECT_THAT(CausesOf("points: 25", "points: 50"), IsEmpty());
  EXPECT_THAT(CausesOf("'Huge'", "'Enormous'"), IsEmpty());
}

TEST(DiffScores, AScoreOfOneModelIsNothingInTheOther) {
  std::string text = kModel;
  text.replace(text.find("name: 'web'"), 11, "name: 'net'");
  const DiffSide from = SideOf(ParseModelText(kModel), SomeLeads(), Now());
  const DiffSide to = SideOf(ParseModelText(text), SomeLeads(), Now());
  const ScoreDiff diff = Diff(from, to);
  ASSERT_EQ(diff.scores.size(), 3u);
  EXPECT_EQ(diff.scores[1].name, "web");
  EXPECT_TRUE(diff.scores[1].is_in_from);
  EXPECT_FALSE(diff.scores[1].is_in_to);
  EXPECT_EQ(diff.scores[2].name, "net");
  // Only who has points in it moves, and not in the total.
  ASSERT_EQ(diff.movers.size(), 1u);
  EXPECT_EQ(diff.movers[0].from_row, 1u);
  EXPECT_EQ(diff.movers[0].total.change(), Points());
  EXPECT_EQ(diff.movers[0].scores[1].change(), Points::FromWhole(-2));
  EXPECT_EQ(diff.movers[0].scores[2].change(), Points::FromWhole(2));
}

TEST(DiffScores, StagesAreTheSameByTheirNames) {
  std::string text = kModel;
  text.replace(text.find("name: 'MQL'"), 11, "name: 'SQL'");
  const ScoreDiff diff =
      Diff(SideOf(ParseModelText(kModel), SomeLeads(), Now()),
           SideOf(ParseModelText(text), SomeLeads(), Now()));
  EXPECT_THAT(diff.stages, ElementsAre("NEW", "MQL", "SQL"));
  EXPECT_THAT(diff.stage_moves,
              ElementsAre(ElementsAre(1, 0, 0), ElementsAre(0, 0, 2),
                          ElementsAre(0, 0, 0)));
  EXPECT_EQ(diff.stage_changes, 2);
}

TEST(DiffScores, AModelWithoutStagesHasNone) {
  std::string text = kModel;
  text.resize(text.find("stages"));
  const DiffSide from = SideOf(ParseModelText(kModel), SomeLeads(), Now());
  const DiffSide to = SideOf(ParseModelText(text), SomeLeads(), Now());
  EXPECT_THAT(Diff(from, to).stages, ElementsAre("NEW", "MQL", ""));
  EXPECT_EQ(Diff(from, to).stage_changes, 3);
  EXPECT_THAT(Diff(to, to).stages, IsEmpty());
}

TEST(DiffScores, ComparesLeadsThatBothSidesHave) {
  std::vector<Lead> others = SomeLeads();
  others.erase(others.begin());
  others.push_back({"new"});
  others.push_back({"newer"});
  const Model model = ParseModelText(kModel);
  const ScoreDiff diff =
      Diff(SideOf(model, SomeLeads(), Now()), SideOf(model, others, Now()));
  EXPECT_EQ(diff.leads, 2);
  EXPECT_EQ(diff.only_in_from, 1);
  EXPECT_EQ(diff.only_in_to, 2);
  EXPECT_THAT(diff.movers, IsEmpty());
}

TEST(DiffScores, TellsWhatTimeDoes) {
  const Model model = ParseModelText(kModel);
  const ScoreDiff diff =
      Diff(SideOf(model, SomeLeads(), DaysAgo(9)),
           SideOf(model, SomeLeads(), Now() + absl::Hours(1)));
  EXPECT_THAT(diff.movers, IsEmpty());  // A visit in the window at both.
  const ScoreDiff later =
      Diff(SideOf(model, SomeLeads(), Now()),
           SideOf(model, SomeLeads(), Now() + absl::Hours(24 * 7)));
  ASSERT_EQ(later.movers.size(), 1u);
  ASSERT_EQ(later.causes.size(), 1u);
  EXPECT_EQ(later.causes[0].text, "Visits");
  EXPECT_EQ(later.causes[0].points, Points::FromWhole(-2));
}

TEST(DiffScores, DistributionIsNearestRank) {
  const Model model = ParseModelText(
      "name: 'm' attributes { name: 'n' type: INT } scores { name: 's' groups "
      "{ "
      "name: 'g' rules { name: 'r' curve { of: 'lead.n' at { x: 0 points: 0 } "
      "at { x: 1000 points: 1000 } } } } }");
  const Model doubled = ParseModelText(
      "name: 'm' attributes { name: 'n' type: INT } scores { name: 's' groups "
      "{ "
      "name: 'g' rules { name: 'r' weight: 2 curve { of: 'lead.n' at { x: 0 "
      "points: 0 } at { x: 1000 points: 1000 } } } } }");
  std::vector<Lead> leads;
  for (int i = 1; i <= 11; ++i) {
    leads.push_back({absl::StrCat(i), {{"n", int64_t{12 - i}}}});
  }
  const ScoreDiff diff =
      Diff(SideOf(model, leads, Now()), SideOf(doubled, leads, Now()));
  const PointsDistribution& from = diff.scores[0].from;
  EXPECT_EQ(from.min, Points::FromWhole(1));
  EXPECT_EQ(from.p10, Points::FromWhole(2));  // ceil(1.1)
  EXPECT_EQ(from.p25, Points::FromWhole(3));  // ceil(2.75)
  EXPECT_EQ(from.median, Points::FromWhole(6));
  EXPECT_EQ(from.p75, Points::FromWhole(9));
  EXPECT_EQ(from.p90, Points::FromWhole(10));
  EXPECT_EQ(from.max, Points::FromWhole(11));
  EXPECT_EQ(from.mean, Points::FromWhole(6));
  EXPECT_EQ(diff.total.to.max, Points::FromWhole(22));
  EXPECT_EQ(diff.total.up, 11);
  EXPECT_EQ(diff.total.mean_change, Points::FromWhole(6));
}

TEST(DiffScores, ExplainsAsManyAsItIsTold) {
  std::string text = kModel;
  text.replace(text.find("base: 1"), 7, "base: 2");
  ScoreDiffOptions options;
  options.explained = 2;
  const ScoreDiff diff =
      Diff(SideOf(ParseModelText(kModel), SomeLeads(), Now()),
           SideOf(ParseModelText(text), SomeLeads(), Now()), options);
  ASSERT_EQ(diff.movers.size(), 3u);
  EXPECT_EQ(diff.explained, 2u);
  EXPECT_EQ(diff.causes[0].leads, 2);
  EXPECT_FALSE(diff.movers[1].causes.empty());
  EXPECT_THAT(diff.movers[2].causes, IsEmpty());
}

TEST(DiffScores, CountsTheLoad) {
  std::string text = kModel;
  text.replace(text.find("points: 25"), 10, "points: 35");
  const std::vector<std::string> owners = {"Ann", "Bob", "Ann"};
  ScoreDiffOptions options;
  options.by = &owners;
  const DiffSide from = SideOf(ParseModelText(kModel), SomeLeads(), Now());
  const DiffSide to = SideOf(ParseModelText(text), SomeLeads(), Now());
  const ScoreDiff diff = Diff(from, to, options);
  ASSERT_EQ(diff.load.size(), 2u);
  EXPECT_EQ(diff.load[0].value, "Ann");
  EXPECT_EQ(diff.load[0].leads, 2);
  EXPECT_EQ(diff.load[0].moved, 0);
  EXPECT_EQ(diff.load[1].value, "Bob");
  EXPECT_EQ(diff.load[1].moved, 1);
  EXPECT_THAT(diff.load[1].from, ElementsAre(0, 1));
  EXPECT_THAT(diff.load[1].to, ElementsAre(1, 0));
}

TEST(DiffScores, RefusesALoadOfOtherLeads) {
  const std::vector<std::string> owners = {"Ann"};
  ScoreDiffOptions options;
  options.by = &owners;
  const DiffSide side = SideOf(ParseModelText(kModel), SomeLeads(), Now());
  EXPECT_THAT(DiffScores(side, side, options).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       ::testing::HasSubstr("1 values")));
}

TEST(DiffScores, OfNoLeadsIsEmpty) {
  const DiffSide side = SideOf(ParseModelText(kModel), {}, Now());
  const ScoreDiff diff = Diff(side, side);
  EXPECT_EQ(diff.leads, 0);
  EXPECT_THAT(diff.movers, IsEmpty());
  EXPECT_EQ(diff.total.from.max, Points());
}

}  // namespace
}  // namespace leadscore
