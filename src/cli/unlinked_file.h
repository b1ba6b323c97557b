// The file of --unlinked.

#ifndef LEADSCORE_SRC_CLI_UNLINKED_FILE_H_
#define LEADSCORE_SRC_CLI_UNLINKED_FILE_H_

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {

class UnlinkedFile {
 public:
  // Makes sure that it can be written. An empty path is none.
  absl::Status Open(const std::string& path);

  bool is_open() const { return file_.has_value(); }
  absl::Status Write(std::string_view records);

  // Makes it last, and says where it is.
  absl::Status Commit(std::ostream& err);

  // What went wrong with writing.
  const absl::Status& status() const { return status_; }

 private:
  std::string path_;
  std::optional<AtomicFile> file_;
  absl::Status status_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_UNLINKED_FILE_H_
