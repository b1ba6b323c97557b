// Next reads a byte at a time, plainly, and defines what a file means. A record
// that is broken is given up to the end of its first line: an unbalanced quote
// then costs that line and not the rest of the file. NextBatch goes from mark
// to mark, and leaves to Next whatever is unusual.

#include "src/core/csv_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/csv_marks.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

constexpr size_t kChunkBytes = size_t{128} << 10;

// How much NextBatch looks at at once: with its marks it fits into the nearer
// caches.
constexpr size_t kScanBytes = size_t{32} << 10;

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

bool IsContinuationByte(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

CsvReader::CsvReader(Source source, char delimiter, const CsvLimits& limits)
    : source_(std::move(source)), delimiter_(delimiter), limits_(limits) {}

void CsvReader::MakeRoom() {
  const size_t needed = end_ + kChunkBytes + kCsvBlockBytes;
  if (buffer_.size() < needed) buffer_.resize(needed);
}

absl::Status CsvReader::Fill() {
  if (keeps_bytes_) return absl::CancelledError("the buffer is in use");
  // What stands before the present record is no longer needed.
  std::copy(buffer_.begin() + static_cast<ptrdiff_t>(record_begin_),
            buffer_.begin() + static_cast<ptrdiff_t>(end_), buffer_.begin());
  pos_ -= record_begin_;
  end_ -= record_begin_;
  record_begin_ = 0;
  num_marks_ = next_mark_ = 0;
  MakeRoom();
  LEADSCORE_ASSIGN_OR_RETURN(const size_t count,
                             source_(buffer_.data() + end_, kChunkBytes));
  end_ += count;
  source_is_done_ = count == 0;
  return absl::OkStatus();
}

absl::StatusOr<char> CsvReader::Peek() {
  while (pos_ == end_ && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  at_end_ = pos_ == end_;
  return at_end_ ? '\0' : buffer_[pos_];
}

void CsvReader::Step(char c) {
  ++pos_;
  if (!IsContinuationByte(c)) ++column_;
}

absl::Status CsvReader::CheckStart() {
  is_started_ = true;
  while (end_ < 3 && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  const std::string_view start(buffer_.data(), end_);
  if (start.substr(0, 3) == "\xEF\xBB\xBF") pos_ = record_begin_ = 3;
  if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF") {
    return absl::InvalidArgumentError(
        "a file in UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")");
  }
  return absl::OkStatus();
}

CsvReader::Scan CsvReader::Break(Record* record, int64_t line, int column,
                                 std::string error, std::string remedy) {
  record->error = std::move(error);
  record->remedy = std::move(remedy);
  record->error_line = line;
  record->error_column = column;
  return Scan::kBroken;
}

// Makes sure that what follows a carriage return is in the buffer.
absl::Status CsvReader::FillBehindReturn(char c) {
  while (c == '\r' && pos_ + 1 == end_ && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  return absl::OkStatus();
}

// Takes a line end, the first byte of which is `c`, after FillBehindReturn.
bool CsvReader::TakeLineEnd(char c) {
  if (!IsLineEnd(c)) return false;
  ++pos_;
  if (c == '\r' && pos_ < end_ && buffer_[pos_] == '\n') ++pos_;
  ++line_;
  column_ = 1;
  return true;
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanQuoted(Record* record,
                                                      Field* field) {
  Step('"');
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
    if (at_end_) {
      return Break(record, field->line, field->column,
                   "a quoted field that does not end",
                   "close it with \"; a quote inside it is written twice");
    }
    if (pos_ - record_begin_ >= limits_.max_record_bytes) return Scan::kTooLong;
    if (c != '"') {
      LEADSCORE_RETURN_IF_ERROR(FillBehindReturn(c));
      field->text += c;
      // A CRLF counts as one line, at its second byte.
      const bool is_first_of_two =
          c == '\r' && pos_ + 1 < end_ && buffer_[pos_ + 1] == '\n';
      if (IsLineEnd(c) && !is_first_of_two) {
        ++line_;
        column_ = 0;
      }
      Step(c);
      continue;
    }
    Step(c);
    LEADSCORE_ASSIGN_OR_RETURN(const char next, Peek());
    if (!at_end_ && next == '"') {
      field->text += '"';
      Step(next);
      continue;
    }
    if (at_end_ || next == delimiter_ || IsLineEnd(next)) return Scan::kRecord;
    return Break(record, line_, column_,
                 "text behind the closing quote of a field",
                 "a quote inside a quoted field is written twice: \"\"");
  }
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanPlain(Record* /*record*/,
                                                     Field* field) {
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
    if (at_end_ || c == delimiter_ || IsLineEnd(c)) return Scan::kRecord;
    if (pos_ - record_begin_ >= limits_.max_record_bytes) return Scan::kTooLong;
    field->text += c;
    Step(c);
  }
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanField(Record* record) {
  record->fields.emplace_back();
  Field& field = record->fields.back();
  field.line = line_;
  field.column = column_;
  LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
  const bool is_quoted = !at_end_ && c == '"';
  LEADSCORE_ASSIGN_OR_RETURN(const Scan scan, is_quoted
                                                  ? ScanQuoted(record, &field)
                                                  : ScanPlain(record, &field));
  if (scan == Scan::kRecord && field.text.size() > limits_.max_field_bytes) {
    return Break(record, field.line, field.column,
                 absl::StrCat("a field of more than ", limits_.max_field_bytes,
                              " bytes"));
  }
  return scan;
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanRecord(Record* record) {
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const Scan scan, ScanField(record));
    if (scan != Scan::kRecord) return scan;
    LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
    if (at_end_) {
      const bool is_empty = pos_ == record_begin_;
      return is_empty ? Scan::kEnd : Scan::kRecord;
    }
    if (c == delimiter_) {
      Step(c);
      continue;
    }
    LEADSCORE_RETURN_IF_ERROR(FillBehindReturn(c));
    const bool is_blank = pos_ == record_begin_;
    TakeLineEnd(c);
    return is_blank ? Scan::kBlank : Scan::kRecord;
  }
}

// Moves behind the end of the present line, of which it keeps the beginning.
absl::Status CsvReader::SkipLine(std::string* raw) {
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
    if (at_end_) return absl::OkStatus();
    LEADSCORE_RETURN_IF_ERROR(FillBehindReturn(c));
    if (TakeLineEnd(c)) return absl::OkStatus();
    if (raw->size() < limits_.max_record_bytes) *raw += c;
    // What has been skipped need not stay in the buffer.
    record_begin_ = ++pos_;
  }
}

absl::StatusOr<bool> CsvReader::Next(Record* record) {
  if (!is_started_) LEADSCORE_RETURN_IF_ERROR(CheckStart());
  while (true) {
    *record = Record();
    record->line = line_;
    record_begin_ = pos_;
    LEADSCORE_ASSIGN_OR_RETURN(Scan scan, ScanRecord(record));
    if (scan == Scan::kEnd) return false;
    if (scan == Scan::kBlank) continue;
    if (scan == Scan::kTooLong) {
      scan = Break(record, record->line, 1,
                   absl::StrCat("a record of more than ",
                                limits_.max_record_bytes, " bytes"),
                   "look for a quote that is not closed");
    }
    if (scan == Scan::kBroken) {
      // Go back and give up the first line only.
      record->fields.clear();
      pos_ = record_begin_;
      line_ = record->line;
      column_ = 1;
      LEADSCORE_RETURN_IF_ERROR(SkipLine(&record->raw));
      record->raw += '\n';
      return true;
    }
    record->raw = buffer_.substr(record_begin_, pos_ - record_begin_);
    return true;
  }
}

// ---- Batches ---------------------------------------------------------------

absl::Status CsvReader::FindMarks() {
  while (end_ - pos_ < kScanBytes && !source_is_done_ && !keeps_bytes_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  scan_begin_ = pos_;
  scan_end_ = std::min(end_, pos_ + kScanBytes);
  marks_.resize(kScanBytes + kCsvBlockBytes);
  num_marks_ = BestCsvScan().find_marks(buffer_.data() + scan_begin_,
                                        scan_end_ - scan_begin_, delimiter_,
                                        marks_.data());
  next_mark_ = 0;
  return absl::OkStatus();
}

// Ends a record with the line end that is a mark, unless it might be the first
// half of one; `lines` are those inside the record.
bool CsvReader::TakeEndOfRecord(size_t mark, int64_t lines) {
  size_t end = scan_begin_ + marks_[mark] + 1;
  ++mark;
  if (buffer_[end - 1] == '\r') {
    if (end == scan_end_) return false;
    if (buffer_[end] == '\n') {
      ++end;
      ++mark;
    }
  }
  const size_t limit =
      std::min(limits_.max_record_bytes, limits_.max_field_bytes);
  if (end - pos_ >= limit) return false;
  pos_ = end;
  line_ += lines + 1;
  next_mark_ = mark;
  return true;
}

// False if it cannot be known where they end.
bool CsvReader::SkipBlankLines() {
  while (IsMark(next_mark_, pos_ - scan_begin_) && IsLineEnd(buffer_[pos_])) {
    if (!TakeEndOfRecord(next_mark_, 0)) return false;
  }
  return true;
}

// Takes a record without quotes.
bool CsvReader::TakePlainRecord(size_t width,
                                const std::vector<size_t>& positions,
                                RecordBatch* batch) {
  const size_t last = next_mark_ + width - 1;
  if (last >= num_marks_) return false;
  const char* const base = buffer_.data() + scan_begin_;
  const uint32_t* const marks = marks_.data() + next_mark_;
  unsigned is_unusual = IsLineEnd(base[marks[width - 1]]) ? 0 : 1;
  for (size_t i = 0; i + 1 < width; ++i) {
    is_unusual |= static_cast<unsigned>(base[marks[i]] ^ delimiter_);
  }
  if (is_unusual != 0) return false;
  const size_t begin = pos_;
  const int64_t line = line_;
  if (!TakeEndOfRecord(last, 0)) return false;
  const size_t index = batch->size++;
  batch->raw[index] = std::string_view(buffer_.data() + begin, pos_ - begin);
  batch->lines[index] = line;
  std::string_view* field = batch->fields.data() + index;
  for (size_t position : positions) {
    const char* const from =
        position == 0 ? buffer_.data() + begin : base + marks[position - 1] + 1;
    *field = std::string_view(
        from, static_cast<size_t>(base + marks[position] - from));
    field += RecordBatch::kMostRecords;
  }
  return true;
}

// Takes a record that has quotes.
bool CsvReader::TakeQuotedRecord(size_t width,
                                 const std::vector<size_t>& positions,
                                 RecordBatch* batch) {
  const char* const base = buffer_.data() + scan_begin_;
  const size_t size = scan_end_ - scan_begin_;
  std::string_view* field = batch->fields.data() + batch->size;
  auto wanted = positions.begin();
  int64_t lines = 0;
  size_t mark = next_mark_;
  size_t pos = pos_ - scan_begin_;
  for (size_t i = 0; i < width; ++i) {
    std::string_view text;
    bool has_quotes = false;
    if (pos < size && base[pos] == '"') {
      const size_t begin = pos + 1;
      for (++mark;; ++mark) {
        if (mark == num_marks_ || marks_[mark] + 1 == size) return false;
        pos = marks_[mark];
        if (base[pos] == '"') {
          if (base[pos + 1] != '"') break;
          has_quotes = true;
          ++mark;
        } else if (base[pos] != delimiter_ &&
                   !(base[pos] == '\r' && base[pos + 1] == '\n')) {
          ++lines;
        }
      }
      text = std::string_view(base + begin, pos - begin);
      ++mark;
      // Nothing else may follow the closing quote.
      if (!IsMark(mark, pos + 1)) return false;
    } else {
      while (mark < num_marks_ && base[marks_[mark]] == '"') ++mark;
      if (mark == num_marks_) return false;
      text = std::string_view(base + pos, marks_[mark] - pos);
    }
    pos = marks_[mark];
    if ((base[pos] == delimiter_) != (i + 1 < width)) return false;
    ++pos;
    if (i + 1 < width) ++mark;
    if (wanted == positions.end() || *wanted != i) continue;
    ++wanted;
    if (has_quotes) {
      const size_t begin = batch->unescaped.size();
      for (size_t k = 0; k < text.size(); ++k) {
        batch->unescaped += text[k];
        if (text[k] == '"') ++k;
      }
      text = std::string_view(batch->unescaped).substr(begin);
    }
    *field = text;
    field += RecordBatch::kMostRecords;
  }
  const size_t begin = pos_;
  const int64_t line = line_;
  if (!TakeEndOfRecord(mark, lines)) return false;
  batch->raw[batch->size] =
      std::string_view(buffer_.data() + begin, pos_ - begin);
  batch->lines[batch->size] = line;
  ++batch->size;
  return true;
}

absl::Status CsvReader::NextBatch(size_t width,
                                  const std::vector<size_t>& positions,
                                  RecordBatch* batch) {
  if (!is_started_) LEADSCORE_RETURN_IF_ERROR(CheckStart());
  batch->size = 0;
  batch->fields.resize(positions.size() * RecordBatch::kMostRecords);
  // Fields of one scan never need more, so that their texts stay where they
  // are.
  batch->unescaped.clear();
  batch->unescaped.reserve(kScanBytes);
  record_begin_ = pos_;
  // Next may have moved on.
  while (next_mark_ < num_marks_ && scan_begin_ + marks_[next_mark_] < pos_) {
    ++next_mark_;
  }
  for (bool is_fresh = false;; is_fresh = true) {
    if (next_mark_ == num_marks_) {
      LEADSCORE_RETURN_IF_ERROR(FindMarks());
      is_fresh = true;
    }
    while (batch->size < RecordBatch::kMostRecords && SkipBlankLines() &&
           (TakePlainRecord(width, positions, batch) ||
            TakeQuotedRecord(width, positions, batch))) {
    }
    if (batch->size > 0 || is_fresh) break;
    // What comes may only be cut off at the end of what was looked at.
    num_marks_ = next_mark_ = 0;
    record_begin_ = pos_;
    batch->unescaped.clear();
  }
  column_ = 1;
  return absl::OkStatus();
}

Record ReadAgain(const RecordBatch& batch, size_t index, char delimiter) {
  const std::string_view raw = batch.raw[index];
  CsvLimits limits;
  limits.max_field_bytes = limits.max_record_bytes = raw.size() + 1;
  // All of it is in the buffer already: nothing is read, and no room is made.
  CsvReader reader(nullptr, delimiter, limits);
  reader.buffer_ = std::string(raw);
  reader.end_ = raw.size();
  reader.source_is_done_ = true;
  reader.is_started_ = true;
  reader.line_ = batch.lines[index];
  Record record;
  // It is whole, so that the source is never asked.
  reader.Next(&record).IgnoreError();
  return record;
}

absl::StatusOr<bool> CsvReader::NextSingle(CsvChunk* chunk) {
  const size_t pos = pos_;
  const int64_t line = line_;
  Record record;
  const absl::StatusOr<bool> more = Next(&record);
  if (absl::IsCancelled(more.status()) && keeps_bytes_) {
    pos_ = pos;
    line_ = line;
    column_ = 1;
    return false;
  }
  LEADSCORE_RETURN_IF_ERROR(more.status());
  if (*more) chunk->singles.push_back({chunk->num_batches, std::move(record)});
  return *more;
}

absl::Status CsvReader::NextChunk(size_t width,
                                  const std::vector<size_t>& positions,
                                  CsvChunk* chunk) {
  constexpr size_t kMostSingles = 1'000;
  chunk->num_batches = 0;
  chunk->singles.clear();
  absl::Status status;
  // Until the buffer has nothing more that is whole.
  while (chunk->singles.size() < kMostSingles) {
    if (chunk->num_batches == chunk->batches.size()) {
      chunk->batches.emplace_back();
    }
    RecordBatch& batch = chunk->batches[chunk->num_batches];
    status = NextBatch(width, positions, &batch);
    if (!status.ok()) break;
    if (batch.size > 0) {
      ++chunk->num_batches;
      keeps_bytes_ = true;
      continue;
    }
    const absl::StatusOr<bool> more = NextSingle(chunk);
    status = more.status();
    if (!more.ok() || !*more) break;
  }
  keeps_bytes_ = false;
  // The bytes stay with the chunk; those behind it go on in others.
  buffer_.swap(chunk->bytes);
  const size_t left = end_ - pos_;
  end_ = 0;
  MakeRoom();
  if (buffer_.size() < left + kCsvBlockBytes) {
    buffer_.resize(left + kCsvBlockBytes);
  }
  std::copy_n(chunk->bytes.data() + pos_, left, buffer_.data());
  pos_ = record_begin_ = 0;
  end_ = left;
  num_marks_ = next_mark_ = 0;
  return status;
}

}  // namespace leadscore::internal
