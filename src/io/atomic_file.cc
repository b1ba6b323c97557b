#include "src/io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 18;

// Makes the renaming itself last.
absl::Status SyncFolder(const std::string& path) {
  const int descriptor =
      open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return FileError(errno, "write");
  // Some file systems cannot do it, and say so.
  const bool failed = fsync(descriptor) != 0 && errno != EINVAL;
  const int error_number = errno;
  close(descriptor);
  return failed ? FileError(error_number, "write") : absl::OkStatus();
}

}  // namespace

AtomicFile::AtomicFile(std::string path, std::string temporary_path,
                       int descriptor)
    : path_(std::move(path)),
      temporary_path_(std::move(temporary_path)),
      descriptor_(descriptor) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::move(other.temporary_path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
}

absl::StatusOr<AtomicFile> AtomicFile::Create(const std::string& path) {
  std::string target = path;
  struct stat status;
  mode_t mode = 0666;
  if (stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      return absl::InvalidArgumentError("a folder, not a file");
    }
    if (!S_ISREG(status.st_mode)) {
      const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC);
      if (descriptor < 0) return FileError(errno, "open");
      return AtomicFile(path, "", descriptor);
    }
    mode = status.st_mode & 0777;
    // What a link leads to is replaced, not the link.
    std::error_code error;
    target = std::filesystem::canonical(path, error).string();
    if (error) return FileError(error.value(), "open");
  }
  for (int attempt = 0;; ++attempt) {
    constexpr int kMostAttempts = 100;
    const std::string temporary =
        absl::StrCat(target, ".", getpid(), ".", attempt, ".tmp");
    const int descriptor =
        open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0) return AtomicFile(target, temporary, descriptor);
    if (errno != EEXIST || attempt == kMostAttempts) {
      return FileError(errno, "create");
    }
  }
}

absl::Status AtomicFile::WriteAll(std::string_view rest) {
  while (!rest.empty()) {
    const ssize_t count = write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(errno, "write");
    rest.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::Flush() {
  LEADSCORE_RETURN_IF_ERROR(WriteAll(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status AtomicFile::Write(std::string_view bytes) {
  if (buffer_.empty() && bytes.size() >= kBufferBytes) return WriteAll(bytes);
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
}

absl::Status AtomicFile::Commit() {
  LEADSCORE_RETURN_IF_ERROR(Flush());
  if (temporary_path_.empty()) {
    return close(std::exchange(descriptor_, -1)) == 0
               ? absl::OkStatus()
               : FileError(errno, "write");
  }
  if (fsync(descriptor_) != 0) return FileError(errno, "write");
  if (close(std::exchange(descriptor_, -1)) != 0 ||
      rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    const int error_number = errno;
    unlink(temporary_path_.c_str());
    return FileError(error_number, "write");
  }
  return SyncFolder(path_);
}

}  // namespace leadscore::internal
