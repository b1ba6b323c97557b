// leadscore diff: what it prints, writes and returns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "leadscore/points.h"
#include "src/core/csv_reader.h"
#include "tests/cli/program_test_util.h"
#include "tests/testing/csv_reading.h"

namespace leadscore::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kModel[] = R"(
name: 'm' version: '1'
attributes { name: 'employees' type: INT }
attributes { name: 'title' type: STRING column: 'Job' }
activities { type: 'visit' }
scores { name: 'fit' bands { label: 'A' from: 20 } bands { label: 'B' }
  groups { name: 'Company'
    rules { name: 'Size' when: 'lead.employees >= 200' points: 30 }
    rules { name: 'Role' table { of: 'lead.title' match: WORD row { is: 'cto' points: 10.5 } } } } }
scores { name: 'web' groups { name: 'Web' rules { name: 'Visits' points: 2 each { types: 'visit' within: '7d' } } } }
grade: 'fit'
stages { name: 'NEW' }
stages { name: 'MQL' enter { name: 'score' at_least { score: 'fit' points: 25 } } }
agreed { name: 'a CTO' lead: "{title: 'CTO', employees: 300}" expect { stage: 'MQL' points { score: 'fit' points: 40.5 } } }
)";

class DiffTest : public ::testing::Test {
 protected:
  DiffTest() {
    folder_.Write("m.textproto", kModel);
    folder_.Write("changed.textproto",
                  Changed({{"points: 30", "points: 15"},
                           {"version: '1'", "version: '2'"}}));
    folder_.Write("leads.csv",
                  "id,account,employees,Job,owner\n"
                  "L-1,Acme,300,CTO,\"Smith, J\"\n"
                  "L-2,,250,Clerk,Jones\n"
                  "L-3,,10,CTO,Jones\n");
    folder_.Write("activities.csv",
                  "lead_id,type,time\n"
                  "L-3,visit,2026-11-10T00:00:00Z\n"
                  "L-1,visit,2026-11-19T00:00:00Z\n");
  }

  static std::string Changed(
      std::initializer_list<std::pair<absl::string_view, absl::string_view>>
          replacements) {
    return absl::StrReplaceAll(kModel, replacements);
  }

  // With the leads, as of 2026-11-20.
  static ProgramOutput Diff(const std::vector<std::string>& more) {
    std::vector<std::string> args = {
        "diff",           "--model",   "m.textproto",
        "--leads",        "leads.csv", "--activities",
        "activities.csv", "--as-of",   "2026-11-20T00:00:00Z"};
    args.insert(args.end(), more.begin(), more.end());
    return RunProgram(args);
  }

  static ProgramOutput DiffChanged(const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {"--against", "changed.textproto"};
    args.insert(args.end(), more.begin(), more.end());
    return Diff(args);
  }

  TestFolder folder_;
};

TEST_F(DiffTest, PrintsWhatMovesAndWhy) {
  const ProgramOutput output = DiffChanged();
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.err, IsEmpty());
  EXPECT_THAT(output.out, StartsWith("From m 1 ("));
  EXPECT_THAT(output.out, HasSubstr("\nto   m 2 ("));
  EXPECT_THAT(output.out,
              HasSubstr("\nas of 2026-11-20T00:00:00Z\n"
                        "\nWhat differs in the models\n"
                        "  version: \"1\" -> \"2\"\n"
                        "  rule \"Size\": points 30 -> 15\n"
                        "\nAgreed examples\n"
                        "  \"a CTO\": as agreed -> not as agreed\n"
                        "    fit is 25.5, agreed is 40.5\n"
                        "\n3 leads\n"
                        "  1  33.3 %  to another stage\n"
                        "  1  33.3 %  to another grade\n"
                        "  2  66.7 %  to other points\n"
                        "\nStages, from those on the left to those on top\n"
                        "         NEW  MQL  before\n"
                        "  NEW      1            1\n"
                        "  MQL      1    1       2\n"
                        "  after    2    1\n"
                        "\nGrades\n"
                        "  A -> B  1\n"));
  EXPECT_THAT(
      output.out,
      HasSubstr(
          "\nWhat causes it, over 2 leads that move\n"
          "        score  leads  points\n"
          "  Size  fit        2     -30\n"
          "\nLeads that move, those to another stage first, then by how far\n"
          "  id   account  stage       grade          total           fit  web "
          " "
          "causes\n"
          "  L-2           MQL -> NEW  A -> B      30 -> 15      30 -> 15    0 "
          " "
          "Size -15\n"
          "  L-1  Acme     MQL         A       42.5 -> 27.5  40.5 -> 25.5    2 "
          " "
          "Size -15\n"));
}

TEST_F(DiffTest, OfOneModelIsOneLine) {
  folder_.Write("copy.textproto", kModel);
  const ProgramOutput output = Diff({"--against", "copy.textproto"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(
      output.out,
      AllOf(StartsWith("No difference: both models are m 1 ("),
            ::testing::EndsWith("; 3 leads keep their stage, grade and "
                                "points as of 2026-11-20T00:00:00Z\n")));
  EXPECT_EQ(std::count(output.out.begin(), output.out.end(), '\n'), 1);
  const ProgramOutput models = RunProgram(
      {"diff", "--model", "m.textproto", "--against", "copy.textproto"});
  EXPECT_EQ(models.exit_code, 0);
  EXPECT_EQ(std::count(models.out.begin(), models.out.end(), '\n'), 1);
}

TEST_F(DiffTest, WithoutLeadsComparesTheModels) {
  const ProgramOutput output = RunProgram(
      {"diff", "--model", "m.textproto", "--against", "changed.textproto"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out,
              AllOf(HasSubstr("rule \"Size\": points 30 -> 15"),
                    HasSubstr("\"a CTO\""), Not(HasSubstr("leads"))));
}

TEST_F(DiffTest, SaysThatAChangeMovesNobody) {
  folder_.Write("renamed.textproto", Changed({{"'Size'", "'How large'"}}));
  const ProgramOutput output = Diff({"--against", "renamed.textproto"});
  EXPECT_THAT(
      output.out,
      AllOf(HasSubstr("\n  rule \"How large\": renamed from \"Size\"\n"),
            ::testing::EndsWith("\n3 leads, none of which changes its stage, "
                                "grade or points\n")));
}

TEST_F(DiffTest, ComparesTwoInstants) {
  const ProgramOutput output = Diff({"--since", "2026-11-13T00:00:00Z"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out, StartsWith("m 1 ("));
  EXPECT_THAT(output.out, HasSubstr("\nfrom 2026-11-13T00:00:00Z to "
                                    "2026-11-20T00:00:00Z\n\n3 leads\n"));
  EXPECT_THAT(output.out, HasSubstr("\n  Visits  web        2       0\n"));
  EXPECT_THAT(output.out, Not(HasSubstr("What differs")));
  EXPECT_THAT(Diff({"--since", "2026-11-19T12:00:00Z"}).out,
              StartsWith("No difference: 3 leads keep their stage, grade and "
                         "points from 2026-11-19T12:00:00Z to "));
}

TEST_F(DiffTest, CountsTheLoad) {
  EXPECT_THAT(DiffChanged({"--by", "owner"}).out,
              HasSubstr("\nLeads by owner, before -> after\n"
                        "  owner     leads  moved     NEW     MQL\n"
                        "  Jones         2      1  1 -> 2  1 -> 0\n"
                        "  Smith, J      1              0       1\n"));
  // An attribute, whatever the file calls it.
  EXPECT_THAT(DiffChanged({"--by", "title"}).out, HasSubstr("\n  Clerk "));
}

TEST_F(DiffTest, SumsUpAllButTheLargestGroups) {
  std::string leads = "id,employees,Job,owner\n";
  for (int i = 0; i < 25; ++i) {
    absl::StrAppend(&leads, i, ",300,CEO,owner ", 10 + i, "\n");
  }
  folder_.Write("leads.csv", leads);
  const std::string out = DiffChanged({"--by", "owner"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("  owner 29 "), Not(HasSubstr("owner 30")),
                         HasSubstr("\n  (5 others)      5      5  0 -> 5  5 -> "
                                   "0\n")));
  EXPECT_THAT(out, HasSubstr("  ... and 15 more; --movers FILE writes all"));
}

TEST_F(DiffTest, WritesAllMovers) {
  EXPECT_EQ(DiffChanged({"--movers", "movers.csv", "--top", "0"}).exit_code, 0);
  EXPECT_EQ(folder_.Read("movers.csv"),
            "id,account,stage_from,stage_to,grade_from,grade_to,total_from,"
            "total_to,fit_from,fit_to,web_from,web_to,causes\n"
            "L-2,,MQL,NEW,A,B,30,15,30,15,0,0,Size -15\n"
            "L-1,Acme,MQL,MQL,A,A,42.5,27.5,40.5,25.5,2,2,Size -15\n");
}

TEST_F(DiffTest, ExplainsTheFirstMovers) {
  EXPECT_THAT(DiffChanged({"--explain-movers", "1"}).out,
              HasSubstr("\nWhat causes it, over the first 1 of 2 leads that "
                        "move (--explain-movers)\n"));
}

TEST_F(DiffTest, IsJson) {
  const std::string out =
      DiffChanged({"--format", "json", "--by", "owner"}).out;
  EXPECT_THAT(out, StartsWith("{\n  \"from\": {\n    \"model\": \"m\",\n"));
  const std::string flat = absl::StrReplaceAll(out, {{"\n", ""}, {" ", ""}});
  EXPECT_THAT(flat, HasSubstr("\"kind\":\"changed\",\"path\":\"scores[fit]."
                              "groups[Company].rules[Size].points\",\"before\":"
                              "\"30\",\"after\":\"15\""));
  EXPECT_THAT(flat, HasSubstr("\"stage_moves\":[[1,0],[1,1]]"));
  EXPECT_THAT(flat, HasSubstr("{\"kind\":\"rule\",\"score\":\"fit\",\"name\":"
                              "\"Size\",\"text\":\"Size\",\"leads\":2,"
                              "\"points\":-30}"));
  EXPECT_THAT(flat, HasSubstr("{\"id\":\"L-1\",\"account\":\"Acme\",\"stage\":["
                              "\"MQL\",\"MQL\"],\"grade\":[\"A\",\"A\"],"
                              "\"total\":[42.5,27.5],\"scores\":{\"fit\":[40.5,"
                              "25.5],\"web\":[2,2]},\"causes\":[{\"score\":"
                              "\"fit\",\"text\":\"Size\",\"change\":-15}]}"));
  EXPECT_THAT(flat, HasSubstr("\"value\":\"Jones\",\"leads\":2,\"moved\":1,"
                              "\"from\":[1,1],\"to\":[2,0]"));
}

TEST_F(DiffTest, FailsIfMoreMoveThanAllowed) {
  EXPECT_EQ(DiffChanged({"--fail-if-moved", "33.4"}).exit_code, 0);
  const ProgramOutput output = DiffChanged({"--fail-if-moved", "33.3"});
  EXPECT_EQ(output.exit_code, 4);
  EXPECT_EQ(output.err,
            "leadscore: 33.3 % of the leads change their stage or grade, more "
            "than 33.3 %\n");
  EXPECT_THAT(output.out, HasSubstr("Leads that move"));
}

TEST_F(DiffTest, EachModelReadsTheFilesByItself) {
  // The same column, by another name and as another type.
  folder_.Write("changed.textproto",
                Changed({{"name: 'employees' type: INT",
                          "name: 'staff' type: DOUBLE column: 'employees'"},
                         {"lead.employees >= 200", "lead.staff >= 200.0"},
                         {"employees: 300", "staff: 300.0"}}));
  const ProgramOutput same = DiffChanged();
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("\n3 leads, none of which changes its"));
  // Then only one of them can read a record.
  folder_.Write("leads.csv", "id,employees,Job\nL-1,300,CTO\nL-2,2.5,CTO\n");
  const ProgramOutput output = DiffChanged({"--max-errors", "1"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(output.out,
              HasSubstr("\n1 lead, none of which changes its stage, grade or "
                        "points\n  1 lead is left out, which only the second "
                        "model could read\n"));
  EXPECT_THAT(output.err,
              AllOf(StartsWith("leadscore: as m.textproto reads the files\n"
                               "leads.csv:3:5: error: "),
                    HasSubstr("\nleadscore: as changed.textproto reads the "
                              "files\nleadscore: 1 activity belongs to")));
}

TEST_F(DiffTest, SaysOnceWhatBothModelsSay) {
  folder_.Write("activities.csv",
                "lead_id,type,time\nL-9,visit,2026-11-10T00:00:00Z\n"
                "L-1,chat,2026-11-10T00:00:00Z\n");
  EXPECT_EQ(
      DiffChanged().err,
      "leadscore: 1 activity belongs to a lead that is not in the file\n"
      "leadscore: 1 activity is of a type that the model does not know\n");
}

// ---- Against runs of scores -------------------------------------------------

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

using Rows = std::map<std::string, std::map<std::string, std::string>>;

// The cells of a CSV by id and column.
Rows ReadRows(const std::string& csv) {
  internal::CsvReader reader(InPieces(csv, csv.size()), ',', {});
  Rows rows;
  std::vector<std::string> header;
  for (internal::Record record; reader.Next(&record).value();) {
    if (header.empty()) {
      for (const auto& field : record.fields) header.push_back(field.text);
      continue;
    }
    std::map<std::string, std::string>& row = rows[record.fields[0].text];
    for (size_t i = 0; i < header.size(); ++i) {
      row[header[i]] = record.fields[i].text;
    }
  }
  return rows;
}

TEST_F(DiffTest, MoversAreThoseOfTwoRunsOfScores) {
  const std::string root = LEADSCORE_SOURCE_DIR;
  const std::string model = root + "/examples/models/b2b_software.textproto";
  std::filesystem::copy(root + "/examples/models/lists", "lists");
  const std::string text = ReadFile(model);
  const std::string changed =
      absl::StrReplaceAll(text, {{"x: 200  points: 30", "x: 200  points: 22"},
                                 {"score: \"engagement\"  points: 40",
                                  "score: \"engagement\"  points: 35"},
                                 {"within: \"30d\"", "within: \"20d\""}});
  ASSERT_NE(changed, text);
  folder_.Write("changed.textproto", changed);
  const std::vector<std::string> data = {
      "--leads", root + "/examples/data/leads.csv", "--activities",
      root + "/examples/data/activities.csv"};
  const auto run = [&](std::vector<std::string> args) {
    args.insert(args.end(), data.begin(), data.end());
    const ProgramOutput output = RunProgram(args);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    return output.out;
  };
  const std::string now = "2026-11-20T00:00:00Z";
  const std::string before = "2026-11-06T00:00:00Z";
  struct Case {
    std::vector<std::string> from;
    std::vector<std::string> to;
    std::vector<std::string> diff;
  };
  for (const Case& tested :
       {Case{{"--model", model, "--as-of", now},
             {"--model", "changed.textproto", "--as-of", now},
             {"--model", model, "--against", "changed.textproto", "--as-of",
              now}},
        Case{{"--model", model, "--as-of", before},
             {"--model", model, "--as-of", now},
             {"--model", model, "--since", before, "--as-of", now}}}) {
    const auto score = [&](std::vector<std::string> args) {
      args.insert(args.begin(), "score");
      return ReadRows(run(args));
    };
    const Rows from = score(tested.from);
    const Rows to = score(tested.to);
    std::vector<std::string> args = tested.diff;
    args.insert(args.begin(), "diff");
    args.insert(args.end(), {"--movers", "movers.csv"});
    run(args);
    const Rows movers = ReadRows(folder_.Read("movers.csv"));
    size_t expected = 0;
    for (const auto& [id, row] : from) {
      bool moves = false;
      for (const std::string column :
           {"stage", "grade", "total", "fit", "engagement"}) {
        moves = moves || row.at(column) != to.at(id).at(column);
      }
      expected += moves ? 1 : 0;
      ASSERT_EQ(movers.count(id), moves ? 1u : 0u) << id;
      if (!moves) continue;
      for (const std::string column :
           {"stage", "grade", "total", "fit", "engagement"}) {
        EXPECT_EQ(movers.at(id).at(column + "_from"), row.at(column)) << id;
        EXPECT_EQ(movers.at(id).at(column + "_to"), to.at(id).at(column)) << id;
      }
      // Weights are 1 and the total has no bounds: causes are the change.
      Points sum;
      const std::string& causes = movers.at(id).at("causes");
      for (absl::string_view cause :
           absl::StrSplit(causes, "; ", absl::SkipEmpty())) {
        const std::string points(cause.substr(cause.rfind(' ') + 1));
        sum += Points::Parse(points).value();
      }
      EXPECT_EQ(Points::Parse(row.at("total")).value() + sum,
                Points::Parse(to.at(id).at("total")).value())
          << id << ": " << causes;
    }
    EXPECT_EQ(movers.size(), expected);
    EXPECT_GT(expected, 100u);
  }
}

}  // namespace
}  // namespace leadscore::testing
