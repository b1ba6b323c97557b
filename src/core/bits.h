// Words as sets of bits, in ordinary instructions: processors that have one of
// their own for it are not all, and a call for each word costs more.

#ifndef LEADSCORE_SRC_CORE_BITS_H_
#define LEADSCORE_SRC_CORE_BITS_H_

#include <cstddef>
#include <cstdint>

namespace leadscore::internal {

inline constexpr size_t kWordBits = 64;

inline constexpr uint64_t BitOf(size_t i) { return uint64_t{1} << i; }

// The first so many bits.
inline constexpr uint64_t FirstBits(size_t count) {
  return count >= kWordBits ? ~uint64_t{0} : BitOf(count) - 1;
}

// How many bits are set. Without a product, so that a loop over words can be
// done in vectors.
inline constexpr uint64_t PopCount(uint64_t word) {
  word -= word >> 1 & 0x5555'5555'5555'5555;
  word = (word & 0x3333'3333'3333'3333) + (word >> 2 & 0x3333'3333'3333'3333);
  word = (word + (word >> 4)) & 0x0f0f'0f0f'0f0f'0f0f;
  word += word >> 8;
  word += word >> 16;
  word += word >> 32;
  return word & 0x7f;
}

// REQUIRES: word != 0.
inline size_t LowestBit(uint64_t word) {
  return static_cast<size_t>(__builtin_ctzll(word));
}
inline size_t HighestBit(uint64_t word) {
  return kWordBits - 1 - static_cast<size_t>(__builtin_clzll(word));
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_BITS_H_
