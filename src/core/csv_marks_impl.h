// The loop of csv_marks.h over blocks, for a type that says which bytes of one
// are marks. Included by one file for each level of instructions.

#ifndef LEADSCORE_SRC_CORE_CSV_MARKS_IMPL_H_
#define LEADSCORE_SRC_CORE_CSV_MARKS_IMPL_H_

#include <cstddef>
#include <cstdint>

#include "src/core/csv_marks.h"

namespace leadscore::internal {
namespace {

// Of each level one, so that no linker gives one level the code of another.
template <typename Block>
size_t FindMarks(const char* data, size_t size, char delimiter,
                 uint32_t* marks) {
  const Block block(delimiter);
  uint32_t* next = marks;
  for (size_t begin = 0; begin < size; begin += kCsvBlockBytes) {
    uint64_t bits = block.BitsOf(data + begin);
    if (size - begin < kCsvBlockBytes) {
      bits &= (uint64_t{1} << (size - begin)) - 1;
    }
    const uint64_t count = Block::Count(bits);
    uint32_t* const end = next + count;
    // Most blocks have few: some are written at once, whether they are there or
    // not, so that the processor need not guess how many.
    constexpr int kAtOnce = 8;
    for (uint32_t* to = next; to < end; to += kAtOnce) {
      for (int i = 0; i < kAtOnce; ++i) {
        to[i] = static_cast<uint32_t>(begin) +
                static_cast<uint32_t>(bits == 0 ? 0 : __builtin_ctzll(bits));
        bits &= bits - 1;
      }
    }
    next = end;
  }
  return static_cast<size_t>(next - marks);
}

}  // namespace
}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_CSV_MARKS_IMPL_H_
