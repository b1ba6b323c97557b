// Turns compressed bytes into those that they stand for.

#ifndef LEADSCORE_SRC_IO_DECOMPRESSOR_H_
#define LEADSCORE_SRC_IO_DECOMPRESSOR_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"

namespace leadscore::internal {

// What compressed bytes may become, so that a few of them cannot become more
// than anybody has room for.
struct DecompressionLimits {
  int64_t max_bytes = int64_t{1} << 40;
  // How many times as many bytes, beyond the first `free_bytes`.
  int64_t max_ratio = 500;
  int64_t free_bytes = int64_t{64} << 20;
};

class Decompressor {
 public:
  // Gives the next compressed bytes, at most `size` of them; 0 is the end.
  using Source =
      std::function<absl::StatusOr<size_t>(char* buffer, size_t size)>;

  // For what the first bytes of an input, at least kMagicBytes unless it is
  // shorter, say that it is: gzip or zstd. Null if it is neither. The source
  // gives the first bytes once more.
  static constexpr size_t kMagicBytes = 4;
  static std::unique_ptr<Decompressor> Create(
      std::string_view first_bytes, Source source,
      const DecompressionLimits& limits);

  virtual ~Decompressor() = default;

  // The next bytes, at most `size`; 0 at the end.
  //
  // Errors: those of the source; kInvalidArgument, bytes that are broken or cut
  // off; kResourceExhausted, beyond the limits.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_DECOMPRESSOR_H_
