// Files that are read in batches give what they give record by record.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/csv.h"
#include "src/core/bits.h"
#include "src/io/activity_records.h"
#include "src/io/csv_file.h"
#include "src/io/lead_records.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using internal::Column;
using internal::CsvBatch;
using internal::CsvRecordTaker;

// Has every record of a batch taken by itself.
class Singly : public CsvRecordTaker {
 public:
  explicit Singly(CsvRecordTaker* taker) : taker_(taker) {}

  absl::Status BindHeader(internal::CsvFile& file) override {
    return taker_->BindHeader(file);
  }
  std::optional<internal::CsvFault> Add(
      const internal::CsvRecord& record) override {
    return taker_->Add(record);
  }
  const std::vector<size_t>& positions() const override {
    return taker_->positions();
  }
  uint64_t Parse(const CsvBatch& batch) override {
    return internal::FirstBits(batch.size);
  }
  size_t AddRows(const CsvBatch& /*batch*/, size_t /*begin*/,
                 size_t end) override {
    return end;
  }

 private:
  CsvRecordTaker* taker_;
};

Model MakeModel() {
  return testing::ParseModelText(R"pb(
    name: 'm'
    time_zone: 'Europe/Berlin'
    null_values: [ '#N/A', '-' ]
    attributes { name: 'flag' type: BOOL }
    attributes { name: 'count' type: INT known_at: 'counted' }
    attributes { name: 'budget' type: DOUBLE }
    attributes { name: 'title' type: STRING null_values: 'none' }
    attributes { name: 'since' type: TIMESTAMP }
    attributes { name: 'born' type: TIMESTAMP time_format: '%d.%m.%Y' }
    attributes { name: 'tags' type: STRING_LIST separator: '|' }
    activities {
      type: 'visit'
      properties { name: 'page' type: STRING }
      properties { name: 'seconds' type: DOUBLE }
    }
    activities {
      type: 'form'
      properties { name: 'page' type: STRING }
    }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'r' when: 'lead.flag' points: 1 }
      }
    }
  )pb");
}

std::string CellText(const Column& column, size_t row) {
  if (!column.IsPresent(row)) return "~";
  switch (column.type()) {
    case ValueType::kDouble:
      return absl::StrCat(column.Double(row));
    case ValueType::kString:
      return std::string(column.String(row));
    case ValueType::kStringList: {
      std::string text;
      for (std::string_view value : column.StringList(row)) {
        text += std::string(value) + "/";
      }
      return text;
    }
    default:
      return absl::StrCat(column.Int(row));
  }
}

// All that was read and said, as lines.
std::string Dump(const CsvTables& read,
                 const std::vector<std::string>& messages) {
  std::string text;
  const internal::LeadColumns& leads = read.tables.leads.columns();
  const internal::ActivityColumns& activities =
      read.tables.activities.columns();
  for (size_t row = 0; row < leads.size(); ++row) {
    text += std::string(leads.id(row)) + " " + CellText(leads.accounts(), row);
    for (size_t c = 0; c < leads.schema().columns.size(); ++c) {
      text += "|" + CellText(leads.column(c), row);
    }
    for (const auto& kept : read.kept) text += "|" + kept[row];
    if (!read.as_of.empty()) {
      absl::StrAppend(&text, "|", absl::ToUnixMicros(read.as_of[row]));
    }
    text += "\n";
    for (size_t i = activities.begin(row); i < activities.end(row); ++i) {
      absl::StrAppend(&text, "  ", activities.time(i), " ", activities.type(i),
                      " ", activities.id_code(i), " ", activities.revision(i));
      for (size_t p = 0; p < activities.schema().properties.size(); ++p) {
        text += " " + CellText(activities.property(p), i);
      }
      text += "\n";
    }
  }
  absl::StrAppend(
      &text, read.leads_rejected, " ", read.activities_read, " ",
      read.activities_rejected, " ", read.activities_of_unknown_leads, " ",
      read.activities_of_rejected_leads, " ", read.activities_repeated, "\n");
  for (const auto& [type, count] : read.unknown_types) {
    absl::StrAppend(&text, type, "=", count, "\n");
  }
  for (const std::string& message : messages) text += message + "\n";
  return text;
}

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

  CsvOptions MakeOptions(std::vector<std::string>* messages) const {
    CsvOptions options;
    options.max_errors = 1'000'000;
    options.as_of_column = "as of";
    options.keep = {"note"};
    options.on_error = [messages](const CsvError& error) {
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
    CsvTableReader reader(model, MakeOptions(&messages));
    EXPECT_TRUE(reader.ReadLeads(PathOf("leads.csv")).ok());
    EXPECT_TRUE(reader.ReadActivities(PathOf("activities.csv")).ok());
    return Dump(reader.Finish(), messages);
  }

  // What CsvTableReader does, record by record.
  std::string ReadSingly(const Model& model) const {
    std::vector<std::string> messages;
    const CsvOptions options = MakeOptions(&messages);
    CsvTables read;
    auto leads = std::make_shared<internal::LeadColumns>(model.lead_schema());
    internal::ActivityColumnsBuilder activities(model.activity_schema());
    internal::LeadRecords lead_records(model.checked(), options, leads.get(),
                                       &read);
    internal::ActivityRecords activity_records(
        model.checked(), *leads, lead_records, &activities, &read);
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
    return Dump(read, messages);
  }

  std::filesystem::path folder_;
};

// Cells of all sorts; one in `rarity` is unusual.
class FileMaker {
 public:
  explicit FileMaker(uint64_t seed) : random_(seed) { rarity_ = 2 + Below(60); }

  std::string Leads(size_t count) {
    std::string file =
        "id,account,flag,count,counted,budget,title,since,born,tags,note,"
        "other,as of\n";
    for (size_t i = 0; i < count; ++i) {
      file += Row({IsOdd() ? OneOf({"", " ", "1", "\xFF", " x "})
                           : absl::StrCat("lead ", i),
                   OneOf({"", "acme", " acme ", "b\xC3\xBC"}), Flag(), Whole(),
                   IsOdd() ? Instant() : "", Real(), Title(), Instant(), Date(),
                   OneOf({"", "a", "a|b", "a| b |", "#N/A"}),
                   OneOf({"", "note", "\"", "a,b"}), OneOf({"", "\xFF", "x"}),
                   IsOdd() ? Instant() : "2026-11-20T00:00:00Z"});
    }
    return file;
  }

  std::string Activities(size_t count, size_t leads) {
    std::string file =
        "type,lead_id,time,id,revision,page,seconds,attribute,value\n";
    for (size_t i = 0; i < count; ++i) {
      const std::string type =
          IsOdd() ? OneOf({"", " visit", "scroll", "click", "$set", "$retract",
                           "form\xFF", "$other"})
                  : OneOf({"visit", "form"});
      const std::string lead =
          IsOdd() ? OneOf({"nobody", "", "lead 1 ", "\xFF", "lead \xFF"})
                  : absl::StrCat("lead ", Below(leads));
      file += Row({type, lead, Instant(),
                   IsOdd() ? OneOf({"a", " b ", "\xFF", "c"}) : "",
                   IsOdd() ? OneOf({"1", "x", " ", "-3"}) : "", Title(), Real(),
                   type == "$set" ? "count" : "", type == "$set" ? "7" : ""});
    }
    return file;
  }

 private:
  uint64_t Below(uint64_t end) { return random_() % end; }
  bool IsOdd() { return Below(rarity_) == 0; }
  std::string OneOf(const std::vector<std::string>& texts) {
    return texts[Below(texts.size())];
  }

  std::string Flag() {
    return IsOdd() ? OneOf({"YES", " no ", "2", "-", "\xFF"})
                   : OneOf({"true", "0", "", "1"});
  }
  std::string Whole() {
    return IsOdd() ? OneOf({" 5 ", "+5", "-", "#N/A", "1e3", "\xC2\xA0 7",
                            "99999999999999999999", "9223372036854775807",
                            "-9223372036854775808", "--5", "\xFF"})
                   : OneOf({"", "0", "-17", absl::StrCat(Below(100'000))});
  }
  std::string Real() {
    return IsOdd()
               ? OneOf({" 5.5 ", "+5", "-", "#N/A", "1e400", "nan", "-0",
                        "0x10", "1e-400", "\xFF"})
               : OneOf({"", "0", "-17.25", absl::StrCat(Below(1'000), ".5")});
  }
  std::string Title() {
    return IsOdd() ? OneOf({" none", "none", "#N/A", std::string("a\0b", 3),
                            "\xFF", "\xC3\xA9", " "})
                   : OneOf({"", "CEO", " CEO", "Head of Sales",
                            absl::StrCat("title ", Below(50))});
  }
  std::string Instant() {
    return IsOdd() ? OneOf({"2026-02-30T00:00:00Z", "2026-11-20 08:00:00Z",
                            "2026-11-20T08:00:00.25Z", "2026-11-20", "-", "",
                            " 2026-11-20T08:00:00Z ", "0001-01-01T00:00:00Z"})
                   : absl::StrCat("2026-1", Below(3), "-1", Below(10), "T0",
                                  Below(10), ":30:00",
                                  OneOf({"Z", "+01:00", "-05:30"}));
  }
  std::string Date() {
    return IsOdd() ? OneOf({"31.02.2020", "1.2.2020", "x", "-"})
                   : OneOf({"", "24.12.2020"});
  }

  // Quoted where it has to be, and now and then where it need not; a record
  // with a fault now and then.
  std::string Row(std::vector<std::string> cells) {
    if (Below(rarity_ * 10) == 0) cells.pop_back();
    std::string row;
    for (const std::string& cell : cells) {
      const bool is_quoted =
          cell.find_first_of(",\"\n") != std::string::npos || Below(9) == 0;
      if (is_quoted) row += '"';
      for (char c : cell) row += c == '"' ? "\"\"" : std::string(1, c);
      if (is_quoted) row += '"';
      row += ',';
    }
    row.back() = '\n';
    return row;
  }

  std::mt19937_64 random_;
  uint64_t rarity_ = 0;
};

TEST_F(CsvBatchesTest, GiveWhatSingleRecordsGive) {
  const Model model = MakeModel();
  for (uint64_t seed : testing::SeedsToTry(150)) {
    FileMaker maker(seed);
    const size_t leads = 1 + seed % 300;
    Write("leads.csv", maker.Leads(leads));
    Write("activities.csv", maker.Activities(2 * leads, leads));
    const std::string expected = ReadSingly(model);
    ASSERT_EQ(ReadInBatches(model), expected) << "LEADSCORE_SEED=" << seed;
  }
}

}  // namespace
}  // namespace leadscore
