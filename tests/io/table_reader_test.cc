#include "leadscore/table_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "leadscore/scorer.h"
#include "src/core/time_text.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseModelText;
using testing::StatusIs;

class TableReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_table_reader_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  ReadOptions Options() {
    ReadOptions options;
    options.on_error = [this](const ReadError& error) {
      errors_.push_back(std::to_string(error.line) + ": " + error.message);
    };
    options.on_rejected = [this](std::string_view, std::string_view raw,
                                 bool is_header) {
      rejected_.push_back((is_header ? "header " : "") + std::string(raw));
    };
    return options;
  }

  ReadResult Read(const Model& model, const std::string& leads,
                  const std::string& activities, ReadOptions options) {
    TableReader reader(model, std::move(options));
    status_ = reader.ReadLeads(Write("leads.csv", leads));
    if (status_.ok() && !activities.empty()) {
      status_ = reader.ReadActivities(Write("activities.csv", activities));
    }
    return reader.Finish();
  }

  ReadResult Read(const Model& model, const std::string& leads,
                  const std::string& activities = "") {
    ReadResult read = Read(model, leads, activities, Options());
    EXPECT_THAT(status_, IsOk());
    return read;
  }

  std::filesystem::path folder_;
  absl::Status status_;
  std::vector<std::string> errors_;
  std::vector<std::string> rejected_;
};

// A rule for each of some conditions, so that totals tell which hold.
Model ConditionModel(const std::string& declarations,
                     const std::vector<std::string>& conditions) {
  std::string rules;
  int64_t points = 1;
  for (const std::string& condition : conditions) {
    rules += "rules { name: '" + std::to_string(points) + "' when: \"" +
             condition + "\" points: " + std::to_string(points) + " }";
    points *= 10;
  }
  return ParseModelText("name: 'm' " + declarations +
                        "scores { name: 's' groups { name: 'g' " + rules +
                        "} }");
}

std::vector<std::string> Totals(const Model& model, const ReadResult& read) {
  ScoreTable scores;
  EXPECT_THAT(Scorer(model).Score(read.tables, testing::Now(), {}, &scores),
              IsOk());
  std::vector<std::string> totals;
  for (Points total : scores.total) totals.push_back(total.ToString());
  return totals;
}

TEST_F(TableReaderTest, EveryTypeIsReadAsTheModelSays) {
  const Model model = ConditionModel(
      "time_zone: 'Europe/Berlin' null_values: ['#N/A', 'Select'] "
      "columns { id: 'Prospect ID' } "
      "attributes { name: 'flag' type: BOOL } "
      "attributes { name: 'count' type: INT column: 'No. of Employees' } "
      "attributes { name: 'budget' type: DOUBLE } "
      "attributes { name: 'title' type: STRING null_values: 'none' } "
      "attributes { name: 'since' type: TIMESTAMP time_format: "
      "'%d.%m.%Y %H:%M' } "
      "attributes { name: 'tags' type: STRING_LIST separator: '|' }",
      {"lead.flag", "lead.count == 200", "lead.budget == 1234.5",
       "lead.title == ' Select '",
       "lead.since == timestamp('2026-11-20T08:00:00Z')",
       "lead.tags == ['a', 'b c']"});
  const ReadResult read =
      Read(model,
           "Prospect ID,flag,No. of Employees,budget,title,since,tags,other\n"
           "x1,Yes, 200 ,1.2345e3, Select ,20.11.2026 09:00,a| b c ||,?\n"
           "x2,#N/A,Select,,none,#N/A,,\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("111111", "0"));
  EXPECT_EQ(read.tables.leads.id(0), "x1");
  EXPECT_THAT(read.absent_columns, IsEmpty());
}

TEST_F(TableReaderTest, ActivitiesMeetTheirLeads) {
  const Model model = ConditionModel(
      "columns { activity_lead: 'Case' activity_type: 'Event' activity_time: "
      "'When' activity_time_format: '%Y/%m/%d %H:%M' activity_id: 'Nr' } "
      "activities { type: 'visit' properties { name: 'seconds' type: INT "
      "column: 'Dauer' } } "
      "signals { name: 'n' kind: COUNT types: 'visit' } "
      "signals { name: 'sum' kind: SUM types: 'visit' property: 'seconds' }",
      {"signal.n == 2", "signal.sum == 12"});
  const ReadResult read = Read(model, "id\n1\n2\n",
                               "Nr,Case,Event,When,Dauer\n"
                               "a,1,visit,2026/11/01 10:00,5\n"
                               "b,1,visit,2026/11/01 10:00,7\n"
                               "b,1,visit,2026/11/01 10:00,7\n"
                               "c,9,visit,2026/11/01 10:00,1\n"
                               "d,2,Visit,2026/11/01 10:00,1\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("11", "0"));
  EXPECT_EQ(read.activities_read, 3);
  EXPECT_EQ(read.activities_repeated, 1);
  EXPECT_EQ(read.activities_of_unknown_leads, 1);
  EXPECT_EQ(read.unknown_types.at("Visit"), 1);
}

TEST_F(TableReaderTest, AVersionOfAnUnknownTypeReplacesTheOneBefore) {
  const Model model = ConditionModel(
      "activities { type: 'visit' } "
      "signals { name: 'n' kind: COUNT types: 'visit' }",
      {"signal.n == 1"});
  const ReadResult read = Read(model, "id\n1\n2\n",
                               "lead_id,type,time,id,revision\n"
                               "1,visit,2026-11-01T00:00:00Z,a,0\n"
                               "1,scroll,2026-11-01T00:00:00Z,a,1\n"
                               "2,visit,2026-11-01T00:00:00Z,a,0\n"
                               "2,scroll,2026-11-01T00:00:00Z,,1\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("0", "1"));
  EXPECT_EQ(read.unknown_types.at("scroll"), 2);
}

TEST_F(TableReaderTest, EntriesOfReservedTypesSayWhatTheirColumnsHold) {
  const Model model = ParseModelText(R"pb(
    name: 'm'
    attributes { name: 'size' type: INT }
    activities {
      type: 'visit'
      properties { name: 'value' type: INT }
    }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'size' when: "lead.size == 7" points: 1 }
      }
    }
    stages { name: 'LEAD' }
    stages {
      name: 'MQL'
      enter {
        name: 'score'
        at_least { score: 's' points: 100 }
      }
      hold { when: 'true' }
    }
  )pb");
  const ReadResult read =
      Read(model, "id,size\n1,\n2,5\n3,\n",
           "lead_id,type,time,attribute,value,score,points,stage,until\n"
           "1,$set,2026-11-01T00:00:00Z,size,7,,,,\n"
           "2,$set,2026-11-01T00:00:00Z,size,,,,,\n"
           "2,$adjust,2026-11-01T00:00:00Z,,,s,10,,\n"
           "3,$adjust,2026-11-01T00:00:00Z,,,s,10,,2026-11-02T00:00:00Z\n"
           "3,$stage,2026-11-01T00:00:00Z,,,,,MQL,\n"
           "3,visit,2026-11-01T00:00:00Z,,8,,,,\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("1", "10", "0"));
  const Scorer scorer(model);
  const absl::StatusOr<std::vector<LeadHistory>> histories =
      scorer.Histories(read.tables, testing::Now());
  ASSERT_THAT(histories, IsOk());
  ASSERT_FALSE((*histories)[2].transitions.empty());
  EXPECT_EQ((*histories)[2].transitions[0].to, "MQL");
}

class SetsTest : public TableReaderTest {
 protected:
  // Attributes of several types, read by rules.
  static Model SetModel() {
    return ConditionModel(
        "time_zone: 'Europe/Berlin' null_values: ['#N/A'] "
        "columns { activity_lead: 'Case' activity_time: 'When' "
        "activity_time_format: '%d.%m.%Y %H:%M' } "
        "attributes { name: 'size' type: INT column: 'Size' } "
        "attributes { name: 'since' type: TIMESTAMP time_format: '%d.%m.%Y' } "
        "attributes { name: 'tags' type: STRING_LIST separator: '|' } "
        "attributes { name: 'big' type: BOOL from: 'lead.size > 100' }",
        {"lead.size == 7", "lead.since == timestamp('2026-10-31T23:00:00Z')",
         "lead.tags == ['a', 'b']"});
  }

  ReadResult ReadSets(const Model& model, const std::string& leads,
                      const std::string& name, const std::string& sets,
                      ReadOptions options) {
    TableReader reader(model, std::move(options));
    status_ = reader.ReadLeads(Write("leads.csv", leads));
    if (status_.ok()) status_ = reader.ReadSets(Write(name, sets));
    return reader.Finish();
  }
};

TEST_F(SetsTest, ValuesHoldFromTheirTimesOn) {
  const Model model = SetModel();
  const ReadResult read =
      ReadSets(model, "id,Size\n1,\n2,7\n3,7\n4,7\n", "sets.csv",
               "Case,attribute,When,value,note\n"
               "1,size,19.11.2026 09:00,7,?\n"
               "1, since ,19.11.2026 09:00,01.11.2026,?\n"
               "1,tags,19.11.2026 09:00,a| b|,?\n"
               "2,size,19.11.2026 09:00,,\n"
               "3,size,19.11.2026 09:00,#N/A,\n"
               "4,size,20.11.2027 09:00,8,\n"
               "9,size,19.11.2026 09:00,8,\n",
               Options());
  ASSERT_THAT(status_, IsOk());
  EXPECT_THAT(Totals(model, read), ElementsAre("111", "0", "0", "1"));
  EXPECT_EQ(read.sets_read, 6);
  EXPECT_EQ(read.sets_of_unknown_leads, 1);
  EXPECT_EQ(read.activities_read + read.activities_of_unknown_leads, 0);
  ASSERT_EQ(read.files.size(), 2u);
  EXPECT_EQ(read.files[1].holds, FileContent::kSets);
  EXPECT_EQ(read.files[1].records, 7);
  ASSERT_EQ(read.unread_columns.size(), 1u);
  EXPECT_EQ(read.unread_columns[0].column, "note");
}

TEST_F(SetsTest, JsonLinesSayTheSame) {
  const Model model = SetModel();
  const ReadResult read = ReadSets(
      model, "id,Size\n1,\n2,7\n", "sets.jsonl",
      R"({"Case":1,"attribute":"size","When":"19.11.2026 09:00","value":7})"
      "\n"
      R"({"Case":"1","attribute":"tags","When":"19.11.2026 09:00",)"
      R"("value":["a","b"]})"
      "\n"
      R"({"Case":"2","attribute":"size","When":"19.11.2026 09:00",)"
      R"("value":null})"
      "\n",
      Options());
  ASSERT_THAT(status_, IsOk());
  EXPECT_THAT(Totals(model, read), ElementsAre("101", "0"));
}

TEST_F(SetsTest, BadRecordsAreLeftOutAndCounted) {
  const Model model = SetModel();
  ReadOptions options = Options();
  options.max_errors = 10;
  const ReadResult read = ReadSets(model, "id,Size\n1,7\n2,x\n", "sets.csv",
                                   "Case,attribute,When,value\n"
                                   "1,size,19.11.2026 09:00,many\n"
                                   "1,big,19.11.2026 09:00,true\n"
                                   "1,Size,19.11.2026 09:00,8\n"
                                   "1,sizes,19.11.2026 09:00,8\n"
                                   "1,,19.11.2026 09:00,8\n"
                                   "1,size,2026-11-19,8\n"
                                   "2,size,19.11.2026 09:00,8\n",
                                   options);
  EXPECT_THAT(status_, IsOk());
  EXPECT_THAT(errors_,
              ElementsAre("3: column \"Size\": not a whole number",
                          "2: the value of \"size\": not a whole number",
                          "3: attribute \"big\" is derived from others",
                          "4: unknown attribute; the model calls it \"size\"",
                          "5: unknown attribute; did you mean \"size\"?",
                          "6: no attribute is named",
                          "7: the time of the set: not a time of the format "
                          "\"%d.%m.%Y %H:%M\""));
  EXPECT_EQ(rejected_.size(), 9u);  // And two headers.
  EXPECT_THAT(Totals(model, read), ElementsAre("1"));
  EXPECT_EQ(read.sets_rejected, 6);
  EXPECT_EQ(read.sets_of_rejected_leads, 1);
  EXPECT_EQ(read.sets_read, 0);
}

TEST_F(SetsTest, AFileNeedsItsColumnsButNoRecords) {
  const Model model = SetModel();
  ReadSets(model, "id\n1\n", "sets.csv", "Case,attribute,When,value\n",
           Options());
  EXPECT_THAT(status_, IsOk());
  ReadSets(model, "id\n1\n", "sets.csv", "Case,attribute,When\n", Options());
  EXPECT_THAT(status_, StatusIs(absl::StatusCode::kInvalidArgument,
                                ::testing::HasSubstr("value")));
}

TEST_F(SetsTest, AShardReadsThoseOfItsLeads) {
  const Model model = SetModel();
  std::string leads = "id,Size\n";
  std::string sets = "Case,attribute,When,value\n";
  for (int i = 0; i < 20; ++i) {
    leads += std::to_string(i) + ",1\n";
    sets += std::to_string(i) + ",size,19.11.2026 09:00,7\n";
  }
  int64_t read = 0;
  for (int64_t number = 1; number <= 2; ++number) {
    ReadOptions options = Options();
    options.shard = Shard{number, 2};
    const ReadResult part =
        ReadSets(model, leads, "sets.csv", sets, std::move(options));
    ASSERT_THAT(status_, IsOk());
    EXPECT_EQ(part.sets_of_unknown_leads, 0);
    EXPECT_LT(part.sets_read, 20);
    read += part.sets_read;
  }
  EXPECT_EQ(read, 20);
}

TEST_F(TableReaderTest, SinceWhenAValueIsKnownIsAColumnOfItsOwn) {
  const Model model = ConditionModel(
      "attributes { name: 'budget' type: DOUBLE known_at: 'Modified' }",
      {"has(lead.budget)"});
  const ReadResult read = Read(model,
                               "id,budget,Modified\n"
                               "1,5,2026-11-20T12:00:00Z\n"
                               "2,5,2026-11-20T12:00:01Z\n"
                               "3,5,\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("1", "0", "1"));
}

TEST_F(TableReaderTest, ColumnsThatAreNotThereAreNamed) {
  const Model model = ConditionModel(
      "attributes { name: 'a' type: INT column: 'A' } "
      "activities { type: 't' properties { name: 'p' type: INT } }",
      {"!has(lead.a)"});
  const ReadResult read = Read(model, "id\n1\n", "lead_id,type,time\n");
  EXPECT_THAT(Totals(model, read), ElementsAre("1"));
  ASSERT_EQ(read.absent_columns.size(), 2u);
  EXPECT_EQ(read.absent_columns[0].column, "A");
  EXPECT_EQ(read.absent_columns[0].purpose, "attribute");
  EXPECT_EQ(read.absent_columns[1].column, "p");
}

TEST_F(TableReaderTest, AnOptionalColumnIsMissedOnlyIfTheModelNamesIt) {
  const Model model = ConditionModel(
      "columns { account: 'Company' activity_revision: 'Version' } "
      "activities { type: 't' }",
      {"true"});
  const ReadResult read = Read(model, "id\n1\n", "lead_id,type,time\n");
  ASSERT_EQ(read.absent_columns.size(), 2u);
  EXPECT_EQ(read.absent_columns[0].column, "Company");
  EXPECT_EQ(read.absent_columns[0].purpose, "account");
  EXPECT_EQ(read.absent_columns[1].column, "Version");
  EXPECT_EQ(read.absent_columns[1].purpose, "revision");
}

TEST_F(TableReaderTest, ColumnsThatNothingReadsAreNamed) {
  const Model model = ConditionModel(
      "attributes { name: 'a' type: INT column: 'A' known_at: 'A since' } "
      "attributes { name: 'b' type: INT from: 'lead.a' } "
      "activities { type: 't' properties { name: 'p' type: INT } }",
      {"true"});
  ReadOptions options = Options();
  options.as_of_column = "seen";
  options.keep = {"Owner"};
  const ReadResult read =
      Read(model,
           "A since,id,a,account,A, b ,seen,Owner,Phone\n"
           ",1,,,,,2026-11-01T00:00:00Z,,\n",
           "lead_id,type,time,id,revision,value,p,P\n", options);
  ASSERT_THAT(status_, IsOk());
  std::vector<std::string> unread;
  for (const ReadResult::UnreadColumn& column : read.unread_columns) {
    unread.push_back(std::filesystem::path(column.file).filename().string() +
                     ": " + column.column);
  }
  EXPECT_THAT(unread, ElementsAre("leads.csv: a", "leads.csv: b",
                                  "leads.csv: Phone", "activities.csv: P"));
}

TEST_F(TableReaderTest, InstantsAndKeptColumns) {
  const Model model = ConditionModel(
      "attributes { name: 'seen' type: TIMESTAMP time_format: '%Y-%m-%d' }",
      {"true"});
  ReadOptions options = Options();
  options.as_of_column = "seen";
  options.keep = {"Owner", "seen"};
  const ReadResult read = Read(model,
                               "id,seen,Owner\n1,2026-11-01,\"a,b\"\n"
                               "2,2026-11-02,\n",
                               "", options);
  ASSERT_THAT(status_, IsOk());
  EXPECT_THAT(
      read.as_of,
      ElementsAre(
          internal::FromMicros(*internal::ParseInstant("2026-11-01T00:00:00Z")),
          internal::FromMicros(
              *internal::ParseInstant("2026-11-02T00:00:00Z"))));
  EXPECT_THAT(read.kept[0], ElementsAre("a,b", ""));
  EXPECT_THAT(read.kept[1], ElementsAre("2026-11-01", "2026-11-02"));
}

TEST_F(TableReaderTest, BadRecordsAreHandedOverWhole) {
  const Model model = ConditionModel(
      "attributes { name: 'a' type: INT } activities { type: 't' }", {"true"});
  ReadOptions options = Options();
  options.max_errors = 5;
  const ReadResult read =
      Read(model, "id,a\r\n1,x\r\n2,5\r\n\"3\",\"7\r\n8\"\r\n",
           "lead_id,type,time\n1,t,2026-11-01T10:00:00Z\n"
           "2,t,never\n4,t,2026-11-01T10:00:00Z\n",
           options);
  EXPECT_THAT(status_, IsOk());
  EXPECT_THAT(rejected_,
              ElementsAre("header id,a\r\n", "1,x\r\n", "\"3\",\"7\r\n8\"\r\n",
                          "header lead_id,type,time\n", "2,t,never\n"));
  EXPECT_THAT(errors_,
              ElementsAre("2: column \"a\": not a whole number",
                          "4: column \"a\": not a whole number",
                          "3: the time of the activity: not a date and time "
                          "with a zone such as 2026-11-20T09:00:00Z"));
  EXPECT_EQ(read.leads_rejected, 2);
  EXPECT_EQ(read.activities_rejected, 1);
  // That of lead 1 is not blamed on the file.
  EXPECT_EQ(read.activities_of_rejected_leads, 1);
  EXPECT_EQ(read.activities_of_unknown_leads, 1);
  EXPECT_EQ(read.tables.leads.size(), 1u);
}

TEST_F(TableReaderTest, ARunThatFailsShowsTwentyErrors) {
  const Model model =
      ConditionModel("attributes { name: 'a' type: INT }", {"true"});
  std::string leads = "id,a\n";
  for (int i = 0; i < 100; ++i) leads += std::to_string(i) + ",x\n";
  Read(model, leads, "", Options());
  EXPECT_THAT(status_, StatusIs(absl::StatusCode::kInvalidArgument,
                                ::testing::HasSubstr("20 bad records")));
  EXPECT_EQ(errors_.size(), 20u);
}

TEST_F(TableReaderTest, SeveralFilesAddUp) {
  const Model model = ConditionModel("activities { type: 't' }", {"true"});
  TableReader reader(model, Options());
  ASSERT_THAT(reader.ReadLeads(Write("a.csv", "id\n1\n")), IsOk());
  ASSERT_THAT(reader.ReadLeads(Write("b.csv", "x,id\n,2\n")), IsOk());
  EXPECT_EQ(reader.Finish().tables.leads.size(), 2u);
}

TEST_F(TableReaderTest, EachFileHasTheDelimiterOfItsHeader) {
  const Model model = testing::ParseModelText(
      "name: 't' attributes { name: 'x' type: INT } activities { type: 'v' }"
      " scores { name: 's' }");
  ReadOptions options = Options();
  options.delimiter = kDelimiterOfHeader;
  for (const char* leads : {"id;x\n1;5\n", "id\tx\r\n1\t5\r\n", "id|x\n1|5",
                            "\"a;b;c\",id,x\n,1,5\n", "x,id\n5,1\n"}) {
    const ReadResult read = Read(
        model, leads, "lead_id,type,time\n1,v,2026-01-01T00:00:00Z\n", options);
    ASSERT_TRUE(status_.ok()) << status_ << leads;
    EXPECT_EQ(read.tables.leads.size(), 1u);
    EXPECT_EQ(read.activities_read, 1);
    EXPECT_EQ(read.last_activity,
              absl::FromCivil(absl::CivilDay(2026, 1, 1), absl::UTCTimeZone()));
  }
}

}  // namespace
}  // namespace leadscore
