// Reads one CSV file with a header, counts and hands over what is wrong with
// its records. Knows nothing of leads; csv_tables.cc gives the records a
// meaning.

#ifndef LEADSCORE_SRC_IO_CSV_FILE_H_
#define LEADSCORE_SRC_IO_CSV_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/csv.h"
#include "src/core/csv_reader.h"

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

class CsvFile {
 public:
  // `num_errors` counts the bad records of several files.
  CsvFile(std::string path, const CsvOptions& options, int64_t* num_errors);

  // Takes the header of the file.
  using BindHeader = std::function<absl::Status(CsvFile& file)>;
  // Takes a record, or says what is wrong with it.
  using AddRecord =
      std::function<std::optional<CsvFault>(const CsvRecord& record)>;

  // Reads it from beginning to end. `needs_records` says that a header alone is
  // a mistake; `rejected` counts the bad records.
  absl::Status Read(const BindHeader& bind, const AddRecord& add,
                    bool needs_records, int64_t* rejected);

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

 private:
  absl::Status ReadHeader(CsvReader* reader);
  std::optional<CsvFault> Judge(const CsvRecord& record, const AddRecord& add);
  absl::Status Reject(const CsvRecord& record, CsvFault fault);
  absl::Status Fail(int64_t line, int column, std::string message,
                    std::string remedy = "");
  absl::Status FailWith(const absl::Status& status);

  const std::string path_;
  const CsvOptions& options_;
  int64_t* num_errors_;
  CsvRecord header_;
  std::vector<bool> is_found_;  // By column of the header.
  bool has_rejected_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CSV_FILE_H_
