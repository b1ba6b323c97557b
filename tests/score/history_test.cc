// Stages over time, case by case: what each mechanism of the contract does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Now;
using testing::ParseModelText;
using testing::StatusIs;

constexpr absl::Duration kDay = absl::Hours(24);

// Engagement is what it did, with a linear decay over ten days; fit is an
// attribute.
Model StageModel(const std::string& mql = "", const std::string& more = "") {
  return ParseModelText(absl::StrCat(
      R"pb(name: "history"
           tick: "1d"
           attributes { name: "fit" type: INT }
           attributes { name: "competitor" type: BOOL }
           attributes { name: "budget" type: INT known_at: "budget_since" }
           attributes { name: "start_by" type: TIMESTAMP }
           activities { type: "visit" label: "Visit" }
           activities { type: "demo" label: "Demo request" }
           activities { type: "back" label: "Given back" }
           lifecycle { returned: "back" }
           signals { name: "demos" kind: COUNT types: "demo" within: "3d" }
           scores {
             name: "fit"
             max: 100
             groups {
               name: "fit"
               rules {
                 name: "fit"
                 curve {
                   of: "lead.fit"
                   at { x: 0 points: 0 }
                   at { x: 100 points: 100 }
                 }
               }
             }
           }
           scores {
             name: "engagement"
             groups {
               name: "web"
               rules {
                 name: "Visits"
                 points: 10
                 each {
                   types: "visit"
                   decay { linear: "10d" }
                 }
               }
             }
           }
           disqualify { name: "competitor" when: "lead.competitor" }
           stages { name: "LEAD" }
           stages { name: "MQL"
                    enter {
                      name: "score"
                      at_least { score: "engagement" points: 20 }
                    }
                    enter {
                      name: "hand-raiser"
                      when: "signal.demos > 0"
                      even_in_cooldown: true
                    }
                    hold { at_least { score: "engagement" points: 10 } })pb",
      mql, R"pb(}
                stages {
             name: "SQL"
             enter { name: "budget" when: "lead.budget > 0" }
             hold { when: "true" }
           })pb",
      more));
}

// "2026-11-10 LEAD->MQL score (Visit)": all transitions of a lead.
std::vector<std::string> HistoryOf(const Model& model, const Lead& lead,
                                   absl::Time as_of = Now()) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  const absl::Status added = builder.Add(lead);
  EXPECT_TRUE(added.ok()) << added;
  const Tables tables = builder.Build();
  const absl::StatusOr<LeadHistory> history =
      Scorer(model).History(tables, 0, as_of);
  EXPECT_TRUE(history.ok()) << history.status();
  std::vector<std::string> texts;
  for (const Transition& t : history->transitions) {
    texts.push_back(absl::StrCat(
        absl::FormatTime("%Y-%m-%d", t.time, absl::UTCTimeZone()), " ", t.from,
        "->", t.to, t.way.empty() ? "" : " ", t.way,
        t.disqualified_by.empty() ? "" : " disqualified: ", t.disqualified_by,
        " (", t.CauseText(), ")"));
  }
  return texts;
}

Lead LeadWith(std::vector<NamedValue> attributes,
              std::vector<Activity> activities) {
  Lead lead;
  lead.id = "L-1";
  lead.attributes = std::move(attributes);
  lead.activities = std::move(activities);
  return lead;
}

LeadResult Score(const Model& model, const Lead& lead,
                 absl::Time as_of = Now()) {
  ScoreOptions options;
  options.valid_until = true;
  const auto result = Scorer(model).Score(lead, as_of, options);
  EXPECT_TRUE(result.ok()) << result.status();
  return *result;
}

// As "fit 1->2, stage A->B at 2026-11-20T00:00:00Z".
std::string ValidUntilText(const LeadResult& result) {
  if (!result.valid_until.has_value()) return "for ever";
  std::string text;
  for (const ValueChange& change : result.valid_until->changes) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", change.name, " ",
                    change.from, "->", change.to);
  }
  return absl::StrCat(
      text, " at ",
      absl::FormatTime("%Y-%m-%d %H:%M", result.valid_until->time,
                       absl::UTCTimeZone()));
}

// Now() is 2026-11-20 12:00.

TEST(HistoryTest, EntersByAWayAndFadesBelowItsHold) {
  // 20 points on the 10th, 2 less each day, 10 on the 15th, 8 on the 16th.
  const Lead lead =
      LeadWith({}, {Did("visit", DaysAgo(10)), Did("visit", DaysAgo(10))});
  EXPECT_THAT(HistoryOf(StageModel(), lead),
              ElementsAre("2026-11-10 LEAD->MQL score (Visit)",
                          "2026-11-16 MQL->LEAD (fading: Visits)"));
  const LeadResult result = Score(StageModel(), lead, DaysAgo(5));
  EXPECT_EQ(result.stage, "MQL");
  EXPECT_EQ(result.qualifies_for, "LEAD");
  EXPECT_EQ(result.stage_way, "score");
  EXPECT_EQ(result.since, DaysAgo(10));
  EXPECT_EQ(ValidUntilText(result),
            "engagement 10->8, total 10->8, stage MQL->LEAD at 2026-11-16 "
            "00:00");
}

TEST(HistoryTest, WithoutHoldAStageIsLeftWhenNoWayIsOpen) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    tick: "1d"
    activities { type: "visit" }
    signals { name: "visits" kind: COUNT types: "visit" within: "2d" }
    scores { name: "s" }
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      enter { name: "visits" when: "signal.visits > 0" }
    })pb");
  const Lead lead = LeadWith({}, {Did("visit", DaysAgo(10))});
  EXPECT_THAT(HistoryOf(model, lead),
              ElementsAre("2026-11-10 LEAD->MQL visits (visit)",
                          "2026-11-12 MQL->LEAD (out of its window: visits)"));
  // The edge of the window is exact, whatever the tick.
  EXPECT_EQ(ValidUntilText(Score(model, lead, DaysAgo(9))),
            "stage MQL->LEAD at 2026-11-12 12:00");
}

TEST(HistoryTest, DisqualificationComesFirstAndEnds) {
  const Activity yes{"$set", DaysAgo(8), {{"competitor", true}}};
  const Activity no{"$set", DaysAgo(7), {{"competitor", false}}};
  EXPECT_THAT(
      HistoryOf(
          StageModel(),
          LeadWith({}, {Did("visit", DaysAgo(9)), Did("visit", DaysAgo(9)),
                        Did("visit", DaysAgo(9)), yes, no})),
      ElementsAre("2026-11-11 LEAD->MQL score (Visit)",
                  "2026-11-12 MQL->LEAD disqualified: competitor (known: "
                  "competitor)",
                  "2026-11-13 LEAD->MQL score (known: competitor)",
                  "2026-11-18 MQL->LEAD (fading: Visits)"));
}

TEST(HistoryTest, AReturnPutsIntoTheFirstStageForItsCooldown) {
  const Model model = StageModel("cooldown: '5d'");
  const std::vector<Activity> visits = {
      Did("visit", DaysAgo(9)), Did("visit", DaysAgo(9)),
      Did("visit", DaysAgo(7)), Did("visit", DaysAgo(7))};
  std::vector<Activity> activities = visits;
  activities.push_back(Did("back", DaysAgo(6)));
  // On the day of the return 34 points, five days later 40 - 32 are left.
  EXPECT_THAT(HistoryOf(model, LeadWith({}, activities)),
              ElementsAre("2026-11-11 LEAD->MQL score (Visit)",
                          "2026-11-14 MQL->LEAD (Given back)"));
  // New visits do not open it before the cooldown is over ...
  for (int i = 0; i < 3; ++i) activities.push_back(Did("visit", DaysAgo(4)));
  EXPECT_THAT(HistoryOf(model, LeadWith({}, activities)),
              ElementsAre("2026-11-11 LEAD->MQL score (Visit)",
                          "2026-11-14 MQL->LEAD (Given back)",
                          "2026-11-19 LEAD->MQL score (end of the cooldown "
                          "after: Given back)"));
  // ... but a way that is open all the same does.
  activities.push_back(Did("demo", DaysAgo(3)));
  EXPECT_THAT(HistoryOf(model, LeadWith({}, activities)),
              ElementsAre("2026-11-11 LEAD->MQL score (Visit)",
                          "2026-11-14 MQL->LEAD (Given back)",
                          "2026-11-17 LEAD->MQL hand-raiser (Demo request)"));
}

TEST(HistoryTest, AfterAReturnPointsHaveToBeFresh) {
  const Model model = StageModel("cooldown: '1d' fresh_points: 15");
  std::vector<Activity> activities = {
      Did("visit", DaysAgo(4)), Did("visit", DaysAgo(4)),
      Did("visit", DaysAgo(4)), Did("visit", DaysAgo(4)),
      Did("back", DaysAgo(3))};
  // 40 points that are no news.
  EXPECT_THAT(HistoryOf(model, LeadWith({}, activities)),
              ElementsAre("2026-11-16 LEAD->MQL score (Visit)",
                          "2026-11-17 MQL->LEAD (Given back)"));
  activities.push_back(Did("visit", DaysAgo(1)));
  EXPECT_EQ(HistoryOf(model, LeadWith({}, activities)).size(), 2u);
  activities.push_back(Did("visit", DaysAgo(1)));
  EXPECT_EQ(HistoryOf(model, LeadWith({}, activities)).back(),
            "2026-11-19 LEAD->MQL score (Visit)");
}

TEST(HistoryTest, WithoutCooldownAReturnedLeadIsJudgedAtOnce) {
  // The way is as open as before.
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {Did("visit", DaysAgo(2)),
                                                    Did("visit", DaysAgo(2)),
                                                    Did("visit", DaysAgo(2)),
                                                    Did("back", DaysAgo(1))})),
              ElementsAre("2026-11-18 LEAD->MQL score (Visit)"));
}

TEST(HistoryTest, AReturnWithoutAnEntryCoolsDownToo) {
  const Model model = StageModel("cooldown: '5d'");
  EXPECT_THAT(HistoryOf(model, LeadWith({}, {Did("back", DaysAgo(6)),
                                             Did("visit", DaysAgo(4)),
                                             Did("visit", DaysAgo(4)),
                                             Did("visit", DaysAgo(4))})),
              ElementsAre("2026-11-19 LEAD->MQL score (end of the cooldown "
                          "after: Given back)"));
}

TEST(HistoryTest, LifecycleEventsMayComeInAnyOrder) {
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {Did("back", DaysAgo(1)),
                                                    Did("back", DaysAgo(3)),
                                                    Did("demo", DaysAgo(2))})),
              ElementsAre("2026-11-18 LEAD->MQL hand-raiser (Demo request)"));
}

TEST(HistoryTest, AStatedStageIsThePresentOne) {
  const auto stated = [](const std::string& stage, int days) {
    return Activity{"$stage", DaysAgo(days), {{"stage", stage}}};
  };
  // SQL holds for ever; MQL needs ten points to be held.
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {stated("SQL", 5)})),
              ElementsAre("2026-11-15 LEAD->SQL (stated by another system)"));
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {stated("MQL", 5)})),
              IsEmpty());
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {Did("visit", DaysAgo(6)),
                                                    stated("MQL", 5)})),
              IsEmpty());
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {Did("visit", DaysAgo(5)),
                                                    stated("MQL", 5)})),
              ElementsAre("2026-11-15 LEAD->MQL (stated by another system)",
                          "2026-11-16 MQL->LEAD (fading: Visits)"));
  EXPECT_THAT(HistoryOf(StageModel(),
                        LeadWith({}, {stated("SQL", 5), stated("LEAD", 4)})),
              ElementsAre("2026-11-15 LEAD->SQL (stated by another system)",
                          "2026-11-16 SQL->LEAD (stated by another system)"));
}

TEST(HistoryTest, AnAttributeCountsFromWhenItIsKnown) {
  const Model model = StageModel();
  EXPECT_THAT(HistoryOf(model, LeadWith({{"budget", int64_t{5}},
                                         {"budget_since", DaysAgo(3)}},
                                        {Did("visit", DaysAgo(9))})),
              ElementsAre("2026-11-17 LEAD->SQL budget (known: budget)"));
  const Activity set{"$set", DaysAgo(2), {{"budget", int64_t{5}}}};
  EXPECT_THAT(HistoryOf(model, LeadWith({}, {Did("visit", DaysAgo(9)), set})),
              ElementsAre("2026-11-18 LEAD->SQL budget (known: budget)"));
}

TEST(HistoryTest, ALateEntryRewritesHistory) {
  const Model model = StageModel();
  Lead lead = LeadWith({}, {Did("visit", DaysAgo(3))});
  EXPECT_THAT(HistoryOf(model, lead), IsEmpty());
  lead.activities.push_back(Did("visit", DaysAgo(3)));
  EXPECT_THAT(HistoryOf(model, lead),
              ElementsAre("2026-11-17 LEAD->MQL score (Visit)"));
}

TEST(HistoryTest, ARetractionEndsWhatItsActivityBegan) {
  Activity demo = Did("demo", DaysAgo(2));
  demo.id = "d";
  Activity retract{"$retract", DaysAgo(1)};
  retract.id = "d";
  EXPECT_THAT(HistoryOf(StageModel(), LeadWith({}, {demo, retract})),
              ElementsAre("2026-11-18 LEAD->MQL hand-raiser (Demo request)",
                          "2026-11-19 MQL->LEAD (a retraction)"));
}

TEST(HistoryTest, AsOfBeforeEveryActivityNothingHasHappened) {
  const Lead lead = LeadWith({}, {Did("demo", DaysAgo(2))});
  EXPECT_THAT(HistoryOf(StageModel(), lead, DaysAgo(3)), IsEmpty());
  const LeadResult result = Score(StageModel(), lead, DaysAgo(3));
  EXPECT_EQ(result.stage, "LEAD");
  EXPECT_FALSE(result.since.has_value());
}

TEST(HistoryTest, WhatHasNoTimeIsSoSinceEver) {
  const LeadResult result =
      Score(StageModel(), LeadWith({{"budget", int64_t{1}}}, {}));
  EXPECT_EQ(result.stage, "SQL");
  EXPECT_EQ(result.stage_way, "budget");
  EXPECT_FALSE(result.since.has_value());
}

TEST(HistoryTest, OfAnAccountAnotherLeadMayMoveIt) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    activities { type: "visit" label: "Visit" }
    signals { name: "visits" kind: COUNT types: "visit" over: ACCOUNT }
    scores { name: "s" }
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      enter { name: "visits" when: "signal.visits > 1" }
    })pb");
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  ASSERT_TRUE(builder.Add(Lead{"1", {}, {Did("visit", DaysAgo(3))}, "a"}).ok());
  ASSERT_TRUE(builder.Add(Lead{"2", {}, {Did("visit", DaysAgo(2))}, "a"}).ok());
  const auto histories = Scorer(model).Histories(builder.Build(), Now());
  ASSERT_TRUE(histories.ok());
  for (const LeadHistory& history : *histories) {
    ASSERT_EQ(history.transitions.size(), 1u);
    EXPECT_EQ(history.transitions[0].time, DaysAgo(2));
    EXPECT_EQ(history.transitions[0].CauseText(), "Visit");
  }
}

// ---- Adjustments ---------------------------------------------------------

Activity Adjust(std::vector<NamedValue> properties, int days) {
  return Activity{"$adjust", DaysAgo(days), std::move(properties)};
}

TEST(AdjustmentTest, AddsPointsFromItsTimeUntilItsEnd) {
  const Model model = StageModel();
  const Lead lead = LeadWith({}, {Adjust({{"score", "engagement"},
                                          {"points", 25.5},
                                          {"until", DaysAgo(1)},
                                          {"reason", "met at a fair"},
                                          {"author", "kim"}},
                                         3)});
  EXPECT_EQ(Score(model, lead, DaysAgo(4)).total.ToString(), "0");
  const LeadResult result = Score(model, lead, DaysAgo(3));
  EXPECT_EQ(result.scores[1].unadjusted.ToString(), "0");
  EXPECT_EQ(result.scores[1].adjustment.ToString(), "25.5");
  EXPECT_EQ(result.scores[1].points.ToString(), "25.5");
  EXPECT_EQ(result.total.ToString(), "25.5");
  EXPECT_EQ(ValidUntilText(result),
            "engagement 25.5->0, total 25.5->0, stage MQL->LEAD at 2026-11-19 "
            "12:00");
  EXPECT_EQ(Score(model, lead, DaysAgo(1)).total.ToString(), "0");
  EXPECT_THAT(HistoryOf(model, lead),
              ElementsAre("2026-11-17 LEAD->MQL score (an adjustment)",
                          "2026-11-19 MQL->LEAD (an adjustment)"));
}

TEST(AdjustmentTest, IsAddedAfterTheClampAndClampedAgain) {
  const Lead lead =
      LeadWith({{"fit", int64_t{200}}},
               {Adjust({{"score", "fit"}, {"points", int64_t{-30}}}, 2),
                Adjust({{"score", "fit"}, {"points", int64_t{50}}}, 1)});
  EXPECT_EQ(Score(StageModel(), lead, DaysAgo(2)).scores[0].points.ToString(),
            "70");
  EXPECT_EQ(Score(StageModel(), lead).scores[0].points.ToString(), "100");
}

TEST(AdjustmentTest, OfAStageIsReportedButIsNoHistory) {
  const Lead lead =
      LeadWith({}, {Did("visit", DaysAgo(9)),
                    Adjust({{"stage", "SQL"}, {"until", DaysAgo(1)}}, 3)});
  EXPECT_THAT(HistoryOf(StageModel(), lead), IsEmpty());
  const LeadResult result = Score(StageModel(), lead, DaysAgo(2));
  EXPECT_EQ(result.stage, "SQL");
  EXPECT_EQ(result.unadjusted_stage, "LEAD");
  EXPECT_EQ(result.since, DaysAgo(3));
  EXPECT_EQ(Score(StageModel(), lead).stage, "LEAD");
}

TEST(AdjustmentTest, ThatSaysNothingIsRefused) {
  const auto refusal = [](std::vector<NamedValue> properties) {
    return std::string(
        Scorer(StageModel())
            .Score(LeadWith({}, {Adjust(std::move(properties), 3)}), Now())
            .status()
            .message());
  };
  EXPECT_EQ(refusal({{"stage", "SQL"}, {"until", DaysAgo(3)}}),
            "$adjust: it ends before it begins");
  EXPECT_EQ(refusal({{"stage", "SLQ"}}),
            "$adjust: unknown stage; did you mean \"SQL\"?");
  EXPECT_EQ(refusal({{"points", 5.0}}),
            "$adjust: it needs a score and points, or else a stage");
  EXPECT_EQ(refusal({{"stage", int64_t{5}}}),
            "$adjust: \"stage\" has to be a string");
  EXPECT_EQ(refusal({{"note", "x"}, {"stage", "SQL"}}),
            "$adjust: unknown property \"note\"");
}

TEST(SetTest, IsRefusedForWhatIsNoAttribute) {
  const auto refusal = [](std::vector<NamedValue> properties) {
    Activity set{"$set", DaysAgo(1), std::move(properties)};
    return std::string(Scorer(StageModel())
                           .Score(LeadWith({}, {std::move(set)}), Now())
                           .status()
                           .message());
  };
  EXPECT_EQ(refusal({}), "$set: no attribute is set");
  EXPECT_EQ(refusal({{"budget_since", Now()}}),
            "$set: unknown attribute \"budget_since\"");
  EXPECT_EQ(refusal({{"fit", "high"}}),
            "$set: attribute \"fit\" has to be an int");
}

TEST(SetTest, TheLatestCountsAndNothingIsMissing) {
  const auto fit = [](std::vector<Activity> activities) {
    return Score(StageModel(),
                 LeadWith({{"fit", int64_t{10}}}, std::move(activities)))
        .scores[0]
        .points.ToString();
  };
  const auto set = [](int days, AttributeValue value) {
    return Activity{"$set", DaysAgo(days), {{"fit", std::move(value)}}};
  };
  EXPECT_EQ(fit({}), "10");
  EXPECT_EQ(fit({set(2, int64_t{30}), set(1, int64_t{20})}), "20");
  EXPECT_EQ(fit({set(1, std::monostate())}), "0");
  EXPECT_EQ(fit({set(-1, int64_t{20})}), "10");
}

TEST(BindingTest, StagesOfEntriesHaveToBeTheModels) {
  const Model model = StageModel();
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  ASSERT_TRUE(
      builder.Add(LeadWith({}, {{"$stage", DaysAgo(1), {{"stage", "SQL"}}}}))
          .ok());
  const Tables tables = builder.Build();
  const Model other = ParseModelText(
      "name: 'm' attributes { name: 'fit' type: INT } "
      "scores { name: 's' } stages { name: 'LEAD' }");
  EXPECT_THAT(Scorer(other).ScoreRow(tables, 0, Now()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("names the stage \"SQL\", which the model "
                                 "does not have")));
}

// ---- How long a result holds ---------------------------------------------

TEST(ValidUntilTest, ConditionsOnAsOfTurnAtTheirTick) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    attributes { name: "start_by" type: TIMESTAMP }
    scores {
      name: "s"
      groups {
        name: "g"
        rules {
          name: "soon"
          points: 5
          when: "lead.start_by > as_of && lead.start_by - as_of < days(30)"
        }
      }
    })pb");
  const auto until = [&](absl::Duration ahead) {
    return ValidUntilText(
        Score(model, LeadWith({{"start_by", Now() + ahead}}, {})));
  };
  // Less than 30 days from one tick after that many.
  EXPECT_EQ(until(100 * kDay + absl::Minutes(1)),
            "s 0->5, total 0->5 at 2027-01-29 13:00");
  EXPECT_EQ(until(10 * kDay), "s 5->0, total 5->0 at 2026-11-30 12:00");
  EXPECT_EQ(until(-kDay), "for ever");
  // Not looked for beyond 400 days.
  EXPECT_EQ(until(431 * kDay), "for ever");
}

TEST(ValidUntilTest, ACooldownEnds) {
  const Model model = StageModel("cooldown: '5d' fresh_points: 5");
  const LeadResult result = Score(
      model,
      LeadWith({}, {Did("back", DaysAgo(1)),
                    Adjust({{"score", "engagement"}, {"points", 50.0}}, 9),
                    Did("visit", DaysAgo(0))}));
  EXPECT_EQ(result.stage, "LEAD");
  // The visit fades first, but the cooldown ends while it is worth 6 points.
  EXPECT_EQ(ValidUntilText(result),
            "engagement 60->59, total 60->59 at 2026-11-21 00:00");
  const LeadResult later = Score(
      model,
      LeadWith({}, {Did("back", DaysAgo(1)),
                    Adjust({{"score", "engagement"}, {"points", 50.0}}, 9),
                    Did("visit", DaysAgo(0))}),
      Now() + absl::Hours(3 * 24 + 13));
  EXPECT_EQ(ValidUntilText(later), "stage LEAD->MQL at 2026-11-24 12:00");
}

TEST(ValidUntilTest, IsNotAskedForUnlessItIs) {
  const auto result =
      Scorer(StageModel())
          .Score(LeadWith({}, {Did("visit", DaysAgo(1))}), Now());
  EXPECT_FALSE(result->valid_until.has_value());
}

}  // namespace
}  // namespace leadscore
