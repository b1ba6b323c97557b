// The records that were left out, in files beside the output.

#ifndef LEADSCORE_SRC_CLI_REJECTED_FILES_H_
#define LEADSCORE_SRC_CLI_REJECTED_FILES_H_

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {

class RejectedFiles {
 public:
  // Files are called `beginning`.rejected-leads.csv and -activities.csv;
  // `leads` is the file of leads.
  RejectedFiles(const std::string& beginning, std::string leads);

  // Takes the bytes of a record, or of the header before the first.
  void Add(std::string_view file, std::string_view raw);

  // Makes them last, and says where they are.
  absl::Status Commit(std::ostream& err);

 private:
  struct Part {
    std::string path;
    std::unique_ptr<AtomicFile> file;  // Null until there is a record.
  };

  static absl::Status AddTo(Part& part, std::string_view raw);

  const std::string leads_;
  Part lead_part_;
  Part activity_part_;
  absl::Status status_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_REJECTED_FILES_H_
