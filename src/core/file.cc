#include "src/core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

// Closes a file descriptor when it goes.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status TooLarge(size_t max_bytes) {
  return absl::ResourceExhaustedError(
      absl::StrCat("larger than ", max_bytes, " bytes"));
}

}  // namespace

absl::Status FileError(int error_number, std::string_view action) {
  // Unlike strerror, this is thread-safe and the same in every locale.
  const std::string text =
      absl::StrCat("cannot ", ToAbsl(action), ": ",
                   std::system_category().message(error_number));
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(text);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(text);
    case ENOSPC:
      return absl::ResourceExhaustedError(text);
    default:
      return absl::UnavailableError(text);
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t max_bytes) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return FileError(errno, "open");
  struct stat status;
  if (fstat(file.get(), &status) != 0) return FileError(errno, "read");
  if (S_ISDIR(status.st_mode)) {
    return absl::InvalidArgumentError("a folder, not a file");
  }
  if (S_ISREG(status.st_mode) &&
      static_cast<uint64_t>(status.st_size) > max_bytes) {
    return TooLarge(max_bytes);
  }
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t count = read(file.get(), buffer, sizeof(buffer));
    if (count == 0) return bytes;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(errno, "read");
    bytes.append(buffer, static_cast<size_t>(count));
    if (bytes.size() > max_bytes) return TooLarge(max_bytes);
  }
}

absl::StatusOr<std::string> ReadFileBelow(const std::string& folder,
                                          const std::string& path,
                                          size_t max_bytes) {
  namespace fs = std::filesystem;
  const fs::path relative(path);
  bool leads_out = relative.is_absolute() || path.empty() ||
                   path.find('\0') != std::string::npos;
  for (const fs::path& part : relative) leads_out |= part == "..";
  if (leads_out) {
    return absl::InvalidArgumentError(
        "a file outside the folder of the one that names it");
  }
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return FileError(error.value(), "open");
  const fs::path target = fs::canonical(root / relative, error);
  if (error) return FileError(error.value(), "open");
  const fs::path from_root = target.lexically_relative(root);
  if (from_root.empty() || *from_root.begin() == "..") {
    return absl::InvalidArgumentError(
        "a symbolic link to a file outside the folder of the one that names "
        "it");
  }
  return ReadFile(target.string(), max_bytes);
}

absl::Status WithPath(const std::string& path, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat(path, ": ", status.message()));
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace leadscore::internal
