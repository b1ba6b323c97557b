// What tells files apart, and leads: hashes whose values are the same on every
// machine and in every version (XXH3, which is fixed since xxHash 0.8.0).

#ifndef LEADSCORE_SRC_IO_BYTE_DIGEST_H_
#define LEADSCORE_SRC_IO_BYTE_DIGEST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace leadscore::internal {

// XXH3 of 64 bits with the seed 0.
uint64_t StableHash(std::string_view text);

// XXH3 of 128 bits, with the seed 0, of bytes that come one after the other. It
// tells whether a file is another one, not whether somebody forged it.
class ByteDigest {
 public:
  ByteDigest();
  ByteDigest(ByteDigest&&) noexcept;
  ByteDigest& operator=(ByteDigest&&) noexcept;
  ~ByteDigest();

  void Add(std::string_view bytes);

  // How many bytes there were.
  int64_t bytes() const { return bytes_; }

  // The digest of all so far: 32 hexadecimal digits, as `xxhsum -H2` prints it.
  std::string Hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
  int64_t bytes_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_BYTE_DIGEST_H_
