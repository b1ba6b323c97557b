// A file of any format holds the same leads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "leadscore/messages.h"
#include "leadscore/score_files.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"
#include "tests/testing/file_folder.h"
#include "tests/testing/generator.h"
#include "tests/testing/lead_files.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/tables_text.h"

namespace leadscore {
namespace {

using testing::CommonLeads;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Random;

class FileFormatsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) const {
    return folder_.Write(name, bytes);
  }

  // The tables of files as text, with what is wrong.
  static std::string Read(const Model& model, const std::string& leads,
                          const std::string& activities,
                          ReadOptions options = {}) {
    std::vector<std::string> messages;
    options.on_error = [&messages](const ReadError& error) {
      messages.push_back(error.message);
    };
    TableReader reader(model, options);
    EXPECT_THAT(reader.ReadLeads(leads), IsOk());
    if (!activities.empty()) {
      EXPECT_THAT(reader.ReadActivities(activities), IsOk());
    }
    return testing::TablesText(reader.Finish(), messages);
  }

  // The rows of the scores of files.
  static std::string Score(const Model& model, const std::string& leads,
                           const std::string& activities, int threads,
                           std::optional<Shard> shard = std::nullopt) {
    ScoreFilesInput input;
    input.leads = leads;
    if (!activities.empty()) input.activities = {activities};
    input.reading.shard = shard;
    std::string rows;
    ScoreFilesOptions options;
    options.threads = threads;
    options.reasons = 2;
    options.write = [&rows](std::string_view more) {
      rows += more;
      return absl::OkStatus();
    };
    ScoreFilesResult result;
    EXPECT_THAT(ScoreFiles(Scorer(model), input, testing::GeneratedNow(),
                           options, &result),
                IsOk());
    return absl::StrCat(rows, result.read.activities_read, " ",
                        result.read.activities_repeated);
  }

  // The same of three shards, joined; only the rows.
  static std::string ScoreShards(const Model& model, const std::string& leads,
                                 const std::string& activities) {
    std::map<int64_t, std::string> row_of_number;
    std::string rows;
    for (int i = 1; i <= 3; ++i) {
      const std::vector<std::string> lines =
          absl::StrSplit(Score(model, leads, activities, i, Shard{i, 3}), '\n');
      rows = lines[0].substr(lines[0].find(',') + 1) + "\n";
      // Behind the header, and before the counts.
      for (size_t line = 1; line + 1 < lines.size(); ++line) {
        const size_t comma = lines[line].find(',');
        row_of_number[std::stoll(lines[line].substr(0, comma))] =
            lines[line].substr(comma + 1) + "\n";
      }
    }
    for (const auto& [number, row] : row_of_number) rows += row;
    return rows;
  }

  const testing::FileFolder folder_{"file_formats"};
};

// What TableReader would give for these leads.
std::string TablesOf(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  ReadResult read;
  for (const Lead& lead : leads) {
    EXPECT_THAT(builder.Add(lead), IsOk());
    read.activities_read += static_cast<int64_t>(lead.activities.size());
  }
  read.tables = builder.Build();
  read.activities_repeated =
      static_cast<int64_t>(read.tables.activities.columns().num_repeated());
  return testing::TablesText(read, {});
}

TEST_F(FileFormatsTest, PropertiesMayStandInAnObject) {
  ModelSpec spec{"m"};
  ActivitySpec visit{"visit"};
  visit.properties = {{"page", ValueType::kString}};
  spec.activities = {visit};
  RuleSpec rule{"pricing", "", "", 5.0};
  rule.each = EachSpec{{"visit"}, "activity.page == '/pricing'"};
  spec.scores = {{"s", {{"g", {rule}}}}};
  const Model model = *Model::Create(spec);
  const std::string leads = Write("leads.jsonl", "{\"id\": \"1\"}\n");
  const std::string begin =
      R"({"lead_id": "1", "type": "visit", "time": "2026-01-01T00:00:00Z", )";
  const std::string flat =
      Write("flat.jsonl", absl::StrCat(begin, R"("page": "/pricing"})", "\n"));
  const std::string nested = Write(
      "nested.jsonl",
      absl::StrCat(begin, R"("properties": {"page": "/pricing"}})", "\n"));
  EXPECT_EQ(Read(model, leads, nested), Read(model, leads, flat));
  EXPECT_THAT(Read(model, leads, nested), ::testing::HasSubstr("/pricing"));
}

TEST_F(FileFormatsTest, MessagesHoldWhatTheirLeadsHold) {
  for (uint64_t seed : testing::SeedsToTry(80)) {
    SCOPED_TRACE("LEADSCORE_SEED=" + std::to_string(seed));
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model model = *Model::Create(spec);
    const std::vector<Lead> leads =
        testing::GenerateLeads(spec, 1 + random.Below(150), random);
    const std::string path = Write(
        "leads.binpb",
        testing::MessagesOfLeads(SchemaMessage(model), leads,
                                 1 + static_cast<size_t>(random.Below(50))));
    ASSERT_EQ(Read(model, path, ""), TablesOf(model, leads));
  }
}

TEST_F(FileFormatsTest, AllFormatsHoldTheSame) {
  for (uint64_t seed : testing::SeedsToTry(40)) {
    SCOPED_TRACE("LEADSCORE_SEED=" + std::to_string(seed));
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const Model model = *Model::Create(spec);
    const std::vector<Lead> leads = CommonLeads::Of(
        testing::GenerateLeads(spec, 1 + random.Below(150), random));
    const std::string csv =
        Write("leads.csv", testing::CsvOfLeads(model, leads));
    const std::string csv_activities =
        Write("activities.csv", testing::CsvOfActivities(leads));
    const std::string json_activities =
        Write("activities.jsonl", testing::JsonOfActivities(leads));
    const std::string flat =
        Write("flat.jsonl", testing::JsonOfLeads(leads, {}));
    const std::string nested =
        Write("nested.ndjson", testing::JsonOfLeads(leads, {true, true}));
    const std::string messages = Write(
        "leads.pb",
        testing::MessagesOfLeads(SchemaMessage(model), leads, leads.size()));

    const std::string expected = TablesOf(model, leads);
    ASSERT_EQ(Read(model, csv, csv_activities), expected);
    ASSERT_EQ(Read(model, flat, json_activities), expected);
    ASSERT_EQ(Read(model, nested, ""), expected);
    ASSERT_EQ(Read(model, messages, ""), expected);
    if (!CanScoreFiles(model)) continue;
    const std::string rows = Score(model, csv, csv_activities, 1);
    ASSERT_EQ(Score(model, flat, json_activities, 2), rows);
    ASSERT_EQ(Score(model, nested, "", 3), rows);
    ASSERT_EQ(Score(model, messages, "", 2), rows);
    if (ShardsByAccount(model)) continue;
    // Texts of these models have no line ends.
    const std::string only_rows = rows.substr(0, rows.rfind('\n') + 1);
    ASSERT_EQ(ScoreShards(model, flat, json_activities), only_rows);
    ASSERT_EQ(ScoreShards(model, nested, ""), only_rows);
    ASSERT_EQ(ScoreShards(model, messages, ""), only_rows);
  }
}

TEST_F(FileFormatsTest, TextsOfControlCharactersAreKept) {
  std::string text;
  std::string escaped;
  for (int c = 1; c < 0x20; ++c) {
    text += static_cast<char>(c);
    absl::StrAppend(&escaped, "\\u", absl::Hex(c, absl::kZeroPad4));
  }
  Random random(1);
  ModelSpec spec = testing::GenerateModel(random);
  spec.attributes.push_back({});
  spec.attributes.back().name = "the_text";
  spec.attributes.back().type = ValueType::kString;
  spec.attributes.push_back({});
  spec.attributes.back().name = "the_list";
  spec.attributes.back().type = ValueType::kStringList;
  const Model model = *Model::Create(spec);
  const std::string path = Write(
      "leads.jsonl", absl::StrCat("{\"id\":\"1\",\"the_text\":\"", escaped,
                                  "\",\"the_list\":[\"", escaped, "\",\"\"]}\n",
                                  "{\"id\":\"2\",\"the_list\":[]}\n"));
  TableReader reader(model, {});
  ASSERT_THAT(reader.ReadLeads(path), IsOk());
  const ReadResult read = reader.Finish();
  const internal::LeadColumns& leads = read.tables.leads.columns();
  std::vector<std::string> found;
  for (size_t i = 0; i < leads.schema().columns.size(); ++i) {
    const std::string& name = leads.schema().columns[i].name;
    if (name == "the_text")
      found.push_back(std::string(leads.column(i).String(0)));
    if (name != "the_list") continue;
    EXPECT_THAT(leads.column(i).StringList(0), ElementsAre(text, ""));
    EXPECT_TRUE(leads.column(i).IsPresent(1));
    EXPECT_THAT(leads.column(i).StringList(1), IsEmpty());
  }
  EXPECT_THAT(found, ElementsAre(text));
}

}  // namespace
}  // namespace leadscore
