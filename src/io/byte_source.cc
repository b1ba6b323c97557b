#include "src/io/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "src/core/file.h"

namespace leadscore::internal {

absl::StatusOr<ByteSource> ByteSource::Open(const std::string& path) {
  if (path == "-") return ByteSource(STDIN_FILENO, /*is_owned=*/false);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return FileError(errno, "open");
  ByteSource source(descriptor, /*is_owned=*/true);
  struct stat status;
  if (fstat(descriptor, &status) != 0) return FileError(errno, "read");
  if (S_ISDIR(status.st_mode)) {
    return absl::InvalidArgumentError("a folder, not a file");
  }
  if (S_ISREG(status.st_mode)) source.size_ = status.st_size;
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : descriptor_(other.descriptor_),
      is_owned_(std::exchange(other.is_owned_, false)),
      digest_(std::move(other.digest_)),
      size_(other.size_) {}

ByteSource::~ByteSource() {
  if (is_owned_) close(descriptor_);
}

absl::StatusOr<size_t> ByteSource::Read(char* buffer, size_t size) {
  while (true) {
    const ssize_t count = read(descriptor_, buffer, size);
    if (count >= 0) {
      const auto given = static_cast<size_t>(count);
      digest_.Add({buffer, given});
      return given;
    }
    if (errno != EINTR) return FileError(errno, "read");
  }
}

bool ByteSource::IsReady(absl::Duration patience) const {
  pollfd input{descriptor_, POLLIN, 0};
  return poll(&input, 1,
              static_cast<int>(absl::ToInt64Milliseconds(patience))) != 0;
}

}  // namespace leadscore::internal
