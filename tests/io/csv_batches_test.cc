// Files that are read in batches give what they give record by record.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/table_reader.h"
#include "src/core/bits.h"
#include "src/io/activity_records.h"
#include "src/io/csv_file.h"
#include "src/io/known_leads.h"
#include "src/io/lead_records.h"
#include "tests/testing/csv_files.h"
#include "tests/testing/seeds.h"
#include "tests/testing/tables_text.h"

namespace leadscore {
namespace {

using internal::RecordBatch;
using internal::RecordTaker;

// Has every record of a batch taken by itself.
class Singly : public RecordTaker {
 public:
  explicit Singly(RecordTaker* taker) : taker_(taker) {}

  absl::Status BindHeader(internal::RecordHeader& header,
                          internal::RecordHeader* activities) override {
    return taker_->BindHeader(header, activities);
  }
  void NoteColumns() override { taker_->NoteColumns(); }
  std::optional<internal::RecordFault> Add(
      const internal::Record& record) override {
    return taker_->Add(record);
  }
  const std::vector<size_t>& positions() const override {
    return taker_->positions();
  }
  uint64_t Parse(const RecordBatch& batch) override {
    return internal::FirstBits(batch.size);
  }
  size_t AddRows(const RecordBatch& /*batch*/, size_t /*begin*/,
                 size_t end) override {
    return end;
  }

 private:
  RecordTaker* taker_;
};

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

  // What TableReader does, record by record.
  std::string ReadSingly(const Model& model) const {
    std::vector<std::string> messages;
    const ReadOptions options = MakeOptions(&messages);
    ReadResult read;
    auto leads = std::make_shared<internal::LeadColumns>(model.lead_schema());
    internal::ActivityColumnsBuilder activities(model.activity_schema());
    internal::LeadRecords lead_records(model.checked(), options, leads.get(),
                                       /*inside=*/nullptr, &read);
    internal::LeadsOfTable activity_leads(*leads, lead_records, &read);
    internal::ActivityRecords activity_records(model.checked(), &activity_leads,
                                               &activities, &read);
    int64_t errors = 0;
    Singly leads_singly(&lead_records);
    EXPECT_TRUE(internal::CsvFile(PathOf("leads.csv"), options, &errors)
                    .Read(&leads_singly, true, &read.leads_rejected)
                    .ok());
    Singly activities_singly(&activity_records);
    EXPECT_TRUE(internal::CsvFile(PathOf("activities.csv"), options, &errors)
                    .Read(&activities_singly, false, &read.activities_rejected)
                    .ok());
    read.tables.activities = ActivityTable(activities.Build(leads->size()));
    read.activities_repeated =
        static_cast<int64_t>(read.tables.activities.columns().num_repeated());
    leads->Finish();
    read.tables.leads = LeadTable(std::move(leads));
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
