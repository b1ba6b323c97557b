// Splits the bytes of a CSV file into records and fields (RFC 4180).
//
// Beyond the RFC: line ends may be LF, CRLF or CR and may differ, blank lines
// are passed over, a quote inside an unquoted field is a character like others,
// and a UTF-8 byte order mark is dropped. Knows nothing of leads.

#ifndef LEADSCORE_SRC_CORE_CSV_READER_H_
#define LEADSCORE_SRC_CORE_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leadscore::internal {

struct CsvField {
  std::string text;
  int64_t line = 0;  // Where it begins, from 1.
  int column = 0;    // In characters, from 1.
};

struct CsvRecord {
  std::vector<CsvField> fields;
  int64_t line = 0;  // Of its first character.
  std::string raw;   // Its bytes as they were read, with the line end.

  // What is wrong with it, and where; empty if nothing is. Then it has no
  // fields. A record that is too long has only the beginning of its bytes.
  std::string error;
  std::string remedy;
  int64_t error_line = 0;
  int error_column = 0;
};

struct CsvLimits {
  size_t max_field_bytes = size_t{256} << 10;
  size_t max_record_bytes = size_t{1} << 20;
};

class CsvReader {
 public:
  // Gives the next bytes, at most `size` of them; 0 is the end.
  using Source =
      std::function<absl::StatusOr<size_t>(char* buffer, size_t size)>;

  CsvReader(Source source, char delimiter, const CsvLimits& limits);

  // Reads the next record, which may have an error of its own; reading goes on
  // behind it. False at the end.
  //
  // Errors: those of the source; kInvalidArgument, a file in UTF-16.
  absl::StatusOr<bool> Next(CsvRecord* record);

 private:
  // What the scan of one record found.
  enum class Scan { kRecord, kBlank, kBroken, kTooLong, kEnd };

  absl::Status Fill();
  absl::Status FillBehindReturn(char c);
  absl::Status CheckStart();
  absl::StatusOr<Scan> ScanRecord(CsvRecord* record);
  absl::StatusOr<Scan> ScanField(CsvRecord* record);
  absl::StatusOr<Scan> ScanQuoted(CsvRecord* record, CsvField* field);
  absl::StatusOr<Scan> ScanPlain(CsvRecord* record, CsvField* field);
  absl::Status SkipLine(std::string* raw);

  // The byte at the present place; 0 at the end, which at_end_ tells apart.
  absl::StatusOr<char> Peek();
  // Moves on by one byte and keeps line and column.
  void Step(char c);
  bool TakeLineEnd(char c);
  Scan Break(CsvRecord* record, int64_t line, int column, std::string error,
             std::string remedy = "");

  const Source source_;
  const char delimiter_;
  const CsvLimits limits_;

  std::string buffer_;
  size_t pos_ = 0;           // In the buffer.
  size_t record_begin_ = 0;  // In the buffer.
  bool source_is_done_ = false;
  bool at_end_ = false;
  bool is_started_ = false;
  int64_t line_ = 1;
  int column_ = 1;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_CSV_READER_H_
