#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/sql.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr SqlDialect kAll[] = {SqlDialect::kDuckDb, SqlDialect::kPostgres,
                               SqlDialect::kSqlite};

// A model with these rules over an attribute of each type.
Model ModelWith(const std::string& rules) {
  return testing::ParseModelText(absl::StrCat(
      R"pb(
        name: "m"
        attributes { name: "title" type: STRING }
        attributes { name: "tags" type: STRING_LIST }
        attributes { name: "employees" type: INT }
        attributes { name: "budget" type: DOUBLE }
        attributes { name: "born" type: TIMESTAMP time_format: "%d.%m.%Y" }
        activities {
          type: "visit"
          properties { name: "count" type: INT }
        }
        scores { name: "fit"
                 groups { name: "g")pb",
      rules, " } }"));
}

std::vector<std::string> LeftOut(const SqlQuery& query) {
  std::vector<std::string> texts;
  for (const SqlUncovered& part : query.uncovered) {
    texts.push_back(absl::StrCat(part.what, ": ", part.reason));
  }
  return texts;
}

TEST(WriteSql, CoversPlainConditionsInEveryDialect) {
  const Model model = ModelWith(
      R"pb(rules {
             name: "r"
             points: 1
             when: "lead.employees >= 200 && lead.title.contains('Sales') "
                   "&& 'a' in lead.tags || !has(lead.budget)"
           })pb");
  for (SqlDialect dialect : kAll) {
    EXPECT_THAT(WriteSql(model, dialect).uncovered, IsEmpty());
  }
}

TEST(WriteSql, ListsWhatADialectCannotSayWithTheRule) {
  const Model model = ModelWith(
      R"pb(rules { name: "re" points: 1 when: "lead.title.matches('x')" })pb");
  EXPECT_THAT(WriteSql(model, SqlDialect::kDuckDb).uncovered, IsEmpty());
  EXPECT_THAT(
      LeftOut(WriteSql(model, SqlDialect::kSqlite)),
      ElementsAre(
          "rule re: lead.title.matches('x') has no exact form in SQLite",
          "score fit: it has rules that are left out",
          HasSubstr("total: a score is left out")));
}

TEST(WriteSql, ListsInTheQueryItselfWhatItLeavesOut) {
  const Model model = ModelWith(
      R"pb(rules { name: "re" points: 1 when: "lead.title.matches('x')" })pb");
  EXPECT_THAT(
      WriteSql(model, SqlDialect::kPostgres).text,
      HasSubstr("-- Left out:\n--   rule re: lead.title.matches('x') has no "
                "exact form in PostgreSQL\n"));
}

TEST(WriteSql, LeavesOutWhatReadsAnAttributeThatItCannotRead) {
  const Model model = ModelWith(
      R"pb(rules { name: "old" points: 1 when: "lead.born < as_of" })pb");
  for (SqlDialect dialect : kAll) {
    EXPECT_THAT(LeftOut(WriteSql(model, dialect)).front(),
                "rule old: lead.born has a time_format of its own");
  }
}

// A tier with another error than a missing value counts as neither.
TEST(WriteSql, LeavesOutTiersWhereAnErrorAndAMissingValueDiffer) {
  const auto model_with = [](const std::string& missing) {
    return ModelWith(absl::
                         StrCat(
                             R"pb(rules { name: "t"
                                          tiers { tier {
                                            when: "100 / lead.employees > 3"
                                            points: 1
                                          })pb",
                             missing, " } }"));
  };
  EXPECT_THAT(WriteSql(model_with(""), SqlDialect::kDuckDb).uncovered,
              IsEmpty());
  EXPECT_THAT(
      LeftOut(WriteSql(model_with("missing: -1"), SqlDialect::kDuckDb)).front(),
      HasSubstr("not the same as a missing value"));
}

TEST(WriteSql, ReadsNoActivitiesForAModelWithoutThem) {
  const Model model = testing::ParseModelText(R"pb(
    name: "m"
    attributes { name: "title" type: STRING }
    scores {
      name: "fit"
      groups {
        name: "g"
        rules { name: "r" points: 1 when: "has(lead.title)" }
      }
    })pb");
  EXPECT_THAT(WriteSql(model, SqlDialect::kSqlite).text,
              Not(HasSubstr("\"activities\"")));
}

TEST(WriteSql, HasAColumnForEachRuleOnRequest) {
  const Model model = ModelWith(R"pb(rules {
                                       name: "Has a \"title\""
                                       points: 1
                                       when: "has(lead.title)"
                                     })pb");
  SqlOptions options;
  EXPECT_THAT(WriteSql(model, SqlDialect::kDuckDb, options).text,
              Not(HasSubstr("\"Has a \"\"title\"\"\"")));
  options.with_rules = true;
  EXPECT_THAT(WriteSql(model, SqlDialect::kDuckDb, options).text,
              HasSubstr(" AS \"Has a \"\"title\"\"\""));
}

TEST(WriteSql, KeepsTextsOfTheModelInsideLiteralsAndComments) {
  const Model model = ModelWith(
      R"pb(rules {
             name: "it's\n; DROP TABLE leads;"
             points: 1
             when: "lead.title == 'it\\'s'"
           })pb");
  const std::string text = WriteSql(model, SqlDialect::kPostgres).text;
  EXPECT_THAT(text, HasSubstr("= 'it''s'"));
  EXPECT_THAT(text, HasSubstr("-- it's ; DROP TABLE leads;"));
  EXPECT_THAT(text, Not(HasSubstr("\n; DROP")));
}

TEST(WriteSql, NamesTheTablesAsAsked) {
  const Model model = ModelWith(R"pb(rules {
                                       name: "r"
                                       points: 1
                                       each { types: "visit" }
                                     })pb");
  SqlOptions options;
  options.leads = "crm leads";
  options.activities = "web";
  const std::string text = WriteSql(model, SqlDialect::kDuckDb, options).text;
  EXPECT_THAT(text, HasSubstr("FROM \"crm leads\" l"));
  EXPECT_THAT(text, HasSubstr("FROM \"web\" a"));
}

TEST(WriteSql, IsTheSameEveryTime) {
  const Model model = ModelWith(
      R"pb(rules {
             name: "r"
             points: 1
             each {
               types: "visit"
               decay { half_life: "30d" }
             }
           })pb");
  SqlOptions options;
  options.as_of = absl::FromUnixSeconds(1'800'000'000);
  EXPECT_EQ(WriteSql(model, SqlDialect::kSqlite, options).text,
            WriteSql(model, SqlDialect::kSqlite, options).text);
}

}  // namespace
}  // namespace leadscore
