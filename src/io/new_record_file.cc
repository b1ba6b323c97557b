#include "src/io/new_record_file.h"

#include <utility>

#include "src/io/csv_file.h"

namespace leadscore::internal {

std::unique_ptr<RecordFile> NewRecordFile(std::string path, RecordsOf /*what*/,
                                          const ReadOptions& options,
                                          int64_t* num_errors) {
  return std::make_unique<CsvFile>(std::move(path), options, num_errors);
}

}  // namespace leadscore::internal
