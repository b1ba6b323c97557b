#include "src/core/csv_marks.h"

#include "src/core/bits.h"
#include "src/core/csv_marks_impl.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace leadscore::internal {

#ifdef LEADSCORE_HAS_X86_KERNELS
// In csv_marks_avx2.cc.
size_t FindMarksAvx2(const char* data, size_t size, char delimiter,
                     uint32_t* marks);
#endif

namespace {

#ifdef __SSE2__

class BaselineBlock {
 public:
  explicit BaselineBlock(char delimiter)
      : delimiter_(_mm_set1_epi8(delimiter)) {}

  uint64_t BitsOf(const char* from) const {
    uint64_t bits = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 16 * i));
      const __m128i is_mark = _mm_or_si128(
          _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter_),
                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))),
          _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                       _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'))));
      bits |= static_cast<uint64_t>(
                  static_cast<uint32_t>(_mm_movemask_epi8(is_mark)))
              << (16 * i);
    }
    return bits;
  }

  static uint64_t Count(uint64_t bits) { return PopCount(bits); }

 private:
  __m128i delimiter_;
};

#else

class BaselineBlock {
 public:
  explicit BaselineBlock(char delimiter) : delimiter_(delimiter) {}

  uint64_t BitsOf(const char* from) const {
    uint64_t bits = 0;
    for (size_t i = 0; i < kCsvBlockBytes; ++i) {
      const char c = from[i];
      const bool is_mark =
          c == delimiter_ || c == '"' || c == '\n' || c == '\r';
      bits |= uint64_t{is_mark} << i;
    }
    return bits;
  }

  static uint64_t Count(uint64_t bits) { return PopCount(bits); }

 private:
  char delimiter_;
};

#endif

constexpr CsvScan kBaseline = {"baseline", FindMarks<BaselineBlock>};

#ifdef LEADSCORE_HAS_X86_KERNELS
constexpr CsvScan kAvx2 = {"avx2", FindMarksAvx2};
#endif

}  // namespace

std::vector<const CsvScan*> CsvScans() {
  std::vector<const CsvScan*> scans = {&kBaseline};
#ifdef LEADSCORE_HAS_X86_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
    scans.push_back(&kAvx2);
  }
#endif
  return scans;
}

const CsvScan& BestCsvScan() {
  static const CsvScan* const best = CsvScans().back();
  return *best;
}

}  // namespace leadscore::internal
