// The bytes of an input that the caller names, decompressed if they have to be.

#ifndef LEADSCORE_SRC_IO_INPUT_FILE_H_
#define LEADSCORE_SRC_IO_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "src/io/byte_source.h"
#include "src/io/decompressor.h"

namespace leadscore::internal {

class InputFile {
 public:
  // Errors: as of ByteSource.
  static absl::StatusOr<std::unique_ptr<InputFile>> Open(
      const std::string& path, const DecompressionLimits& limits);

  // The next bytes, at most `size`; 0 at the end.
  //
  // Errors: as of ByteSource and Decompressor.
  absl::StatusOr<size_t> Read(char* buffer, size_t size) {
    return decompressor_ != nullptr ? decompressor_->Read(buffer, size)
                                    : ReadPlain(buffer, size);
  }

  // As of ByteSource: before they are decompressed.
  int64_t bytes_read() const { return source_.bytes_read(); }
  int64_t size() const { return source_.size(); }
  std::string digest() const { return source_.digest(); }

 private:
  explicit InputFile(ByteSource source) : source_(std::move(source)) {}

  absl::Status ReadFirst();
  // As they are in the file.
  absl::StatusOr<size_t> ReadPlain(char* buffer, size_t size);

  ByteSource source_;
  std::string first_;  // What was read to see what it is, and not given yet.
  std::unique_ptr<Decompressor> decompressor_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_INPUT_FILE_H_
