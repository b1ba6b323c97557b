// What a profile looks like where there is much of something. Whole profiles
// are in program_test.cc.

#include "src/cli/score_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "leadscore/model.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Model AnyModel() {
  ModelSpec spec{"m"};
  spec.scores = {{"s"}};
  return *Model::Create(spec);
}

std::string Text(const Profile& profile, const ReadResult& files = {}) {
  return internal::ProfileText(AnyModel(), files, profile);
}

TEST(ProfileTextTest, ListsOfColumnsFitATerminal) {
  ReadResult files;
  for (const char* file : {"leads.csv", "activities.csv"}) {
    for (int i = 0; i < 50; ++i) {
      files.unread_columns.push_back({file, absl::StrCat("column ", i)});
    }
  }
  const std::string text = Text({}, files);
  EXPECT_THAT(text, HasSubstr("\n  leads.csv: \"column 0\", \"column 1\","));
  EXPECT_THAT(text,
              HasSubstr("\"column 49\"\n  activities.csv: \"column 0\","));
  for (const auto& line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(line.size(), 100u) << std::string(line);
  }
}

TEST(ProfileTextTest, NamesAndValuesAreCutShort) {
  const std::string name(100, 'x');
  const std::string shown(40, 'x');
  Profile profile;
  profile.leads = 1;
  profile.attributes = {{name, 1, true}};
  UnlistedValues values;
  values.rule = name;
  values.of = "lead." + name;
  values.unlisted = 2;
  // The last character that is shown takes two bytes.
  values.most_frequent = {{std::string(39, 'y') + "\u00fc\u00fc", 2}};
  profile.unlisted_values = {values};
  const std::string text = Text(profile);
  EXPECT_THAT(text, HasSubstr("  " + shown + "...  1  100.0 %\n"));
  EXPECT_THAT(text, HasSubstr("  " + shown + "..., lead." + shown.substr(5) +
                              "...: 2 of"));
  EXPECT_THAT(text, HasSubstr("\"" + std::string(39, 'y') + "\u00fc\"...\n"));
}

TEST(ProfileTextTest, ValuesBeyondThoseToldApartAreOthers) {
  Profile profile;
  profile.leads = 1;
  UnlistedValues values;
  values.rule = "R";
  values.of = "lead.a";
  values.looked_up = 300'000;
  values.unlisted = 200'000;
  values.distinct = 100'000;
  values.has_more_distinct = true;
  values.most_frequent = {{"v", 1'000}};
  profile.unlisted_values = {values};
  EXPECT_THAT(Text(profile),
              HasSubstr("  R, lead.a: 200,000 of 300,000 values, more than "
                        "100,000 different\n"
                        "      1,000  \"v\"\n"
                        "    199,000  others\n"));
}

TEST(ProfileTextTest, RulesThatNeverFiredAreNamed) {
  Profile profile;
  profile.leads = 2;
  profile.scores = {ScoreProfile{"s", {GroupProfile{"g", {}, {}, {}}}, {}, {}}};
  for (int i = 0; i < 20; ++i) {
    RuleProfile& rule = profile.scores[0].groups[0].rules.emplace_back();
    rule.name = absl::StrCat("rule ", i);
    rule.fired = i == 7 ? 2 : 0;
  }
  const std::string text = Text(profile);
  EXPECT_THAT(text, HasSubstr("\n  19 rules never fired: \"rule 0\","));
  EXPECT_THAT(text, Not(HasSubstr("\"rule 7\"")));
}

}  // namespace
}  // namespace leadscore
