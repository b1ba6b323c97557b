#include "src/cli/unlinked_file.h"

#include <utility>

#include "absl/status/statusor.h"
#include "src/core/file.h"

namespace leadscore::internal {

absl::Status UnlinkedFile::Open(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  absl::StatusOr<AtomicFile> file = AtomicFile::Create(path);
  if (!file.ok()) return WithPath(path, file.status());
  path_ = path;
  file_.emplace(*std::move(file));
  return absl::OkStatus();
}

absl::Status UnlinkedFile::Write(std::string_view records) {
  if (status_.ok()) status_ = WithPath(path_, file_->Write(records));
  return status_;
}

absl::Status UnlinkedFile::Commit(std::ostream& err) {
  if (!file_.has_value()) return absl::OkStatus();
  status_ = WithPath(path_, file_->Commit());
  if (status_.ok()) {
    err << "leadscore: activities whose leads have no score are in " << path_
        << "\n";
  }
  return status_;
}

}  // namespace leadscore::internal
