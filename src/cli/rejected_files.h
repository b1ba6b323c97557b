// The records that were left out, in files beside the output.

#ifndef LEADSCORE_SRC_CLI_REJECTED_FILES_H_
#define LEADSCORE_SRC_CLI_REJECTED_FILES_H_

#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/cli/table_input.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {

class RejectedFiles {
 public:
  // Files are called `beginning`.rejected-leads.csv, -activities.csv and
  // -sets.csv, or as the format of what they are from ends. Refers to `input`.
  RejectedFiles(std::string beginning, const TableInput& input);

  // Takes the bytes of a record, or of the header before the first.
  void Add(std::string_view file, std::string_view raw);

  // Makes them last, and says where they are.
  absl::Status Commit(std::ostream& err);

 private:
  std::string PathFor(std::string_view file) const;
  absl::Status AddTo(const std::string& path, std::string_view raw);

  const std::string beginning_;
  const TableInput& input_;
  std::map<std::string, AtomicFile> files_;  // By path.
  absl::Status status_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_REJECTED_FILES_H_
