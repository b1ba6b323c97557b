// What marketing and sales read of a condition. Where words would not be exact
// there have to be none.

#include "src/describe/condition_words.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/score_testing.h"

namespace leadscore::internal {
namespace {

using testing::ParseModelText;

// Formulas between backquotes.
std::string TextOf(const DescribedText& text) {
  std::string plain;
  for (const DescribedSpan& span : text) {
    const char* const quote = span.is_formula ? "`" : "";
    absl::StrAppend(&plain, quote, span.text, quote);
  }
  return plain;
}

constexpr char kDeclarations[] = R"pb(
  name: "m"
  time_zone: "Europe/Berlin"
  attributes { name: "size" type: INT label: "Employees" }
  attributes { name: "other" type: INT label: "Same" }
  attributes { name: "twin" type: INT label: "Same" }
  attributes { name: "budget" type: DOUBLE label: "Budget" }
  attributes { name: "country" type: STRING label: "Country" }
  attributes { name: "vip" type: BOOL label: "Is a VIP" }
  attributes { name: "tags" type: STRING_LIST label: "Tags" }
  attributes { name: "start" type: TIMESTAMP label: "Start" }
  lists { name: "free_mail" values: "x.example" }
  activities {
    type: "visit"
    properties { name: "path" type: STRING }
    properties { name: "seconds" type: INT }
  }
  signals { name: "visits" kind: COUNT types: "visit" label: "Visits" }
)pb";

// Of a condition of a rule.
std::string Lead(const std::string& condition) {
  ModelSpec spec = testing::ParseSpec(kDeclarations);
  RuleSpec rule;
  rule.name = "rule";
  rule.when = condition;
  rule.points = 1;
  spec.scores = {{"fit", {{"group", {rule}}}}};
  const absl::StatusOr<Model> model = Model::Create(spec);
  EXPECT_TRUE(model.ok()) << condition << ": " << model.status();
  if (!model.ok()) return "";
  const CheckedModel& checked = model->checked();
  return TextOf(
      LeadConditionWords(checked.scores[0].groups[0].rules[0].when, checked));
}

// Of a condition on an activity.
std::string Visit(const std::string& condition) {
  ModelSpec spec = testing::ParseSpec(kDeclarations);
  spec.signals[0].where = condition;
  spec.scores = {{"fit"}};
  const absl::StatusOr<Model> model = Model::Create(spec);
  EXPECT_TRUE(model.ok()) << condition << ": " << model.status();
  if (!model.ok()) return "";
  return TextOf(ActivityConditionWords(model->checked().signals[0].where,
                                       model->checked()));
}

// Of a way into a stage.
std::string Stage(const std::string& condition, WordsPlace place) {
  ModelSpec spec = testing::ParseSpec(kDeclarations);
  spec.scores = {{"fit", {}, {{"A", 50.0}, {"B", {}}}, "Fit"}};
  spec.grade = {"fit"};
  StageSpec mql;
  mql.name = "MQL";
  mql.enter = {{"way", {}, condition}};
  spec.stages = {{"LEAD"}, mql};
  const absl::StatusOr<Model> model = Model::Create(spec);
  EXPECT_TRUE(model.ok()) << condition << ": " << model.status();
  if (!model.ok()) return "";
  return TextOf(LeadConditionWords(model->checked().stages[1].enter[0].when,
                                   model->checked(), place));
}

TEST(ConditionWordsTest, CompareNumbers) {
  EXPECT_EQ(Lead("lead.size == 5"), "Employees is 5");
  EXPECT_EQ(Lead("lead.size != 5"), "Employees is not 5");
  EXPECT_EQ(Lead("lead.size >= 25000"), "Employees is at least 25,000");
  EXPECT_EQ(Lead("5 < lead.size"), "Employees is more than 5");
  EXPECT_EQ(Lead("lead.size <= -5"), "Employees is at most -5");
  EXPECT_EQ(Lead("lead.budget < 0.1"), "Budget is less than 0.1");
  EXPECT_EQ(Lead("lead.size > 2 * 3"), "Employees is more than 6");
  EXPECT_EQ(Lead("lead.size in [1, 2, 3]"), "Employees is one of 1, 2 and 3");
  EXPECT_EQ(Lead("lead.size in [1]"), "Employees is 1");
  EXPECT_EQ(Lead("lead.size > signal.visits"), "Employees is more than Visits");
  EXPECT_EQ(Lead("lead.size == signal.visits"),
            "Employees is the same as Visits");
}

TEST(ConditionWordsTest, CompareTexts) {
  EXPECT_EQ(Lead("lead.country == 'DE'"), "Country is \"DE\"");
  EXPECT_EQ(Lead("lead.country != ''"), "Country is not \"\"");
  EXPECT_EQ(Lead("lead.country.contains('x y')"), "Country contains \"x y\"");
  EXPECT_EQ(Lead("lead.country.startsWith('D')"), "Country begins with \"D\"");
  EXPECT_EQ(Lead("lead.country.endsWith('E')"), "Country ends with \"E\"");
  EXPECT_EQ(Lead("lead.country.matches('^D')"),
            "Country matches the pattern \"^D\"");
  EXPECT_EQ(Lead("lead.country in list.free_mail"),
            "Country is in the list \"free_mail\"");
  EXPECT_EQ(Lead("'a' in lead.tags"), "Tags has \"a\"");
  EXPECT_EQ(Lead("lead.country == 'a\\nb\"'"), "Country is \"a\\nb\\\"\"");
  EXPECT_EQ(Lead("size(lead.country) > 3"),
            "the number of characters of Country is more than 3");
  EXPECT_EQ(Lead("lead.tags.size() == 0"), "the number of values of Tags is 0");
}

TEST(ConditionWordsTest, CompareTimes) {
  EXPECT_EQ(Lead("lead.start > as_of"), "Start is later than now");
  EXPECT_EQ(Lead("lead.start <= timestamp('2026-07-01T00:00:00Z')"),
            "Start is not later than 2026-07-01 02:00");
  EXPECT_EQ(Lead("lead.start < timestamp('2026-07-01T00:00:01.5Z')"),
            "Start is earlier than 2026-07-01 02:00:01.5");
  EXPECT_EQ(Lead("lead.start - as_of < days(90)"),
            "the time from now to Start is less than 90 days");
  EXPECT_EQ(Lead("as_of - lead.start >= duration('36h')"),
            "the time from Start to now is at least 1 day 12 hours");
}

TEST(ConditionWordsTest, AskWhatIsTrueOrKnown) {
  EXPECT_EQ(Lead("lead.vip"), "Is a VIP is yes");
  EXPECT_EQ(Lead("!lead.vip"), "Is a VIP is no");
  EXPECT_EQ(Lead("lead.vip == false"), "Is a VIP is no");
  EXPECT_EQ(Lead("has(lead.size)"), "Employees is known");
  EXPECT_EQ(Lead("!has(lead.size)"), "Employees is not known");
  EXPECT_EQ(Lead("true"), "always");
  EXPECT_EQ(Lead("1 > 2"), "never");
}

TEST(ConditionWordsTest, BracketWhatIsJoinedBothWays) {
  EXPECT_EQ(Lead("lead.vip && lead.size > 5 && has(lead.tags)"),
            "Is a VIP is yes and Employees is more than 5 and Tags is known");
  EXPECT_EQ(Lead("lead.vip && (lead.size > 5 || lead.size < 1)"),
            "Is a VIP is yes and (Employees is more than 5 or Employees is "
            "less than 1)");
  EXPECT_EQ(Lead("lead.vip && lead.size > 5 || lead.size < 1"),
            "(Is a VIP is yes and Employees is more than 5) or Employees is "
            "less than 1");
  EXPECT_EQ(Lead("!(lead.vip || lead.size > 5)"),
            "it is not so that (Is a VIP is yes or Employees is more than 5)");
}

TEST(ConditionWordsTest, BracketAnOrBesideAnd) {
  const char* const condition = "lead.vip || lead.size > 5";
  EXPECT_EQ(Stage(condition, WordsPlace::kAlone),
            "Is a VIP is yes or Employees is more than 5");
  EXPECT_EQ(Stage(condition, WordsPlace::kBesideAnd),
            "(Is a VIP is yes or Employees is more than 5)");
  EXPECT_EQ(Stage("lead.vip", WordsPlace::kBesideAnd), "Is a VIP is yes");
}

TEST(ConditionWordsTest, NameScoresBandsTotalAndGrade) {
  EXPECT_EQ(Stage("score.fit >= 5.0 && band.fit == 'A' && total > 1.0 && "
                  "grade != 'B'",
                  WordsPlace::kAlone),
            "Fit is at least 5 and Fit band is \"A\" and the total is more "
            "than 1 and the grade is not \"B\"");
}

TEST(ConditionWordsTest, TellVariablesOfOneLabelApart) {
  EXPECT_EQ(Lead("lead.other > lead.twin"),
            "Same (lead.other) is more than Same (lead.twin)");
}

TEST(ConditionWordsTest, SpeakOfActivities) {
  EXPECT_EQ(Visit("activity.path == '/p' && activity.seconds > 9"),
            "path is \"/p\" and seconds is more than 9");
  EXPECT_EQ(Visit("activity.type == 'visit' && "
                  "activity.time > timestamp('2026-01-01T00:00:00Z')"),
            "type is \"visit\" and time is later than 2026-01-01 01:00");
  EXPECT_EQ(Visit("activity.path in list.free_mail"),
            "path is in the list \"free_mail\"");
}

// Only the part for which there are no exact words is a formula.
TEST(ConditionWordsTest, LeaveOthersAsTheyAre) {
  for (const char* condition :
       {"lead.size + 1 > 5", "lead.country < 'M'",
        "lead.country.lowerAscii() == 'de'", "lead.tags == ['a', 'b']",
        "lead.tags.exists(x, x == 'a')", "lead.size % 2 == 0",
        "lead.vip ? lead.size > 1 : lead.size > 2",
        "lead.country in lead.tags.map(x, x + 'a')",
        "lead.size in [1, lead.other]", "lead.country in []",
        "as_of - lead.start < duration('-1h')"}) {
    EXPECT_EQ(Lead(condition), absl::StrCat("`", condition, "`"));
  }
  EXPECT_EQ(Lead("lead.vip && lead.size + 1 > 5"),
            "Is a VIP is yes and `lead.size + 1 > 5`");
  EXPECT_EQ(Lead("!(lead.size + 1 > 5)"),
            "it is not so that (`lead.size + 1 > 5`)");
}

}  // namespace
}  // namespace leadscore::internal
