// Reads bytes as compressed ones, in pieces of two sizes, which must not show.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "src/io/decompressor.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/testing/csv_reading.h"

namespace leadscore::internal {
namespace {

constexpr int64_t kMostBytes = 1 << 16;

// What the bytes become, or that they do not: of several things that are wrong,
// which is found first may depend on the pieces.
std::string ReadAll(std::string_view bytes, size_t given, size_t asked) {
  DecompressionLimits limits;
  limits.max_bytes = kMostBytes;
  const std::unique_ptr<Decompressor> decompressor =
      Decompressor::Create(bytes, testing::InPieces(bytes, given), limits);
  if (decompressor == nullptr) return "plain";
  std::string all;
  std::string piece(asked, '\0');
  while (true) {
    const absl::StatusOr<size_t> count =
        decompressor->Read(piece.data(), piece.size());
    if (!count.ok()) return "wrong";
    if (*count == 0) return all;
    FUZZ_CHECK(*count <= asked);
    all.append(piece, 0, *count);
    FUZZ_CHECK(all.size() <= kMostBytes);
  }
}

}  // namespace
}  // namespace leadscore::internal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string at_once =
      leadscore::internal::ReadAll(bytes, 1 << 20, 1 << 12);
  const std::string in_pieces = leadscore::internal::ReadAll(bytes, 7, 1'000);
  // The library finds more that is wrong with a frame of zstd which it gets at
  // once: an empty block that says it is compressed. Nothing is lost by that.
  const bool is_zstd = bytes.substr(0, 4) == "\x28\xb5\x2f\xfd";
  if (is_zstd && (at_once == "wrong" || in_pieces == "wrong")) return 0;
  FUZZ_CHECK(at_once == in_pieces);
  return 0;
}
