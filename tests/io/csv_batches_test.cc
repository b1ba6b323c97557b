// Files that are read in batches give what they give record by record.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "leadscore/table_reader.h"
#include "tests/testing/csv_files.h"
#include "tests/testing/read_singly.h"
#include "tests/testing/seeds.h"
#include "tests/testing/tables_text.h"

namespace leadscore {
namespace {

class CsvBatchesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_csv_batches_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string PathOf(const std::string& name) const {
    return (folder_ / name).string();
  }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(PathOf(name), std::ios::binary) << bytes;
  }

  ReadOptions MakeOptions(std::vector<std::string>* messages) const {
    ReadOptions options;
    options.max_errors = 1'000'000;
    options.as_of_column = "as of";
    options.keep = {"note"};
    options.on_error = [messages](const ReadError& error) {
      messages->push_back(error.ToString());
    };
    options.on_rejected = [messages](std::string_view, std::string_view raw,
                                     bool) {
      messages->push_back("raw " + std::string(raw));
    };
    return options;
  }

  std::string ReadInBatches(const Model& model) const {
    std::vector<std::string> messages;
    TableReader reader(model, MakeOptions(&messages));
    EXPECT_TRUE(reader.ReadLeads(PathOf("leads.csv")).ok());
    EXPECT_TRUE(reader.ReadActivities(PathOf("activities.csv")).ok());
    return testing::TablesText(reader.Finish(), messages);
  }

  std::string ReadSingly(const Model& model) const {
    std::vector<std::string> messages;
    absl::Status status;
    const ReadOptions options = MakeOptions(&messages);
    const ReadResult read = testing::ReadSingly(
        model, options, PathOf("leads.csv"), PathOf("activities.csv"), &status);
    EXPECT_TRUE(status.ok());
    return testing::TablesText(read, messages);
  }

  std::filesystem::path folder_;
};

TEST_F(CsvBatchesTest, GiveWhatSingleRecordsGive) {
  const Model model = testing::ModelOfCsvFiles();
  for (uint64_t seed : testing::SeedsToTry(150)) {
    testing::CsvFileMaker maker(seed);
    const size_t leads = 1 + seed % 300;
    Write("leads.csv", maker.Leads(leads));
    Write("activities.csv", maker.Activities(2 * leads, leads));
    const std::string expected = ReadSingly(model);
    ASSERT_EQ(ReadInBatches(model), expected) << "LEADSCORE_SEED=" << seed;
  }
}

}  // namespace
}  // namespace leadscore
