// A record that has to be handed over is one that is left out, to the file that
// reads it: so its bytes come out, and the header before them.

#include "src/io/unlinked_activities.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/io/activity_records.h"
#include "src/io/cell_text.h"
#include "src/io/file_columns.h"
#include "src/io/new_record_file.h"
#include "src/io/record_file.h"
#include "src/table/activity_columns.h"

namespace leadscore::internal {
namespace {

class UnlinkedRecords : public RecordTaker {
 public:
  UnlinkedRecords(const CheckedModel& model,
                  const std::function<bool(std::string_view lead)>& has_lead)
      : model_(model),
        has_lead_(has_lead),
        builder_(model.activity_schema),
        activities_(model, nullptr, &builder_, &read_) {}

  absl::Status BindHeader(RecordHeader& header,
                          RecordHeader* /*activities*/) override {
    LEADSCORE_ASSIGN_OR_RETURN(
        lead_, header.FindColumn(
                   OrDefault(model_.spec.columns.activity_lead, "lead_id")));
    positions_ = FieldPositions();
    positions_.Add(lead_);
    return activities_.BindInside(header);
  }

  void NoteColumns() override {}

  // They were rejected before.
  bool TakesNameless() const override { return false; }

  std::optional<RecordFault> Add(const Record& record) override {
    std::string lead;
    ParsedActivity activity;
    const bool is_used = ParseText(record, lead_, &lead).has_value() ||
                         has_lead_(lead) ||
                         activities_.ParseOne(record, &activity).has_value();
    if (is_used) return std::nullopt;
    return RecordFault{record.line, 1, "", ""};
  }

  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }

  uint64_t Parse(const RecordBatch& batch) override {
    const std::string_view* const cells = positions_.FieldsAt(lead_, batch);
    uint64_t apart = 0;
    for (size_t row = 0; row < batch.size; ++row) {
      if (!has_lead_(TrimmedCell(cells[row]))) apart |= BitOf(row);
    }
    return apart;
  }

  size_t AddRows(const RecordBatch& /*batch*/, size_t /*begin*/,
                 size_t end) override {
    return end;
  }

 private:
  const CheckedModel& model_;
  const std::function<bool(std::string_view lead)>& has_lead_;
  ReadResult read_;
  ActivityColumnsBuilder builder_;
  ActivityRecords activities_;
  ptrdiff_t lead_ = -1;
  FieldPositions positions_;
};

// Reports what is wrong with a file as a whole.
absl::Status Fail(const ReadOptions& reading, const ReadError& error) {
  if (reading.on_error) reading.on_error(error);
  return absl::InvalidArgumentError(
      absl::StrCat(error.file, ": ", error.message));
}

// The header of the first file stands for those of all.
class RecordsOut {
 public:
  RecordsOut(const ReadOptions& reading,
             const std::function<absl::Status(std::string_view records)>& write)
      : reading_(reading), write_(write) {}

  void Take(std::string_view file, std::string_view raw, bool is_header) {
    if (!status_.ok()) return;
    if (is_header && header_.has_value()) {
      if (*header_ == raw) return;
      status_ = Fail(reading_,
                     {std::string(file), 0, 0,
                      "another header than that of the activities before, so "
                      "that those without leads do not fit into one file",
                      "give files with the same header, or leave out "
                      "--unlinked"});
      return;
    }
    if (is_header) header_ = std::string(raw);
    status_ = write_(raw);
  }

  const absl::Status& status() const { return status_; }

 private:
  const ReadOptions& reading_;
  const std::function<absl::Status(std::string_view records)>& write_;
  std::optional<std::string> header_;
  absl::Status status_;
};

}  // namespace

absl::Status CopyUnlinkedActivities(
    const CheckedModel& model, const std::vector<ReadResult::File>& files,
    const ReadOptions& reading,
    const std::function<bool(std::string_view lead)>& has_lead,
    const std::function<absl::Status(std::string_view records)>& write) {
  RecordsOut out(reading, write);
  ReadOptions options = reading;
  options.max_errors = std::numeric_limits<int64_t>::max();
  // What is wrong with records was said before.
  options.on_error = [&reading](const ReadError& error) {
    if (error.line == 0 && reading.on_error) reading.on_error(error);
  };
  options.on_rejected = [&out](std::string_view file, std::string_view raw,
                               bool is_header) {
    out.Take(file, raw, is_header);
  };
  UnlinkedRecords records(model, has_lead);
  for (const ReadResult::File& before : files) {
    if (before.holds != FileContent::kActivities) continue;
    int64_t num_unlinked = 0;
    int64_t num_errors = 0;
    const auto file = NewRecordFile(before.path, FileContent::kActivities,
                                    options, &num_errors);
    LEADSCORE_RETURN_IF_ERROR(
        file->Read(&records, /*needs_records=*/false, &num_unlinked));
    LEADSCORE_RETURN_IF_ERROR(out.status());
    if (file->Describe(FileContent::kActivities).xxh3_128 != before.xxh3_128) {
      return Fail(reading, {before.path, 0, 0, "it changed while it was read",
                            "score once more when nobody writes to it"});
    }
  }
  return absl::OkStatus();
}

}  // namespace leadscore::internal
