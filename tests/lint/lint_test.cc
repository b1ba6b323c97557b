// What LintModel warns of, and what it does not although it looks alike.

#include "leadscore/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using ::testing::ElementsAreArray;

// Declares what the cases read, and reads it.
constexpr char kBefore[] = R"(
  name: "m"
  attributes { name: "employees" type: INT }
  attributes { name: "budget" type: DOUBLE }
  attributes { name: "country" type: STRING }
  attributes { name: "industry" type: STRING fold: true }
  attributes { name: "title" type: STRING }
  attributes { name: "vip" type: BOOL }
  attributes { name: "start_by" type: TIMESTAMP }
  attributes { name: "tags" type: STRING_LIST }
  lists { name: "near" values: ["DE", "AT"] }
  activities { type: "visit" properties { name: "path" type: STRING }
               properties { name: "seconds" type: INT } }
  activities { type: "call" }
  signals { name: "visits" kind: COUNT types: "visit" }
  signals { name: "silent" kind: DAYS_SINCE_LAST types: "visit" }
  scores { name: "reads" groups { name: "Reads" rules { name: "Reads" points: 1
    when: "lead.employees == 1 || lead.budget == 1.0 || lead.country == 'x' || lead.industry == 'x' || lead.title == 'x' || lead.vip || lead.start_by < as_of || 'x' in lead.tags || lead.country in list.near || signal.visits == 1 || signal.silent == 1" } } }
)";

struct Case {
  std::string name;
  std::string model;                  // Behind kBefore.
  std::vector<std::string> warnings;  // "path: message | remedy"
};

// A rule with a condition.
std::string When(const std::string& when) {
  return absl::StrCat(
      "scores { name: \"fit\" groups { name: \"G\" rules { "
      "name: \"R\" points: 5 when: \"",
      when, "\" } } }");
}

// The rules of a group of one score.
std::string Rules(const std::string& rules) {
  return absl::StrCat("scores { name: \"fit\" groups { name: \"G\" ", rules,
                      " } }");
}

// A stage above the first one.
std::string Stage(const std::string& stage) {
  return absl::StrCat(
      "scores { name: \"fit\" min: 0 max: 50 bands { label: \"A\" from: 30 } "
      "bands { label: \"B\" } groups { name: \"G\" rules { name: \"R\" points: "
      "40 when: \"lead.vip\" } } } stages { name: \"LEAD\" } stages { name: "
      "\"MQL\" ",
      stage, " }");
}

class LintTest : public ::testing::TestWithParam<Case> {};

TEST_P(LintTest, WarnsOfThis) {
  const Model model =
      testing::ParseModelText(absl::StrCat(kBefore, GetParam().model));
  std::vector<std::string> warnings;
  for (const Diagnostic& warning : LintModel(model)) {
    EXPECT_EQ(warning.severity, Diagnostic::Severity::kWarning);
    const std::string part =
        warning.offset < 0 ? ""
                           : absl::StrCat(" [", warning.offset, ",",
                                          warning.offset + warning.length, "]");
    warnings.push_back(absl::StrCat(warning.PathText(), part, ": ",
                                    warning.message, " | ", warning.remedy));
  }
  EXPECT_THAT(warnings, ElementsAreArray(GetParam().warnings));
}

const auto kName = [](const auto& tested) { return tested.param.name; };

// What stands before the message about the rule of When().
std::string AtWhen(size_t begin, size_t end) {
  return absl::StrCat("scores[fit].groups[G].rules[R].when [", begin, ",", end,
                      "]: ");
}

constexpr char kChange[] = " | change it, or leave it out";

INSTANTIATE_TEST_SUITE_P(
    Constant, LintTest,
    ::testing::ValuesIn<Case>({
        {"False",
         When("false"),
         {AtWhen(0, 5) + "the condition is never true" + kChange}},
        {"TrueSaysSo", When("true"), {}},
        {"Folded",
         When("1 + 1 == 2"),
         {AtWhen(0, 10) + "the condition is always true" + kChange}},
        {"RangeThatIsEmpty",
         When("lead.employees > 50 && lead.employees < 10"),
         {AtWhen(0, 42) +
          "the condition is never true, whatever lead.employees is" + kChange}},
        {"NoWholeNumberBetween",
         When("lead.employees > 5 && lead.employees < 6"),
         {AtWhen(0, 40) +
          "the condition is never true, whatever lead.employees is" + kChange}},
        {"ADoubleBetween", When("lead.budget > 5.0 && lead.budget < 6.0"), {}},
        {"RangeOfOne", When("lead.employees >= 5 && lead.employees <= 5"), {}},
        {"DoubleRangeThatIsEmpty",
         When("lead.budget > 5.0 && lead.budget <= 5.0"),
         {AtWhen(0, 39) +
          "the condition is never true, whatever lead.budget is" + kChange}},
        {"TwoValuesAtOnce",
         When("lead.country == 'DE' && lead.country == 'AT'"),
         {AtWhen(0, 44) +
          "the condition is never true, whatever lead.country is" + kChange}},
        {"TwoListsAtOnce",
         When("lead.country in ['DE', 'AT'] && lead.country in ['FR']"),
         {AtWhen(0, 54) +
          "the condition is never true, whatever lead.country is" + kChange}},
        {"ListsThatMeet",
         When("lead.country in ['DE', 'AT'] && lead.country in ['AT']"),
         {}},
        {"OutsideOfANamedList",
         When("lead.country in list.near && lead.country == 'FR'"),
         {AtWhen(0, 49) +
          "the condition is never true, whatever lead.country is" + kChange}},
        {"InANamedList",
         When("lead.country in list.near && lead.country == 'AT'"),
         {}},
        {"NotWhatAFoldedTextCanBe",
         When("lead.industry == 'Software'"),
         {AtWhen(0, 27) +
          "the condition is never true, whatever lead.industry is" + kChange}},
        {"WhatAFoldedTextCanBe", When("lead.industry == 'software'"), {}},
        {"WhatATextCanBe", When("lead.title == 'Software'"), {}},
        {"MissingAndKnown",
         When("!has(lead.budget) && lead.budget > 1.0"),
         {AtWhen(0, 38) +
          "the condition is never true, whatever lead.budget is" + kChange}},
        {"KnownAndAbove", When("has(lead.budget) && lead.budget > 1.0"), {}},
        {"HasOrHasNot",
         When("has(lead.budget) || !has(lead.budget)"),
         {AtWhen(0, 37) +
          "the condition is always true, whatever lead.budget is" + kChange}},
        {"Has", When("has(lead.budget)"), {}},
        {"EveryNumber",
         When("lead.employees > 5 || lead.employees <= 5"),
         {AtWhen(0, 41) +
          "the condition is true for every value of lead.employees | write "
          "has(lead.employees) if that is meant"}},
        {"EveryNumberButOne",
         When("lead.employees > 5 || lead.employees < 5"),
         {}},
        {"EveryNumberOrMissing",
         When("lead.employees > 5 || lead.employees <= 5 || "
              "!has(lead.employees)"),
         {AtWhen(0, 65) +
          "the condition is always true, whatever lead.employees is" +
          kChange}},
        {"EveryText",
         When("lead.country != 'DE' || lead.country != 'AT'"),
         {AtWhen(0, 44) +
          "the condition is true for every value of lead.country | write "
          "has(lead.country) if that is meant"}},
        {"EveryBool",
         When("lead.vip || !lead.vip"),
         {AtWhen(0, 21) +
          "the condition is true for every value of lead.vip | write "
          "has(lead.vip) if that is meant"}},
        {"EveryValueOfTwo",
         When("(lead.vip || !lead.vip) && lead.employees * 0 == 0 || "
              "lead.employees < 3"),
         {AtWhen(0, 23) +
          "this part is true for every value of lead.vip | write "
          "has(lead.vip) if that is meant"}},
        {"CountBelowZero",
         When("signal.visits < 0"),
         {AtWhen(0, 17) +
          "the condition is never true, whatever signal.visits is" + kChange}},
        {"CountFromZero",
         When("signal.visits >= 0"),
         {AtWhen(0, 18) +
          "the condition is always true, whatever signal.visits is" + kChange}},
        {"CountAboveZero", When("signal.visits > 0"), {}},
        {"DaysFromZero",
         When("signal.silent >= 0"),
         {AtWhen(0, 18) +
          "the condition is true for every value of signal.silent | write "
          "has(signal.silent) if that is meant"}},
        {"PartThatIsNever",
         When("lead.vip || lead.employees > 9 && lead.employees < 3"),
         {AtWhen(12, 52) +
          "this part is never true, whatever lead.employees is" + kChange}},
        {"PartThatIsAlways",
         When("lead.vip && (1 < 2)"),
         {AtWhen(12, 19) + "this part is always true" + kChange}},
        {"LiteralPart", When("lead.vip && true"), {}},
        {"DeniedPart",
         When("!(lead.employees > 9 && lead.employees < 3)"),
         {AtWhen(0, 43) +
          "the condition is true for every value of lead.employees | write "
          "has(lead.employees) if that is meant"}},
        {"InACondition",
         When("lead.vip ? lead.employees > 5 : 3 > 4"),
         {AtWhen(32, 37) + "this part is never true" + kChange}},
        {"TimesAreNotFollowed",
         When("lead.start_by > as_of && lead.start_by < as_of"),
         {}},
        {"TwoTimes",
         When("lead.start_by > timestamp('2026-01-02T00:00:00Z') && "
              "lead.start_by < timestamp('2026-01-01T00:00:00Z')"),
         {AtWhen(0, 102) +
          "the condition is never true, whatever lead.start_by is" + kChange}},
        {"WhatCannotBeFollowed",
         When("lead.title.contains('a') && !lead.title.contains('a')"),
         {}},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Activities, LintTest,
    ::testing::ValuesIn<Case>({
        {"EachWhere",
         Rules("rules { name: \"R\" points: 1 each { types: \"visit\" where: "
               "\"activity.seconds > 5 && activity.seconds < 2\" } }"),
         {"scores[fit].groups[G].rules[R].each.where [0,44]: the condition is "
          "never true, whatever activity.seconds is" +
          std::string(kChange)}},
        {"EachOfItsType",
         Rules("rules { name: \"R\" points: 1 each { types: \"visit\" where: "
               "\"activity.type == 'visit'\" } }"),
         {"scores[fit].groups[G].rules[R].each.where [0,24]: the condition is "
          "always true" +
          std::string(kChange)}},
        {"EachOfOneOfItsTypes",
         Rules("rules { name: \"R\" points: 1 each { types: [\"visit\", "
               "\"call\"] where: \"activity.type == 'visit'\" } }"),
         {}},
        {"ScreenWhere",
         When("lead.vip") +
             "screens { name: \"s\" types: \"visit\" where: \"activity.path "
             "!= 'a' && activity.path == 'a'\" }",
         {"screens[s].where [0,44]: the condition is never true, whatever "
          "activity.path is" +
          std::string(kChange)}},
        {"SignalWhere",
         When("signal.s > 1") +
             "signals { name: \"s\" kind: COUNT types: \"visit\" where: "
             "\"false\" }",
         {"signals[s].where [0,5]: the condition is never true" +
          std::string(kChange)}},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Unread, LintTest,
    ::testing::ValuesIn<Case>({
        {"Attribute",
         When("lead.vip") + "attributes { name: \"odd\" type: INT }",
         {"attributes[odd]: nothing reads the attribute \"odd\" | use it in a "
          "rule or a stage, or leave it out"}},
        {"AttributeOfADerivedOne",
         When("lead.even > 2") +
             "attributes { name: \"odd\" type: INT } attributes { name: "
             "\"even\" type: INT from: \"lead.odd * 2\" }",
         {}},
        {"AttributeThatTellsSince",
         When("lead.even > 2") +
             "attributes { name: \"odd\" type: TIMESTAMP } attributes { name: "
             "\"even\" type: INT known_at: \"odd\" }",
         {}},
        {"AttributeOfATable",
         Rules("rules { name: \"R\" table { of: \"lead.odd\" row { is: \"1\" "
               "points: 1 } } }") +
             "attributes { name: \"odd\" type: INT }",
         {}},
        {"Signal",
         When("lead.vip") +
             "signals { name: \"calls\" kind: COUNT types: \"call\" }",
         {"signals[calls]: nothing reads the signal \"calls\" | use it in a "
          "rule or a stage, or leave it out"}},
        {"SignalOfARatio",
         When("signal.share > 0.5") +
             "signals { name: \"calls\" kind: COUNT types: \"call\" } signals "
             "{ name: \"share\" kind: RATIO of: \"calls\" to: \"visits\" }",
         {}},
        {"SignalOfACurve",
         Rules("rules { name: \"R\" curve { of: \"signal.calls\" at { x: 1 "
               "points: 1 } } }") +
             "signals { name: \"calls\" kind: COUNT types: \"call\" }",
         {}},
        {"List",
         When("lead.vip") + "lists { name: \"far\" values: \"US\" }",
         {"lists[far]: nothing reads the list \"far\" | use it in a "
          "condition, or leave it out"}},
        {"ListOfActivities",
         When("signal.s > 1") +
             "lists { name: \"far\" values: \"/x\" } signals { name: \"s\" "
             "kind: COUNT types: \"visit\" where: \"activity.path in "
             "list.far\" }",
         {}},
        {"ReturnsThatNothingHeeds",
         Stage("enter { name: \"w\" when: \"lead.vip\" }") +
             "activities { type: \"back\" } lifecycle { returned: \"back\" }",
         {"lifecycle.returned: a lead that is given back comes in again at "
          "once: no stage has a cooldown or fresh_points | give the stages of "
          "sales a cooldown: \"30d\""}},
        {"ReturnsWithCooldown",
         Stage("cooldown: \"30d\" enter { name: \"w\" when: \"lead.vip\" }") +
             "activities { type: \"back\" } lifecycle { returned: \"back\" }",
         {}},
        {"ReturnsWithFreshPoints",
         Stage("fresh_points: 5 enter { name: \"w\" when: \"lead.vip\" }") +
             "activities { type: \"back\" } lifecycle { returned: \"back\" }",
         {}},
    }),
    kName);

constexpr char kTierOrder[] =
    ": no lead gets to this tier: wherever it is true, one before it is true "
    "as well | tiers stand from the strictest to the loosest";

INSTANTIATE_TEST_SUITE_P(
    Shapes, LintTest,
    ::testing::ValuesIn<Case>({
        {"TierBehindALooserOne",
         Rules("rules { name: \"R\" tiers { tier { when: \"lead.employees > "
               "5\" points: 1 } tier { when: \"lead.employees > 50\" points: "
               "2 } } }"),
         {std::string("scores[fit].groups[G].rules[R].tiers.tier[1].when") +
          kTierOrder}},
        {"TierBehindAStricterOne",
         Rules("rules { name: \"R\" tiers { tier { when: \"lead.employees > "
               "50\" points: 2 } tier { when: \"lead.employees > 5\" points: "
               "1 } } }"),
         {}},
        {"TierBehindTwoThatCoverIt",
         Rules("rules { name: \"R\" tiers { tier { when: \"lead.employees > "
               "50\" points: 3 } tier { when: \"lead.employees <= 50\" "
               "points: 2 } tier { when: \"lead.employees == 7\" points: 1 } "
               "} }"),
         {std::string("scores[fit].groups[G].rules[R].tiers.tier[2].when") +
          kTierOrder}},
        {"TiersOfWhichTheLargestCounts",
         Rules("rules { name: \"R\" tiers { take: MAX tier { when: "
               "\"lead.employees > 5\" points: 1 } tier { when: "
               "\"lead.employees > 50\" points: 2 } } }"),
         {}},
        {"TierOfAnotherAttribute",
         Rules("rules { name: \"R\" tiers { tier { when: \"lead.employees > "
               "5\" points: 1 } tier { when: \"lead.budget > 50.0\" points: 2 "
               "} } }"),
         {}},
        {"TierThatIsNeverTrue",
         Rules("rules { name: \"R\" tiers { tier { when: \"lead.employees > 5 "
               "&& lead.employees < 2\" points: 1 } } }"),
         {"scores[fit].groups[G].rules[R].tiers.tier[0].when [0,40]: the "
          "condition is never true, whatever lead.employees is" +
          std::string(kChange)}},
        {"ValueOfAnEarlierRow",
         Rules("rules { name: \"R\" table { of: \"lead.country\" row { is: "
               "[\"DE\", \"AT\"] points: 2 } row { is: [\"CH\", \"AT\"] "
               "points: 1 } } }"),
         {"scores[fit].groups[G].rules[R].table.row[1].is[1]: \"AT\" never "
          "gets here: row 1 takes it | leave it out, or change the order of "
          "the rows"}},
        {"ValueTwiceInARow",
         Rules("rules { name: \"R\" table { of: \"lead.country\" row { is: "
               "[\"DE\", \"DE\"] points: 2 } } }"),
         {"scores[fit].groups[G].rules[R].table.row[0].is[1]: \"DE\" is in "
          "the row already, and changes nothing | leave it out, or change the "
          "order of the rows"}},
        {"ValueThatIsFoldedTheSame",
         Rules("rules { name: \"R\" table { of: \"lead.industry\" row { is: "
               "\"Software\" points: 2 } row { is: \"SOFTWARE\" points: 1 } } "
               "}"),
         {"scores[fit].groups[G].rules[R].table.row[1].is[0]: \"SOFTWARE\" "
          "never gets here: row 1 takes it | leave it out, or change the "
          "order of the rows"}},
        {"ValueOfAnotherCase",
         Rules("rules { name: \"R\" table { of: \"lead.country\" row { is: "
               "\"DE\" points: 2 } row { is: \"de\" points: 1 } } }"),
         {}},
        {"NumberOfAnEarlierRow",
         Rules("rules { name: \"R\" table { of: \"lead.employees\" row { is: "
               "\"7\" points: 2 } row { is: \"+7\" points: 1 } } }"),
         {"scores[fit].groups[G].rules[R].table.row[1].is[0]: \"+7\" never "
          "gets here: row 1 takes it | leave it out, or change the order of "
          "the rows"}},
        {"PhraseBehindAWordOfIt",
         Rules("rules { name: \"R\" table { of: \"lead.title\" match: WORD row "
               "{ is: \"sales\" points: 2 } row { is: \"VP Sales\" points: 5 "
               "} } }"),
         {"scores[fit].groups[G].rules[R].table.row[1].is[0]: \"VP Sales\" "
          "never gets here: row 1 takes it | leave it out, or change the "
          "order of the rows"}},
        {"PhraseBeforeAWordOfIt",
         Rules("rules { name: \"R\" table { of: \"lead.title\" match: WORD row "
               "{ is: \"VP Sales\" points: 5 } row { is: \"sales\" points: 2 "
               "} } }"),
         {}},
        {"WordWithinAWord",
         Rules("rules { name: \"R\" table { of: \"lead.title\" match: WORD row "
               "{ is: \"sale\" points: 5 } row { is: \"sales\" points: 2 } } "
               "}"),
         {}},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Scores, LintTest,
    ::testing::ValuesIn<Case>({
        {"EqualConditions",
         Rules("rules { name: \"R\" points: 1 when: \"lead.vip && 5 < "
               "lead.employees\" } rules { name: \"S\" points: 2 when: "
               "\"lead.employees > 5 && lead.vip\" }"),
         {"scores[fit].groups[G].rules[S].when: the same condition as that of "
          "the rule \"R\" | add the points up in one rule, or change one of "
          "them"}},
        {"OrderOfTwoBounds",
         Rules("rules { name: \"R\" points: 1 when: \"lead.employees > 5\" } "
               "rules { name: \"S\" points: 2 when: \"lead.employees >= 5\" "
               "}"),
         {}},
        {"EqualForEachActivity",
         Rules("rules { name: \"R\" points: 1 when: \"lead.vip\" each { "
               "types: \"visit\" } } rules { name: \"S\" points: 2 when: "
               "\"lead.vip\" }"),
         {}},
        {"EqualInAnotherScore",
         When("lead.vip") +
             "scores { name: \"other\" groups { name: \"G\" rules { name: "
             "\"S\" points: 2 when: \"lead.vip\" } } }",
         {}},
        {"NoPoints",
         Rules("rules { name: \"R\" points: 0 }"),
         {"scores[fit].groups[G].rules[R]: the rule never gives or takes a "
          "point | give it points, or leave it out"}},
        {"TakenFromNothing",
         "scores { name: \"fit\" groups { name: \"G\" min: 0 rules { name: "
         "\"R\" points: -5 when: \"lead.vip\" } } }",
         {"scores[fit].groups[G].rules[R]: the rule takes nothing away: "
          "without it the group is at most 0, and its min is 0 | change the "
          "min of the group, or put the rule elsewhere"}},
        {"TakenFromSomething",
         "scores { name: \"fit\" groups { name: \"G\" min: 0 rules { name: "
         "\"R\" points: -5 when: \"lead.vip\" } rules { name: \"S\" points: 1 "
         "when: \"lead.employees > 1\" } } }",
         {}},
        {"TakenFromAScoreWithoutPoints",
         "scores { name: \"fit\" min: 0 groups { name: \"G\" rules { name: "
         "\"R\" points: -5 when: \"lead.vip\" } } }",
         {"scores[fit].groups[G].rules[R]: the rule takes nothing away: "
          "without it the score is at most 0, and its min is 0 | change the "
          "min of the score, or put the rule elsewhere"}},
        {"TakenFromABase",
         "scores { name: \"fit\" min: 0 base: 10 groups { name: \"G\" rules { "
         "name: \"R\" points: -5 when: \"lead.vip\" } } }",
         {}},
        {"TakenBelowALowerMin",
         "scores { name: \"fit\" groups { name: \"G\" min: -3 rules { name: "
         "\"R\" points: -5 when: \"lead.vip\" } } }",
         {}},
        {"AddedToWhatIsFull",
         "scores { name: \"fit\" base: 50 max: 50 groups { name: \"G\" rules { "
         "name: \"R\" points: 5 when: \"lead.vip\" } } }",
         {"scores[fit].groups[G].rules[R]: the rule adds nothing: without it "
          "the score is at least 50, and its max is 50 | change the max of the "
          "score, or put the rule elsewhere"}},
        {"ExplicitThatReadsActivities",
         "scores { name: \"explicit\" groups { name: \"G\" rules { name: "
         "\"R\" points: 1 each { types: \"visit\" } } } }",
         {"scores[explicit]: the score is called explicit, but its rule \"R\" "
          "reads activities | explicit is what a lead says of itself; put "
          "what it does into a score of its own"}},
        {"ExplicitThatReadsASignal",
         "scores { name: \"explicit\" groups { name: \"G\" rules { name: "
         "\"R\" points: 1 when: \"lead.busy\" } } } attributes { name: "
         "\"busy\" type: BOOL from: \"signal.visits > 2\" }",
         {"scores[explicit]: the score is called explicit, but its rule \"R\" "
          "reads activities | explicit is what a lead says of itself; put "
          "what it does into a score of its own"}},
        {"ExplicitThatReadsNone",
         "scores { name: \"explicit\" groups { name: \"G\" rules { name: "
         "\"R\" points: 1 when: \"lead.vip\" } } }",
         {}},
        {"ImplicitThatReadsActivities",
         "scores { name: \"implicit\" groups { name: \"G\" rules { name: "
         "\"R\" points: 1 each { types: \"visit\" } } } }",
         {}},
        {"BandAboveAllPoints",
         "scores { name: \"fit\" bands { label: \"A\" from: 6 } bands { label: "
         "\"B\" } groups { name: \"G\" rules { name: \"R\" points: 5 when: "
         "\"lead.vip\" } } }",
         {"scores[fit].bands[A].from: no lead gets the band \"A\": \"fit\" is "
          "at most 5, unless a person adjusts it | lower it, or leave the "
          "band out"}},
        {"BandAboveTheMax",
         "scores { name: \"fit\" max: 4 bands { label: \"A\" from: 5 } bands { "
         "label: \"B\" } groups { name: \"G\" rules { name: \"R\" points: 5 "
         "when: \"lead.vip\" } } }",
         {"scores[fit].bands[A].from: no lead gets the band \"A\": \"fit\" is "
          "at most 4 | lower it, or leave the band out"}},
        {"BandAtTheMost",
         "scores { name: \"fit\" bands { label: \"A\" from: 5 } bands { label: "
         "\"B\" } groups { name: \"G\" rules { name: \"R\" points: 5 when: "
         "\"lead.vip\" } } }",
         {}},
        {"BandBelowTheMin",
         "scores { name: \"fit\" min: 1 bands { label: \"A\" from: 1 } bands { "
         "label: \"B\" } groups { name: \"G\" rules { name: \"R\" points: 5 "
         "when: \"lead.vip\" } } }",
         {"scores[fit].bands[A].from: no lead gets a band below \"A\": "
          "\"fit\" is at least 1 | raise it, or leave the bands below out"}},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Stages, LintTest,
    ::testing::ValuesIn<Case>({
        {"PointsThatAreReached",
         Stage("enter { name: \"w\" at_least { score: \"fit\" points: 40 } }"),
         {}},
        {"PointsOfAdjustedLeads",
         Stage("enter { name: \"w\" at_least { score: \"fit\" points: 41 } }"),
         {"stages[MQL].enter[w].at_least[fit].points: never reached: \"fit\" "
          "is at most 40, unless a person adjusts it | lower it, or let the "
          "rules give more"}},
        {"PointsBeyondTheMax",
         Stage("enter { name: \"w\" at_least { score: \"fit\" points: 51 } }"),
         {"stages[MQL].enter[w].at_least[fit].points: never reached: \"fit\" "
          "is at most 40 | lower it, or let the rules give more",
          "stages[MQL]: none of the ways into \"MQL\" can be open | change one "
          "of them, or leave the stage out"}},
        {"PointsAtTheMin",
         Stage("enter { name: \"w\" at_least { score: \"fit\" points: 0 } "
               "when: \"lead.vip\" }"),
         {"stages[MQL].enter[w].at_least[fit].points: always reached: \"fit\" "
          "is at least 0 | raise it, or leave it out"}},
        {"HoldThatIsNeverReached",
         Stage("enter { name: \"w\" when: \"lead.vip\" } hold { at_least { "
               "score: \"fit\" points: 60 } }"),
         {"stages[MQL].hold.at_least[fit].points: never reached: \"fit\" is "
          "at most 40 | lower it, or let the rules give more"}},
        {"ScoreBeyondItsMax",
         Stage("enter { name: \"w\" when: \"score.fit > 50.0\" }"),
         {"stages[MQL].enter[w].when [0,16]: the condition is never true, "
          "whatever score.fit is | change it, or leave it out",
          "stages[MQL]: none of the ways into \"MQL\" can be open | change one "
          "of them, or leave the stage out"}},
        {"ScoreBeyondItsRules",
         Stage("enter { name: \"w\" when: \"score.fit > 45.0\" }"),
         {"stages[MQL].enter[w].when: the condition is never true, unless a "
          "person adjusts a score | compare with points that the rules can "
          "give"}},
        {"ScoreWithinItsRules",
         Stage("enter { name: \"w\" when: \"score.fit > 35.0\" }"),
         {}},
        {"BandTwice",
         Stage("enter { name: \"w\" when: \"band.fit == 'A' && band.fit == "
               "'B'\" }"),
         {"stages[MQL].enter[w].when [0,34]: the condition is never true, "
          "whatever band.fit is | change it, or leave it out",
          "stages[MQL]: none of the ways into \"MQL\" can be open | change one "
          "of them, or leave the stage out"}},
        {"OneWayOpen",
         Stage("enter { name: \"w\" when: \"false\" } enter { name: \"v\" "
               "when: \"lead.vip\" }"),
         {"stages[MQL].enter[w].when [0,5]: the condition is never true | "
          "change it, or leave it out"}},
        {"EvidenceThatIsNever",
         Stage("enter { name: \"w\" evidence: true } evidence { name: \"E\" "
               "when: \"lead.employees > 2 && lead.employees < 1\" }"),
         {"stages[MQL].evidence[E].when [0,40]: the condition is never true, "
          "whatever lead.employees is | change it, or leave it out",
          "stages[MQL]: none of the ways into \"MQL\" can be open | change one "
          "of them, or leave the stage out"}},
        {"EvidenceThatNoWayNeeds",
         Stage("enter { name: \"w\" when: \"lead.vip\" } evidence { name: "
               "\"E\" when: \"false\" }"),
         {"stages[MQL].evidence[E].when [0,5]: the condition is never true | "
          "change it, or leave it out"}},
        {"EqualWays",
         Stage("enter { name: \"w\" when: \"lead.vip && lead.employees > 3\" "
               "} enter { name: \"v\" when: \"lead.employees > 3 && "
               "lead.vip\" }"),
         {"stages[MQL].enter[v]: the same way as \"w\" | leave one of them "
          "out, or change it"}},
        {"WaysOfWhichOneIsOpenInCooldown",
         Stage("enter { name: \"w\" when: \"lead.vip\" } enter { name: \"v\" "
               "when: \"lead.vip\" even_in_cooldown: true }"),
         {}},
        {"EqualDisqualifications",
         Stage("enter { name: \"w\" when: \"lead.employees > 3\" }") +
             "disqualify { name: \"a\" when: \"lead.vip\" } disqualify { "
             "name: \"b\" when: \"!!lead.vip\" }",
         {"disqualify[b].when: the same condition as that of \"a\" | leave "
          "one of them out, or change it"}},
        {"AllDisqualified",
         Stage("enter { name: \"w\" when: \"lead.employees > 3\" }") +
             "disqualify { name: \"a\" when: \"has(lead.vip) || "
             "!has(lead.vip)\" }",
         {"disqualify[a].when [0,31]: the condition is always true, whatever "
          "lead.vip is | change it, or leave it out"}},
    }),
    kName);

}  // namespace
}  // namespace leadscore
