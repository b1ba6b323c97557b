// Explanations: what caused points, what is lacking, how sure it is.

#include "leadscore/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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
using ::testing::Not;
using testing::Now;
using testing::ParseModelText;
using testing::StatusIs;

Model SalesModel() {
  return ParseModelText(R"pb(
    name: "sales"
    version: "7"
    tick: "1d"
    attributes { name: "title" type: STRING label: "Title" }
    attributes { name: "employees" type: INT label: "Employees" }
    attributes { name: "country" type: STRING label: "Country" }
    attributes { name: "budget" type: INT label: "Budget" }
    attributes { name: "authority" type: BOOL label: "Authority" }
    activities {
      type: "download"
      label: "Ebook"
      properties { name: "asset" type: STRING }
    }
    activities { type: "demo" label: "Demo" }
    activities { type: "back" label: "Given back" }
    lifecycle { returned: "back" }
    signals {
      name: "demos"
      label: "Demos"
      kind: COUNT
      types: "demo"
      within: "7d"
    }
    scores {
      name: "fit"
      label: "Fit"
      base: 5
      max: 60
      bands { label: "A" from: 50 }
      bands { label: "B" }
      groups {
        name: "Company"
        max: 40
        rules {
          name: "Size"
          curve {
            of: "lead.employees"
            at { x: 0 points: 0 }
            at { x: 100 points: 30 }
          }
        }
        rules {
          name: "Home"
          when: "lead.country == 'DE' && lead.employees > 10"
          points: 20
        }
      }
      groups {
        name: "Person"
        rules {
          name: "Role"
          table {
            of: "lead.title"
            match: WORD
            row { is: "chief" points: 25 }
            row { is: "intern" points: -10 }
          }
        }
      }
    }
    scores {
      name: "engagement"
      label: "Engagement"
      groups {
        name: "Content"
        rules {
          name: "Ebooks"
          points: 10
          max: 15
          each {
            types: "download"
            decay { linear: "10d" }
          }
        }
        rules { name: "Demo" when: "signal.demos > 0" points: 20 }
      }
    }
    grade: "fit"
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      label: "Sales calls"
      cooldown: "5d"
      fresh_points: 3
      enter {
        name: "score"
        at_least { score: "fit" points: 40 }
        at_least { score: "engagement" points: 18 }
      }
      enter { name: "demo" when: "signal.demos > 0 && lead.country == 'DE'" }
      hold { at_least { score: "fit" points: 30 } }
    }
    stages {
      name: "SQL"
      enter { name: "BANT" evidence: true }
      evidence { name: "Budget" when: "lead.budget > 1000" }
      evidence { name: "Authority" when: "lead.authority" }
    })pb");
}

Lead SomeLead(std::vector<NamedValue> attributes,
              std::vector<Activity> activities = {}) {
  Lead lead;
  lead.id = "L-1";
  lead.attributes = std::move(attributes);
  lead.activities = std::move(activities);
  return lead;
}

Explanation Explain(const Lead& lead, absl::Time as_of = Now()) {
  const auto explanation = Scorer(SalesModel()).Explain(lead, as_of);
  EXPECT_TRUE(explanation.ok()) << explanation.status();
  return *explanation;
}

const RuleExplanation& RuleOf(const Explanation& explanation,
                              const std::string& name) {
  for (const ScoreExplanation& score : explanation.scores) {
    for (const GroupExplanation& group : score.groups) {
      for (const RuleExplanation& rule : group.rules) {
        if (rule.result.name == name) return rule;
      }
    }
  }
  ADD_FAILURE() << "no rule " << name;
  return explanation.scores[0].groups[0].rules[0];
}

std::string FactsText(const std::vector<FactCause>& facts) {
  return absl::StrJoin(facts, ", ", [](std::string* out, const auto& fact) {
    absl::StrAppend(out, fact.name, "=",
                    fact.is_missing ? "missing" : fact.value);
  });
}

const Lead& Chief() {
  static const auto* const lead =
      new Lead(SomeLead({{"title", "Chief of Staff"},
                         {"employees", int64_t{100}},
                         {"country", "DE"}},
                        {Did("download", DaysAgo(5), {{"asset", "roi"}}),
                         Did("download", DaysAgo(2), {{"asset", "crm"}}),
                         Did("download", DaysAgo(2), {{"asset", "bant"}})}));
  return *lead;
}

TEST(ExplainTest, TellsWhatClampsTookAway) {
  const Explanation explanation = Explain(Chief());
  const ScoreExplanation& fit = explanation.scores[0];
  EXPECT_EQ(fit.base.ToString(), "5");
  EXPECT_EQ(fit.groups[0].clamp.ToString(), "-10");  // 50, at most 40.
  EXPECT_EQ(fit.clamp.ToString(), "-10");            // 70, at most 60.
  EXPECT_EQ(fit.points.ToString(), "60");
}

TEST(ExplainTest, TellsWhatDecayAndBoundsTookFromARule) {
  const Explanation explanation = Explain(Chief());
  const RuleExplanation& ebooks = RuleOf(explanation, "Ebooks");
  EXPECT_EQ(ebooks.result.undecayed.ToString(), "30");
  EXPECT_EQ(ebooks.decay.ToString(), "-9");  // 8 + 8 + 5 of 30.
  EXPECT_EQ(ebooks.clamp.ToString(), "-6");
  EXPECT_EQ(ebooks.result.points.ToString(), "15");
}

TEST(ExplainTest, NamesTheActivitiesTheLatestFirst) {
  const Explanation explanation = Explain(Chief());
  const std::vector<ActivityCause>& causes =
      RuleOf(explanation, "Ebooks").activities;
  ASSERT_EQ(causes.size(), 3u);
  EXPECT_EQ(causes[0].label, "Ebook");
  EXPECT_EQ(causes[0].detail, "crm");
  EXPECT_EQ(causes[0].time, DaysAgo(2));
  EXPECT_EQ(causes[0].points.ToString(), "8");
  EXPECT_EQ(causes[0].undecayed.ToString(), "10");
  EXPECT_EQ(causes[2].detail, "roi");
  EXPECT_EQ(causes[2].points.ToString(), "5");
}

TEST(ExplainTest, NamesTheFactsThatARuleLookedAt) {
  const Explanation explanation = Explain(Chief());
  EXPECT_EQ(FactsText(RuleOf(explanation, "Home").facts),
            "lead.employees=100, lead.country=DE");
  EXPECT_EQ(FactsText(RuleOf(explanation, "Role").facts),
            "lead.title=Chief of Staff");
  EXPECT_EQ(FactsText(RuleOf(explanation, "Demo").facts), "signal.demos=0");
}

TEST(ExplainTest, TellsWhichPartOfAConditionDoesNotHold) {
  const Explanation explanation =
      Explain(SomeLead({{"employees", int64_t{100}}, {"country", "FR"}}));
  const RuleExplanation& home = RuleOf(explanation, "Home");
  ASSERT_EQ(home.unmet.size(), 1u);
  EXPECT_EQ(home.unmet[0].text, "lead.country == 'DE'");
  EXPECT_FALSE(home.unmet[0].is_missing);
  EXPECT_EQ(FactsText(home.unmet[0].facts), "lead.country=FR");
  const Explanation unknown = Explain(SomeLead({}));
  ASSERT_EQ(RuleOf(unknown, "Home").unmet.size(), 2u);
  EXPECT_TRUE(RuleOf(unknown, "Home").unmet[1].is_missing);
}

TEST(ExplainTest, TellsWhatEachWayIntoTheNextStageLacks) {
  const Explanation explanation = Explain(Chief());
  ASSERT_TRUE(explanation.next.has_value());
  EXPECT_EQ(explanation.next->stage, "MQL");
  const WayGap& score = explanation.next->ways[0];
  EXPECT_TRUE(score.points[0].is_met());
  EXPECT_EQ(score.points[1].has.ToString(), "15");
  EXPECT_EQ(score.points[1].needs.ToString(), "18");
  const WayGap& demo = explanation.next->ways[1];
  ASSERT_EQ(demo.unmet.size(), 1u);
  EXPECT_EQ(demo.unmet[0].text, "signal.demos > 0");
}

TEST(ExplainTest, EvidenceBecomesQuestions) {
  Lead lead = Chief();
  lead.activities.push_back(Did("demo", DaysAgo(1)));
  lead.attributes.emplace_back("authority", false);
  const Explanation explanation = Explain(lead);
  EXPECT_EQ(explanation.result.stage, "MQL");
  EXPECT_EQ(explanation.stage_label, "Sales calls");
  ASSERT_TRUE(explanation.next.has_value());
  EXPECT_EQ(explanation.next->stage, "SQL");
  EXPECT_THAT(explanation.next->ways[0].ask, ElementsAre("Budget"));
  EXPECT_THAT(explanation.next->ways[0].refuted, ElementsAre("Authority"));
}

TEST(ExplainTest, NothingIsAboveTheLastStage) {
  const Explanation explanation =
      Explain(SomeLead({{"budget", int64_t{5000}}, {"authority", true}}));
  EXPECT_EQ(explanation.result.stage, "SQL");
  EXPECT_FALSE(explanation.next.has_value());
}

TEST(ExplainTest, ACooldownIsSomethingThatIsLacking) {
  Lead lead = Chief();
  lead.activities.push_back(Did("demo", DaysAgo(4)));
  lead.activities.push_back(Did("back", DaysAgo(1)));
  const Explanation explanation = Explain(lead);
  EXPECT_EQ(explanation.result.stage, "LEAD");
  const WayGap& demo = explanation.next->ways[1];
  EXPECT_THAT(demo.unmet, IsEmpty());
  EXPECT_EQ(demo.cooldown_until, DaysAgo(-4));
  ASSERT_TRUE(demo.fresh_points.has_value());
  EXPECT_EQ(demo.fresh_points->has.ToString(), "0");
  EXPECT_EQ(demo.fresh_points->needs.ToString(), "3");
}

TEST(ExplainTest, ListsWhatIsKnownAndWhatIsNot) {
  const Explanation explanation = Explain(Chief());
  EXPECT_THAT(explanation.known, ElementsAre("Title", "Employees", "Country"));
  EXPECT_THAT(explanation.unknown, ElementsAre("Budget", "Authority"));
}

TEST(ExplainTest, AdjustmentsAreShownBesideTheBase) {
  Lead lead = Chief();
  lead.activities.push_back({"$adjust",
                             DaysAgo(1),
                             {{"score", "engagement"},
                              {"points", 7.5},
                              {"until", DaysAgo(-1)},
                              {"reason", "met at the fair"},
                              {"author", "kim"}}});
  const Explanation explanation = Explain(lead);
  EXPECT_EQ(explanation.scores[1].adjustment.ToString(), "7.5");
  EXPECT_EQ(explanation.scores[1].points.ToString(), "22.5");
  ASSERT_EQ(explanation.adjustments.size(), 1u);
  EXPECT_EQ(explanation.adjustments[0].reason, "met at the fair");
  EXPECT_EQ(explanation.adjustments[0].author, "kim");
  EXPECT_EQ(explanation.adjustments[0].until, DaysAgo(-1));
}

// ---- Bounds --------------------------------------------------------------

// The bounds of one rule for a lead of which only `known` is known.
std::string BoundsOf(const std::string& rule,
                     std::vector<NamedValue> known = {}) {
  const Model model = ParseModelText(absl::StrCat(
      "name: 'bounds'"
      "attributes { name: 'n' type: INT }"
      "attributes { name: 'x' type: DOUBLE }"
      "attributes { name: 'text' type: STRING fold: true }"
      "attributes { name: 'flag' type: BOOL }"
      "attributes { name: 'at' type: TIMESTAMP }"
      "attributes { name: 'tags' type: STRING_LIST }"
      "attributes { name: 'domain' type: STRING from: "
      "\"lead.text.split('@')[1]\" }"
      "scores { name: 's' groups { name: 'g' rules { name: 'rule' ",
      rule, " } } }"));
  const auto explanation =
      Scorer(model).Explain(SomeLead(std::move(known)), Now());
  EXPECT_TRUE(explanation.ok()) << explanation.status();
  const PointsBounds& bounds = explanation->scores[0].bounds;
  return absl::StrCat(bounds.low.ToString(), "..", bounds.high.ToString());
}

TEST(BoundsTest, AreExactForOneMissingAttribute) {
  EXPECT_EQ(BoundsOf("when: 'lead.n > 5' points: 10"), "0..10");
  EXPECT_EQ(BoundsOf("when: 'lead.n > 5' points: 10", {{"n", int64_t{9}}}),
            "10..10");
  // What contradicts itself never gives anything.
  EXPECT_EQ(BoundsOf("when: 'lead.n > 5 && lead.n < 6' points: 10"), "0..0");
  EXPECT_EQ(BoundsOf("when: 'lead.x > 5.0 && lead.x < 6.0' points: 10"),
            "0..10");
  // A tier behind one that covers it is never chosen.
  EXPECT_EQ(BoundsOf("tiers { tier { when: 'lead.n >= 10' points: 5 } "
                     "tier { when: 'lead.n >= 50' points: 20 } otherwise: -2 "
                     "missing: 1 }"),
            "-2..5");
  EXPECT_EQ(BoundsOf("table { of: 'lead.text' row { is: 'a' points: 5 } "
                     "row { is: 'b' points: -5 } otherwise: 1 missing: 2 }"),
            "-5..5");
  EXPECT_EQ(BoundsOf("table { of: 'lead.flag' row { is: ['true', 'false'] "
                     "points: 5 } otherwise: 100 missing: 2 }"),
            "2..5");
  EXPECT_EQ(BoundsOf("curve { of: 'lead.x' at { x: 0 points: 3 } "
                     "at { x: 10 points: 8 } at { x: 20 points: 1 } "
                     "missing: 2 }"),
            "1..8");
  // No int is 0.5.
  EXPECT_EQ(BoundsOf("curve { of: 'lead.n' at { x: 0 points: 0 } "
                     "at { x: 0.5 points: 8 } at { x: 1 points: 0 } }"),
            "0..0");
  EXPECT_EQ(BoundsOf("when: \"lead.text == 'A'\" points: 10"), "0..0");
  EXPECT_EQ(BoundsOf("when: \"lead.text in ['a', 'b'] && lead.text != 'a' && "
                     "lead.text != 'b'\" points: 10"),
            "0..0");
  EXPECT_EQ(BoundsOf("when: \"lead.at > as_of && lead.at < as_of\" points: 10"),
            "0..0");
  EXPECT_EQ(BoundsOf("when: \"lead.at > as_of\" points: -10 min: -4"), "-4..0");
  EXPECT_EQ(BoundsOf("when: '!has(lead.n)' points: 10"), "0..10");
  EXPECT_EQ(BoundsOf("when: \"lead.domain == 'x.de'\" points: 10"), "0..10");
  EXPECT_EQ(BoundsOf("when: \"lead.flag && !lead.flag\" points: 10"), "0..0");
}

TEST(BoundsTest, OfListsTakeAnySetOfTheirValues) {
  EXPECT_EQ(BoundsOf("table { of: 'lead.tags' row { is: ['a', 'b'] points: 5 } "
                     "row { is: 'c' points: -7 } otherwise: 1 missing: 2 }"),
            "-7..10");
}

TEST(BoundsTest, OfSeveralMissingAttributesOfOneRuleAreExactToo) {
  EXPECT_EQ(BoundsOf("when: 'lead.n > 5 && lead.x < 1.0 && lead.n < 5' "
                     "points: 10"),
            "0..0");
  EXPECT_EQ(BoundsOf("when: 'lead.n > 5 || lead.flag' points: 10"), "0..10");
}

// ---- Text ----------------------------------------------------------------

std::string TextOf(const Lead& lead) {
  return ExplanationText(Explain(lead), absl::UTCTimeZone());
}

TEST(ExplanationTextTest, IsReadFromTopToBottom) {
  EXPECT_EQ(TextOf(Chief()),
            "L-1 by sales 7 as of 2026-11-20 12:00 UTC\n"
            "LEAD, grade A, total 75\n"
            "\n"
            "Fit 60 (A)\n"
            "   +5  base\n"
            "  +30  Size              Employees 100\n"
            "  +25  Role              Title Chief of Staff\n"
            "  +20  Home              Employees 100, Country DE\n"
            "  -10  limit of Company\n"
            "  -10  limit of Fit\n"
            "\n"
            "Engagement 15\n"
            "  +15  Ebooks  3 times, the last 2 days ago, faded from 30, "
            "limited from 21\n"
            "\n"
            "Gave nothing\n"
            "  Demo  Demos 0\n"
            "\n"
            "To MQL\n"
            "  score  Engagement is 15, 3 short of 18\n"
            "  demo   Demos 0, has to be more than 0\n"
            "\n"
            "Known: 3 of 5 attributes; not Budget, Authority\n"
            "If nothing happens, stage and grade hold for at least 400 days.\n"
            "The points change on 2026-11-23 00:00: Engagement 15 to 12, "
            "total 75 to 72.\n");
}

TEST(ExplanationTextTest, OfALeadThatNobodyKnows) {
  const std::string text = TextOf(SomeLead({}));
  EXPECT_THAT(text, HasSubstr("Known: 0 of 5 attributes; not Title, "
                              "Employees, Country, Budget, Authority\n"
                              "  Fit lies between -5 and 60\n"));
  EXPECT_THAT(text, HasSubstr("  Size    Employees not known\n"));
  EXPECT_THAT(text, HasSubstr("  Ebooks  never\n"));
}

TEST(ExplanationTextTest, TellsOfActivitiesThatNoLongerCount) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    activities { type: "visit" }
    activities { type: "call" }
    scores {
      name: "s"
      groups {
        name: "g"
        rules {
          name: "Visits"
          points: 1
          each { types: "visit" within: "7d" }
        }
        rules {
          name: "Calls"
          points: 1
          each { types: "call" }
        }
      }
    })pb");
  const Explanation why = Scorer(model)
                              .Explain(SomeLead({}, {Did("visit", DaysAgo(30)),
                                                     Did("visit", DaysAgo(9))}),
                                       Now())
                              .value();
  const std::vector<RuleExplanation>& rules = why.scores[0].groups[0].rules;
  EXPECT_EQ(rules[0].last_uncounted, DaysAgo(9));
  EXPECT_EQ(rules[1].last_uncounted, std::nullopt);
  EXPECT_THAT(ExplanationText(why),
              HasSubstr("  Visits  none that counts, the last 9 days ago\n"
                        "  Calls   never\n"));
}

TEST(ExplanationTextTest, TellsWhatKeepsALeadOut) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    attributes { name: "domain" type: STRING label: "Mail domain" }
    scores {
      name: "s"
      groups {
        name: "g"
        rules { name: "r" points: 1 }
      }
    }
    disqualify { name: "competitor" when: "lead.domain == 'hooli.example'" }
    stages { name: "LEAD" }
    stages {
      name: "MQL"
      enter {
        name: "w"
        at_least { score: "s" points: 1 }
      }
    })pb");
  const auto explain = [&model](const std::string& domain) {
    return Scorer(model).Explain(SomeLead({{"domain", domain}}), Now()).value();
  };
  const Explanation out = explain("hooli.example");
  ASSERT_EQ(out.disqualifying.size(), 1u);
  EXPECT_EQ(out.disqualifying[0].value, "hooli.example");
  EXPECT_THAT(ExplanationText(out),
              HasSubstr("\nKept out by competitor: Mail domain "
                        "hooli.example\n"));
  const Explanation in = explain("acme.example");
  EXPECT_THAT(in.disqualifying, IsEmpty());
  EXPECT_THAT(ExplanationText(in), Not(HasSubstr("Kept out")));
}

TEST(ExplanationTextTest, OneSentenceAScore) {
  EXPECT_EQ(
      ExplanationSentence(Explain(Chief()), absl::UTCTimeZone()),
      "Fit 60 (A): +30 Size (Employees 100); +25 Role (Title Chief of "
      "Staff); +20 Home (Employees 100, Country DE). Engagement 15: +15 "
      "Ebooks (3 times, the last 2 days ago, faded from 30). LEAD. To "
      "MQL: score: Engagement is 15, 3 short of 18; or demo: Demos 0, has "
      "to be more than 0. Ask: Budget, Authority.");
}

// ---- Changes -------------------------------------------------------------

ExplainedChange ChangeOf(const Lead& lead, absl::Time from,
                         absl::Time to = Now()) {
  const Model model = SalesModel();
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  EXPECT_TRUE(builder.Add(lead).ok());
  const auto change = Scorer(model).ExplainChange(builder.Build(), 0, from, to);
  EXPECT_TRUE(change.ok()) << change.status();
  return *change;
}

TEST(ExplainChangeTest, TellsWhatChangedAndWhy) {
  Lead lead = Chief();
  lead.activities.push_back(Did("demo", DaysAgo(1)));
  lead.activities.push_back({"$set", DaysAgo(1), {{"employees", int64_t{50}}}});
  const ExplainedChange change = ChangeOf(lead, DaysAgo(3));
  EXPECT_EQ(ExplainedChangeText(change, absl::UTCTimeZone()),
            "L-1 from 2026-11-17 12:00 to 2026-11-20 12:00\n"
            "\n"
            "Fit 60, as before\n"
            "  -15  Size              Employees from 100 to 50\n"
            "  +10  limit of Company\n"
            "   +5  limit of Fit\n"
            "\n"
            "Engagement 8 to 35\n"
            "  +20  Demo    Demos from 0 to 1\n"
            "   +7  Ebooks  twice more\n"
            "\n"
            "Stages\n"
            "  2026-11-19 12:00 LEAD to MQL by score: Demo\n");
}

TEST(ExplainChangeTest, FadingIsAReasonOfItsOwn) {
  const ExplainedChange change = ChangeOf(
      SomeLead({}, {Did("download", DaysAgo(8))}), DaysAgo(5), DaysAgo(4));
  ASSERT_EQ(change.changes.size(), 1u);
  EXPECT_EQ(change.changes[0].change.ToString(), "-1");
  EXPECT_EQ(change.changes[0].reason, "fading");
}

TEST(ExplainChangeTest, ChangesAddUpToThatOfTheScore) {
  Lead lead = Chief();
  lead.activities.push_back(Did("demo", DaysAgo(9)));
  const ExplainedChange change = ChangeOf(lead, DaysAgo(4));
  for (size_t s = 0; s < change.to.scores.size(); ++s) {
    Points sum;
    for (const PointsChange& points : change.changes) {
      if (points.score == change.to.scores[s].name) sum += points.change;
    }
    EXPECT_EQ(sum, change.to.scores[s].points - change.from.scores[s].points);
  }
}

TEST(ExplainChangeTest, TheEarlierInstantHasToBeEarlier) {
  const Model model = SalesModel();
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  ASSERT_TRUE(builder.Add(SomeLead({})).ok());
  EXPECT_THAT(
      Scorer(model).ExplainChange(builder.Build(), 0, Now(), Now()),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not earlier")));
}

}  // namespace
}  // namespace leadscore
