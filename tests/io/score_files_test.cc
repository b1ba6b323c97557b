#include "leadscore/score_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/scorer.h"
#include "src/io/byte_digest.h"
#include "tests/testing/compression.h"
#include "tests/testing/csv_files.h"
#include "tests/testing/file_folder.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

class ScoreFilesTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) const {
    return folder_.Write(name, bytes);
  }

  const testing::FileFolder folder_{"score_files"};
};

// What a run gave and said.
struct Outcome {
  std::string rows;
  std::string counts;
  std::vector<std::string> errors;    // Of leads.
  std::vector<std::string> rejected;  // Of leads.
  std::vector<std::string> of_activities;
  absl::Status status;
};

bool operator==(const Outcome& a, const Outcome& b) {
  return a.rows == b.rows && a.counts == b.counts && a.errors == b.errors &&
         a.rejected == b.rejected && a.of_activities == b.of_activities &&
         a.status == b.status;
}
void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << outcome.status << "\n" << outcome.counts << "\n";
  for (const std::string& error : outcome.errors) *out << error;
  *out << outcome.rows.substr(0, 2'000);
}

std::string CountsText(const ReadResult& read, int64_t leads,
                       const std::vector<int64_t>& rule_errors, int64_t later) {
  std::string text = absl::StrCat(
      leads, " ", read.leads_rejected, " ", read.activities_read, " ",
      read.activities_rejected, " ", read.activities_of_unknown_leads, " ",
      read.activities_of_rejected_leads, " ", read.activities_repeated, " ",
      later);
  for (const auto& [type, count] : read.unknown_types) {
    absl::StrAppend(&text, " ", type, "=", count);
  }
  for (int64_t errors : rule_errors) absl::StrAppend(&text, " ", errors);
  for (const auto& column : read.absent_columns) text += " " + column.column;
  for (const auto& column : read.unread_columns) text += " " + column.column;
  return text;
}

ScoreFilesInput MakeInput(const std::string& leads,
                          const std::string& activities, int64_t max_errors,
                          Outcome* outcome) {
  ScoreFilesInput input;
  input.leads = leads;
  input.activities = {activities};
  input.reading.max_errors = max_errors;
  input.reading.as_of_column = "as of";
  input.reading.keep = {"note"};
  input.reading.on_error = [outcome, leads](const ReadError& error) {
    (error.file == leads ? outcome->errors : outcome->of_activities)
        .push_back(error.ToString());
  };
  input.reading.on_rejected = [outcome, leads](std::string_view file,
                                               std::string_view raw, bool) {
    (file == leads ? outcome->rejected : outcome->of_activities)
        .emplace_back(raw);
  };
  return input;
}

// All in memory.
Outcome ScoreTables(const Model& model, const std::string& leads,
                    const std::string& activities, int64_t max_errors) {
  Outcome outcome;
  const ScoreFilesInput input =
      MakeInput(leads, activities, max_errors, &outcome);
  TableReader reader(model, input.reading);
  outcome.status = reader.ReadLeads(leads);
  if (outcome.status.ok()) outcome.status = reader.ReadActivities(activities);
  const ReadResult read = reader.Finish();
  if (!outcome.status.ok()) return outcome;
  ScoreTable scores;
  ScoreOptions options;
  options.stages = true;
  options.valid_until = true;
  options.reasons = 2;
  outcome.status =
      Scorer(model).Score(read.tables, read.as_of, options, &scores);
  ScoreRowsOptions rows_options;
  rows_options.kept = {{"note", &read.kept[0]}};
  rows_options.reasons = 2;
  rows_options.as_of = &read.as_of;
  const ScoreRows rows(model, read.tables.leads, scores, rows_options);
  rows.AppendHeader(&outcome.rows);
  for (size_t row = 0; row < scores.size(); ++row) {
    rows.AppendRow(row, &outcome.rows);
  }
  outcome.counts = CountsText(read, static_cast<int64_t>(scores.size()),
                              scores.rule_errors, scores.activities_later);
  return outcome;
}

Outcome ScoreInParts(const Model& model, const std::string& leads,
                     const std::string& activities, int64_t max_errors,
                     int threads) {
  Outcome outcome;
  const ScoreFilesInput input =
      MakeInput(leads, activities, max_errors, &outcome);
  ScoreFilesOptions options;
  options.reasons = 2;
  options.threads = threads;
  options.write = [&outcome](std::string_view rows) {
    outcome.rows += rows;
    return absl::OkStatus();
  };
  ScoreFilesResult result;
  outcome.status =
      ScoreFiles(Scorer(model), input, testing::Now(), options, &result);
  if (!outcome.status.ok()) {
    outcome.rows.clear();
    return outcome;
  }
  outcome.counts = CountsText(result.read, result.leads, result.rule_errors,
                              result.activities_later);
  return outcome;
}

TEST_F(ScoreFilesTest, GivesWhatTablesInMemoryGive) {
  const Model model = testing::ModelOfCsvFiles();
  for (uint64_t seed : testing::SeedsToTry(40)) {
    testing::CsvFileMaker maker(seed);
    // Some have many parts.
    const size_t count = seed % 8 == 0 ? 4'000 : 1 + seed * 7 % 300;
    std::string rows = maker.Leads(count);
    if (seed % 3 == 0) {
      // The same leads once more, or others with their ids.
      std::string more = testing::CsvFileMaker(seed + seed % 2).Leads(count);
      rows += more.substr(more.find('\n') + 1);
    }
    const std::string leads = Write("leads.csv", rows);
    const std::string activities =
        Write("activities.csv", maker.Activities(2 * count, count));
    const Outcome expected = ScoreTables(model, leads, activities, 1'000'000);
    ASSERT_THAT(expected.status, IsOk());
    for (int threads : {1, 2, 3, 8}) {
      ASSERT_EQ(ScoreInParts(model, leads, activities, 1'000'000, threads),
                expected)
          << "LEADSCORE_SEED=" << seed << ", " << threads << " threads";
    }
  }
}

TEST_F(ScoreFilesTest, EndsWithTooManyBadRecords) {
  const Model model = testing::ModelOfCsvFiles();
  std::string rows = testing::CsvFileMaker(1).Leads(3'000);
  rows += "\nnot,all,fields\n";
  const std::string leads = Write("leads.csv", rows);
  const std::string activities = Write("activities.csv", "lead_id,type,time\n");
  for (int64_t max_errors : {0, 1, 100}) {
    const Outcome expected = ScoreTables(model, leads, activities, max_errors);
    EXPECT_THAT(expected.status,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
    for (int threads : {1, 3}) {
      EXPECT_EQ(ScoreInParts(model, leads, activities, max_errors, threads),
                expected);
    }
  }
}

class SmallJobTest : public ScoreFilesTest {
 protected:
  absl::Status Score(const std::string& leads, const std::string& activities,
                     ScoreFilesOptions options = {}) {
    ScoreFilesInput input;
    input.leads = leads;
    if (!activities.empty()) input.activities = {activities};
    if (options.write == nullptr) {
      options.write = [this](std::string_view rows) {
        rows_ += rows;
        return absl::OkStatus();
      };
    }
    return ScoreFiles(Scorer(model_), input, testing::Now(), options, &result_);
  }

  const Model model_ = testing::ModelOfCsvFiles();
  std::string rows_;
  ScoreFilesResult result_;
};

TEST_F(SmallJobTest, TellsOfProgress) {
  std::string leads = "id\n";
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&leads, i, "\n");
  const std::string path = Write("leads.csv", leads);
  ScoreFilesOptions options;
  options.threads = 2;
  std::vector<int64_t> counts;
  options.progress = [&](const ScoreFilesProgress& progress) {
    EXPECT_EQ(progress.bytes_in_all, static_cast<int64_t>(leads.size()));
    EXPECT_LE(progress.bytes_read, progress.bytes_in_all);
    counts.push_back(progress.leads);
    return true;
  };
  EXPECT_THAT(Score(path, "", options), IsOk());
  EXPECT_EQ(counts.back(), 100'000);
  EXPECT_GT(counts.size(), 2u);
  EXPECT_TRUE(std::is_sorted(counts.begin(), counts.end()));

  options.progress = [](const ScoreFilesProgress& progress) {
    return progress.leads > 1'000'000;
  };
  EXPECT_THAT(Score(path, "", options),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("cancelled")));
}

// As they are on disk, so that anybody can compare them.
TEST_F(SmallJobTest, DescribesFilesBeforeTheyAreDecompressed) {
  const std::string leads = testing::Gzip("id\n1\n2\n");
  const std::string activities = "lead_id,type,time\n";
  ASSERT_THAT(
      Score(Write("leads.csv.gz", leads), Write("activities.csv", activities)),
      IsOk());
  const std::vector<ReadResult::File>& files = result_.read.files;
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].holds, FileContent::kLeads);
  EXPECT_EQ(files[0].records, 2);
  EXPECT_EQ(files[0].bytes, static_cast<int64_t>(leads.size()));
  internal::ByteDigest digest;
  digest.Add(leads);
  EXPECT_EQ(files[0].xxh3_128, digest.Hex());
  EXPECT_EQ(files[1].bytes, static_cast<int64_t>(activities.size()));
  EXPECT_EQ(files[1].records, 0);
}

TEST_F(SmallJobTest, ShardsThatKeepAccountsTogetherNeedAllLeads) {
  const Model model = testing::ParseModelText(R"pb(
    name: 'm'
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'r' when: 'true' points: 1 }
      }
    }
    account_scores { name: 'best' of: 's' take: MAX }
  )pb");
  EXPECT_TRUE(ShardsByAccount(model));
  EXPECT_FALSE(ShardsByAccount(model_));
  ScoreFilesInput input;
  input.reading.shard = Shard{1, 2};
  EXPECT_THAT(
      ScoreFiles(Scorer(model), input, testing::Now(), {}, &result_),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("a shard")));
}

TEST_F(SmallJobTest, KnowsItsMemory) {
  std::string leads = "id,title\n";
  std::string activities = "lead_id,type,time\n";
  for (int i = 0; i < 10'000; ++i) {
    absl::StrAppend(&leads, "a lead called ", i, ",title ", i, "\n");
    absl::StrAppend(&activities, i, ",visit,2026-11-20T00:00:00Z\n");
  }
  ASSERT_THAT(
      Score(Write("leads.csv", leads), Write("activities.csv", activities)),
      IsOk());
  // Ids of leads and of activities, and the time and type of each.
  EXPECT_GT(result_.memory.ids, 10'000 * 30);
  EXPECT_LT(result_.memory.ids, 10'000 * 300);
  EXPECT_GT(result_.memory.texts, 10'000 * 10);
  EXPECT_GE(result_.memory.activities, 10'000 * 12);
  EXPECT_GT(result_.memory.chunks, 100'000);
  EXPECT_LT(result_.memory.chunks, 10'000'000);
}

TEST_F(SmallJobTest, ErrorsOfTheWriterEndIt) {
  ScoreFilesOptions options;
  options.write = [](std::string_view) {
    return absl::ResourceExhaustedError("full");
  };
  EXPECT_THAT(
      Score(Write("leads.csv", "id\n1\n"), "", options),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("full")));
}

TEST_F(SmallJobTest, BadInputsAreErrors) {
  const std::string leads = Write("leads.csv", "id\n1\n");
  EXPECT_THAT(Score("no such file", ""),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no such file")));
  EXPECT_THAT(Score(leads, "no such file"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("no such file")));
  EXPECT_THAT(Score(folder_.PathOf(""), ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  EXPECT_THAT(
      Score(Write("empty.csv", ""), ""),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("an empty file")));
  EXPECT_THAT(Score(Write("header.csv", "id\n"), ""),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("nothing below it")));
  ScoreFilesOptions options;
  options.threads = 0;
  EXPECT_THAT(
      Score(leads, "", options),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("one thread")));
}

TEST_F(SmallJobTest, NeedsSomethingThatTakesTheRows) {
  ScoreFilesInput input;
  input.leads = Write("leads.csv", "id\n1\n");
  EXPECT_THAT(ScoreFiles(Scorer(model_), input, testing::Now(), {}, &result_),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("nothing takes the rows")));
}

TEST_F(ScoreFilesTest, SignalsOverAccountsNeedAllLeads) {
  const Model model = testing::ParseModelText(R"pb(
    name: 'm'
    activities { type: 'visit' }
    signals { name: 'n' kind: COUNT types: 'visit' over: ACCOUNT }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'r' when: 'signal.n > 1' points: 1 }
      }
    }
  )pb");
  EXPECT_FALSE(CanScoreFiles(model));
  ScoreFilesResult result;
  EXPECT_THAT(
      ScoreFiles(Scorer(model), {}, testing::Now(), {}, &result),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("accounts")));
}

}  // namespace
}  // namespace leadscore
