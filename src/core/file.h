// Reading whole files that the caller names.

#ifndef LEADSCORE_SRC_CORE_FILE_H_
#define LEADSCORE_SRC_CORE_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace leadscore::internal {

// The bytes of a file, pipe or device.
//
// Errors: kNotFound, kPermissionDenied and others of the file system;
// kResourceExhausted, more than `max_bytes`; kInvalidArgument, a folder. The
// message says what is wrong in words and does not name the file.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

// The same of a file that has to lie below a folder: neither ".." nor a
// symbolic link leads out of it.
//
// Errors: as above; kInvalidArgument, a path that is absolute or leads out.
absl::StatusOr<std::string> ReadFileBelow(const std::string& folder,
                                          const std::string& path,
                                          size_t max_bytes);

// The folder of a file: "." if its path has none.
std::string FolderOf(const std::string& path);

// What an error number of the operating system means, for people.
absl::Status FileError(int error_number, std::string_view action);

// A status with the file that it is about.
absl::Status WithPath(const std::string& path, const absl::Status& status);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_FILE_H_
