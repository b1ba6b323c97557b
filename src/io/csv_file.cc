#include "src/io/csv_file.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/io/csv_delimiter.h"

namespace leadscore::internal {
namespace {

class CsvFileChunk : public RecordChunk {
 public:
  int64_t bytes_per_record() const override {
    if (records.num_batches == 0) return 0;
    const RecordBatch& last = records.batches[records.num_batches - 1];
    const std::string_view end = last.raw[last.size - 1];
    const int64_t bytes =
        end.data() + end.size() - records.batches[0].raw[0].data();
    const auto count = static_cast<int64_t>(
        (records.num_batches - 1) * RecordBatch::kMostRecords + last.size);
    return bytes / count;
  }

  size_t MemoryBytes() const override {
    return records.bytes.capacity() +
           records.batches.capacity() * sizeof(RecordBatch);
  }

  // Gives all records of batches one more field: their numbers.
  void AddNumbers() {
    constexpr size_t kMost = RecordBatch::kMostRecords;
    numbers.clear();
    auto single = records.singles.begin();
    int64_t number = first_number;
    for (size_t i = 0; i < records.num_batches; ++i) {
      for (; single != records.singles.end() && single->before_batch == i;
           ++single) {
        ++number;
      }
      for (size_t row = 0; row < records.batches[i].size; ++row) {
        numbers.push_back(std::to_string(number++));
      }
    }
    size_t next = 0;
    for (size_t i = 0; i < records.num_batches; ++i) {
      RecordBatch& batch = records.batches[i];
      const size_t column = batch.fields.size();
      batch.fields.resize(column + kMost);
      for (size_t row = 0; row < batch.size; ++row) {
        batch.fields[column + row] = numbers[next++];
      }
    }
  }

  CsvChunk records;
  int64_t first_number = 1;          // That of its first record.
  std::vector<std::string> numbers;  // What the fields refer to.
};

}  // namespace

absl::StatusOr<size_t> CsvFile::ReadBytes(char* buffer, size_t size) {
  if (first_line_.empty()) return source().Read(buffer, size);
  const size_t count = std::min(size, first_line_.size());
  first_line_.copy(buffer, count);
  first_line_.erase(0, count);
  return count;
}

absl::Status CsvFile::ReadHeader() {
  delimiter_ = options().delimiter;
  if (delimiter_ == kDelimiterOfHeader) {
    absl::StatusOr<std::string> line =
        ReadFirstLine([this](char* buffer, size_t size) {
          return source().Read(buffer, size);
        });
    if (!line.ok()) return FailWith(line.status());
    first_line_ = *std::move(line);
    delimiter_ = DelimiterOfFirstLine(first_line_);
  }
  reader_.emplace(
      [this](char* buffer, size_t size) { return ReadBytes(buffer, size); },
      delimiter_,
      CsvLimits{options().max_field_bytes, options().max_record_bytes});
  const absl::StatusOr<bool> more = reader_->Next(&header_);
  if (!more.ok()) return FailWith(more.status());
  if (!*more) {
    return Fail(0, 0, "an empty file",
                "the first line has to be a header with the names of the "
                "columns");
  }
  if (!header_.error.empty()) {
    return Fail(header_.error_line, header_.error_column, header_.error,
                header_.remedy);
  }
  for (const Field& field : header_.fields) {
    if (const std::optional<RecordFault> fault = CheckText(field)) {
      return Fail(fault->line, fault->column,
                  absl::StrCat("the header: ", fault->message), fault->remedy);
    }
  }
  is_found_.assign(header_.fields.size(), false);
  return absl::OkStatus();
}

std::unique_ptr<RecordChunk> CsvFile::NewChunk() const {
  return std::make_unique<CsvFileChunk>();
}

absl::StatusOr<bool> CsvFile::ReadChunk(const std::vector<size_t>& positions,
                                        RecordChunk* chunk) {
  auto* const csv_chunk = static_cast<CsvFileChunk*>(chunk);
  CsvChunk& records = csv_chunk->records;
  const bool needs_numbers =
      !positions.empty() && positions.back() == number_position();
  std::vector<size_t> read_positions = positions;
  if (needs_numbers) read_positions.pop_back();
  LEADSCORE_RETURN_IF_ERROR(
      reader_->NextChunk(header_.fields.size(), read_positions, &records));
  csv_chunk->first_number = num_numbered_ + 1;
  num_numbered_ += static_cast<int64_t>(records.singles.size());
  for (size_t i = 0; i < records.num_batches; ++i) {
    num_numbered_ += static_cast<int64_t>(records.batches[i].size);
  }
  if (needs_numbers) csv_chunk->AddNumbers();
  return records.num_batches > 0 || !records.singles.empty();
}

Record CsvFile::Checked(Record record, int64_t number) const {
  if (!record.error.empty()) return record;
  if (record.fields.size() == header_.fields.size()) {
    if (has_numbers_) {
      record.fields.push_back({std::to_string(number), record.line, 1});
    }
    return record;
  }
  record.error_line = record.line;
  record.error_column = 1;
  record.error = absl::StrCat("a record of ", record.fields.size(),
                              record.fields.size() == 1 ? " field" : " fields",
                              ", but the header has ", header_.fields.size());
  record.remedy = "a field that holds the delimiter has to be quoted";
  return record;
}

void CsvFile::Take(RecordChunk* chunk, RecordTaker* taker,
                   std::vector<RejectedRecord>* rejected) const {
  const auto* const csv_chunk = static_cast<const CsvFileChunk*>(chunk);
  const CsvChunk& records = csv_chunk->records;
  int64_t number = csv_chunk->first_number;  // Of the next record.
  auto single = records.singles.begin();
  for (size_t i = 0; i <= records.num_batches; ++i) {
    for (; single != records.singles.end() && single->before_batch == i;
         ++single) {
      AddSingly(Checked(single->record, number++), taker, rejected);
    }
    if (i == records.num_batches) break;
    const RecordBatch& batch = records.batches[i];
    AddBatch(
        batch,
        [this, &batch, number](size_t row) {
          return Checked(ReadAgain(batch, row, delimiter_),
                         number + static_cast<int64_t>(row));
        },
        taker, rejected);
    number += static_cast<int64_t>(batch.size);
  }
}

absl::StatusOr<ptrdiff_t> CsvFile::FindColumn(std::string_view name,
                                              ValueType /*type*/) {
  ptrdiff_t position = -1;
  for (size_t i = 0; i < header_.fields.size(); ++i) {
    const Field& field = header_.fields[i];
    if (TrimWhitespace(field.text) != TrimWhitespace(name)) continue;
    if (position >= 0) {
      return Fail(field.line, field.column,
                  absl::StrCat("the column ", Quoted(name),
                               " stands twice in the header"),
                  "rename or remove one of them");
    }
    position = static_cast<ptrdiff_t>(i);
  }
  if (position >= 0) {
    is_found_[static_cast<size_t>(position)] = true;
  } else if (TrimWhitespace(name) == kRecordNumbers) {
    has_numbers_ = true;
    position = static_cast<ptrdiff_t>(number_position());
  }
  return position;
}

absl::StatusOr<size_t> CsvFile::NeedColumn(std::string_view name,
                                           std::string_view purpose,
                                           std::string remedy) {
  LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position,
                             FindColumn(name, ValueType::kUnspecified));
  if (position >= 0) return static_cast<size_t>(position);
  std::vector<std::string_view> names;
  for (const Field& field : header_.fields) names.push_back(field.text);
  if (header_.raw.front() == '{') {
    remedy =
        "the file seems to be JSON lines: let its name end with .jsonl, or say "
        "--input-format jsonl";
  } else if (header_.fields.size() == 1) {
    for (const char* delimiter : {";", "\t", "|", ","}) {
      if (header_.fields[0].text.find(delimiter) == std::string::npos) continue;
      remedy =
          absl::StrCat("the fields seem to be separated by ", Quoted(delimiter),
                       "; that is found without --delimiter, or set by it");
    }
  }
  return Fail(header_.line, 1,
              absl::StrCat("no column ", Quoted(name), " for ", ToAbsl(purpose),
                           DidYouMean(name, names)),
              std::move(remedy));
}

std::vector<std::string> CsvFile::UnreadColumns() const {
  std::vector<std::string> columns;
  for (size_t i = 0; i < header_.fields.size(); ++i) {
    if (is_found_[i]) continue;
    columns.emplace_back(TrimWhitespace(header_.fields[i].text));
  }
  return columns;
}

}  // namespace leadscore::internal
