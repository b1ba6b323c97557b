// leadscore init, as its users call it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/cli/program_test_util.h"

namespace leadscore::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Leads in the manner of an export: no ids, semicolons, a value that nobody
// chose, a day that may be a month, a note.
std::string Export(int leads) {
  std::string text = "Industry;Visits;Created;Notes;Remark;Won\n";
  std::mt19937_64 random(3);
  for (int i = 0; i < leads; ++i) {
    const bool fits = random() % 2 == 0;
    const bool won = random() % 10 < (fits ? 6 : 1);
    text += std::string(fits         ? "Software"
                        : i % 5 == 0 ? "Select"
                                     : "Farming") +
            ";" + std::to_string(random() % 30) + ";0" +
            std::to_string(1 + random() % 9) + "/0" +
            std::to_string(1 + random() % 9) + "/2026;" +
            "they said that they would like to think about it, note " +
            std::to_string(i) + ";;" + (won ? "Yes" : "No") + "\n";
  }
  return text;
}

TEST(InitTest, ModelLoadsAndScoresAtOnce) {
  const TestFolder folder;
  folder.Write("leads.csv", Export(2'000));
  const ProgramOutput init =
      RunProgram({"init", "--leads", "leads.csv", "--outcome", "Won",
                  "--output", "model.textproto"});
  ASSERT_EQ(init.exit_code, 0) << init.err;
  EXPECT_THAT(init.out, IsEmpty());
  EXPECT_THAT(init.err, HasSubstr("left out until you answer"));
  EXPECT_THAT(init.err, HasSubstr("--leads leads.csv --output scores.csv"));
  const ProgramOutput check =
      RunProgram({"check", "--model", "model.textproto"});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  EXPECT_THAT(check.err, IsEmpty());
  const ProgramOutput score =
      RunProgram({"score", "--model", "model.textproto", "--leads", "leads.csv",
                  "--output", "scores.csv"});
  EXPECT_EQ(score.exit_code, 0) << score.err;
  EXPECT_THAT(score.err, HasSubstr("scored 2,000 leads"));
}

TEST(InitTest, WritesTheModelToStandardOutput) {
  const TestFolder folder;
  folder.Write("leads.csv", Export(300));
  const ProgramOutput to_output =
      RunProgram({"init", "--leads", "leads.csv", "--outcome", "Won"});
  ASSERT_EQ(to_output.exit_code, 0) << to_output.err;
  ASSERT_EQ(RunProgram({"init", "--leads", "leads.csv", "--outcome", "Won",
                        "--output", "model.textproto"})
                .exit_code,
            0);
  EXPECT_EQ(to_output.out, folder.Read("model.textproto"));
}

TEST(InitTest, WritesOverNoFileUnlessForced) {
  const TestFolder folder;
  folder.Write("leads.csv", Export(300));
  folder.Write("model.textproto", "mine");
  std::vector<std::string> command = {"init", "--leads", "leads.csv",
                                      "--output", "model.textproto"};
  const ProgramOutput refused = RunProgram(command);
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("is there already"));
  EXPECT_EQ(folder.Read("model.textproto"), "mine");
  command.push_back("--force");
  EXPECT_EQ(RunProgram(command).exit_code, 0);
  EXPECT_THAT(folder.Read("model.textproto"), HasSubstr("scores {"));
}

TEST(InitTest, SaysWhatIsToBeLookedAt) {
  const TestFolder folder;
  std::string csv = "id,employees,won\n";
  for (int i = 0; i < 300; ++i) {
    csv += std::to_string(i) + "," +
           (i % 5 == 0 ? "51-200" : std::to_string(i % 40)) + "," +
           (i % 3 == 0 ? "yes" : "no") + "\n";
  }
  csv += "7,1,no\n";
  folder.Write("leads.csv", csv);
  const ProgramOutput init =
      RunProgram({"init", "--leads", "leads.csv", "--outcome", "won"});
  EXPECT_EQ(init.exit_code, 0);
  EXPECT_THAT(init.err, HasSubstr("1 row with the id of an earlier one: the "
                                  "row 301\n"));
  EXPECT_THAT(init.err, HasSubstr("--max-errors 1"));
  EXPECT_THAT(init.err, HasSubstr("to be looked at:\n    \"employees\": 240 of "
                                  "300 cells are numbers"));
}

TEST(InitTest, AnAnswerIsTaken) {
  const TestFolder folder;
  folder.Write("leads.csv", Export(300));
  const ProgramOutput init =
      RunProgram({"init", "--leads", "leads.csv", "--outcome", "Won",
                  "--time-format", "Created=%d/%m/%Y", "--name", "mine"});
  ASSERT_EQ(init.exit_code, 0) << init.err;
  EXPECT_THAT(init.err, Not(HasSubstr("until you answer")));
  EXPECT_THAT(init.out, HasSubstr("time_format: \"%d/%m/%Y\""));
  EXPECT_THAT(init.out, HasSubstr("name: \"mine\""));
}

TEST(InitTest, FormatsAndCompressionDoNotMatter) {
  const TestFolder folder;
  std::string csv = "id,size,won\n";
  std::string json;
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    const std::string size = std::to_string(random() % 100);
    const std::string won =
        random() % 100 < (std::stoi(size) > 60 ? 70 : 20) ? "yes" : "no";
    const std::string id = std::to_string(i);
    csv += id + "," + size + "," + won + "\n";
    json += "{\"id\": \"" + id + "\", \"size\": " + size + ", \"won\": \"" +
            won + "\"}\n";
  }
  folder.Write("leads.csv", csv);
  folder.Write("leads.jsonl", json);
  const auto text_of = [](const std::string& leads) {
    return RunProgram({"init", "--leads", leads, "--outcome", "won"}).out;
  };
  const std::string text = text_of("leads.csv");
  EXPECT_THAT(text, HasSubstr("lead.size >= "));
  EXPECT_EQ(text_of("leads.jsonl"), text);
}

}  // namespace
}  // namespace leadscore::testing
