// A file that appears whole or not at all.

#ifndef LEADSCORE_SRC_IO_ATOMIC_FILE_H_
#define LEADSCORE_SRC_IO_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leadscore::internal {

// Writes to a temporary file beside the target, which Commit flushes to disk
// and gives the target's name. Without Commit the target stays as it was. Where
// the file system can do it, the temporary file has no name before that, so
// that even a program that is killed leaves nothing; only in the instant in
// which it takes the place of an older file it has a name of its own. A target
// that is no regular file, such as a device or a pipe, is written directly.
class AtomicFile {
 public:
  // Errors: as of FileError; kInvalidArgument, the target is a folder.
  static absl::StatusOr<AtomicFile> Create(const std::string& path);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  absl::Status Write(std::string_view bytes);

  // Brings what was written to disk: all of Commit that may take long or lack
  // room. Nothing can be written afterwards.
  absl::Status Finish();

  // Finishes it, unless that was done, and gives it its name.
  absl::Status Commit();

  // The target; what a link leads to, not the link.
  const std::string& path() const { return path_; }

  // Whether the target is no regular file and written directly.
  bool is_direct() const { return is_direct_; }

 private:
  AtomicFile(std::string path, std::string temporary_path, int descriptor);

  std::string path_;
  std::string temporary_path_;  // Empty: it has no name.
  int descriptor_;              // -1 once it is committed or moved from.
  bool is_direct_ = false;      // It is the target itself.
  bool is_finished_ = false;
  std::string buffer_;
  int64_t written_ = 0;
  int64_t begun_ = 0;  // Of that, what the system was told to write to disk.

  absl::Status GiveName();
  void WriteBehind(size_t count);
  absl::Status WriteAll(std::string_view rest);
  absl::Status Flush();
};

// Removes a file if it is there, for good.
//
// Errors: as of FileError.
absl::Status RemoveFile(const std::string& path);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_ATOMIC_FILE_H_
