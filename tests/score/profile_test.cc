// What a batch shows of a model and its data.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "leadscore/leadscore.h"
#include "src/profile/value_counts.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Now;
using testing::ParseModelText;
using ::testing::SizeIs;

Tables TablesOf(const Model& model, std::vector<Lead> leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  int id = 0;
  for (Lead& lead : leads) {
    lead.id = std::to_string(++id);
    EXPECT_THAT(builder.Add(lead), IsOk());
  }
  return builder.Build();
}

Profile ProfileOf(const Model& model, std::vector<Lead> leads) {
  ScoreOptions options;
  options.profile = true;
  ScoreTable scores;
  EXPECT_THAT(Scorer(model).Score(TablesOf(model, std::move(leads)), Now(),
                                  options, &scores),
              IsOk());
  return std::move(scores.profile);
}

// A lead with one attribute.
Lead With(const std::string& attribute, AttributeValue value) {
  Lead lead;
  lead.attributes = {{attribute, std::move(value)}};
  return lead;
}

Lead WithActivities(std::vector<Activity> activities) {
  Lead lead;
  lead.activities = std::move(activities);
  return lead;
}

// A model of one group with the given rules.
Model RuleModel(const std::string& declarations, const std::string& rules) {
  return ParseModelText("name: 'm' " + declarations +
                        " scores { name: 's' groups { name: 'g' " + rules +
                        " } }");
}

// "value count" of each that is shown.
std::vector<std::string> Shown(const UnlistedValues& values) {
  std::vector<std::string> shown;
  for (const ValueCount& value : values.most_frequent) {
    shown.push_back(value.value + " " + std::to_string(value.count));
  }
  return shown;
}

// ---- Values that no table lists ------------------------------------------

TEST(UnlistedValuesTest, AreCountedAndTheMostFrequentComeFirst) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: STRING }",
      "rules { name: 'A' table { of: 'lead.a' row { is: 'x' points: 1 } } }");
  const Profile profile = ProfileOf(
      model, {With("a", "x"), With("a", "c"), With("a", "b"), With("a", "d"),
              With("a", "d"), With("a", ""), With("a", std::monostate())});
  ASSERT_THAT(profile.unlisted_values, SizeIs(1));
  const UnlistedValues& values = profile.unlisted_values[0];
  EXPECT_EQ(values.rule, "A");
  EXPECT_EQ(values.of, "lead.a");
  EXPECT_EQ(values.match, TableMatch::kEqual);
  EXPECT_EQ(values.looked_up, 6);  // Not the missing one.
  EXPECT_EQ(values.unlisted, 5);
  EXPECT_EQ(values.distinct, 4);
  EXPECT_FALSE(values.has_more_distinct);
  EXPECT_THAT(Shown(values), ElementsAre("d 2", " 1", "b 1", "c 1"));
}

TEST(UnlistedValuesTest, TenAreShown) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: INT }",
      "rules { name: 'A' table { of: 'lead.a' row { is: '7' points: 1 } } }");
  std::vector<Lead> leads;
  for (int64_t i = 0; i < 20; ++i) leads.push_back(With("a", i));
  const Profile profile = ProfileOf(model, std::move(leads));
  EXPECT_EQ(profile.unlisted_values[0].distinct, 19);
  EXPECT_THAT(Shown(profile.unlisted_values[0]),
              ElementsAre("0 1", "1 1", "10 1", "11 1", "12 1", "13 1", "14 1",
                          "15 1", "16 1", "17 1"));
}

TEST(UnlistedValuesTest, AreThoseThatTheTableSees) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: STRING fold: true }"
      "attributes { name: 'b' type: BOOL from: \"lead.a == 'x'\" }",
      "rules { name: 'A' table { of: 'lead.a' row { is: 'X' points: 1 } } }"
      "rules { name: 'B' table { of: 'lead.b' row { is: 'true' points: 1 } } }"
      "rules { name: 'C' when: \"lead.a != 'y'\""
      "        table { of: 'lead.a' row { is: 'x' points: 1 } } }");
  const Profile profile =
      ProfileOf(model, {With("a", " X"), With("a", "Y "), With("a", "y")});
  EXPECT_THAT(Shown(profile.unlisted_values[0]), ElementsAre("y 2"));
  EXPECT_THAT(Shown(profile.unlisted_values[1]), ElementsAre("false 2"));
  // Not where the condition does not hold.
  EXPECT_EQ(profile.unlisted_values[2].looked_up, 1);
  EXPECT_THAT(Shown(profile.unlisted_values[2]), IsEmpty());
}

TEST(UnlistedValuesTest, OfWordsAreTextsWithoutAny) {
  const Model model =
      RuleModel("attributes { name: 'a' type: STRING }",
                "rules { name: 'A' table { of: 'lead.a' match: WORD"
                "        row { is: ['vp', 'vice president'] points: 1 } } }");
  const Profile profile =
      ProfileOf(model, {With("a", "Vice-President, Sales"), With("a", "VPN"),
                        With("a", "President"), With("a", " (vpn)")});
  EXPECT_EQ(profile.unlisted_values[0].match, TableMatch::kWord);
  EXPECT_THAT(Shown(profile.unlisted_values[0]),
              ElementsAre("vpn 2", "president 1"));
}

TEST(UnlistedValuesTest, OfListsAreDifferentTexts) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: STRING_LIST }",
      "rules { name: 'A' table { of: 'lead.a' row { is: 'x' points: 1 } } }");
  using Texts = std::vector<std::string>;
  const Profile profile =
      ProfileOf(model, {With("a", Texts{"x", "b", "b"}),
                        With("a", Texts{"c", "b"}), With("a", Texts())});
  EXPECT_EQ(profile.unlisted_values[0].looked_up, 4);
  EXPECT_EQ(profile.unlisted_values[0].unlisted, 3);
  EXPECT_THAT(Shown(profile.unlisted_values[0]), ElementsAre("b 2", "c 1"));
}

TEST(UnlistedValuesTest, OfSignalsAreNumbers) {
  const Model model = RuleModel(
      "activities { type: 't' } signals { name: 'n' kind: COUNT types: 't' }",
      "rules { name: 'A' table { of: 'signal.n' row { is: '1' points: 1 } } }");
  const Profile profile =
      ProfileOf(model, {WithActivities({Did("t", DaysAgo(1))}), Lead()});
  EXPECT_EQ(profile.unlisted_values[0].of, "signal.n");
  EXPECT_THAT(Shown(profile.unlisted_values[0]), ElementsAre("0 1"));
}

TEST(UnlistedValuesTest, OfEachAreThoseOfChosenActivities) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: BOOL }"
      "activities { type: 't' properties { name: 'p' type: STRING } }",
      "rules { name: 'A' when: '!has(lead.a)'"
      "        table { of: 'activity.p' row { is: 'x' points: 1 } }"
      "        each { types: 't' within: '10d' keep_latest: 3 } }");
  const auto did = [](int days, AttributeValue value) {
    return Did("t", DaysAgo(days), {{"p", std::move(value)}});
  };
  Lead other = WithActivities({did(1, "not looked at")});
  other.attributes = {{"a", true}};
  const Profile profile = ProfileOf(
      model, {WithActivities({did(20, "old"), did(5, "fourth"), did(3, "x"),
                              did(2, "y"), did(1, "y")}),
              WithActivities({did(1, "z"), Did("t", DaysAgo(1))}), other});
  EXPECT_EQ(profile.unlisted_values[0].of, "activity.p");
  EXPECT_EQ(profile.unlisted_values[0].looked_up, 4);
  EXPECT_THAT(Shown(profile.unlisted_values[0]), ElementsAre("y 2", "z 1"));
}

TEST(UnlistedValuesTest, BeyondManyDifferentOnesAreOnlyCounted) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: STRING_LIST }",
      "rules { name: 'A' table { of: 'lead.a' row { is: 'x' points: 1 } } }");
  std::vector<std::string> texts;
  for (size_t i = 0; i <= UnlistedValues::kMostDistinct; ++i) {
    texts.push_back(std::to_string(i));
  }
  const UnlistedValues values =
      ProfileOf(model, {With("a", std::move(texts))}).unlisted_values[0];
  EXPECT_EQ(values.unlisted, 100'001);
  EXPECT_EQ(values.distinct, 100'000);
  EXPECT_TRUE(values.has_more_distinct);
}

TEST(ValueCountsTest, TheFirstAreToldApart) {
  internal::ValueCounts counts(2);
  for (const char* text : {"a", "b", "b", "c", "c", "c", "a", "b"}) {
    counts.Add(text);
  }
  EXPECT_EQ(counts.total(), 8);
  EXPECT_EQ(counts.distinct(), 2);
  EXPECT_TRUE(counts.is_full());
  const std::vector<ValueCount> frequent = counts.MostFrequent(1);
  ASSERT_THAT(frequent, SizeIs(1));
  EXPECT_EQ(frequent[0].value, "b");
  EXPECT_EQ(frequent[0].count, 3);
}

// ---- Coverage ------------------------------------------------------------

// "name: present" of each attribute, marked if nothing reads it.
std::vector<std::string> Coverage(const Profile& profile) {
  std::vector<std::string> lines;
  for (const AttributeCoverage& attribute : profile.attributes) {
    lines.push_back(attribute.name + ": " + std::to_string(attribute.present) +
                    (attribute.is_read ? "" : " unread"));
  }
  return lines;
}

TEST(CoverageTest, IsOfWhatIsKnownAtTheInstant) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: INT known_at: 'a_since' }"
      "attributes { name: 'b' type: INT from: '10 / lead.a' }",
      "rules { name: 'A' when: 'lead.b > 0' points: 1 }");
  const auto lead = [](std::vector<NamedValue> attributes) {
    Lead made;
    made.attributes = std::move(attributes);
    return made;
  };
  const auto set = [](AttributeValue value) {
    return Did("$set", DaysAgo(1), {{"a", std::move(value)}});
  };
  EXPECT_THAT(
      Coverage(ProfileOf(
          model,
          {lead({{"a", int64_t{1}}}),
           lead({{"a", int64_t{1}}, {"a_since", Now() + absl::Hours(1)}}),
           // Known, but nothing follows from it.
           lead({{"a", int64_t{0}}}), WithActivities({set(int64_t{1})}),
           WithActivities({set(int64_t{1}), Did("$set", Now(), {{"a", {}}})}),
           WithActivities(
               {Did("$set", Now() + absl::Hours(1), {{"a", int64_t{1}}})})})),
      ElementsAre("a: 3", "b: 2"));
}

TEST(CoverageTest, TellsWhatNothingReads) {
  const Model model = ParseModelText(R"pb(
    name: 'm'
    attributes { name: 'unread' type: INT }
    attributes { name: 'behind_unread' type: INT }
    attributes { name: 'unread_too' type: INT from: "lead.behind_unread" }
    attributes { name: 'last' type: INT from: "lead.middle" }
    attributes { name: 'middle' type: INT from: "lead.first" }
    attributes { name: 'first' type: INT }
    attributes { name: 'table' type: INT }
    attributes { name: 'curve' type: INT }
    attributes { name: 'tier' type: INT }
    attributes { name: 'disqualify' type: INT }
    attributes { name: 'way' type: INT }
    attributes { name: 'hold' type: INT }
    attributes { name: 'evidence' type: INT }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'when' when: "lead.last > 0" points: 1 }
        rules {
          name: 'table'
          table {
            of: 'lead.table'
            row { is: '1' points: 1 }
          }
        }
        rules {
          name: 'curve'
          curve {
            of: 'lead.curve'
            at { x: 1 points: 1 }
          }
        }
        rules {
          name: 'tier'
          tiers { tier { when: "lead.tier > 0" points: 1 } }
        }
      }
    }
    disqualify { name: 'd' when: "lead.disqualify > 0" }
    stages { name: 'LEAD' }
    stages {
      name: 'MQL'
      enter { name: 'way' when: "lead.way > 0" }
      hold { when: "lead.hold > 0" }
      evidence { name: 'e' when: "lead.evidence > 0" }
    }
  )pb");
  EXPECT_THAT(Coverage(ProfileOf(model, {})),
              ElementsAre("unread: 0 unread", "behind_unread: 0 unread",
                          "unread_too: 0 unread", "last: 0", "middle: 0",
                          "first: 0", "table: 0", "curve: 0", "tier: 0",
                          "disqualify: 0", "way: 0", "hold: 0", "evidence: 0"));
}

// ---- Points --------------------------------------------------------------

// "points, cut, raised".
std::string Sums(Points points, const BoundsEffect& bounds) {
  return points.ToString() + ", " + bounds.cut.ToString() + ", " +
         bounds.raised.ToString();
}

TEST(ProfiledPointsTest, OfRulesAreThoseWithinTheirBounds) {
  const Model model = RuleModel(
      "attributes { name: 'a' type: INT }"
      "attributes { name: 'b' type: BOOL }",
      "rules { name: 'A' min: -5 max: 10 curve { of: 'lead.a' missing: 1"
      "        at { x: -100 points: -100 } at { x: 100 points: 100 } } }"
      "rules { name: 'B' tiers { tier { when: 'lead.b' points: 4 }"
      "        otherwise: -1 missing: -2 } }"
      "rules { name: 'C' when: 'lead.a > 1000' points: 1 min: 1 }");
  const Profile profile =
      ProfileOf(model, {With("a", int64_t{12}), With("a", int64_t{3}),
                        With("a", int64_t{-25}), With("b", true)});
  const std::vector<RuleProfile>& rules = profile.scores[0].groups[0].rules;
  EXPECT_EQ(profile.leads, 4);
  EXPECT_EQ(rules[0].name, "A");
  EXPECT_EQ(rules[0].fired, 3);
  EXPECT_EQ(Sums(rules[0].points, rules[0].bounds), "9, 2, 20");
  EXPECT_EQ(rules[0].points_when_fired.ToString(), "8");
  EXPECT_EQ(rules[1].fired, 1);
  EXPECT_EQ(rules[1].points.ToString(), "-2");
  EXPECT_EQ(rules[1].points_when_fired.ToString(), "4");
  EXPECT_EQ(rules[2].fired, 0);
  EXPECT_EQ(Sums(rules[2].points, rules[2].bounds), "0, 0, 0");
}

TEST(ProfiledPointsTest, AreBoundedInsideOut) {
  const Model model = ParseModelText(R"pb(
    name: 'm'
    attributes { name: 'a' type: DOUBLE }
    scores {
      name: 'plus'
      base: 1
      min: -20
      max: 40
      groups {
        name: 'g'
        max: 50
        rules {
          name: 'A'
          curve {
            of: 'lead.a'
            at { x: -100 points: -100 }
            at { x: 100 points: 100 }
          }
        }
      }
    }
    scores {
      name: 'minus'
      weight: -0.5
      groups {
        name: 'h'
        rules {
          name: 'B'
          curve {
            of: 'lead.a'
            at { x: -100 points: -100 }
            at { x: 100 points: 100 }
          }
        }
      }
    }
    total { min: -1 max: 5 }
  )pb");
  // 60: group 50, score 51 -> 40, total 40 - 30 = 10 -> 5.
  // -30: group -30, score -29 -> -20, total -20 + 15 = -5 -> -1.
  const Profile profile = ProfileOf(model, {With("a", 60.0), With("a", -30.0)});
  const ScoreProfile& score = profile.scores[0];
  EXPECT_EQ(Sums(score.groups[0].points, score.groups[0].bounds), "20, 10, 0");
  EXPECT_EQ(Sums(score.points, score.bounds), "20, 11, 9");
  EXPECT_EQ(profile.scores[1].name, "minus");
  EXPECT_EQ(Sums(profile.scores[1].points, profile.scores[1].bounds),
            "30, 0, 0");
  EXPECT_EQ(Sums(profile.total, profile.total_bounds), "4, 5, 4");
}

TEST(ProfiledPointsTest, OfAdjustmentsAreBoundedAsWell) {
  const Model model = ParseModelText(
      "name: 'm' scores { name: 's' max: 10 groups { name: 'g' "
      "rules { name: 'A' points: 13 } } }");
  const Profile profile = ProfileOf(
      model, {WithActivities({Did("$adjust", DaysAgo(1),
                                  {{"score", "s"}, {"points", 5.0}})})});
  EXPECT_EQ(Sums(profile.scores[0].points, profile.scores[0].bounds),
            "10, 8, 0");
}

TEST(ProfiledPointsTest, ASumStaysWithinWhatPointsHold) {
  const Model model = RuleModel(
      "activities { type: 't' }",
      "rules { name: 'A' points: 1000000 weight: 1000 each { types: 't' } }");
  std::vector<Lead> leads(90'001, WithActivities({Did("t", DaysAgo(1))}));
  EXPECT_EQ(ProfileOf(model, std::move(leads)).scores[0].points.ToString(),
            "9000000000000");
}

// ---- Grades and stages ---------------------------------------------------

// "grade: leads of each stage".
std::vector<std::string> Matrix(const Profile& profile) {
  std::vector<std::string> rows;
  for (const GradeProfile& grade : profile.grades) {
    std::string row = grade.grade + ":";
    for (int64_t leads : grade.leads) row += " " + std::to_string(leads);
    rows.push_back(std::move(row));
  }
  return rows;
}

const char kScore[] =
    "attributes { name: 'a' type: INT }"
    "scores { name: 's' bands { label: 'Z' from: 20 } bands { label: 'M' "
    "from: 10 } bands { label: 'A' } groups { name: 'g' rules { name: 'A' "
    "curve { of: 'lead.a' at { x: 0 points: 0 } at { x: 99 points: 99 } } } } "
    "}";
const char kStages[] =
    "stages { name: 'LEAD' } stages { name: 'MQL' enter { name: 'score' "
    "at_least { score: 's' points: 15 } } } stages { name: 'SQL' enter { "
    "name: 'score' at_least { score: 's' points: 90 } } }";

TEST(GradesTest, StandByRankBesideTheStages) {
  const Model model =
      ParseModelText(std::string("name: 'm' grade: 's' ") + kScore + kStages);
  EXPECT_THAT(Matrix(ProfileOf(
                  model, {With("a", int64_t{1}), With("a", int64_t{12}),
                          With("a", int64_t{15}), With("a", int64_t{30}),
                          With("a", int64_t{95}), With("a", int64_t{31})})),
              ElementsAre("Z: 0 2 1", "M: 1 1 0", "A: 1 0 0"));
}

TEST(GradesTest, OfAModelWithoutAreOneRow) {
  EXPECT_THAT(Matrix(ProfileOf(
                  ParseModelText(std::string("name: 'm' ") + kScore + kStages),
                  {With("a", int64_t{1}), With("a", int64_t{95})})),
              ElementsAre(": 1 0 1"));
  EXPECT_THAT(Matrix(ProfileOf(
                  ParseModelText(std::string("name: 'm' grade: 's' ") + kScore),
                  {With("a", int64_t{1}), With("a", int64_t{95})})),
              ElementsAre("Z: 1", "A: 1"));
}

// ---- Batches -------------------------------------------------------------

TEST(ProfileTest, OfNoLeadsIsEmpty) {
  const Model model = RuleModel("", "rules { name: 'A' points: 1 }");
  const Profile profile = ProfileOf(model, {});
  EXPECT_EQ(profile.leads, 0);
  EXPECT_THAT(profile.unlisted_values, IsEmpty());
  EXPECT_THAT(profile.grades, IsEmpty());
  EXPECT_EQ(profile.scores[0].groups[0].rules[0].fired, 0);
}

TEST(ProfileTest, LeadsCountAtTheirOwnInstants) {
  const Model model =
      RuleModel("activities { type: 't' }",
                "rules { name: 'A' points: 1 each { types: 't' } }");
  const Tables tables =
      TablesOf(model, {WithActivities({Did("t", DaysAgo(5))}),
                       WithActivities({Did("t", DaysAgo(5))})});
  ScoreOptions options;
  options.profile = true;
  ScoreTable scores;
  ASSERT_THAT(
      Scorer(model).Score(tables, {Now(), DaysAgo(9)}, options, &scores),
      IsOk());
  EXPECT_EQ(scores.profile.leads, 2);
  EXPECT_EQ(scores.profile.scores[0].groups[0].rules[0].fired, 1);
}

TEST(ProfileTest, IsMadeOnlyIfItIsAskedFor) {
  const Model model = RuleModel("", "rules { name: 'A' points: 1 }");
  ScoreTable scores;
  ASSERT_THAT(
      Scorer(model).Score(TablesOf(model, {Lead()}), Now(), {}, &scores),
      IsOk());
  EXPECT_EQ(scores.profile.leads, 0);
  EXPECT_THAT(scores.profile.scores, IsEmpty());
}

}  // namespace
}  // namespace leadscore
