// Tables of texts from files, for those who do not know yet what is in them:
//
//   absl::StatusOr<RawTable> leads = ReadRawTable("leads.csv", {});
//
// CSV with a header, or JSON lines; table_reader.h tells how they are read.
// What a record of JSON does not name is an empty text. Part of leadscore::io.

#ifndef LEADSCORE_RAW_TABLE_READER_H_
#define LEADSCORE_RAW_TABLE_READER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "leadscore/raw_table.h"
#include "leadscore/table_reader.h"

namespace leadscore {

struct RawReadResult {
  RawTable table;        // Without columns that have no name.
  int64_t rejected = 0;  // Records that were left out.
  char delimiter = ',';  // Of CSV: the one that was given, or found.
};

// Reads a file. Of the options those that say how count: format, limits,
// delimiter, max_errors, on_error and on_rejected. kDelimiterOfHeader is the
// comma of what can be read only once, such as a pipe.
//
// Errors:
//   kInvalidArgument  an empty file, a header with a column twice, a stream of
//                     messages, or more bad records than max_errors
//   kNotFound and others of the file system
absl::StatusOr<RawReadResult> ReadRawTable(const std::string& path,
                                           const ReadOptions& options);

}  // namespace leadscore

#endif  // LEADSCORE_RAW_TABLE_READER_H_
