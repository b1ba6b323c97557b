#include <immintrin.h>

#include "src/core/csv_marks_impl.h"

namespace leadscore::internal {
namespace {

class Avx2Block {
 public:
  explicit Avx2Block(char delimiter)
      : delimiter_(_mm256_set1_epi8(delimiter)) {}

  uint64_t BitsOf(const char* from) const {
    return BitsOfHalf(from) | BitsOfHalf(from + 32) << 32;
  }

  static uint64_t Count(uint64_t bits) {
    return static_cast<uint64_t>(_mm_popcnt_u64(bits));
  }

 private:
  // Of 32 bytes.
  uint64_t BitsOfHalf(const char* from) const {
    const __m256i bytes =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i is_mark = _mm256_or_si256(
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, delimiter_),
                        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'))),
        _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n')),
                        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r'))));
    return static_cast<uint32_t>(_mm256_movemask_epi8(is_mark));
  }

  __m256i delimiter_;
};

}  // namespace

size_t FindMarksAvx2(const char* data, size_t size, char delimiter,
                     uint32_t* marks) {
  return FindMarks<Avx2Block>(data, size, delimiter, marks);
}

}  // namespace leadscore::internal
