// A file that appears whole or not at all.

#ifndef LEADSCORE_SRC_IO_ATOMIC_FILE_H_
#define LEADSCORE_SRC_IO_ATOMIC_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leadscore::internal {

// Writes to a temporary file beside the target, which Commit flushes to disk
// and renames. Without Commit the target stays as it was. A target that is no
// regular file, such as a device or a pipe, is written directly.
class AtomicFile {
 public:
  // Errors: as of FileError; kInvalidArgument, the target is a folder.
  static absl::StatusOr<AtomicFile> Create(const std::string& path);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  absl::Status Write(std::string_view bytes);
  absl::Status Commit();

 private:
  AtomicFile(std::string path, std::string temporary_path, int descriptor);

  std::string path_;
  std::string temporary_path_;  // Empty: the target is written directly.
  int descriptor_;              // -1 once it is committed or moved from.
  std::string buffer_;

  absl::Status WriteAll(std::string_view rest);
  absl::Status Flush();
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ATOMIC_FILE_H_
