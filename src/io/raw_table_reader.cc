#include "leadscore/raw_table_reader.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/cell_parser.h"
#include "src/io/cell_text.h"
#include "src/io/csv_delimiter.h"
#include "src/io/input_file.h"
#include "src/io/new_record_file.h"
#include "src/io/record_file.h"
#include "src/table/dictionary.h"

namespace leadscore {
namespace internal {
namespace {

// Takes the records of a file as rows of a table of texts. A table without
// columns gets those of the header; of a file whose records name their values,
// which has no header, it stays without, and the names are noted.
class RawRecords : public RecordTaker {
 public:
  explicit RawRecords(RawTable* table) : table_(table) {}

  absl::Status BindHeader(RecordHeader& header,
                          RecordHeader* /*activities*/) override {
    header_ = &header;
    if (table_->columns().empty()) *table_ = RawTable(NamesOf(header));
    for (const std::string& name : table_->columns()) {
      LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position,
                                 header.FindColumn(name));
      columns_.push_back(static_cast<size_t>(position));
      positions_.Add(position);
    }
    cells_.resize(columns_.size());
    return absl::OkStatus();
  }

  void NoteColumns() override { others_ = NamesOf(*header_); }

  // Once the file was read: the columns that the table does not have.
  const std::vector<std::string>& others() const { return others_; }

  std::optional<RecordFault> Add(const Record& record) override {
    for (const size_t position : columns_) {
      Field field = record.fields[position];
      field.text = CellText(field.text, header_->encoding(), ";");
      if (auto fault = CheckText(field)) return fault;
    }
    for (size_t i = 0; i < columns_.size(); ++i) {
      Append(i, record.fields[columns_[i]].text);
    }
    table_->AddRowsOfColumns(1);
    return std::nullopt;
  }

  const std::vector<size_t>& positions() const override {
    return positions_.all();
  }

  uint64_t Parse(const RecordBatch& batch) override {
    uint64_t apart = 0;
    for (size_t i = 0; i < columns_.size(); ++i) {
      cells_[i] =
          positions_.FieldsAt(static_cast<ptrdiff_t>(columns_[i]), batch);
      for (size_t row = 0; row < batch.size; ++row) {
        if (!IsCleanText(cells_[i][row])) apart |= uint64_t{1} << row;
      }
    }
    return apart;
  }

  size_t AddRows(const RecordBatch& /*batch*/, size_t begin,
                 size_t end) override {
    const bool is_plain = header_->encoding() == CellEncoding::kText;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (is_plain) {
        AppendAll(i, cells_[i] + begin, end - begin);
      } else {
        for (size_t row = begin; row < end; ++row) Append(i, cells_[i][row]);
      }
    }
    table_->AddRowsOfColumns(end - begin);
    return end;
  }

 private:
  static std::vector<std::string> NamesOf(const RecordHeader& header) {
    std::vector<std::string> names = header.UnreadColumns();
    names.erase(std::remove(names.begin(), names.end(), ""), names.end());
    return names;
  }

  void Append(size_t column, std::string_view cell) {
    const std::string text = CellText(cell, header_->encoding(), ";");
    table_->writable_codes(column).push_back(
        table_->writable_texts(column).Encode(text));
  }

  void AppendAll(size_t column, const std::string_view* cells, size_t count) {
    Dictionary& texts = table_->writable_texts(column);
    std::vector<int32_t>& codes = table_->writable_codes(column);
    keys_.clear();
    for (size_t i = 0; i < count; ++i) keys_.emplace_back(cells[i]);
    const size_t before = codes.size();
    codes.resize(before + count);
    int32_t* const found = codes.data() + before;
    texts.FindAll(keys_.data(), count, found);
    for (size_t i = 0; i < count; ++i) {
      if (found[i] < 0) found[i] = texts.Encode(keys_[i].text);
    }
  }

  RawTable* const table_;
  RecordHeader* header_ = nullptr;
  std::vector<size_t> columns_;  // Positions, by column of the table.
  FieldPositions positions_;
  std::vector<const std::string_view*> cells_;  // Of the batch, by column.
  std::vector<Dictionary::Key> keys_;
  std::vector<std::string> others_;
};

// Of a file that can be read more than once; the comma of others.
char FindDelimiter(const std::string& path, const ReadOptions& options) {
  constexpr char kNone = ',';
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return kNone;
  DecompressionLimits limits;
  limits.max_bytes = options.max_decompressed_bytes;
  const auto file = InputFile::Open(path, limits);
  if (!file.ok()) return kNone;  // Reading it will say why.
  const absl::StatusOr<std::string> line = ReadFirstLine(
      [&](char* buffer, size_t size) { return (*file)->Read(buffer, size); });
  return line.ok() ? DelimiterOfFirstLine(*line) : kNone;
}

// The names of the columns that a file has whose records name their values.
std::vector<std::string> NamesInRecords(const std::string& path,
                                        const ReadOptions& options) {
  ReadOptions quiet = options;
  quiet.on_error = nullptr;
  quiet.on_rejected = nullptr;
  quiet.max_errors = INT64_MAX;
  int64_t num_errors = 0;
  int64_t rejected = 0;
  const auto file =
      NewRecordFile(path, FileContent::kLeads, quiet, &num_errors);
  RawTable none;
  RawRecords records(&none);
  // What is wrong is said when it is read again.
  file->Read(&records, /*needs_records=*/false, &rejected).IgnoreError();
  return records.others();
}

}  // namespace
}  // namespace internal

absl::StatusOr<RawReadResult> ReadRawTable(const std::string& path,
                                           const ReadOptions& options) {
  using internal::FormatOfFile;
  const FileFormat format = FormatOfFile(path, options.format);
  if (format == FileFormat::kMessages) {
    ReadError error;
    error.file = path;
    error.message =
        "messages say what they hold only to those who have a model";
    error.remedy = "CSV and JSON lines can be read without one";
    if (options.on_error) options.on_error(error);
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", error.message));
  }
  ReadOptions reading = options;
  RawReadResult result;
  if (reading.delimiter == kDelimiterOfHeader) {
    reading.delimiter = internal::FindDelimiter(path, options);
  }
  result.delimiter = reading.delimiter;
  if (format == FileFormat::kJsonLines) {
    result.table = RawTable(internal::NamesInRecords(path, reading));
  }
  int64_t num_errors = 0;
  const auto file =
      internal::NewRecordFile(path, FileContent::kLeads, reading, &num_errors);
  internal::RawRecords records(&result.table);
  LEADSCORE_RETURN_IF_ERROR(
      file->Read(&records, /*needs_records=*/true, &result.rejected));
  return result;
}

}  // namespace leadscore
