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
#include "src/core/record.h"

namespace leadscore::internal {

struct CsvLimits {
  size_t max_field_bytes = size_t{256} << 10;
  size_t max_record_bytes = size_t{1} << 20;
};

// Some records, in their order: batches, and between them those that are
// unusual, perhaps broken. Owns its memory.
struct CsvChunk {
  // A record before the batch with this index.
  struct Single {
    size_t before_batch = 0;
    Record record;
  };

  size_t num_batches = 0;
  std::vector<RecordBatch> batches;  // Longer than there are.
  std::vector<Single> singles;
  std::string bytes;
};

// Gives a record of a batch once more, one by one.
Record ReadAgain(const RecordBatch& batch, size_t index, char delimiter);

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
  absl::StatusOr<bool> Next(Record* record);

  // Reads the next records that have `width` fields and nothing wrong with
  // them, as many as it finds at once, and their fields at some positions,
  // ascending. It finds the same as Next does, at many times the speed, but not
  // every such record: with none, Next has to be asked for the one that comes.
  // What it gives is valid until the next call of anything.
  //
  // Errors: as of Next.
  absl::Status NextBatch(size_t width, const std::vector<size_t>& positions,
                         RecordBatch* batch);

  // Reads the next records, some hundred kilobytes of them; none at the end.
  // What the chunk held before is lost, its memory used again.
  //
  // Errors: as of Next.
  absl::Status NextChunk(size_t width, const std::vector<size_t>& positions,
                         CsvChunk* chunk);

 private:
  friend Record ReadAgain(const RecordBatch& batch, size_t index,
                          char delimiter);

  // What the scan of one record found.
  enum class Scan { kRecord, kBlank, kBroken, kTooLong, kEnd };

  absl::Status Fill();
  absl::Status FillBehindReturn(char c);
  absl::Status CheckStart();
  absl::StatusOr<Scan> ScanRecord(Record* record);
  absl::StatusOr<Scan> ScanField(Record* record);
  absl::StatusOr<Scan> ScanQuoted(Record* record, Field* field);
  absl::StatusOr<Scan> ScanPlain(Record* record, Field* field);
  absl::Status SkipLine(std::string* raw);

  void MakeRoom();
  // Reads the next record into a chunk; false if there is none, or if it is not
  // whole in a buffer that may not be filled.
  absl::StatusOr<bool> NextSingle(CsvChunk* chunk);

  // What NextBatch does. Marks (csv_marks.h) are of a part of the buffer that
  // begins at scan_begin_.
  absl::Status FindMarks();
  bool SkipBlankLines();
  bool TakePlainRecord(size_t width, const std::vector<size_t>& positions,
                       RecordBatch* batch);
  bool TakeQuotedRecord(size_t width, const std::vector<size_t>& positions,
                        RecordBatch* batch);
  bool TakeEndOfRecord(size_t mark, int64_t lines);
  bool IsMark(size_t mark, size_t offset) const {
    return mark < num_marks_ && marks_[mark] == offset;
  }

  // The byte at the present place; 0 at the end, which at_end_ tells apart.
  absl::StatusOr<char> Peek();
  // Moves on by one byte and keeps line and column.
  void Step(char c);
  bool TakeLineEnd(char c);
  Scan Break(Record* record, int64_t line, int column, std::string error,
             std::string remedy = "");

  const Source source_;
  const char delimiter_;
  const CsvLimits limits_;

  std::string buffer_;       // Longer than what is in it.
  size_t end_ = 0;           // Of what is in the buffer.
  size_t pos_ = 0;           // In the buffer.
  size_t record_begin_ = 0;  // In the buffer.
  bool source_is_done_ = false;
  bool at_end_ = false;
  bool is_started_ = false;
  bool keeps_bytes_ = false;  // Something refers to what is in the buffer.
  int64_t line_ = 1;
  int column_ = 1;

  std::vector<uint32_t> marks_;  // Longer than there are.
  size_t num_marks_ = 0;
  size_t next_mark_ = 0;
  size_t scan_begin_ = 0;
  size_t scan_end_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_CSV_READER_H_
