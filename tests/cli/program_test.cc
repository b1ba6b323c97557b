// What the program prints and writes when all is well.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "leadscore/model_file.h"
#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProgramOutput;
using testing::RunProgram;
using ::testing::StartsWith;
using testing::TestFolder;

constexpr char kModel[] = R"(
name: "acme"  version: "1"
attributes { name: "employees"  type: INT }
attributes { name: "title"      type: STRING }
activities { type: "visit" }
scores {
  name: "fit"
  bands { label: "A" from: 20 }  bands { label: "B" }
  groups { name: "Company"
    rules { name: "Company size"  curve { of: "lead.employees" at { x: 0 points: 0 } at { x: 300 points: 30 } } }
    rules { name: "Role"  table { of: "lead.title" match: WORD row { is: "cto" points: 5.5 } } } }
}
scores {
  name: "engagement"
  groups { name: "Web"  rules { name: "Visits"  points: 2  each { types: "visit"  decay { half_life: "1d" } } } }
}
grade: "fit"
disqualify { name: "student"  when: "lead.title == 'Student'" }
stages { name: "LEAD" }
stages { name: "MQL"  enter { name: "score"  at_least { score: "fit" points: 20 } } }
)";

constexpr char kLeads[] =
    "id,employees,title,\"Owner, name\"\n"
    "1,100,CTO,\"Smith, \"\"J\"\"\"\n"
    "2,300,Student,Jones\n"
    "3,250,,Doe\n";

constexpr char kActivities[] =
    "lead_id,type,time\n"
    "1,visit,2026-11-20T00:00:00Z\n"
    "1,visit,2026-11-18T11:00:00Z\n"
    "3,visit,2026-11-20T06:00:00Z\n";

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    folder_.Write("m.textproto", kModel);
    folder_.Write("leads.csv", kLeads);
    folder_.Write("activities.csv", kActivities);
  }

  static ProgramOutput Run(const std::string& command,
                           bool out_is_terminal = false) {
    return RunProgram(absl::StrSplit(command, ' '), out_is_terminal);
  }

  // Scores, and returns what it prints on standard output.
  static std::string Score(const std::string& options,
                           bool out_is_terminal = false) {
    const ProgramOutput output =
        Run("score --model m.textproto --leads leads.csv --activities "
            "activities.csv --as-of 2026-11-20T12:00:00Z" +
                options,
            out_is_terminal);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    return output.out;
  }

  // The end of a row: what it was made with.
  static std::string MadeWith(
      const std::string& as_of = "2026-11-20T12:00:00Z") {
    Diagnostics diagnostics;
    return absl::StrCat(",acme,1,",
                        LoadModel("m.textproto", &diagnostics)->fingerprint(),
                        ",", as_of, "\n");
  }

  TestFolder folder_;
};

constexpr char kColumns[] =
    "id,account,fit,engagement,total,grade,qualifies_for,way,coverage,stage,"
    "since,valid_until,model,model_version,fingerprint,as_of\n";

TEST_F(ProgramTest, RowsHaveAColumnForEverything) {
  EXPECT_EQ(Score(""), kColumns +
                           ("1,,15.5,1.89998,17.39998,B,LEAD,,1,LEAD,,"
                            "2026-11-20T13:00:00Z" +
                            MadeWith()) +
                           "2,,30,0,30,A,LEAD,disqualified: student,1,LEAD,," +
                           MadeWith() +
                           "3,,25,1.681793,26.681793,A,MQL,score,0.5,MQL,"
                           "2026-11-20T06:00:00Z,2026-11-20T13:00:00Z" +
                           MadeWith());
}

TEST_F(ProgramTest, RowsHaveTheAccount) {
  folder_.Write("leads.csv", "id,account\n1, acme \n2,\n");
  EXPECT_THAT(Score(""), HasSubstr("\n1,acme,0,"));
  EXPECT_THAT(Score(""), HasSubstr("\n2,,0,"));
  EXPECT_THAT(Score("", /*out_is_terminal=*/true), HasSubstr("  id  account"));
}

TEST_F(ProgramTest, JsonLinesHaveTheSame) {
  EXPECT_THAT(
      Score(" --format jsonl --reasons 1 --top 1"),
      StartsWith(
          "{\"id\":\"1\",\"account\":\"\",\"fit\":15.5,\"engagement\":1.89998,"
          "\"total\":17.39998,"
          "\"grade\":\"B\",\"qualifies_for\":\"LEAD\",\"way\":\"\","
          "\"coverage\":1,"
          "\"stage\":\"LEAD\",\"since\":\"\",\"valid_until\":"
          "\"2026-11-20T13:00:00Z\",\"reasons\":[{\"label\":\"Company "
          "size\",\"points\":10}],\"model\":\"acme\",\"model_version\":\"1\","
          "\"fingerprint\":\""));
  EXPECT_THAT(Score(" --format jsonl --top 1"),
              EndsWith(",\"as_of\":\"2026-11-20T12:00:00Z\"}\n"));
}

TEST_F(ProgramTest, ReasonsAreInWords) {
  EXPECT_THAT(Score(" --reasons 9 --top 1"),
              HasSubstr("Z,Company size +10; Role +5.5; Visits +1.9,acme,1,"));
}

TEST_F(ProgramTest, ColumnsPassThroughAsTheyAre) {
  EXPECT_THAT(RunProgram({"score", "--model", "m.textproto", "--leads",
                          "leads.csv", "--keep", "Owner, name"})
                  .err,
              HasSubstr("no column \"Owner\""));
  EXPECT_THAT(Score(" --keep title,employees"),
              HasSubstr(",valid_until,title,employees,model,"));
}

TEST_F(ProgramTest, CellsThatNeedItAreQuoted) {
  folder_.Write("leads.csv", "id,Owner\n1,\"a \"\"b\"\", c\nd\"\n");
  EXPECT_THAT(Score(" --keep Owner"),
              HasSubstr(",\"a \"\"b\"\", c\nd\",acme,1,"));
  EXPECT_THAT(Score(" --keep Owner --format jsonl"),
              HasSubstr("\"Owner\":\"a \\\"b\\\", c\\nd\""));
}

std::vector<std::string> Ids(const std::string& rows) {
  std::vector<std::string> ids;
  for (const auto& line : absl::StrSplit(rows, '\n')) {
    const std::string text(line);
    if (!text.empty() && text.substr(0, 2) != "id") {
      ids.push_back(text.substr(0, text.find(',')));
    }
  }
  return ids;
}

TEST_F(ProgramTest, SortingRanks) {
  EXPECT_THAT(Ids(Score(" --sort total")), ElementsAre("2", "3", "1"));
  EXPECT_THAT(Ids(Score(" --sort total --top 2")), ElementsAre("2", "3"));
  EXPECT_THAT(Ids(Score(" --sort engagement")), ElementsAre("1", "3", "2"));
  EXPECT_THAT(Ids(Score(" --sort coverage")), ElementsAre("1", "2", "3"));
  EXPECT_THAT(Ids(Score(" --sort grade")), ElementsAre("2", "3", "1"));
  EXPECT_THAT(Ids(Score(" --sort qualifies_for")), ElementsAre("3", "1", "2"));
}

TEST_F(ProgramTest, OutputIsAFileOfTheSameRows) {
  const std::string rows = Score("");
  EXPECT_EQ(Score(" --output scores.csv"), "");
  EXPECT_EQ(folder_.Read("scores.csv"), rows);
}

TEST_F(ProgramTest, RejectedRecordsCanBeMendedAndReadAgain) {
  folder_.Write("leads.csv", "id,employees\n1,100\n2,many\n3,250\n");
  Score(" --max-errors 1 --output scores.csv");
  EXPECT_THAT(Ids(folder_.Read("scores.csv")), ElementsAre("1", "3"));
  EXPECT_EQ(folder_.Read("scores.csv.rejected-leads.csv"),
            "id,employees\n2,many\n");
  Score(" --max-errors 1 --rejected bad");
  EXPECT_THAT(folder_.Files(), ::testing::Contains("bad.rejected-leads.csv"));
}

TEST_F(ProgramTest, SetsSayWhatWasKnownWhen) {
  folder_.Write("sets.csv",
                "lead_id,attribute,time,value\n"
                "1,employees,2026-11-20T00:00:00Z,300\n"
                "2,title,2026-11-20T00:00:00Z,\n"
                "3,employees,2026-11-21T00:00:00Z,0\n"
                "3,employees,2026-11-20T00:00:00Z,many\n"
                "9,employees,2026-11-20T00:00:00Z,5\n");
  const ProgramOutput scored =
      Run("score --model m.textproto --leads leads.csv --activities "
          "activities.csv --as-of 2026-11-20T12:00:00Z --sets sets.csv "
          "--max-errors 1 --output s.csv");
  EXPECT_EQ(scored.exit_code, 0);
  EXPECT_THAT(scored.err,
              HasSubstr("sets.csv:5:34: error: the value of \"employees\": not "
                        "a whole number\n"));
  EXPECT_THAT(scored.err,
              HasSubstr("leadscore: 1 bad record of a set was left out\n"
                        "leadscore: 1 set belongs to a lead that is not in the "
                        "file\n"));
  EXPECT_EQ(folder_.Read("s.csv.rejected-sets.csv"),
            "lead_id,attribute,time,value\n"
            "3,employees,2026-11-20T00:00:00Z,many\n");
  const std::string rows = folder_.Read("s.csv");
  EXPECT_THAT(rows, HasSubstr("\n1,,35.5,"));
  EXPECT_THAT(rows, HasSubstr("\n2,,30,0,30,A,MQL,score,"));
  EXPECT_THAT(rows, HasSubstr("\n3,,25,"));
  EXPECT_THAT(folder_.Read("s.csv.manifest.json"),
              HasSubstr("\"holds\": \"sets\""));
}

TEST_F(ProgramTest, WithoutAnInstantItIsNowAndIsSaid) {
  const ProgramOutput output =
      Run("score --model m.textproto --leads leads.csv");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.err, HasSubstr("leadscore: scored 3 leads with acme 1 ("));
  EXPECT_THAT(output.err, HasSubstr(") as of 20"));
  EXPECT_THAT(output.err, HasSubstr("no --activities were given"));
}

TEST_F(ProgramTest, EachLeadAtItsOwnInstant) {
  folder_.Write("leads.csv",
                "id,seen\n1,2026-11-19T00:00:00Z\n3,2026-11-20T05:00:00Z\n");
  const ProgramOutput output =
      Run("score --model m.textproto --leads leads.csv --activities "
          "activities.csv --as-of-column seen");
  EXPECT_EQ(output.out, kColumns +
                            ("1,,0,1.373954,1.373954,B,LEAD,,0,LEAD,,"
                             "2026-11-19T01:00:00Z" +
                             MadeWith("2026-11-19T00:00:00Z")) +
                            "3,,0,0,0,B,LEAD,,0,LEAD,," +
                            MadeWith("2026-11-20T05:00:00Z"));
  EXPECT_THAT(output.err, HasSubstr("2 activities are later than that"));
}

TEST_F(ProgramTest, ATerminalGetsATable) {
  EXPECT_EQ(
      Score(" --sort total", /*out_is_terminal=*/true),
      "  id   fit  engagement  total  grade  qualifies_for  way              "
      "      coverage  stage  since             valid_until\n"
      "  2     30           0     30  A      LEAD           disqualified: "
      "student         1  LEAD\n"
      "  3     25        1.68  26.68  A      MQL            score            "
      "           0.5  MQL    2026-11-20 06:00  2026-11-20 13:00\n"
      "  1   15.5         1.9   17.4  B      LEAD                            "
      "             1  LEAD                     2026-11-20 13:00\n");
}

TEST_F(ProgramTest, TheSummaryIsShort) {
  EXPECT_EQ(
      Score(" --summary --keep title"),
      "acme 1 as of 2026-11-20T12:00:00Z\n"
      "\n"
      "3 leads\n"
      "\n"
      "Stages\n"
      "  LEAD  2  66.7 %  ########################################  "
      "disqualified: student 1\n"
      "  MQL   1  33.3 %  ####################                      score 1\n"
      "\n"
      "Total\n"
      "  16  to below 18  1  ########################################\n"
      "  18  to below 20  0\n"
      "  20  to below 22  0\n"
      "  22  to below 24  0\n"
      "  24  to below 26  0\n"
      "  26  to below 28  1  ########################################\n"
      "  28  to below 30  0\n"
      "  30  to below 32  1  ########################################\n"
      "\n"
      "The best\n"
      "  id  title  total  grade  stage         strongest reasons\n"
      "  3          26.68  A      MQL by score  Company size +25; Visits "
      "+1.68\n"
      "  1   CTO     17.4  B      LEAD          Company size +10; Role +5.5; "
      "Visits +1.9\n");
}

// What a profile has something to say about.
constexpr char kProfileModel[] = R"(
name: "acme"  version: "2"
attributes { name: "industry"  type: STRING  fold: true }
attributes { name: "title"     type: STRING }
attributes { name: "size"      type: INT  column: "Employees" }
attributes { name: "country"   type: STRING  column: "Country" }
attributes { name: "domain"    type: STRING  from: "lead.email.split('@')[1]" }
attributes { name: "email"     type: STRING }
activities { type: "page_view"  properties { name: "path"  type: STRING } }
scores {
  name: "fit"  max: 25
  bands { label: "A" from: 20 }  bands { label: "B" }
  groups {
    name: "Company"
    rules { name: "Industry"  table { of: "lead.industry"  otherwise: -5  row { is: "Software" points: 20 } } }
    rules { name: "Size"      max: 10  curve { of: "lead.size"  at { x: 0 points: 0 } at { x: 100 points: 100 } } }
    rules { name: "Student"   when: "lead.title == 'Student'"  points: -20 }
  }
  groups {
    name: "Person"
    rules { name: "Role"  table { of: "lead.title"  match: WORD  row { is: ["vp", "head"] points: 5 } } }
  }
}
scores {
  name: "engagement"  min: 0
  groups {
    name: "Web"
    rules { name: "Pages"  table { of: "activity.path"  otherwise: -1  row { is: "/pricing" points: 1.25 } }
            each { types: "page_view" } }
  }
}
grade: "fit"
stages { name: "LEAD" }
stages { name: "MQL"  enter { name: "score"  at_least { score: "fit" points: 20 } } }
)";

class ProfileTest : public ProgramTest {
 protected:
  ProfileTest() {
    folder_.Write("m.textproto", kProfileModel);
    folder_.Write("leads.csv",
                  "id,industry,title,Employees,email,country,Owner\n"
                  "1,Software,VP Sales,8,a@x.example,DE,Jones\n"
                  "2, SOFTWARE ,Head of Sales,50,,DE,Jones\n"
                  "3,Retail,\"Buyer, junior\",,b,,Jones\n"
                  "4,retail,buyer (Junior),,,,Jones\n"
                  "5,He\talth,A title that is too long to be shown as it "
                  "is,,,,\n");
    folder_.Write("activities.csv",
                  "lead_id,type,time,path\n"
                  "1,page_view,2026-11-20T00:00:00Z,/pricing\n"
                  "1,page_view,2026-11-20T00:00:00Z,/blog\n"
                  "3,page_view,2026-11-20T00:00:00Z,/blog\n"
                  "3,page_veiw,2026-11-20T00:00:00Z,\n"
                  "3,page_veiw,2026-11-20T00:00:00Z,\n"
                  "3,unsubscribe,2026-11-20T00:00:00Z,\n");
  }
};

TEST_F(ProfileTest, TellsWhatToLookAfter) {
  EXPECT_EQ(Score(" --profile"), R"(acme 2 as of 2026-11-20T12:00:00Z

5 leads

Values that no row of a table lists
  Industry, lead.industry: 3 of 5 values, 2 different
    2  "retail"
    1  "he\talth"
  Role, lead.title: 3 of 5 values without a listed word, 2 different
    2  "buyer junior"
    1  "a title that is too long to be shown as "...
  Pages, activity.path: 2 of 3 values, 1 different
    2  "/blog"

Types of activity that the model does not know
  2  "page_veiw"    did you mean "page_view"?
  1  "unsubscribe"

Columns that nothing reads
  leads.csv: "country", "Owner"

Columns that are not there
  leads.csv  "Country"  attribute  did you mean "country"?

Attributes, and for how many leads they are known
  industry  5  100.0 %
  title     5  100.0 %
  size      2   40.0 %
  country   0    0.0 %  nothing reads it
  domain    1   20.0 %  nothing reads it
  email     2   40.0 %  nothing reads it

Rules, and the points of all leads
                fired          points  mean if fired  cut by max  raised by min
  fit                              35                         18
    Company                        43
      Industry      2  40.0 %      25             20
      Size          2  40.0 %      18              9          40
      Student   never               0
    Person                         10
      Role          2  40.0 %      10              5
  engagement                     0.25                                         1
    Web                         -0.75
      Pages         2  40.0 %   -0.75          -0.38
  total                         35.25
  1 rule never fired: "Student"

Grades by stage
     LEAD  MQL
  A     0    2
  B     3    0
)");
}

TEST_F(ProfileTest, StandsInForRowsAsASummaryDoes) {
  const std::string rows = Score("");
  const std::string profile = Score(" --profile");
  EXPECT_EQ(Score(" --profile --output scores.csv"), profile);
  EXPECT_EQ(folder_.Read("scores.csv"), rows);
  // Behind the summary, of which it repeats nothing.
  const std::string summary = Score(" --summary");
  EXPECT_EQ(Score(" --summary --profile"),
            summary + profile.substr(profile.find("\nValues")));
}

TEST_F(ProfileTest, OnlyItShowsValues) {
  const std::string command =
      "score --model m.textproto --leads leads.csv --activities activities.csv "
      "--as-of 2026-11-20T12:00:00Z";
  EXPECT_THAT(Run(command).err,
              HasSubstr("leadscore: 3 activities are of 2 types that the model "
                        "does not know; --profile names them\n"));
  EXPECT_THAT(Run(command).err, Not(HasSubstr("unsubscribe")));
  EXPECT_THAT(Run(command + " --profile").err,
              HasSubstr("2 types that the model does not know\n"));
}

TEST_F(ProfileTest, OfAModelWithLittleIsShort) {
  folder_.Write("m.textproto",
                "name: 'm' scores { name: 'fit' groups { name: 'g' rules { "
                "name: 'r' points: 1 } } }");
  folder_.Write("leads.csv", "id\n1\n");
  EXPECT_EQ(Run("score --model m.textproto --leads leads.csv --as-of "
                "2026-11-20T12:00:00Z --profile")
                .out,
            R"(m as of 2026-11-20T12:00:00Z

1 lead

Rules, and the points of all leads
         fired           points  mean if fired  cut by max  raised by min
  fit                         1
    g                         1
      r      1  100.0 %       1              1
  total                       1
)");
}

TEST_F(ProfileTest, OfGradesOrStagesAloneIsOneRowOrColumn) {
  const std::string beginning =
      "name: 'm' attributes { name: 'industry' type: STRING } scores { name: "
      "'fit' bands { label: 'A' from: 1 } bands { label: 'B' } groups { name: "
      "'g' rules { name: 'r' table { of: 'lead.industry' row { is: 'Software' "
      "points: 1 } } } } }";
  folder_.Write("leads.csv", "id,industry\n1,Software\n2,\n3,\n");
  folder_.Write("activities.csv", "lead_id,type,time\n");
  folder_.Write("m.textproto", beginning + "grade: 'fit'");
  EXPECT_THAT(Score(" --profile"), HasSubstr("\nGrades\n  A  1\n  B  2\n"));
  folder_.Write("m.textproto",
                beginning +
                    "stages { name: 'LEAD' } stages { name: 'MQL' enter { "
                    "name: 'w' at_least { score: 'fit' points: 1 } } }");
  EXPECT_THAT(Score(" --profile"),
              HasSubstr("\nStages\n    LEAD  MQL\n       2    1\n"));
  EXPECT_THAT(Score(" --profile"),
              HasSubstr("\nValues that no row of a table lists\n  none\n"));
}

TEST_F(ProfileTest, OfNoLeadsIsThatOfTheFiles) {
  folder_.Write("leads.csv", "id,Employees,Owner\n1,many,\n");
  EXPECT_EQ(Run("score --model m.textproto --leads leads.csv --as-of-column "
                "Owner --max-errors 1 --profile")
                .out,
            R"(acme 2 as of the column "Owner"

0 leads

Columns that are not there
  leads.csv  "industry"  attribute
  leads.csv  "title"     attribute
  leads.csv  "Country"   attribute
  leads.csv  "email"     attribute
)");
}

TEST_F(ProfileTest, ManyTypesAreCounted) {
  std::string activities = "lead_id,type,time\n";
  for (int i = 0; i < 25; ++i) {
    activities += "1,unknown_" + std::to_string(i) + ",2026-11-20T00:00:00Z\n";
  }
  folder_.Write("activities.csv", activities);
  EXPECT_THAT(Score(" --profile"), HasSubstr("  5  of 5 types more\n"));
}

TEST_F(ProgramTest, CheckSaysWhatIsInAModel) {
  const ProgramOutput output = Run("check --model m.textproto");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_EQ(output.err, "");
  EXPECT_THAT(output.out, HasSubstr("m.textproto: acme 1 is fine\n"
                                    "  leads:      2 attributes, 0 lists\n"
                                    "  activities: 1 type, 0 signals, 0 "
                                    "screens\n"
                                    "  scores:     2 scores, 3 rules\n"
                                    "  stages:     2 stages\n"
                                    "  agreed:     0 examples\n"
                                    "  fingerprint "));
}

TEST_F(ProgramTest, ScoresAccounts) {
  folder_.Write("a.textproto",
                "name: 'a' attributes { name: 'size' type: INT } scores { "
                "name: 'fit' groups { name: 'G' rules { name: 'R' curve { of: "
                "'lead.size' at { x: 0 points: 0 } at { x: 100 points: 100 } } "
                "} } } account_scores { name: 'all' of: 'fit' take: SUM } "
                "account_scores { name: 'mean' of: 'total' take: AVERAGE } "
                "account_scores { name: 'two' of: 'fit' take: TOP top: 2 }");
  folder_.Write("l.csv",
                "id,account,size\n1,acme,10\n2,acme,20\n3,,50\n4,acme,31\n"
                "5,zeta,7\n");
  const ProgramOutput output =
      Run("score --model a.textproto --leads l.csv --as-of "
          "2026-11-20T12:00:00Z --output s.csv --accounts acc.csv");
  EXPECT_EQ(output.exit_code, 0) << output.err;
  // The lead without account belongs to none.
  EXPECT_EQ(folder_.Read("acc.csv"),
            "account,leads,all,mean,two\n"
            "acme,3,61,20.333333,51\n"
            "zeta,1,7,7,7\n");
}

TEST_F(ProgramTest, CheckWarnsOfWhatIsHardlyMeant) {
  folder_.Write("w.textproto",
                "name: 'w'\n"
                "attributes { name: 'size' type: INT }\n"
                "scores { name: 'fit' groups { name: 'G' rules { name: 'R'\n"
                "  points: 1 when: 'lead.size > 5 && lead.size < 3' } } }\n");
  const ProgramOutput output = Run("check --model w.textproto");
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_EQ(output.err,
            "w.textproto:4:20: warning: the condition is never true, whatever "
            "lead.size is\n"
            "  in scores[fit].groups[G].rules[R].when\n"
            "      points: 1 when: 'lead.size > 5 && lead.size < 3' } } }\n"
            "                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
            "  remedy: change it, or leave it out\n");
  EXPECT_THAT(output.out, HasSubstr("w.textproto: w is fine, with 1 warning"));
  // Only check speaks of it.
  folder_.Write("l.csv", "id,size\n1,4\n");
  EXPECT_EQ(Run("score --model w.textproto --leads l.csv --as-of "
                "2026-01-01T00:00:00Z --output o.csv")
                .err.find("warning"),
            std::string::npos);
}

// Splits no arguments, unlike Run.
ProgramOutput Eval(std::vector<std::string> args) {
  args.insert(args.begin(), "eval");
  return RunProgram(args, false);
}

TEST_F(ProgramTest, EvalShowsValuesOfParts) {
  const ProgramOutput output =
      Eval({"lead.size > 5 && lead.country in ['DE', 'AT']", "--set",
            "lead.size=7", "--set", "lead.country='FR'"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_EQ(output.err, "");
  EXPECT_EQ(output.out,
            "false\n"
            "  type bool, 13 steps of at most 39\n"
            "\n"
            "  lead.size > 5 && lead.country in ['DE', 'AT']  false\n"
            "    lead.size > 5                                true\n"
            "      lead.size                                  7\n"
            "    lead.country in ['DE', 'AT']                 false\n"
            "      lead.country                               'FR'\n");
  EXPECT_EQ(Eval({"'a'"}).out, "'a'\n  type string, 1 step of at most 1\n");
  EXPECT_EQ(Eval({"[1, 2].map(x, x * 2)"}).out,
            "[2, 4]\n  type list(int), 12 steps of at most 28\n");
}

TEST_F(ProgramTest, EvalOfALead) {
  const std::vector<std::string> lead = {
      "--model",   "m.textproto",          "--leads",
      "leads.csv", "--activities",         "activities.csv",
      "--as-of",   "2026-11-20T12:00:00Z", "--id"};
  const auto eval = [&lead](const std::string& expression,
                            std::vector<std::string> rest) {
    std::vector<std::string> args = {expression};
    args.insert(args.end(), lead.begin(), lead.end());
    args.insert(args.end(), rest.begin(), rest.end());
    const ProgramOutput output = Eval(args);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    return output.out.substr(0, output.out.find('\n'));
  };
  EXPECT_EQ(eval("lead.employees", {"2"}), "300");
  EXPECT_EQ(eval("lead.title", {"3"}), "missing: lead.title");
  const std::string fit = eval("score.fit", {"1"});
  EXPECT_NE(eval("score.fit", {"1", "--set", "lead.employees=1000"}), fit);
  // As files write it; an int for a double.
  EXPECT_EQ(eval("lead.title", {"1", "--set", "lead.title=VP Sales"}),
            "'VP Sales'");
  EXPECT_EQ(eval("score.fit", {"1", "--set", "score.fit=7"}), "7.0");
  // Of a model alone nothing is known but what is set.
  const ProgramOutput alone =
      Eval({"lead.employees > 5", "--model", "m.textproto"});
  EXPECT_EQ(alone.exit_code, 0);
  EXPECT_THAT(alone.out, HasSubstr("missing: lead.employees\n"));
}

TEST_F(ProgramTest, EvalSaysWhatIsWrong) {
  const ProgramOutput mistakes =
      Eval({"1 = 2 ||\nlead.contry == 'x'", "--set", "lead.country='x'"});
  EXPECT_EQ(mistakes.exit_code, 1);
  EXPECT_EQ(mistakes.out, "");
  EXPECT_EQ(mistakes.err,
            "expression:1:3: error: a single \"=\"\n"
            "    1 = 2 ||\n"
            "      ^\n"
            "  remedy: write \"==\"\n"
            "expression:2:6: error: unknown attribute \"contry\"; did you "
            "mean \"country\"?\n"
            "    lead.contry == 'x'\n"
            "         ^~~~~~\n");
  const ProgramOutput error = Eval({"true &&\n 1 / 0 == 1"});
  EXPECT_EQ(error.exit_code, 1);
  EXPECT_THAT(error.out, HasSubstr("error: division by zero\n  type bool"));
  EXPECT_EQ(error.err,
            "expression:2:4: error: division by zero\n"
            "     1 / 0 == 1\n"
            "       ^\n");
  const auto usage = [](std::vector<std::string> args) {
    const ProgramOutput output = Eval(std::move(args));
    EXPECT_EQ(output.exit_code, 2);
    return output.err.substr(0, output.err.find('\n'));
  };
  EXPECT_EQ(usage({}), "leadscore eval: EXPRESSION is needed");
  EXPECT_EQ(usage({"1", "2"}),
            "leadscore eval: unexpected argument \"2\"; everything else is "
            "given by options");
  EXPECT_EQ(usage({"1", "--set", "x"}),
            "leadscore eval: --set needs a name and a value: --set "
            "lead.employees=200");
  EXPECT_EQ(usage({"1", "--set", "1x=2"}),
            "leadscore eval: --set: \"1x\" is not a name, such as "
            "lead.employees");
  EXPECT_EQ(usage({"1", "--set", "x=1", "--set", "x=2"}),
            "leadscore eval: --set: \"x\" is given twice");
  EXPECT_THAT(usage({"1", "--set", "x=DE"}),
              HasSubstr("without --model a text stands in quotes"));
  EXPECT_EQ(usage({"1", "--id", "7"}),
            "leadscore eval: a lead is named by --model, --leads and --id "
            "together");
  EXPECT_EQ(usage({"1", "--model", "m.textproto", "--set", "lead.titel=x"}),
            "leadscore eval: --set: the model has no \"lead.titel\"; did you "
            "mean \"lead.title\"?");
  EXPECT_EQ(usage({"1", "--model", "m.textproto", "--set", "lead.employees=x"}),
            "leadscore eval: --set lead.employees needs a value of the type "
            "int");
}

TEST_F(ProgramTest, PlanCountsBackFromRevenue) {
  EXPECT_EQ(Run("plan --revenue 500000 --deal 10000 --step prospect:5%").out,
            "  stage      goes on  needed  worth each\n"
            "  prospect       5 %   1,000         500\n"
            "  customers               50      10,000\n");
  EXPECT_EQ(
      Run("plan --value 7500 --step MQL:15% --step SQL:30% --step SAL:0.15")
          .out,
      "  stage      goes on  worth each\n"
      "  MQL           15 %      50.625\n"
      "  SQL           30 %      337.50\n"
      "  SAL           15 %       1,125\n"
      "  customers                7,500\n");
}

TEST_F(ProgramTest, HistoriesAreRows) {
  const std::string files =
      " --model m.textproto --leads leads.csv --activities activities.csv "
      "--as-of 2026-11-20T12:00:00Z";
  EXPECT_EQ(Run("history" + files).out,
            "id,time,from,to,way,cause,what,total,grade\n"
            "3,2026-11-20T06:00:00Z,LEAD,MQL,score,activity,visit,27,A\n");
  EXPECT_EQ(Run("history --format jsonl" + files).out,
            "{\"id\":\"3\",\"time\":\"2026-11-20T06:00:00Z\",\"from\":\"LEAD\","
            "\"to\":\"MQL\",\"way\":\"score\",\"cause\":\"activity\","
            "\"cause_names\":[\"visit\"],\"what\":\"visit\",\"total\":27,"
            "\"grade\":\"A\"}\n");
  EXPECT_EQ(Run("history --id 1 --format csv" + files).out,
            "id,time,from,to,way,cause,what,total,grade\n");
  EXPECT_EQ(Run("history --id 1" + files).out,
            "1 by acme 1, times of UTC\n"
            "\n"
            "  It never left the first stage.\n");
  EXPECT_EQ(Run("history --id 3" + files).out,
            "3 by acme 1, times of UTC\n"
            "\n"
            "  when              from  to   by     why    total  grade\n"
            "  2026-11-20 06:00  LEAD  MQL  score  visit     27  A\n");
  EXPECT_EQ(Run("history --output h.csv" + files).out, "");
  EXPECT_THAT(folder_.Read("h.csv"), HasSubstr("3,2026-11-20T06:00:00Z,"));
}

TEST_F(ProgramTest, ExplainsOneLead) {
  const std::string files =
      " --model m.textproto --leads leads.csv --activities activities.csv "
      "--as-of 2026-11-20T12:00:00Z --id 3";
  EXPECT_EQ(
      Run("explain --format short" + files).out,
      "fit 25 (A): +25 Company size (employees 250). engagement 1.68: +1.68 "
      "Visits (today, faded from 2). MQL by score since 2026-11-20 06:00.\n");
  EXPECT_THAT(Run("explain" + files).out,
              HasSubstr("Gave nothing\n  Role  title not known\n"));
  const std::string json = Run("explain --format json" + files).out;
  EXPECT_THAT(json, HasSubstr("{\n  \"id\": \"3\",\n  \"model\": \"acme\","));
  EXPECT_THAT(json, HasSubstr("\"total_bounds\": [\n    26.681793,\n    "
                              "32.181793\n  ]"));
  EXPECT_THAT(
      Run("explain --since 2026-11-20T00:00:00Z" + files).out,
      HasSubstr("engagement 0 to 1.68\n  +1.68  Visits  once\n\nStages\n  "
                "2026-11-20 06:00 LEAD to MQL by score: visit\n"));
}

TEST_F(ProgramTest, BenchMeasuresModelsOnTheirOwnLeadsAndOnOthers) {
  const ProgramOutput generated = Run("bench --model m.textproto --rows 50");
  EXPECT_EQ(generated.exit_code, 0) << generated.err;
  EXPECT_THAT(generated.out, HasSubstr(": 50 generated leads, "));
  EXPECT_THAT(generated.out, HasSubstr("\n  a lead costs "));
  EXPECT_THAT(generated.out, HasSubstr("without the rules of a column\n"));
  EXPECT_THAT(generated.out, HasSubstr("The costliest rules"));
  const ProgramOutput read =
      Run("bench --model m.textproto --leads leads.csv --activities "
          "activities.csv --against m.textproto --threads 2");
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_THAT(read.out, HasSubstr(" leads, "));
  EXPECT_THAT(read.out, HasSubstr("\n  0 of "));
  EXPECT_EQ(Run("bench --model m.textproto --rows 0").exit_code, 2);
  EXPECT_EQ(Run("bench --model m.textproto --rows 5 --leads leads.csv").err,
            "leadscore bench: --rows and --leads exclude each other\n"
            "  'leadscore bench --help' tells what it takes\n");
  EXPECT_EQ(Run("bench --model m.textproto --activities activities.csv").err,
            "leadscore bench: --activities needs --leads\n"
            "  'leadscore bench --help' tells what it takes\n");
}

TEST_F(ProgramTest, HelpTeaches) {
  EXPECT_THAT(Run("--help").out, HasSubstr("Exit codes: 0 done"));
  EXPECT_EQ(Run("--help").exit_code, 0);
  for (const char* command :
       {"init", "check", "describe", "score", "merge", "explain", "history",
        "diff", "eval", "plan", "sla", "sql", "explain-plan", "generate",
        "bench"}) {
    const ProgramOutput help = Run(std::string(command) + " --help");
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(Run(std::string("help ") + command).out, help.out);
    EXPECT_THAT(help.out, HasSubstr(std::string("leadscore ") + command));
    // It fits a terminal.
    for (const auto& line : absl::StrSplit(help.out, '\n')) {
      EXPECT_LE(line.size(), 80u) << std::string(line);
    }
  }
  EXPECT_THAT(Run("--version").out, HasSubstr("leadscore 0."));
}

TEST_F(ProgramTest, MessagesHoldNoValuesOfLeads) {
  folder_.Write("leads.csv",
                "id,employees,title\n"
                "planted-id,planted-number,planted-title\n"
                "planted-id-2,5,\"planted-open\n");
  const ProgramOutput output =
      Run("score --model m.textproto --leads leads.csv --activities "
          "activities.csv --max-errors 0");
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_THAT(output.err + output.out, Not(HasSubstr("planted")));
}

}  // namespace
}  // namespace leadscore
