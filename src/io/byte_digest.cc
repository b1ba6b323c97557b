#include "src/io/byte_digest.h"

// All of it is compiled here, so that nobody has to link to it.
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "absl/strings/str_cat.h"

namespace leadscore::internal {

uint64_t StableHash(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

struct ByteDigest::State {
  XXH3_state_t xxh3;
};

ByteDigest::ByteDigest() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->xxh3);
}
ByteDigest::ByteDigest(ByteDigest&&) noexcept = default;
ByteDigest& ByteDigest::operator=(ByteDigest&&) noexcept = default;
ByteDigest::~ByteDigest() = default;

void ByteDigest::Add(std::string_view bytes) {
  if (bytes.empty()) return;
  XXH3_128bits_update(&state_->xxh3, bytes.data(), bytes.size());
  bytes_ += static_cast<int64_t>(bytes.size());
}

std::string ByteDigest::Hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh3);
  return absl::StrCat(absl::Hex(hash.high64, absl::kZeroPad16),
                      absl::Hex(hash.low64, absl::kZeroPad16));
}

}  // namespace leadscore::internal
