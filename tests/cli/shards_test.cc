// Shards, merged, are what one run gives: rows and manifest, to the byte.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cli/program_test_util.h"
#include "tests/testing/csv_files.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using testing::ProgramOutput;
using testing::RunProgram;
using testing::TestFolder;

// Models by what leads of an account have to do with each other.
struct ModelCase {
  std::string name;
  std::string beside;  // The model of the generated files.
  size_t most_leads;   // Accounts are few, and large ones slow.
};

class ShardsTest : public ::testing::TestWithParam<ModelCase> {
 protected:
  void SetUp() override {
    folder_.Write("m.textproto", testing::kModelOfCsvFiles + GetParam().beside);
    folder_.Write("whole/.keep", "");
  }

  void Run(std::vector<std::string> args) {
    const ProgramOutput output = RunProgram(args);
    ASSERT_EQ(output.exit_code, 0) << output.err;
  }

  void Score(const std::string& output, std::vector<std::string> options) {
    std::vector<std::string> args = {
        "score",     "--model",   "m.textproto", "--leads",
        "leads.csv", "--output",  output,        "--activities",
        "one.csv",   "--keep",    "note",        "--activities",
        "other.csv", "--reasons", "1",           "--as-of-column",
        "as of",     "--format",  format_,       "--max-errors",
        "1000000"};
    for (std::string& option : options) args.push_back(std::move(option));
    Run(std::move(args));
  }

  // Scores all shards of a number, and merges them in some order.
  void ScoreAndMerge(int of) {
    std::vector<std::string> merge = {"merge", "--output", "scores"};
    for (int i = of; i >= 1; --i) {
      const std::string name = absl::StrCat("shard-", i);
      Score(name, {"--shard", absl::StrCat(i, "/", of), "--threads",
                   absl::StrCat(1 + (i + of) % 3)});
      merge.insert(merge.begin() + 3 + (of - i) % 2, name);
    }
    Run(merge);
  }

  TestFolder folder_;
  std::string format_;
};

TEST_P(ShardsTest, MergedAreOneRun) {
  for (uint64_t seed : testing::SeedsToTry(4)) {
    testing::CsvFileMaker maker(seed);
    // Some have many parts.
    const size_t count =
        seed % 4 == 0 ? GetParam().most_leads : 1 + seed * 7 % 50;
    std::string rows = maker.Leads(count);
    if (seed % 3 != 0) {
      // The same leads once more, or others with their ids.
      const std::string more =
          testing::CsvFileMaker(seed + seed % 2).Leads(count);
      rows += more.substr(more.find('\n') + 1);
    }
    folder_.Write("leads.csv", rows);
    folder_.Write("one.csv", maker.Activities(2 * count, count));
    folder_.Write("other.csv", maker.Activities(count, count));
    const std::vector<std::string> formats = {"csv", "jsonl", "messages"};
    format_ = formats[seed % 3];
    Score("whole/scores", {});
    for (int of = 1; of <= 5; ++of) {
      ScoreAndMerge(of);
      for (const char* file : {"scores", "scores.manifest.json"}) {
        ASSERT_EQ(folder_.Read(file),
                  folder_.Read(absl::StrCat("whole/", file)))
            << "LEADSCORE_SEED=" << seed << ", " << of << " shards";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Models, ShardsTest,
    ::testing::ValuesIn<ModelCase>(
        {{"OfLeads", "", 2'000},
         {"WithScoresOfAccounts",
          "account_scores { name: 'all' of: 's' take: SUM }", 2'000},
         {"WithSignalsOverAccounts",
          "signals { name: 'visits' kind: COUNT types: 'visit' over: ACCOUNT } "
          "scores { name: 'firm' groups { name: 'f' rules { name: 'n' when: "
          "'signal.visits > 9' points: 1 } } }",
          100}}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace leadscore
