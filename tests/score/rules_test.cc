// Every shape of rule, one claim a test.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using testing::FirstScore;
using testing::HoursAgo;
using testing::Now;
using testing::ParseModelText;
using testing::RuleOf;
using testing::ScoreLead;

// A model with one rule, over attributes of all types.
Model RuleModel(const std::string& rule) {
  return ParseModelText(
      R"pb(name: "rules"
           time_zone: "Europe/Berlin"
           attributes { name: "flag" type: BOOL }
           attributes { name: "count" type: INT }
           attributes { name: "budget" type: DOUBLE }
           attributes { name: "title" type: STRING }
           attributes { name: "industry" type: STRING fold: true }
           attributes { name: "tags" type: STRING_LIST }
           attributes { name: "since" type: TIMESTAMP }
           activities {
             type: "view"
             properties { name: "path" type: STRING }
             properties { name: "seconds" type: DOUBLE }
             properties { name: "depth" type: INT }
           }
           activities { type: "click" }
           signals { name: "views" kind: COUNT types: "view" }
           scores { name: "score"
                    groups { name: "group"
                             rules { name: "rule")pb" +
      rule + " } } }");
}

std::string PointsOf(const Model& model, std::vector<NamedValue> attributes,
                     std::vector<Activity> activities = {}) {
  return FirstScore(
      ScoreLead(model, std::move(attributes), std::move(activities)));
}

RuleOutcome OutcomeOf(const Model& model, std::vector<NamedValue> attributes,
                      std::vector<Activity> activities = {}) {
  return RuleOf(ScoreLead(model, std::move(attributes), std::move(activities)),
                "rule")
      .outcome;
}

// ---- Points --------------------------------------------------------------

TEST(PointsRuleTest, FiresOnlyIfItsConditionIsTrue) {
  const Model model = RuleModel("when: 'lead.count > 5' points: 10");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{6}}}), "10");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{5}}}), "0");
  EXPECT_EQ(PointsOf(model, {}), "0");
  EXPECT_EQ(OutcomeOf(model, {{"count", int64_t{6}}}), RuleOutcome::kFired);
  EXPECT_EQ(OutcomeOf(model, {{"count", int64_t{5}}}), RuleOutcome::kFalse);
  const RuleResult missing = RuleOf(ScoreLead(model, {}), "rule");
  EXPECT_EQ(missing.outcome, RuleOutcome::kMissing);
  EXPECT_EQ(missing.missing, "lead.count");
}

TEST(PointsRuleTest, AnErrorGivesNothing) {
  const Model model =
      RuleModel("when: '10 / lead.count > 1' points: 10 min: 5");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{0}}}), "0");
  EXPECT_EQ(OutcomeOf(model, {{"count", int64_t{0}}}), RuleOutcome::kError);
}

TEST(PointsRuleTest, ClampsApplyAfterTheWeight) {
  EXPECT_EQ(PointsOf(RuleModel("points: 10 weight: 2.5"), {}), "25");
  EXPECT_EQ(PointsOf(RuleModel("points: 10 weight: 2.5 max: 20"), {}), "20");
  EXPECT_EQ(PointsOf(RuleModel("points: 10 weight: -1 min: -3"), {}), "-3");
  // Rounded once, half away from zero.
  EXPECT_EQ(PointsOf(RuleModel("points: 0.000001 weight: 0.5"), {}),
            "0.000001");
  EXPECT_EQ(PointsOf(RuleModel("points: -0.000001 weight: 0.5"), {}),
            "-0.000001");
  EXPECT_EQ(PointsOf(RuleModel("points: 0.000001 weight: 0.499999"), {}), "0");
}

TEST(PointsRuleTest, ARuleIsLimitedToTenToTheEight) {
  const RuleResult rule =
      RuleOf(ScoreLead(RuleModel("points: 1000000 weight: 1000"), {}), "rule");
  EXPECT_EQ(rule.raw.ToString(), "100000000");
  EXPECT_EQ(rule.points.ToString(), "100000000");
}

// ---- Tiers ---------------------------------------------------------------

TEST(TiersRuleTest, TheFirstTrueTierGives) {
  const Model model = RuleModel(
      "tiers { tier { when: 'lead.budget >= 50000.0' points: 20 } "
      "tier { when: 'lead.budget >= 10000.0' points: 30 } "
      "otherwise: -5 missing: 1 }");
  EXPECT_EQ(PointsOf(model, {{"budget", 60000.0}}), "20");
  EXPECT_EQ(PointsOf(model, {{"budget", 10000.0}}), "30");
  EXPECT_EQ(PointsOf(model, {{"budget", 9999.99}}), "-5");
  EXPECT_EQ(PointsOf(model, {}), "1");
  EXPECT_EQ(RuleOf(ScoreLead(model, {{"budget", 10000.0}}), "rule").choice, 1);
  EXPECT_EQ(OutcomeOf(model, {{"budget", 1.0}}), RuleOutcome::kOtherwise);
  EXPECT_EQ(OutcomeOf(model, {}), RuleOutcome::kMissing);
}

TEST(TiersRuleTest, TheLargestTrueTierGives) {
  const Model model = RuleModel(
      "tiers { tier { when: 'lead.count > 0' points: 1 } "
      "tier { when: 'lead.count > 1' points: 7 } "
      "tier { when: 'lead.count > 2' points: 3 } take: MAX }");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{1}}}), "1");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{9}}}), "7");
}

TEST(TiersRuleTest, ATrueTierWinsOverAMissingOneBefore) {
  const Model model = RuleModel(
      "tiers { tier { when: 'lead.budget > 1.0' points: 20 } "
      "tier { when: 'lead.flag' points: 10 } missing: 3 otherwise: 4 }");
  EXPECT_EQ(PointsOf(model, {{"flag", true}}), "10");
  EXPECT_EQ(PointsOf(model, {{"flag", false}}), "3");
  EXPECT_EQ(PointsOf(model, {{"flag", false}, {"budget", 0.0}}), "4");
}

TEST(TiersRuleTest, AnErrorOtherThanMissingGivesNothing) {
  const Model model = RuleModel(
      "tiers { tier { when: '1 / lead.count > 0' points: 20 } "
      "tier { when: 'lead.budget > 1.0' points: 10 } "
      "otherwise: 4 missing: 3 }");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{0}}, {"budget", 0.0}}), "0");
  // Missing wins over the other error.
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{0}}}), "3");
}

TEST(TiersRuleTest, WithoutWhenNothingIsGiven) {
  const Model model = RuleModel(
      "when: 'lead.flag' tiers { tier { when: 'true' points: 20 } "
      "otherwise: 4 }");
  EXPECT_EQ(PointsOf(model, {{"flag", true}}), "20");
  EXPECT_EQ(PointsOf(model, {{"flag", false}}), "0");
}

// ---- Tables --------------------------------------------------------------

TEST(TableRuleTest, EqualValuesGiveTheirRow) {
  const Model model = RuleModel(
      "table { of: 'lead.title' row { is: ['CEO', 'CTO'] points: 30 } "
      "row { is: 'VP' points: 20 } otherwise: -5 missing: -1 }");
  EXPECT_EQ(PointsOf(model, {{"title", "CTO"}}), "30");
  EXPECT_EQ(PointsOf(model, {{"title", "VP"}}), "20");
  EXPECT_EQ(PointsOf(model, {{"title", "cto"}}), "-5");
  EXPECT_EQ(PointsOf(model, {}), "-1");
  // An empty text is a value.
  EXPECT_EQ(PointsOf(model, {{"title", ""}}), "-5");
}

TEST(TableRuleTest, FoldedAttributesMeetFoldedRows) {
  const Model model = RuleModel(
      "table { of: 'lead.industry' row { is: 'Software ' points: 20 } }");
  EXPECT_EQ(PointsOf(model, {{"industry", "  SOFTWARE"}}), "20");
}

TEST(TableRuleTest, NumbersAndBools) {
  const Model counts =
      RuleModel("table { of: 'lead.count' row { is: ['-1', '2'] points: 5 } }");
  EXPECT_EQ(PointsOf(counts, {{"count", int64_t{-1}}}), "5");
  EXPECT_EQ(PointsOf(counts, {{"count", int64_t{1}}}), "0");
  const Model flags = RuleModel(
      "table { of: 'lead.flag' row { is: 'true' points: 5 } "
      "row { is: 'false' points: -5 } }");
  EXPECT_EQ(PointsOf(flags, {{"flag", true}}), "5");
  EXPECT_EQ(PointsOf(flags, {{"flag", false}}), "-5");
}

TEST(TableRuleTest, OverASignal) {
  const Model model = RuleModel(
      "table { of: 'signal.views' row { is: '0' points: -3 } "
      "row { is: '2' points: 3 } }");
  EXPECT_EQ(PointsOf(model, {}), "-3");
  EXPECT_EQ(
      PointsOf(model, {}, {Did("view", DaysAgo(1)), Did("view", DaysAgo(1))}),
      "3");
}

TEST(TableRuleTest, WordsAndPhrasesInAnyCase) {
  const Model model = RuleModel(
      "table { of: 'lead.title' match: WORD "
      "row { is: ['student', 'intern'] points: -20 } "
      "row { is: ['vp', 'vice president'] points: 25 } "
      "row { is: 'president' points: 30 } otherwise: 1 }");
  EXPECT_EQ(PointsOf(model, {{"title", "VP, Sales"}}), "25");
  EXPECT_EQ(PointsOf(model, {{"title", "Vice-President of Sales"}}), "25");
  EXPECT_EQ(PointsOf(model, {{"title", "President"}}), "30");
  // The first row of those that occur, wherever the word stands.
  EXPECT_EQ(PointsOf(model, {{"title", "VP and former Student"}}), "-20");
  // Part of a word is no word.
  EXPECT_EQ(PointsOf(model, {{"title", "International VPN Manager"}}), "1");
  EXPECT_EQ(PointsOf(model, {{"title", "vice of the president"}}), "30");
}

TEST(TableRuleTest, ListsGiveTheSumOfTheirDifferentListedValues) {
  const Model model = RuleModel(
      "table { of: 'lead.tags' row { is: ['a', 'b'] points: 2 } "
      "row { is: 'c' points: 5 } otherwise: -1 missing: -2 }");
  using Tags = std::vector<std::string>;
  EXPECT_EQ(PointsOf(model, {{"tags", Tags{"a", "c", "a", "x"}}}), "7");
  EXPECT_EQ(PointsOf(model, {{"tags", Tags{"a", "b"}}}), "4");
  EXPECT_EQ(PointsOf(model, {{"tags", Tags{"x"}}}), "-1");
  EXPECT_EQ(PointsOf(model, {{"tags", Tags{}}}), "-2");
  EXPECT_EQ(PointsOf(model, {}), "-2");
}

// ---- Curves --------------------------------------------------------------

TEST(CurveRuleTest, StraightLinesFlatBeyondTheEnds) {
  const Model model = RuleModel(
      "curve { of: 'lead.budget' at { x: 0 points: -10 } "
      "at { x: 3 points: 0.5 } at { x: 10 points: 0 } missing: -2 }");
  EXPECT_EQ(PointsOf(model, {{"budget", -5.0}}), "-10");
  EXPECT_EQ(PointsOf(model, {{"budget", 3.0}}), "0.5");
  EXPECT_EQ(PointsOf(model, {{"budget", 1.0}}), "-6.5");
  EXPECT_EQ(PointsOf(model, {{"budget", 1e300}}), "0");
  EXPECT_EQ(PointsOf(model, {{"budget", 4.0}}), "0.428571");
  EXPECT_EQ(PointsOf(model, {}), "-2");
  // NaN is no value.
  EXPECT_EQ(PointsOf(model, {{"budget", std::nan("")}}), "-2");
  EXPECT_EQ(PointsOf(model, {{"budget", HUGE_VAL}}), "0");
}

TEST(CurveRuleTest, StepsGiveThePointsOfTheLastXNotAbove) {
  const Model model = RuleModel(
      "curve { of: 'lead.count' shape: STEP at { x: 2 points: 3 } "
      "at { x: 5 points: 10 } }");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{1}}}), "0");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{2}}}), "3");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{4}}}), "3");
  EXPECT_EQ(PointsOf(model, {{"count", int64_t{5}}}), "10");
}

// ---- Each ----------------------------------------------------------------

TEST(EachRuleTest, CountsTheActivitiesOfItsTypes) {
  const Model model = RuleModel("points: 2 each { types: 'view' }");
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", DaysAgo(400)), Did("view", Now()),
                      Did("click", DaysAgo(1))}),
            "4");
  EXPECT_EQ(OutcomeOf(model, {}, {Did("click", DaysAgo(1))}),
            RuleOutcome::kNoActivity);
}

TEST(EachRuleTest, WhatIsLaterDoesNotExistYet) {
  const Model model = RuleModel("points: 2 each { types: 'view' }");
  EXPECT_EQ(PointsOf(model, {}, {Did("view", Now() + absl::Microseconds(1))}),
            "0");
}

TEST(EachRuleTest, ConditionsChooseByProperties) {
  const Model model = RuleModel(
      "points: 2 each { types: 'view' where: \"activity.path == '/pricing' || "
      "activity.seconds > 60.0\" }");
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", DaysAgo(1), {{"path", "/pricing"}}),
                      Did("view", DaysAgo(1), {{"path", "/"}}),
                      Did("view", DaysAgo(1)),
                      Did("view", DaysAgo(1), {{"seconds", 61.0}})}),
            "4");
}

TEST(EachRuleTest, ErrorsOfItsConditionAreCounted) {
  const Model model = RuleModel(
      "points: 2 each { types: 'view' where: '10 / int(activity.seconds) > 1' "
      "}");
  const LeadResult result =
      ScoreLead(model, {},
                {Did("view", DaysAgo(1), {{"seconds", 0.0}}),
                 Did("view", DaysAgo(2), {{"seconds", 5.0}}),
                 Did("view", DaysAgo(3))});  // Missing is no error.
  EXPECT_EQ(FirstScore(result), "2");
  EXPECT_EQ(RuleOf(result, "rule").errors, 1);
}

TEST(EachRuleTest, TypeAndTimeAreProperties) {
  const Model model = RuleModel(
      "points: 1 each { types: ['view', 'click'] where: \"activity.type == "
      "'click' || activity.time.getDayOfWeek('UTC') == 0\" }");
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", DaysAgo(5)),  // A Sunday.
                      Did("view", DaysAgo(6)), Did("click", DaysAgo(6))}),
            "2");
}

TEST(EachRuleTest, TablesAndCurvesOverAProperty) {
  const Model table = RuleModel(
      "table { of: 'activity.path' row { is: '/pricing' points: 5 } "
      "otherwise: 1 missing: -1 } each { types: 'view' }");
  EXPECT_EQ(PointsOf(table, {},
                     {Did("view", DaysAgo(1), {{"path", "/pricing"}}),
                      Did("view", DaysAgo(1), {{"path", "/"}}),
                      Did("view", DaysAgo(1), {{"path", "/"}}),
                      Did("view", DaysAgo(1))}),
            "6");
  const Model curve = RuleModel(
      "curve { of: 'activity.seconds' at { x: 0 points: 0 } "
      "at { x: 60 points: 6 } } each { types: 'view' }");
  EXPECT_EQ(PointsOf(curve, {},
                     {Did("view", DaysAgo(1), {{"seconds", 30.0}}),
                      Did("view", DaysAgo(1), {{"seconds", 600.0}})}),
            "9");
}

TEST(EachRuleTest, WindowsAreExact) {
  const Model model =
      RuleModel("points: 1 each { types: 'view' within: '1d' }");
  EXPECT_EQ(PointsOf(model, {}, {Did("view", DaysAgo(1))}), "0");
  EXPECT_EQ(
      PointsOf(model, {}, {Did("view", DaysAgo(1) + absl::Microseconds(1))}),
      "1");
}

TEST(EachRuleTest, DaysAreThoseOfTheModelsTimeZone) {
  // 22:30 and 23:30 UTC are two days in Berlin.
  const Model model =
      RuleModel("points: 1 each { types: 'view' keep_first_per_day: 1 }");
  const absl::Time evening = DaysAgo(1) + absl::Hours(10.5);
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", evening),
                      Did("view", evening + absl::Minutes(10))}),
            "1");
  EXPECT_EQ(
      PointsOf(model, {},
               {Did("view", evening), Did("view", evening + absl::Hours(1))}),
      "2");
}

TEST(EachRuleTest, OncePerDayAndWeek) {
  const std::vector<Activity> views = {
      Did("view", DaysAgo(1)), Did("view", DaysAgo(1)),  // Thursday.
      Did("view", DaysAgo(4)),                           // Monday.
      Did("view", DaysAgo(5))};                          // Sunday before.
  EXPECT_EQ(PointsOf(RuleModel("points: 1 each { types: 'view' "
                               "once_per: 'DAY' }"),
                     {}, views),
            "3");
  EXPECT_EQ(PointsOf(RuleModel("points: 1 each { types: 'view' "
                               "once_per: 'WEEK' }"),
                     {}, views),
            "2");
}

TEST(EachRuleTest, OncePerPropertyKeepsTheLatest) {
  const Model model = RuleModel(
      "points: 8 each { types: 'view' once_per: 'path' "
      "decay { linear: '4d' } }");
  // Of /a the one two days ago; those without path count as one.
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", DaysAgo(3), {{"path", "/a"}}),
                      Did("view", DaysAgo(2), {{"path", "/a"}}),
                      Did("view", DaysAgo(3), {{"path", "/b"}}),
                      Did("view", DaysAgo(3)), Did("view", DaysAgo(3))}),
            "8");
}

TEST(EachRuleTest, TheFirstOfADayIsChosenBeforeTheWindow) {
  // The first of the day lies outside the window, the second inside.
  const Model model = RuleModel(
      "points: 1 each { types: 'view' once_per: 'DAY' within: '6h' }");
  EXPECT_EQ(
      PointsOf(model, {}, {Did("view", HoursAgo(7)), Did("view", HoursAgo(5))}),
      "0");
}

TEST(EachRuleTest, OncePerPropertyIsChosenAfterTheWindow) {
  const Model model = RuleModel(
      "points: 1 each { types: 'view' once_per: 'path' within: '6h' }");
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", HoursAgo(7), {{"path", "/a"}}),
                      Did("view", HoursAgo(5), {{"path", "/a"}})}),
            "1");
}

TEST(EachRuleTest, KeepLatestComesLast) {
  const Model model = RuleModel(
      "points: 1 each { types: 'view' keep_latest: 2 "
      "decay { linear: '10d' } }");
  EXPECT_EQ(PointsOf(model, {},
                     {Did("view", DaysAgo(9)), Did("view", DaysAgo(1)),
                      Did("view", DaysAgo(2))}),
            "1.7");
}

TEST(EachRuleTest, AgesAreWholeTicks) {
  // Ticks are hours: 10:59 and 10:01 are as old.
  const Model model =
      RuleModel("points: 1 each { types: 'view' decay { linear: '4h' } }");
  for (int minutes : {61, 119}) {
    EXPECT_EQ(
        PointsOf(model, {}, {Did("view", Now() - absl::Minutes(minutes))}),
        "0.5")
        << minutes;
  }
  EXPECT_EQ(PointsOf(model, {}, {Did("view", Now() - absl::Minutes(60))}),
            "0.75");
  EXPECT_EQ(PointsOf(model, {}, {Did("view", Now())}), "1");
}

TEST(EachRuleTest, TheSumIsRoundedOnce) {
  // Three times a third: rounded one by one it would be 0.999999.
  const Model model =
      RuleModel("points: 1 each { types: 'view' decay { linear: '3h' } }");
  const std::vector<Activity> views(3, Did("view", HoursAgo(2)));
  EXPECT_EQ(PointsOf(model, {}, views), "1");
}

TEST(EachRuleTest, BoundsApplyToTheSum) {
  const Model model =
      RuleModel("points: 3 max: 5 min: 1 each { types: 'view' }");
  EXPECT_EQ(PointsOf(model, {}, {Did("view", Now()), Did("view", Now())}), "5");
  EXPECT_EQ(PointsOf(model, {}), "1");
}

TEST(EachRuleTest, DecayOfTheGroupUnlessTheRuleHasItsOwn) {
  const auto model = [](const std::string& own) {
    return ParseModelText(
        R"pb(name: "decay"
             activities { type: "view" }
             scores { name: "score"
                      groups { name: "group"
                               decay { half_life: "1d" }
                               rules { name: "rule" points: 8
                                       each { types: "view")pb" +
        own + "} } } }");
  };
  const std::vector<Activity> views = {Did("view", DaysAgo(2))};
  EXPECT_EQ(PointsOf(model(""), {}, views), "2");
  EXPECT_EQ(PointsOf(model("decay { half_life: '2d' }"), {}, views), "4");
  EXPECT_EQ(PointsOf(model("decay { none: true }"), {}, views), "8");
}

}  // namespace
}  // namespace leadscore
