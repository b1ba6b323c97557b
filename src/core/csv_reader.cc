// A byte at a time, plainly. A record that is broken is given up to the end of
// its first line: an unbalanced quote then costs that line and not the rest of
// the file.

#include "src/core/csv_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }

bool IsContinuationByte(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

CsvReader::CsvReader(Source source, char delimiter, const CsvLimits& limits)
    : source_(std::move(source)), delimiter_(delimiter), limits_(limits) {}

absl::Status CsvReader::Fill() {
  // What stands before the present record is no longer needed.
  buffer_.erase(0, record_begin_);
  pos_ -= record_begin_;
  record_begin_ = 0;
  const size_t size = buffer_.size();
  buffer_.resize(size + kChunkBytes);
  absl::StatusOr<size_t> count = source_(buffer_.data() + size, kChunkBytes);
  buffer_.resize(size + (count.ok() ? *count : 0));
  LEADSCORE_RETURN_IF_ERROR(count.status());
  source_is_done_ = *count == 0;
  return absl::OkStatus();
}

absl::StatusOr<char> CsvReader::Peek() {
  while (pos_ == buffer_.size() && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  at_end_ = pos_ == buffer_.size();
  return at_end_ ? '\0' : buffer_[pos_];
}

void CsvReader::Step(char c) {
  ++pos_;
  if (!IsContinuationByte(c)) ++column_;
}

absl::Status CsvReader::CheckStart() {
  is_started_ = true;
  while (buffer_.size() < 3 && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  const std::string_view start(buffer_);
  if (start.substr(0, 3) == "\xEF\xBB\xBF") pos_ = record_begin_ = 3;
  if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF") {
    return absl::InvalidArgumentError(
        "a file in UTF-16; save it as UTF-8 (in Excel: \"CSV UTF-8\")");
  }
  return absl::OkStatus();
}

CsvReader::Scan CsvReader::Break(CsvRecord* record, int64_t line, int column,
                                 std::string error, std::string remedy) {
  record->error = std::move(error);
  record->remedy = std::move(remedy);
  record->error_line = line;
  record->error_column = column;
  return Scan::kBroken;
}

// Makes sure that what follows a carriage return is in the buffer.
absl::Status CsvReader::FillBehindReturn(char c) {
  while (c == '\r' && pos_ + 1 == buffer_.size() && !source_is_done_) {
    LEADSCORE_RETURN_IF_ERROR(Fill());
  }
  return absl::OkStatus();
}

// Takes a line end, the first byte of which is `c`, after FillBehindReturn.
bool CsvReader::TakeLineEnd(char c) {
  if (!IsLineEnd(c)) return false;
  ++pos_;
  if (c == '\r' && pos_ < buffer_.size() && buffer_[pos_] == '\n') ++pos_;
  ++line_;
  column_ = 1;
  return true;
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanQuoted(CsvRecord* record,
                                                      CsvField* field) {
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
          c == '\r' && pos_ + 1 < buffer_.size() && buffer_[pos_ + 1] == '\n';
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

absl::StatusOr<CsvReader::Scan> CsvReader::ScanPlain(CsvRecord* /*record*/,
                                                     CsvField* field) {
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const char c, Peek());
    if (at_end_ || c == delimiter_ || IsLineEnd(c)) return Scan::kRecord;
    if (pos_ - record_begin_ >= limits_.max_record_bytes) return Scan::kTooLong;
    field->text += c;
    Step(c);
  }
}

absl::StatusOr<CsvReader::Scan> CsvReader::ScanField(CsvRecord* record) {
  record->fields.emplace_back();
  CsvField& field = record->fields.back();
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

absl::StatusOr<CsvReader::Scan> CsvReader::ScanRecord(CsvRecord* record) {
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

absl::StatusOr<bool> CsvReader::Next(CsvRecord* record) {
  if (!is_started_) LEADSCORE_RETURN_IF_ERROR(CheckStart());
  while (true) {
    *record = CsvRecord();
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

}  // namespace leadscore::internal
