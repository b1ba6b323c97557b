// SHA-256 (FIPS 180-4): names a model by its content.

#ifndef LEADSCORE_SRC_CORE_SHA256_H_
#define LEADSCORE_SRC_CORE_SHA256_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace leadscore::internal {

// Hashes what is given to Update, in pieces of any size.
class Sha256 {
 public:
  void Update(std::string_view bytes);

  // The digest in lower-case hexadecimal, 64 digits. Call it once, at the end.
  std::string HexDigest();

 private:
  void Block(const uint8_t* block);

  std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                    0xa54ff53a, 0x510e527f, 0x9b05688c,
                                    0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, 64> buffer_ = {};
  uint64_t size_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_SHA256_H_
