#include "src/io/json_file.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/json_lines.h"
#include "src/io/named_batch.h"

namespace leadscore::internal {
namespace {

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

  size_t MemoryBytes() const override {
    return bytes.capacity() + unescaped_.capacity();
  }

  const JsonLines& lines() const { return lines_; }

  bool is_blank() const {
    return std::string_view(bytes).substr(0, size).find_first_not_of(
               " \t\r\n") == std::string_view::npos;
  }

  template <typename Take>
  void TakeAll(RecordTaker* taker, std::vector<RejectedRecord>* rejected,
               Take take) {
    batch_.Prepare(columns_.size(), taker->positions());
    unescaped_.clear();
    // Nothing may move what cells point to.
    unescaped_.reserve(2 * size);
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
        batch_.Flush(take);
        AddWrong(line, line_number, taker, rejected);
      } else if (batch_.is_full()) {
        batch_.Flush(take);
      }
    }
    batch_.Flush(take);
    lines_.FindSeen();
  }

  Record ReadAgain(size_t row) {
    return lines_.ReadSingly(batch_.records().raw[row],
                             batch_.records().lines[row]);
  }

  std::string bytes;  // With room behind them for the parser.
  size_t size = 0;
  int64_t num_lines = 0;
  int64_t first_line = 0;
  bool ends_too_long = false;  // The last line is but its beginning.

 private:
  // Appends a line to the batch; false if something is wrong with it.
  bool Append(std::string_view line, int64_t line_number) {
    return !IsTooLong(line) &&
           batch_.Append(
               line, line_number,
               [&](const CellTarget& target, std::vector<Record>* activities) {
                 return lines_.Read(line, target, &unescaped_, activities);
               });
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
  NamedBatch batch_;
  std::string unescaped_;
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

absl::Status JsonFile::ReadHeader() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (rest_.size() < kByteOrderMark.size() && !is_at_end()) {
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
  while (end == std::string::npos && !is_at_end()) {
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
  while (!is_at_end()) {
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
    AddBatch(
        batch, [&lines](size_t row) { return lines.ReadAgain(row); }, taker,
        rejected);
  });
  columns_.Add(lines.lines().seen());
  if (has_activities_) activity_columns_.Add(lines.lines().seen_activities());
}

}  // namespace leadscore::internal
