// A file of records in any of the formats.

#ifndef LEADSCORE_SRC_IO_NEW_RECORD_FILE_H_
#define LEADSCORE_SRC_IO_NEW_RECORD_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "leadscore/table_reader.h"
#include "src/io/record_file.h"

namespace leadscore::internal {

// "leads", "activities" or "sets".
std::string_view NameOfContent(FileContent content);
// None if nothing is called so.
std::optional<FileContent> ContentNamed(std::string_view name);

// "csv", "jsonl" or "messages"; empty for kByName.
std::string_view NameOfFormat(FileFormat format);
// None if no format is called so.
std::optional<FileFormat> FormatNamed(std::string_view name);

// The format of a file: that of the options, or that of its name.
FileFormat FormatOfFile(std::string_view path, FileFormat of_options);

// The file of a name in the format of the options, or that of its name. It is
// not open yet. Refers to `options` and `num_errors`, as RecordFile does.
std::unique_ptr<RecordFile> NewRecordFile(std::string path, FileContent what,
                                          const ReadOptions& options,
                                          int64_t* num_errors);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_NEW_RECORD_FILE_H_
