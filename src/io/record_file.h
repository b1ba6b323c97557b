// One file of records, whatever its format, and what becomes of them. Counts
// and hands over what is wrong with records. Knows nothing of leads;
// lead_records.h and activity_records.h give the records a meaning.

#ifndef LEADSCORE_SRC_IO_RECORD_FILE_H_
#define LEADSCORE_SRC_IO_RECORD_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/table_reader.h"
#include "src/core/bits.h"
#include "src/core/record.h"
#include "src/io/cell_parser.h"
#include "src/io/input_file.h"

namespace leadscore::internal {

// Where and how a record is wrong.
struct RecordFault {
  int64_t line = 0;
  int column = 0;
  std::string message;
  std::string remedy;
};

RecordFault FaultAt(const Field& field, std::string message,
                    std::string remedy = "");

// What is wrong with a cell of text whatever it means: a NUL byte, or no UTF-8.
std::optional<RecordFault> CheckText(const Field& field);

// A record that was left out.
struct RejectedRecord {
  RecordFault fault;
  std::string raw;
};

// The columns of a file, by their names. A file whose records name their values
// themselves has every column that is asked for, perhaps without values.
class RecordHeader {
 public:
  virtual ~RecordHeader() = default;

  virtual const std::string& path() const = 0;

  // How values are written in cells.
  virtual CellEncoding encoding() const = 0;

  // The position of a column, by its name without the blanks around it; -1 if
  // the file does not have it. `type` is that of the values which it has to
  // have, if that is known.
  //
  // Errors: kInvalidArgument, the header has it twice.
  virtual absl::StatusOr<ptrdiff_t> FindColumn(
      std::string_view name, ValueType type = ValueType::kUnspecified) = 0;

  // The same of a column that has to be there.
  virtual absl::StatusOr<size_t> NeedColumn(std::string_view name,
                                            std::string_view purpose,
                                            std::string remedy) = 0;

  // Once the file was read: whether it has a column that was asked for, and
  // those that it has beside them.
  virtual bool IsThere(ptrdiff_t position) const = 0;
  virtual std::vector<std::string> UnreadColumns() const = 0;
};

// The column of a CSV file that holds the numbers of its records, if its header
// has none that is called so.
inline constexpr std::string_view kRecordNumbers = "#";

// What the fields of messages are called that are no attributes and properties.
inline constexpr std::string_view kLeadIdField = "Lead.id";
inline constexpr std::string_view kLeadAccountField = "Lead.account";
inline constexpr std::string_view kActivityTypeField = "Activity.type";
inline constexpr std::string_view kActivityTimeField = "Activity.time_micros";
inline constexpr std::string_view kActivityIdField = "Activity.id";
inline constexpr std::string_view kActivityRevisionField = "Activity.revision";

// What becomes of the records of a file.
class RecordTaker {
 public:
  virtual ~RecordTaker() = default;

  // How many records came, those with faults included. Within Add it counts the
  // one that is added, within AddRows none of them yet.
  int64_t num_records() const { return num_records_; }
  void CountRecords(size_t count) {
    num_records_ += static_cast<int64_t>(count);
  }

  // Takes the header of a file. `activities` is that of the activities which
  // stand inside its records; null if there can be none.
  virtual absl::Status BindHeader(RecordHeader& header,
                                  RecordHeader* activities) = 0;

  // Notes which columns the file lacks and which are not read, once it was
  // read.
  virtual void NoteColumns() = 0;

  // Whether records are its business of which nobody can tell what they are.
  virtual bool TakesNameless() const { return true; }

  // Takes a record, or says what is wrong with it.
  virtual std::optional<RecordFault> Add(const Record& record) = 0;

  // Where the fields stand that AddRows reads, ascending.
  virtual const std::vector<size_t>& positions() const = 0;

  // Looks at the records of a batch, which has these fields, and gives those
  // that have to be taken by Add: a bit each.
  virtual uint64_t Parse(const RecordBatch& batch) = 0;

  // Takes records of the last batch: from one up to, but not including,
  // another, none of which has to be taken by Add. Gives the end of those it
  // took: one that is not the last has to be taken by Add after all.
  virtual size_t AddRows(const RecordBatch& batch, size_t begin,
                         size_t end) = 0;

 protected:
  void ForgetRecords() { num_records_ = 0; }

 private:
  int64_t num_records_ = 0;
};

// Positions of fields, and where they stand in a batch.
class FieldPositions {
 public:
  // -1 is the position of a column that the file lacks, and of its fields.
  void Add(ptrdiff_t position);
  const std::vector<size_t>& all() const { return all_; }

  // The fields of a batch at a position that was added, by record.
  //
  // REQUIRES: position >= 0.
  const std::string_view* FieldsAt(ptrdiff_t position,
                                   const RecordBatch& batch) const;
  // The same, but empty for some records: a bit each. Valid until it is called
  // again.
  const std::string_view* FieldsWithout(uint64_t records, ptrdiff_t position,
                                        const RecordBatch& batch);

 private:
  std::vector<size_t> all_;             // Ascending, each once.
  std::vector<std::string_view> some_;  // What FieldsWithout gives.
};

// Some records of a file, in their order. Owns its memory, which is used again.
class RecordChunk {
 public:
  virtual ~RecordChunk() = default;

  // About how many bytes of the file a record has; 0 if there is no telling.
  virtual int64_t bytes_per_record() const = 0;

  // About how much memory it has.
  virtual size_t MemoryBytes() const { return 0; }
};

class RecordFile {
 public:
  // `num_errors` counts the bad records of several files.
  RecordFile(std::string path, const ReadOptions& options, int64_t* num_errors);
  virtual ~RecordFile() = default;
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  // Reads it from beginning to end. `needs_records` says that none at all is a
  // mistake; `rejected` counts the bad records.
  absl::Status Read(RecordTaker* taker, bool needs_records, int64_t* rejected);

  // The same in steps, for chunks that are taken by several threads: Open, then
  // Bind of each taker, NewChunk, then NextChunk again and again, each of them
  // with Take, and of what that leaves out Reject in the order of the file, and
  // at last Finish. Only Take may run at the same time as others.
  absl::Status Open();
  absl::Status Bind(RecordTaker* taker) {
    return taker->BindHeader(header(), activity_header());
  }
  virtual std::unique_ptr<RecordChunk> NewChunk() const = 0;
  // False at the end. `positions` are those of the takers.
  //
  // Errors: of reading, not reported yet.
  absl::StatusOr<bool> NextChunk(const std::vector<size_t>& positions,
                                 RecordChunk* chunk);
  // `chunk` is that of the last NextChunk which it was given to.
  virtual void Take(RecordChunk* chunk, RecordTaker* taker,
                    std::vector<RejectedRecord>* rejected) const = 0;
  // Errors: kInvalidArgument, these are too many.
  absl::Status Reject(const RejectedRecord& rejected);
  absl::Status Finish(bool needs_records);
  // Reports an error of reading, and returns it with the name of the file.
  absl::Status FailWith(const absl::Status& status);

  virtual RecordHeader& header() = 0;
  virtual RecordHeader* activity_header() { return nullptr; }

  // Told how many records were taken, where Read does not do it.
  void CountRecords(int64_t count) { num_records_ += count; }

  // What there is to say about the file once it was read to its end.
  ReadResult::File Describe(FileContent holds) const;

  const std::string& path() const { return path_; }

  // As of ByteSource, once it is open.
  int64_t bytes_read() const { return source_->bytes_read(); }
  int64_t size() const { return source_->size(); }

 protected:
  // Reads what stands before the first record.
  virtual absl::Status ReadHeader() = 0;
  virtual absl::StatusOr<bool> ReadChunk(const std::vector<size_t>& positions,
                                         RecordChunk* chunk) = 0;
  // What is wrong with a file that has no records.
  virtual const char* WithoutRecords() const = 0;
  // The bytes that a file of rejected records begins with.
  virtual std::string_view raw_header() const { return ""; }

  // Takes a record, or keeps it as one that is wrong.
  static void AddSingly(const Record& record, RecordTaker* taker,
                        std::vector<RejectedRecord>* rejected);
  // Takes the records of a batch. `read_again(row)` gives one of them by
  // itself.
  template <typename ReadAgain>
  static void AddBatch(const RecordBatch& batch, ReadAgain read_again,
                       RecordTaker* taker,
                       std::vector<RejectedRecord>* rejected);

  absl::Status Fail(int64_t line, int column, std::string message,
                    std::string remedy = "");
  InputFile& source() { return *source_; }
  // Appends the next bytes of the file to some; none at its end.
  absl::Status ReadMore(std::string* bytes);
  bool is_at_end() const { return is_at_end_; }
  const ReadOptions& options() const { return options_; }

 private:
  const std::string path_;
  const ReadOptions& options_;
  int64_t* num_errors_;
  std::unique_ptr<InputFile> source_;
  bool is_at_end_ = false;  // Of what ReadMore reads.
  int64_t num_records_ = 0;
  int64_t num_rejected_ = 0;
  bool has_records_ = false;
  bool has_rejected_ = false;
};

template <typename ReadAgain>
void RecordFile::AddBatch(const RecordBatch& batch, ReadAgain read_again,
                          RecordTaker* taker,
                          std::vector<RejectedRecord>* rejected) {
  const uint64_t apart = taker->Parse(batch);
  for (size_t row = 0; row < batch.size; ++row) {
    const uint64_t apart_from_here = apart >> row;
    const size_t end =
        apart_from_here == 0 ? batch.size : row + LowestBit(apart_from_here);
    const size_t first = row;
    if (row < end) row = taker->AddRows(batch, row, end);
    taker->CountRecords(row - first);
    if (row == batch.size) break;
    AddSingly(read_again(row), taker, rejected);
  }
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_RECORD_FILE_H_
