// Reads one CSV file with a header, counts and hands over what is wrong with
// its records. Knows nothing of leads; csv_tables.cc gives the records a
// meaning.

#ifndef LEADSCORE_SRC_IO_CSV_FILE_H_
#define LEADSCORE_SRC_IO_CSV_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/csv.h"
#include "src/core/csv_reader.h"
#include "src/io/input_file.h"

namespace leadscore::internal {

// Where and how a record is wrong.
struct CsvFault {
  int64_t line = 0;
  int column = 0;
  std::string message;
  std::string remedy;
};

CsvFault FaultAt(const CsvField& field, std::string message,
                 std::string remedy = "");

// What is wrong with a cell whatever it means: a NUL byte, or no UTF-8.
std::optional<CsvFault> CheckText(const CsvField& field);

// A record that was left out.
struct CsvRejected {
  CsvFault fault;
  std::string raw;
};

class CsvFile;

// What becomes of the records of a file.
class CsvRecordTaker {
 public:
  virtual ~CsvRecordTaker() = default;

  // Takes the header of a file.
  virtual absl::Status BindHeader(CsvFile& file) = 0;

  // Takes a record, or says what is wrong with it.
  virtual std::optional<CsvFault> Add(const CsvRecord& record) = 0;

  // Where the fields stand that AddRows reads, ascending.
  virtual const std::vector<size_t>& positions() const = 0;

  // Looks at the records of a batch, which has these fields, and gives those
  // that have to be taken by Add: a bit each.
  virtual uint64_t Parse(const CsvBatch& batch) = 0;

  // Takes records of the last batch: from one up to, but not including,
  // another, none of which has to be taken by Add. Gives the end of those it
  // took: one that is not the last has to be taken by Add after all.
  virtual size_t AddRows(const CsvBatch& batch, size_t begin, size_t end) = 0;
};

// Positions of fields, and where they stand in a batch.
class CsvPositions {
 public:
  // -1 is the position of a column that the file lacks, and of its fields.
  void Add(ptrdiff_t position);
  const std::vector<size_t>& all() const { return all_; }

  // The fields of a batch at a position that was added, by record.
  //
  // REQUIRES: position >= 0.
  const std::string_view* FieldsAt(ptrdiff_t position,
                                   const CsvBatch& batch) const;

 private:
  std::vector<size_t> all_;  // Ascending, each once.
};

class CsvFile {
 public:
  // `num_errors` counts the bad records of several files.
  CsvFile(std::string path, const CsvOptions& options, int64_t* num_errors);

  // Reads it from beginning to end. `needs_records` says that a header alone is
  // a mistake; `rejected` counts the bad records.
  absl::Status Read(CsvRecordTaker* taker, bool needs_records,
                    int64_t* rejected);

  // The same in steps, for chunks that are taken by several threads: Open, then
  // BindHeader of each taker, then NextChunk again and again, each of them with
  // Take, and of what that leaves out Reject in the order of the file, and at
  // last Finish. Only Take may run at the same time as others.
  absl::Status Open();
  // False at the end. `positions` are those of the takers.
  //
  // Errors: of reading, not reported yet.
  absl::StatusOr<bool> NextChunk(const std::vector<size_t>& positions,
                                 CsvChunk* chunk);
  void Take(const CsvChunk& chunk, CsvRecordTaker* taker,
            std::vector<CsvRejected>* rejected) const;
  // Errors: kInvalidArgument, these are too many.
  absl::Status Reject(const CsvRejected& rejected);
  absl::Status Finish(bool needs_records);
  // Reports an error of reading, and returns it with the name of the file.
  absl::Status FailWith(const absl::Status& status);

  // For BindHeader: the position of a column, by its name without the blanks
  // around it; -1 if the file does not have it.
  //
  // Errors: kInvalidArgument, the header has it twice.
  absl::StatusOr<ptrdiff_t> FindColumn(std::string_view name);

  // The same of a column that has to be there.
  absl::StatusOr<size_t> NeedColumn(std::string_view name,
                                    std::string_view purpose,
                                    std::string remedy);

  // The columns that were not found so far, in the order of the header.
  std::vector<std::string> UnreadColumns() const;

  const std::string& path() const { return path_; }

  // As of ByteSource, once it is open.
  int64_t bytes_read() const { return source_->bytes_read(); }
  int64_t size() const { return source_->size(); }

 private:
  absl::Status ReadHeader();
  // What is wrong with a record, which was taken if nothing is.
  std::optional<CsvFault> AddSingly(const CsvRecord& record,
                                    CsvRecordTaker* taker) const;
  void AddBatch(const CsvBatch& batch, CsvRecordTaker* taker,
                std::vector<CsvRejected>* rejected) const;
  absl::Status Fail(int64_t line, int column, std::string message,
                    std::string remedy = "");

  const std::string path_;
  const CsvOptions& options_;
  int64_t* num_errors_;
  std::unique_ptr<InputFile> source_;
  std::optional<CsvReader> reader_;
  CsvRecord header_;
  bool has_records_ = false;
  std::vector<bool> is_found_;  // By column of the header.
  bool has_rejected_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CSV_FILE_H_
