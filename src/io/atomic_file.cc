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

std::string NameOfDescriptor(int descriptor) {
  return absl::StrCat("/proc/self/fd/", descriptor);
}

// Creates a file without a name: whatever happens to the program, nothing of it
// stays. -1 where that is not possible, or could not be given a name later.
int CreateNameless(const std::string& folder, mode_t mode) {
#ifdef O_TMPFILE
  const int descriptor =
      open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
  if (descriptor < 0) return -1;
  if (access(NameOfDescriptor(descriptor).c_str(), F_OK) == 0) {
    return descriptor;
  }
  close(descriptor);
#else
  (void)folder;
  (void)mode;
#endif
  return -1;
}

// Tries names beside a file until `use` takes one; errno tells why it did not.
template <typename Use>
bool WithFreeName(const std::string& target, std::string* name, Use use) {
  constexpr int kMostAttempts = 100;
  for (int attempt = 0; attempt <= kMostAttempts; ++attempt) {
    *name = absl::StrCat(target, ".", getpid(), ".", attempt, ".tmp");
    if (use(*name)) return true;
    if (errno != EEXIST) break;
  }
  return false;
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
      is_direct_(other.is_direct_),
      is_finished_(other.is_finished_),
      buffer_(std::move(other.buffer_)),
      written_(other.written_),
      begun_(other.begun_) {}

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
      AtomicFile file(path, "", descriptor);
      file.is_direct_ = true;
      return file;
    }
    mode = status.st_mode & 0777;
    // What a link leads to is replaced, not the link.
    std::error_code error;
    if (std::filesystem::is_symlink(path, error)) {
      target = std::filesystem::canonical(path, error).string();
    }
    if (error) return FileError(error.value(), "open");
  }
  const int nameless = CreateNameless(FolderOf(target), mode);
  if (nameless >= 0) return AtomicFile(target, "", nameless);
  std::string temporary;
  int descriptor = -1;
  const bool is_created =
      WithFreeName(target, &temporary, [&](const std::string& name) {
        descriptor =
            open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        return descriptor >= 0;
      });
  if (!is_created) return FileError(errno, "create");
  return AtomicFile(target, temporary, descriptor);
}

// Gives it the target's name, or where an older file has that, one from which
// it can be renamed.
absl::Status AtomicFile::GiveName() {
  const std::string from = NameOfDescriptor(descriptor_);
  const auto link_to = [&from](const std::string& name) {
    return linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(),
                  AT_SYMLINK_FOLLOW) == 0;
  };
  if (link_to(path_)) return absl::OkStatus();
  if (errno == EEXIST && WithFreeName(path_, &temporary_path_, link_to)) {
    return absl::OkStatus();
  }
  const absl::Status status = FileError(errno, "create");
  temporary_path_.clear();
  return status;
}

// Lets the system begin to write what it has, so that there is less to wait for
// in the end. No more than a hint.
void AtomicFile::WriteBehind(size_t count) {
#ifdef SYNC_FILE_RANGE_WRITE
  constexpr int64_t kAtOnce = int64_t{8} << 20;
  written_ += static_cast<int64_t>(count);
  if (is_direct_ || written_ - begun_ < kAtOnce) return;
  sync_file_range(descriptor_, begun_, written_ - begun_,
                  SYNC_FILE_RANGE_WRITE);
  begun_ = written_;
#else
  (void)count;
#endif
}

absl::Status AtomicFile::WriteAll(std::string_view rest) {
  while (!rest.empty()) {
    const ssize_t count = write(descriptor_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(errno, "write");
    rest.remove_prefix(static_cast<size_t>(count));
    WriteBehind(static_cast<size_t>(count));
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

absl::Status AtomicFile::Finish() {
  LEADSCORE_RETURN_IF_ERROR(Flush());
  if (!is_direct_ && fsync(descriptor_) != 0) return FileError(errno, "write");
  is_finished_ = true;
  return absl::OkStatus();
}

absl::Status AtomicFile::Commit() {
  if (!is_finished_) LEADSCORE_RETURN_IF_ERROR(Finish());
  if (is_direct_) {
    return close(std::exchange(descriptor_, -1)) == 0
               ? absl::OkStatus()
               : FileError(errno, "write");
  }
  if (temporary_path_.empty()) LEADSCORE_RETURN_IF_ERROR(GiveName());
  if (!temporary_path_.empty() &&
      rename(temporary_path_.c_str(), path_.c_str()) != 0) {
    return FileError(errno, "write");
  }
  temporary_path_.clear();
  // It is on disk: closing has nothing left to report.
  close(std::exchange(descriptor_, -1));
  return SyncFolder(path_);
}

absl::Status RemoveFile(const std::string& path) {
  if (unlink(path.c_str()) == 0) return SyncFolder(path);
  return errno == ENOENT ? absl::OkStatus() : FileError(errno, "remove");
}

}  // namespace leadscore::internal
