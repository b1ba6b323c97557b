// The records that were left out, in files beside the output.

#ifndef LEADSCORE_SRC_CLI_REJECTED_FILES_H_
#define LEADSCORE_SRC_CLI_REJECTED_FILES_H_

#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "leadscore/table_reader.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {

class RejectedFiles {
 public:
  // Files are called `beginning`.rejected-leads.csv and -activities.csv, or as
  // the format of what they are from ends; `leads` is the file of leads, and
  // `format` that of all files, if it was given.
  RejectedFiles(std::string beginning, std::string leads, FileFormat format);

  // Takes the bytes of a record, or of the header before the first.
  void Add(std::string_view file, std::string_view raw);

  // Makes them last, and says where they are.
  absl::Status Commit(std::ostream& err);

 private:
  std::string PathFor(std::string_view file) const;
  absl::Status AddTo(const std::string& path, std::string_view raw);

  const std::string beginning_;
  const std::string leads_;
  const FileFormat format_;
  std::map<std::string, AtomicFile> files_;  // By path.
  absl::Status status_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_REJECTED_FILES_H_
