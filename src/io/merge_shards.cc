#include "src/io/merge_shards.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/io/byte_source.h"
#include "src/io/score_messages.h"
#include "src/io/wire.h"
#include "src/io/wire_writer.h"

namespace leadscore::internal {
namespace {

constexpr size_t kBytesAtOnce = size_t{128} << 10;
constexpr size_t kMostBytesOfRow = size_t{256} << 20;

// The rows of one shard, one after the other.
class ShardRows {
 public:
  ShardRows(const ShardOutput& output, ByteSource source)
      : output_(output),
        is_csv_(output.manifest.output.format == "csv"),
        is_messages_(output.manifest.output.format == "messages"),
        before_number_(is_csv_ ? "" : "{\"row\":"),
        behind_number_(is_csv_ ? output.manifest.delimiter[0] : ','),
        source_(std::move(source)) {}

  static absl::StatusOr<std::unique_ptr<ShardRows>> Open(
      const ShardOutput& output) {
    absl::StatusOr<ByteSource> source = ByteSource::Open(output.path);
    if (!source.ok()) return WithPath(output.path, source.status());
    auto rows = std::make_unique<ShardRows>(output, *std::move(source));
    if (rows->source_.size() != output.manifest.output.bytes) {
      return rows->NotAsItsManifest();
    }
    return rows;
  }

  // The header without the column of numbers; empty if the format has none.
  absl::StatusOr<std::string> ReadHeader() {
    if (!is_csv_ && !is_messages_) return std::string();
    LEADSCORE_ASSIGN_OR_RETURN(const bool is_there, NextRecord());
    if (is_messages_) {
      if (!is_there) return NotAsItsManifest();
      std::string header;
      AppendTo(&header);
      return header;
    }
    const std::string begin = absl::StrCat("row", output_.manifest.delimiter);
    if (!is_there || record_.substr(0, begin.size()) != begin) {
      return NotAsItsManifest();
    }
    return std::string(record_.substr(begin.size()));
  }

  // Goes to the next row; false at the end, where everything was as the
  // manifest says.
  absl::StatusOr<bool> Next() {
    LEADSCORE_ASSIGN_OR_RETURN(const bool is_there, NextRecord());
    if (!is_there) return CheckEnd();
    const int64_t before = number_;
    if (!ParseNumber() || number_ <= before) return NotAsItsManifest();
    ++count_;
    return true;
  }

  int64_t number() const { return number_; }

  // Appends the row without its number.
  void AppendTo(std::string* out) const {
    if (is_messages_) {
      AppendVarint(record_.size(), out);
    } else if (!is_csv_) {
      *out += '{';
    }
    *out += record_;
  }

  absl::Status NotAsItsManifest() const {
    const Shard& shard = *output_.manifest.shard;
    return absl::InvalidArgumentError(
        absl::StrCat(output_.path,
                     ": not the file that its manifest tells of; score the "
                     "shard ",
                     shard.number, "/", shard.of, " once more"));
  }

 private:
  // Takes the number off the beginning of the record.
  bool ParseNumber() {
    if (is_messages_) {
      const std::optional<int64_t> number = TakeRecordNumber(&record_);
      number_ = number.value_or(0);
      return number.has_value();
    }
    if (record_.substr(0, before_number_.size()) != before_number_) {
      return false;
    }
    record_.remove_prefix(before_number_.size());
    const size_t end = std::min(record_.find(behind_number_), record_.size());
    const std::optional<int64_t> number = ParseInt64(record_.substr(0, end));
    if (!number.has_value() || end == record_.size()) return false;
    number_ = *number;
    record_.remove_prefix(end + 1);
    return true;
  }

  absl::StatusOr<bool> CheckEnd() const {
    const RunManifest::Output& said = output_.manifest.output;
    if (source_.bytes_read() != said.bytes ||
        source_.digest() != said.xxh3_128 || count_ != said.rows) {
      return NotAsItsManifest();
    }
    return false;
  }

  // The next record: a line with its end, or a message without its length.
  absl::StatusOr<bool> NextRecord() {
    return is_messages_ ? NextMessage() : NextLine();
  }

  absl::StatusOr<bool> NextMessage() {
    while (true) {
      const std::string_view rest = std::string_view(buffer_).substr(begin_);
      uint64_t length = 0;
      const size_t size = ReadVarint(rest, &length);
      if (size > 0 && length > kMostBytesOfRow) return NotAsItsManifest();
      if (size > 0 && length <= rest.size() - size) {
        record_ = rest.substr(size, length);
        begin_ += size + length;
        return true;
      }
      LEADSCORE_ASSIGN_OR_RETURN(const bool has_more, Fill());
      if (!has_more && buffer_.empty()) return false;
      if (!has_more) return NotAsItsManifest();
    }
  }

  absl::StatusOr<bool> NextLine() {
    size_t looked_at = begin_;
    bool is_quoted = false;
    while (true) {
      const std::string_view rest = std::string_view(buffer_).substr(looked_at);
      const size_t line = std::min(rest.find('\n'), rest.size());
      // Within quotes a line end is one of the text.
      const auto quotes = std::count(rest.begin(), rest.begin() + line, '"');
      if (is_csv_ && quotes % 2 != 0) is_quoted = !is_quoted;
      looked_at += line;
      if (line < rest.size()) {
        ++looked_at;
        if (is_quoted) continue;
        record_ = std::string_view(buffer_).substr(begin_, looked_at - begin_);
        begin_ = looked_at;
        return true;
      }
      looked_at -= begin_;
      LEADSCORE_ASSIGN_OR_RETURN(const bool has_more, Fill());
      if (!has_more && buffer_.empty()) return false;
      if (!has_more || buffer_.size() > kMostBytesOfRow) {
        return NotAsItsManifest();
      }
    }
  }

  // Reads on, and moves what was not taken yet to the beginning.
  absl::StatusOr<bool> Fill() {
    buffer_.erase(0, std::exchange(begin_, 0));
    const size_t size = buffer_.size();
    buffer_.resize(size + kBytesAtOnce);
    const absl::StatusOr<size_t> count =
        source_.Read(&buffer_[size], kBytesAtOnce);
    if (!count.ok()) return WithPath(output_.path, count.status());
    buffer_.resize(size + *count);
    return *count > 0;
  }

  const ShardOutput& output_;
  const bool is_csv_;
  const bool is_messages_;
  const std::string_view before_number_;
  const char behind_number_;
  ByteSource source_;
  std::string buffer_;
  size_t begin_ = 0;         // Of what was not taken yet.
  std::string_view record_;  // In the buffer.
  int64_t number_ = 0;
  int64_t count_ = 0;
};

// Hands over rows many at a time.
class RowBuffer {
 public:
  explicit RowBuffer(
      const std::function<absl::Status(std::string_view rows)>& write)
      : write_(write) {}

  std::string* text() { return &text_; }
  absl::Status FlushIfFull() {
    return text_.size() < kBytesAtOnce ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    const absl::Status status = write_(text_);
    text_.clear();
    return status;
  }

 private:
  const std::function<absl::Status(std::string_view rows)>& write_;
  std::string text_;
};

// By the numbers of their rows, the smallest on top.
struct LaterRow {
  bool operator()(const ShardRows* a, const ShardRows* b) const {
    return a->number() > b->number();
  }
};

}  // namespace

absl::Status MergeShards(
    const std::vector<ShardOutput>& shards,
    const std::function<absl::Status(std::string_view rows)>& write) {
  std::vector<std::unique_ptr<ShardRows>> all;
  std::priority_queue<ShardRows*, std::vector<ShardRows*>, LaterRow> next;
  RowBuffer out(write);
  for (const ShardOutput& shard : shards) {
    LEADSCORE_ASSIGN_OR_RETURN(std::unique_ptr<ShardRows> rows,
                               ShardRows::Open(shard));
    LEADSCORE_ASSIGN_OR_RETURN(const std::string header, rows->ReadHeader());
    if (all.empty()) *out.text() = header;
    if (*out.text() != header) return rows->NotAsItsManifest();
    all.push_back(std::move(rows));
  }
  for (const std::unique_ptr<ShardRows>& rows : all) {
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, rows->Next());
    if (has_row) next.push(rows.get());
  }
  int64_t last = 0;
  while (!next.empty()) {
    ShardRows* const rows = next.top();
    next.pop();
    if (rows->number() == last) return rows->NotAsItsManifest();
    last = rows->number();
    rows->AppendTo(out.text());
    LEADSCORE_RETURN_IF_ERROR(out.FlushIfFull());
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, rows->Next());
    if (has_row) next.push(rows);
  }
  return out.Flush();
}

}  // namespace leadscore::internal
