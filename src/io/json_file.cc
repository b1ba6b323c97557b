#include "src/io/json_file.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/json_lines.h"

namespace leadscore::internal {
namespace {

constexpr size_t kChunkBytes = size_t{128} << 10;

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

// Whole lines, and how they are taken.
class JsonFile::Chunk : public RecordChunk {
 public:
  Chunk(const NamedColumns& columns, const NamedColumns* activities,
        const ReadOptions& options)
      : columns_(columns),
        max_record_bytes_(options.max_record_bytes),
        lines_(columns, activities, options.max_field_bytes) {}

  int64_t bytes_per_record() const override {
    return num_lines == 0 ? 0 : static_cast<int64_t>(size) / num_lines;
  }

  const JsonLines& lines() const { return lines_; }

  bool is_blank() const {
    return std::string_view(bytes).substr(0, size).find_first_not_of(
               " \t\r\n") == std::string_view::npos;
  }

  template <typename Flush>
  void TakeAll(RecordTaker* taker, std::vector<RejectedRecord>* rejected,
               Flush flush) {
    Prepare(taker->positions());
    const char* const end = bytes.data() + size;
    int64_t line_number = first_line;
    for (const char* at = bytes.data(); at < end; ++line_number) {
      const auto* newline = static_cast<const char*>(
          std::memchr(at, '\n', static_cast<size_t>(end - at)));
      const char* const line_end = newline == nullptr ? end : newline;
      const std::string_view line(at, static_cast<size_t>(line_end - at));
      at = line_end + 1;
      if (IsBlank(line)) continue;
      if (!Append(line, line_number)) {
        flush(batch_);
        batch_.size = 0;
        AddWrong(line, line_number, taker, rejected);
      } else if (batch_.size == RecordBatch::kMostRecords) {
        flush(batch_);
        batch_.size = 0;
      }
    }
    flush(batch_);
    lines_.FindSeen();
  }

  Record ReadAgain(size_t row) {
    return lines_.ReadSingly(batch_.raw[row], batch_.lines[row]);
  }

  std::string bytes;  // With room behind them for the parser.
  size_t size = 0;
  int64_t num_lines = 0;
  int64_t first_line = 0;
  bool ends_too_long = false;  // The last line is but its beginning.

 private:
  void Prepare(const std::vector<size_t>& positions) {
    index_of_position_.assign(columns_.size(), -1);
    for (size_t i = 0; i < positions.size(); ++i) {
      index_of_position_[positions[i]] = static_cast<ptrdiff_t>(i);
    }
    num_columns_ = positions.size();
    batch_.fields.resize(num_columns_ * RecordBatch::kMostRecords);
    batch_.size = 0;
    unescaped_.clear();
    // Nothing may move what cells point to.
    unescaped_.reserve(2 * size);
  }

  // Appends a line to the batch; false if something is wrong with it.
  bool Append(std::string_view line, int64_t line_number) {
    if (IsTooLong(line)) return false;
    const size_t row = batch_.size;
    std::string_view* const cells = batch_.fields.data() + row;
    for (size_t i = 0; i < num_columns_; ++i) {
      cells[i * RecordBatch::kMostRecords] = std::string_view();
    }
    activities_.clear();
    if (!lines_.Read(line,
                     {&index_of_position_, cells, RecordBatch::kMostRecords,
                      &unescaped_},
                     &activities_)) {
      return false;
    }
    batch_.raw[row] = line;
    batch_.lines[row] = line_number;
    if (row == 0) batch_.activities.clear();
    if (!activities_.empty()) {
      batch_.activities.resize(RecordBatch::kMostRecords);
      batch_.activities[row].swap(activities_);
    }
    ++batch_.size;
    return true;
  }

  bool IsTooLong(std::string_view line) const {
    const bool is_last = line.data() + line.size() == bytes.data() + size;
    return line.size() > max_record_bytes_ || (ends_too_long && is_last);
  }

  void AddWrong(std::string_view line, int64_t line_number, RecordTaker* taker,
                std::vector<RejectedRecord>* rejected) {
    if (!IsTooLong(line)) {
      return AddSingly(lines_.ReadSingly(line, line_number), taker, rejected);
    }
    Record record;
    record.raw =
        absl::StrCat(std::string(line.substr(0, max_record_bytes_)), "\n");
    record.error =
        absl::StrCat("a record of more than ", max_record_bytes_, " bytes");
    record.error_line = line_number;
    record.error_column = 1;
    AddSingly(record, taker, rejected);
  }

  const NamedColumns& columns_;
  const size_t max_record_bytes_;
  JsonLines lines_;
  std::vector<ptrdiff_t> index_of_position_;
  size_t num_columns_ = 0;
  RecordBatch batch_;
  std::string unescaped_;
  std::vector<Record> activities_;
};

JsonFile::JsonFile(std::string path, bool has_activities,
                   const ReadOptions& options, int64_t* num_errors)
    : RecordFile(std::move(path), options, num_errors),
      has_activities_(has_activities),
      columns_(RecordFile::path(), CellEncoding::kJson),
      activity_columns_(RecordFile::path(), CellEncoding::kJson) {}

std::unique_ptr<RecordChunk> JsonFile::NewChunk() const {
  return std::make_unique<Chunk>(
      columns_, has_activities_ ? &activity_columns_ : nullptr, options());
}

absl::Status JsonFile::ReadMore(std::string* bytes) {
  const size_t before = bytes->size();
  bytes->resize(before + kChunkBytes);
  const absl::StatusOr<size_t> count =
      source().Read(bytes->data() + before, kChunkBytes);
  bytes->resize(before + (count.ok() ? *count : 0));
  LEADSCORE_RETURN_IF_ERROR(count.status());
  is_at_end_ = *count == 0;
  return absl::OkStatus();
}

absl::Status JsonFile::ReadHeader() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (rest_.size() < kByteOrderMark.size() && !is_at_end_) {
    const absl::Status read = ReadMore(&rest_);
    if (!read.ok()) return FailWith(read);
  }
  const std::string_view start = rest_;
  if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF") {
    return Fail(0, 0, "a file in UTF-16", "save it as UTF-8");
  }
  if (start.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    rest_.erase(0, kByteOrderMark.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> JsonFile::ReadChunk(
    const std::vector<size_t>& /*positions*/, RecordChunk* chunk) {
  auto& lines = *static_cast<Chunk*>(chunk);
  do {
    LEADSCORE_RETURN_IF_ERROR(ReadLines(&lines));
  } while (lines.size > 0 && lines.is_blank());
  return lines.size > 0;
}

absl::Status JsonFile::ReadLines(Chunk* chunk) {
  Chunk& lines = *chunk;
  std::string& bytes = lines.bytes;
  bytes.assign(rest_);
  rest_.clear();
  lines.ends_too_long = false;
  size_t end = bytes.rfind('\n');
  while (end == std::string::npos && !is_at_end_) {
    if (bytes.size() > options().max_record_bytes) {
      lines.ends_too_long = true;
      LEADSCORE_RETURN_IF_ERROR(SkipLine());
      break;
    }
    const size_t before = bytes.size();
    LEADSCORE_RETURN_IF_ERROR(ReadMore(&bytes));
    end = bytes.find('\n', before);
    if (end != std::string::npos) end = bytes.rfind('\n');
  }
  if (end != std::string::npos) {
    rest_ = bytes.substr(end + 1);
    bytes.resize(end + 1);
  }
  lines.size = bytes.size();
  lines.first_line = next_line_;
  lines.num_lines = std::count(bytes.begin(), bytes.end(), '\n');
  if (!bytes.empty() && bytes.back() != '\n') ++lines.num_lines;
  next_line_ += lines.num_lines;
  bytes.append(JsonLines::kPadding, '\0');
  return absl::OkStatus();
}

absl::Status JsonFile::SkipLine() {
  while (!is_at_end_) {
    rest_.clear();
    LEADSCORE_RETURN_IF_ERROR(ReadMore(&rest_));
    const size_t end = rest_.find('\n');
    if (end == std::string::npos) continue;
    rest_.erase(0, end + 1);
    return absl::OkStatus();
  }
  rest_.clear();
  return absl::OkStatus();
}

void JsonFile::Take(RecordChunk* chunk, RecordTaker* taker,
                    std::vector<RejectedRecord>* rejected) const {
  auto& lines = *static_cast<Chunk*>(chunk);
  lines.TakeAll(taker, rejected, [&](const RecordBatch& batch) {
    if (batch.size == 0) return;
    AddBatch(
        batch, [&lines](size_t row) { return lines.ReadAgain(row); }, taker,
        rejected);
  });
  columns_.Add(lines.lines().seen());
  if (has_activities_) activity_columns_.Add(lines.lines().seen_activities());
}

}  // namespace leadscore::internal
