// The bytes of an input that the caller names: a file, a pipe, or "-" for
// standard input.

#ifndef LEADSCORE_SRC_IO_BYTE_SOURCE_H_
#define LEADSCORE_SRC_IO_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/io/byte_digest.h"

namespace leadscore::internal {

class ByteSource {
 public:
  // Errors: as of FileError; kInvalidArgument, a folder.
  static absl::StatusOr<ByteSource> Open(const std::string& path);

  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&&) = delete;
  ~ByteSource();

  // The next bytes, at most `size`; 0 at the end.
  absl::StatusOr<size_t> Read(char* buffer, size_t size);

  // Whether Read would not have to wait, once so much time has gone by at most.
  bool IsReady(absl::Duration patience) const;

  // How many bytes were read.
  int64_t bytes_read() const { return digest_.bytes(); }
  // What they were, as of ByteDigest.
  std::string digest() const { return digest_.Hex(); }
  // How many there are in all; 0 if that is not known.
  int64_t size() const { return size_; }

 private:
  ByteSource(int descriptor, bool is_owned)
      : descriptor_(descriptor), is_owned_(is_owned) {}

  int descriptor_;
  bool is_owned_;
  ByteDigest digest_;
  int64_t size_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_BYTE_SOURCE_H_
