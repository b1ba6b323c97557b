// The loops, in the vectors of the compiler, which makes of them what the level
// has that the including file is compiled for. Nothing here may be inline with
// a name that another file has too: the linker would keep one for all levels.

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __AVX512BW__
#include <immintrin.h>
#endif

#include "src/exec/kernels.h"

namespace leadscore::internal {
namespace {

typedef uint16_t U16x16 __attribute__((vector_size(32)));
typedef int16_t I16x16 __attribute__((vector_size(32)));
typedef uint32_t U32x8 __attribute__((vector_size(32)));
typedef int32_t I32x8 __attribute__((vector_size(32)));
typedef uint64_t U64x4 __attribute__((vector_size(32)));
typedef int64_t I64x4 __attribute__((vector_size(32)));
typedef uint16_t U16x8 __attribute__((vector_size(16)));
typedef int16_t I16x8 __attribute__((vector_size(16)));
typedef uint32_t U32x4 __attribute__((vector_size(16)));
typedef int32_t I32x4 __attribute__((vector_size(16)));
typedef uint64_t U64x2 __attribute__((vector_size(16)));

template <typename V>
inline V Load(const void* from) {
  V v;
  std::memcpy(&v, from, sizeof(v));
  return v;
}

template <typename V>
inline void Store(void* to, const V& v) {
  std::memcpy(to, &v, sizeof(v));
}

// Asks for what lies further in memory, so that it has come when it is read.
// Harmless where nothing is there.
inline void AskAhead(const void* here, size_t bytes) {
  __builtin_prefetch(
      reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(here) + bytes),
      0, 2);
}

// ---- Bins ----------------------------------------------------------------

void LookUpCodes(const int32_t* codes, const uint16_t* bin_of_code,
                 size_t count, uint16_t* bins) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (size_t k = 0; k < 16; ++k) bins[i + k] = bin_of_code[codes[i + k]];
  }
  for (; i < count; ++i) bins[i] = bin_of_code[codes[i]];
}

bool HasBin(const uint16_t* bins, uint16_t bin, size_t count) {
  const U16x16 wanted = U16x16{} + bin;
  U16x16 found = {};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    found |= reinterpret_cast<U16x16>(Load<U16x16>(bins + i) == wanted);
  }
  const auto words = reinterpret_cast<U64x4>(found);
  if ((words[0] | words[1] | words[2] | words[3]) != 0) return true;
  for (; i < count; ++i) {
    if (bins[i] == bin) return true;
  }
  return false;
}

#ifdef __AVX512BW__

// Eight keys at once, each compared with all cuts.
void CountCuts(const int64_t* keys, const BinSearch& search, size_t count,
               uint16_t* bins) {
  constexpr size_t kBlock = 16;
  const __m512i first = _mm512_set1_epi64(search.first_bin);
  const __m512i one = _mm512_set1_epi64(1);
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    const __m512i a = _mm512_loadu_si512(keys + i);
    const __m512i b = _mm512_loadu_si512(keys + i + kBlock / 2);
    __m512i bin_a = first;
    __m512i bin_b = first;
    for (size_t c = 0; c < search.num_cuts; ++c) {
      const __m512i cut = _mm512_set1_epi64(search.cuts[c]);
      bin_a = _mm512_mask_add_epi64(bin_a, _mm512_cmpge_epi64_mask(a, cut),
                                    bin_a, one);
      bin_b = _mm512_mask_add_epi64(bin_b, _mm512_cmpge_epi64_mask(b, cut),
                                    bin_b, one);
    }
    Store(bins + i, _mm512_cvtepi64_epi16(bin_a));
    Store(bins + i + kBlock / 2, _mm512_cvtepi64_epi16(bin_b));
  }
  for (; i < count; ++i) bins[i] = CountCutsBelow(keys[i], search);
}

#else

// The lower halves of eight numbers of 64 bits; adds to `beyond` a bit of each
// that they are not enough for.
inline I32x8 Narrow(const int64_t* keys, U64x4* beyond) {
  const U64x4 a = Load<U64x4>(keys);
  const U64x4 b = Load<U64x4>(keys + 4);
  *beyond |= ((a + 0x8000'0000) | (b + 0x8000'0000)) >> 32;
  return __builtin_shufflevector(reinterpret_cast<I32x8>(a),
                                 reinterpret_cast<I32x8>(b), 0, 2, 4, 6, 8, 10,
                                 12, 14);
}

void CountCuts(const int64_t* keys, const BinSearch& search, size_t count,
               uint16_t* bins) {
  constexpr size_t kBlock = 16;
  size_t i = 0;
  for (; search.fits_int32 && i + kBlock <= count; i += kBlock) {
    U64x4 beyond = {};
    const I32x8 a = Narrow(keys + i, &beyond);
    const I32x8 b = Narrow(keys + i + kBlock / 2, &beyond);
    if ((beyond[0] | beyond[1] | beyond[2] | beyond[3]) != 0) {
      for (size_t j = i; j < i + kBlock; ++j)
        bins[j] = CountCutsBelow(keys[j], search);
      continue;
    }
    I32x8 bin_a = I32x8{} + search.first_bin;
    I32x8 bin_b = bin_a;
    for (size_t c = 0; c < search.num_cuts; ++c) {
      // The least number of 32 bits is no cut, so that one less is none more.
      const I32x8 below = I32x8{} + (static_cast<int32_t>(search.cuts[c]) - 1);
      bin_a -= a > below;
      bin_b -= b > below;
    }
    Store(bins + i, __builtin_convertvector(bin_a, U16x8));
    Store(bins + i + kBlock / 2, __builtin_convertvector(bin_b, U16x8));
  }
  for (; i < count; ++i) bins[i] = CountCutsBelow(keys[i], search);
}

#endif  // __AVX512BW__

template <int kProbes>
void ProbeCuts(const int64_t* keys, const BinSearch& search, size_t count,
               uint16_t* bins) {
  // A copy that cannot change while bins are written.
  const BinSearch own = search;
  const int probes = kProbes > 0 ? kProbes : own.probes;
  for (size_t i = 0; i < count; ++i) {
    bins[i] = ProbeCutsNear(keys[i], own, probes);
  }
}

void LookUpKeys(const int64_t* keys, const BinSearch& search, size_t count,
                uint16_t* bins) {
  const BinSearch own = search;
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    bins[i] = LookUpKey(keys[i], own);
    bins[i + 1] = LookUpKey(keys[i + 1], own);
    bins[i + 2] = LookUpKey(keys[i + 2], own);
    bins[i + 3] = LookUpKey(keys[i + 3], own);
  }
  for (; i < count; ++i) bins[i] = LookUpKey(keys[i], own);
}

void FindBins(const int64_t* keys, const BinSearch& search, size_t count,
              uint16_t* bins) {
  if (search.bin_of_key != nullptr) {
    return LookUpKeys(keys, search, count, bins);
  }
  if (search.starts == nullptr) return CountCuts(keys, search, count, bins);
  switch (search.probes) {
    case 1:
      return ProbeCuts<1>(keys, search, count, bins);
    case 2:
      return ProbeCuts<2>(keys, search, count, bins);
    case 3:
      return ProbeCuts<3>(keys, search, count, bins);
    case 4:
      return ProbeCuts<4>(keys, search, count, bins);
    default:
      return ProbeCuts<0>(keys, search, count, bins);
  }
}

void FindKeys(const double* values, size_t count, int64_t* keys) {
  for (size_t i = 0; i < count; ++i) {
    int64_t bits = 0;
    std::memcpy(&bits, &values[i], sizeof(bits));
    keys[i] = bits ^ ((bits >> 63) & INT64_MAX);
  }
}

void ClearMissing(const uint64_t* present, size_t count, uint16_t* bins) {
  const U16x16 bits = {1,       1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                       1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                       1 << 12, 1 << 13, 1 << 14, 1 << 15};
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    const uint64_t word = present[i / 64];
    if (word == ~uint64_t{0}) continue;
    for (size_t part = 0; part < 4; ++part) {
      const U16x16 some = U16x16{} + static_cast<uint16_t>(word >> (16 * part));
      const auto is_present = reinterpret_cast<U16x16>((some & bits) == bits);
      uint16_t* const at = bins + i + 16 * part;
      Store(at, Load<U16x16>(at) & is_present);
    }
  }
  for (; i < count; ++i) {
    if ((present[i / 64] >> (i % 64) & 1) == 0) bins[i] = 0;
  }
}

// ---- Panels --------------------------------------------------------------

void JoinBins(const uint16_t* a, const uint16_t* b, uint16_t stride,
              size_t count, uint16_t* joint) {
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    Store(joint + i, Load<U16x16>(a + i) + Load<U16x16>(b + i) * stride);
  }
  for (; i < count; ++i) {
    joint[i] = static_cast<uint16_t>(a[i] + b[i] * stride);
  }
}

// `V` is the vector of lanes that are added.
template <typename V, PanelKind kKind>
inline V Join(const V& a, const V& b) {
  if (kKind == PanelKind::kBits) return a & b;
  return a + b;
}

// Of a mixed panel the sums of its lanes, and the rest of what was ANDed.
template <typename V, PanelKind kKind>
inline void StoreJoined(const V& joined, const V& anded, uint8_t* panel) {
  constexpr uint64_t kAll = ~uint64_t{0};
  if (kKind == PanelKind::kMixed8 || kKind == PanelKind::kMixed12) {
    const U64x4 is_bits = {0, 0, kKind == PanelKind::kMixed8 ? kAll : 0, kAll};
    const auto sums = reinterpret_cast<U64x4>(joined);
    const auto bits = reinterpret_cast<U64x4>(anded);
    Store(panel, (sums & ~is_bits) | (bits & is_bits));
  } else {
    Store(panel, joined);
  }
}

template <typename V, PanelKind kKind, size_t kInputs, bool kIsFirst>
inline void CombineRow(const uint8_t* const* rows, const uint16_t* const* bins,
                       const V& start, size_t i, uint8_t* panels) {
  constexpr bool kIsMixed =
      kKind == PanelKind::kMixed8 || kKind == PanelKind::kMixed12;
  uint8_t* const panel = panels + i * kPanelBytes;
  V joined = kIsFirst ? start : Load<V>(panel);
  V anded = joined;
  for (size_t k = 0; k < kInputs; ++k) {
    const V row = Load<V>(rows[k] + size_t{bins[k][i]} * kPanelBytes);
    joined = Join<V, kKind>(joined, row);
    if (kIsMixed) anded &= row;
  }
  StoreJoined<V, kKind>(joined, anded, panel);
}

template <typename V, PanelKind kKind, size_t kInputs, bool kIsFirst>
void CombineSome(const uint8_t* start, const PanelInput* inputs,
                 const ReadAhead* ahead, size_t num_ahead, size_t count,
                 uint8_t* panels) {
  constexpr size_t kBlock = 8;
  const uint16_t* bins[kInputs];
  const uint8_t* rows[kInputs];
  for (size_t k = 0; k < kInputs; ++k) {
    bins[k] = inputs[k].bins;
    rows[k] = inputs[k].rows;
  }
  const V first = kIsFirst ? Load<V>(start) : V{};
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    for (size_t k = 0; k < num_ahead; ++k) {
      AskAhead(ahead[k].from, i * ahead[k].bytes_per_row);
    }
    for (size_t r = i; r < i + kBlock; ++r) {
      CombineRow<V, kKind, kInputs, kIsFirst>(rows, bins, first, r, panels);
    }
  }
  for (; i < count; ++i) {
    CombineRow<V, kKind, kInputs, kIsFirst>(rows, bins, first, i, panels);
  }
}

// One pass over the rows for up to four inputs, whose addresses fit into
// registers, and a share of what is asked for ahead.
template <typename V, PanelKind kKind, bool kIsFirst>
void CombineUpToFour(const uint8_t* start, const PanelInput* inputs,
                     size_t num_inputs, const ReadAhead* ahead,
                     size_t num_ahead, size_t count, uint8_t* panels) {
  switch (num_inputs) {
    case 1:
      return CombineSome<V, kKind, 1, kIsFirst>(start, inputs, ahead, num_ahead,
                                                count, panels);
    case 2:
      return CombineSome<V, kKind, 2, kIsFirst>(start, inputs, ahead, num_ahead,
                                                count, panels);
    case 3:
      return CombineSome<V, kKind, 3, kIsFirst>(start, inputs, ahead, num_ahead,
                                                count, panels);
    default:
      return CombineSome<V, kKind, 4, kIsFirst>(start, inputs, ahead, num_ahead,
                                                count, panels);
  }
}

// All inputs of one row.
template <typename V, PanelKind kKind>
void CombineOne(const uint8_t* start, const PanelInput* inputs,
                size_t num_inputs, uint8_t* panel) {
  V joined = Load<V>(start);
  V anded = joined;
  for (size_t k = 0; k < num_inputs; ++k) {
    const V row =
        Load<V>(inputs[k].rows + size_t{inputs[k].bins[0]} * kPanelBytes);
    joined = Join<V, kKind>(joined, row);
    anded &= row;
  }
  StoreJoined<V, kKind>(joined, anded, panel);
}

template <typename V, PanelKind kKind>
void CombineAll(const uint8_t* start, const PanelInput* inputs,
                size_t num_inputs, const ReadAhead* ahead, size_t num_ahead,
                size_t count, uint8_t* panels) {
  if (num_inputs == 0) {
    const V first = Load<V>(start);
    for (size_t i = 0; i < count; ++i) Store(panels + i * kPanelBytes, first);
    return;
  }
  if (count == 1) {
    return CombineOne<V, kKind>(start, inputs, num_inputs, panels);
  }
  constexpr size_t kMost = 4;
  const size_t passes = (num_inputs + kMost - 1) / kMost;
  for (size_t pass = 0; pass < passes; ++pass) {
    const size_t done = pass * kMost;
    const size_t left = num_inputs - done;
    const size_t taken = left < kMost ? left : kMost;
    const size_t ask_begin = num_ahead * pass / passes;
    const size_t ask_end = num_ahead * (pass + 1) / passes;
    if (pass == 0) {
      CombineUpToFour<V, kKind, true>(start, inputs, taken, ahead, ask_end,
                                      count, panels);
    } else {
      CombineUpToFour<V, kKind, false>(start, inputs + done, taken,
                                       ahead + ask_begin, ask_end - ask_begin,
                                       count, panels);
    }
  }
}

void Combine(PanelKind kind, int lane_bytes, const uint8_t* start,
             const PanelInput* inputs, size_t num_inputs,
             const ReadAhead* ahead, size_t num_ahead, size_t count,
             uint8_t* panels) {
  switch (kind) {
    case PanelKind::kBits:
      return CombineAll<U64x4, PanelKind::kBits>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
    case PanelKind::kMixed8:
      return CombineAll<U16x16, PanelKind::kMixed8>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
    case PanelKind::kMixed12:
      return CombineAll<U16x16, PanelKind::kMixed12>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
    case PanelKind::kLanes:
      break;
  }
  switch (lane_bytes) {
    case 2:
      return CombineAll<U16x16, PanelKind::kLanes>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
    case 4:
      return CombineAll<U32x8, PanelKind::kLanes>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
    default:
      return CombineAll<U64x4, PanelKind::kLanes>(
          start, inputs, num_inputs, ahead, num_ahead, count, panels);
  }
}

template <typename V>
void AddTablesOf(const uint8_t* tables, const uint8_t* bits, size_t num_bytes,
                 size_t count, uint8_t* lanes) {
  constexpr size_t kRow = 16;
  constexpr size_t kTable = 256 * kRow;
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* const own = bits + i * kPanelBytes;
    uint8_t* const at = lanes + i * kPanelBytes;
    // Several sums, so that none has to wait for the one before.
    V sum = Load<V>(at);
    V other = {};
    const uint8_t* table = tables;
    size_t byte = 0;
    for (; byte + 4 <= num_bytes; byte += 4, table += 4 * kTable) {
      const V a = Load<V>(table + own[byte] * kRow);
      const V b = Load<V>(table + kTable + own[byte + 1] * kRow);
      const V c = Load<V>(table + 2 * kTable + own[byte + 2] * kRow);
      const V d = Load<V>(table + 3 * kTable + own[byte + 3] * kRow);
      sum += a + b;
      other += c + d;
    }
    for (; byte < num_bytes; ++byte, table += kTable) {
      sum += Load<V>(table + own[byte] * kRow);
    }
    Store(at, sum + other);
  }
}

void AddTables(int lane_bytes, const uint8_t* tables, const uint8_t* bits,
               size_t num_bytes, size_t count, uint8_t* lanes) {
  switch (lane_bytes) {
    case 2:
      return AddTablesOf<U16x8>(tables, bits, num_bytes, count, lanes);
    case 4:
      return AddTablesOf<U32x4>(tables, bits, num_bytes, count, lanes);
    default:
      return AddTablesOf<U64x2>(tables, bits, num_bytes, count, lanes);
  }
}

template <typename V>
void ClampOf(const uint8_t* low, const uint8_t* high, size_t count,
             uint8_t* panels) {
  const V least = Load<V>(low);
  const V most = Load<V>(high);
  for (size_t i = 0; i < count; ++i) {
    V v = Load<V>(panels + i * kPanelBytes);
    v = v < least ? least : v;
    v = v > most ? most : v;
    Store(panels + i * kPanelBytes, v);
  }
}

void ClampPanels(int lane_bytes, const uint8_t* low, const uint8_t* high,
                 size_t count, uint8_t* panels) {
  switch (lane_bytes) {
    case 2:
      return ClampOf<I16x16>(low, high, count, panels);
    case 4:
      return ClampOf<I32x8>(low, high, count, panels);
    default:
      return ClampOf<I64x4>(low, high, count, panels);
  }
}

template <typename T>
void SumLanesOf(const uint8_t* panels, size_t first_lane, size_t num_lanes,
                int64_t unit, size_t count, int64_t* sums) {
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* const lanes =
        panels + i * kPanelBytes + first_lane * sizeof(T);
    int64_t sum = 0;
    for (size_t lane = 0; lane < num_lanes; ++lane) {
      T value;
      std::memcpy(&value, lanes + lane * sizeof(T), sizeof(T));
      sum += value;
    }
    sums[i] += unit * sum;
  }
}

// Eight lanes of two bytes, the usual case, without a loop.
inline int64_t SumOfEight(const I16x8& lanes) {
  const auto wide = __builtin_convertvector(lanes, I32x8);
  const I32x4 half = __builtin_shufflevector(wide, wide, 0, 1, 2, 3) +
                     __builtin_shufflevector(wide, wide, 4, 5, 6, 7);
  const I32x4 pair = half + __builtin_shufflevector(half, half, 2, 3, 0, 1);
  return pair[0] + pair[1];
}

void SumEightLanes(const uint8_t* lanes, int64_t unit, size_t count,
                   int64_t* sums) {
  for (size_t i = 0; i < count; ++i) {
    sums[i] += unit * SumOfEight(Load<I16x8>(lanes + i * kPanelBytes));
  }
}

// Brings eight lanes of two bytes within bounds and adds neighbours.
inline I32x4 ClampAndPair(const uint8_t* lanes, const I16x8& least,
                          const I16x8& most) {
  auto own = Load<I16x8>(lanes);
  own = own < least ? least : own;
  own = own > most ? most : own;
  const auto pairs = reinterpret_cast<I32x4>(own);
  return (pairs << 16 >> 16) + (pairs >> 16);
}

inline I32x4 AddNeighbours(const I32x4& a, const I32x4& b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6) +
         __builtin_shufflevector(a, b, 1, 3, 5, 7);
}

void ScoreEightLanes(const uint8_t* lanes, const uint8_t* low,
                     const uint8_t* high, const FinishBounds& bounds,
                     size_t count, int64_t* scores) {
  const auto least = Load<I16x8>(low);
  const auto most = Load<I16x8>(high);
  const I64x4 min = I64x4{} + bounds.min;
  const I64x4 max = I64x4{} + bounds.max;
  constexpr size_t kBlock = 4;
  size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    const uint8_t* const own = lanes + i * kPanelBytes;
    I32x4 pairs[kBlock];
    for (size_t k = 0; k < kBlock; ++k) {
      pairs[k] = ClampAndPair(own + k * kPanelBytes, least, most);
    }
    const I32x4 sums = AddNeighbours(AddNeighbours(pairs[0], pairs[1]),
                                     AddNeighbours(pairs[2], pairs[3]));
    I64x4 score =
        __builtin_convertvector(sums, I64x4) * bounds.unit + bounds.base;
    score = score < min ? min : score;
    score = score > max ? max : score;
    Store(scores + i, score);
  }
  for (; i < count; ++i) {
    const I32x4 pairs = ClampAndPair(lanes + i * kPanelBytes, least, most);
    const int64_t sum = int64_t{pairs[0]} + pairs[1] + pairs[2] + pairs[3];
    const int64_t score = bounds.base + bounds.unit * sum;
    const int64_t raised = score < bounds.min ? bounds.min : score;
    scores[i] = raised > bounds.max ? bounds.max : raised;
  }
}

void SumLanes(int lane_bytes, const uint8_t* panels, size_t first_lane,
              size_t num_lanes, int64_t unit, size_t count, int64_t* sums) {
  switch (lane_bytes) {
    case 2:
      if (num_lanes == 8) {
        return SumEightLanes(panels + 2 * first_lane, unit, count, sums);
      }
      return SumLanesOf<int16_t>(panels, first_lane, num_lanes, unit, count,
                                 sums);
    case 4:
      return SumLanesOf<int32_t>(panels, first_lane, num_lanes, unit, count,
                                 sums);
    default:
      return SumLanesOf<int64_t>(panels, first_lane, num_lanes, unit, count,
                                 sums);
  }
}

// Counts 64 rows at once, as numbers whose digits are the bits of words.
void CountBits(const uint64_t* const* bitmaps, size_t num_bitmaps, size_t words,
               uint16_t* counts) {
  constexpr size_t kDigits = 16;
  const U16x16 bits = {1,       1 << 1,  1 << 2,  1 << 3, 1 << 4,  1 << 5,
                       1 << 6,  1 << 7,  1 << 8,  1 << 9, 1 << 10, 1 << 11,
                       1 << 12, 1 << 13, 1 << 14, 1 << 15};
  for (size_t k = 0; k < num_bitmaps; ++k) {
    for (size_t word = 0; word < words; word += 8) {
      AskAhead(bitmaps[k], (words + word) * sizeof(uint64_t));
    }
  }
  for (size_t word = 0; word < words; ++word) {
    uint64_t digits[kDigits] = {};
    size_t used = 0;
    for (size_t k = 0; k < num_bitmaps; ++k) {
      uint64_t carry = bitmaps[k][word];
      for (size_t digit = 0; carry != 0 && digit < kDigits; ++digit) {
        const uint64_t sum = digits[digit] ^ carry;
        carry &= digits[digit];
        digits[digit] = sum;
        used = used > digit ? used : digit + 1;
      }
    }
    for (size_t part = 0; part < 4; ++part) {
      uint16_t* const at = counts + word * 64 + part * 16;
      U16x16 count = Load<U16x16>(at);
      for (size_t digit = 0; digit < used; ++digit) {
        const U16x16 some =
            U16x16{} + static_cast<uint16_t>(digits[digit] >> (16 * part));
        const auto is_set = reinterpret_cast<U16x16>((some & bits) == bits);
        count += is_set & (U16x16{} + static_cast<uint16_t>(1u << digit));
      }
      Store(at, count);
    }
  }
}

constexpr Kernels KernelsNamed(const char* name) {
  return {name,         LookUpCodes,     HasBin,   FindBins,  FindKeys,
          ClearMissing, JoinBins,        Combine,  AddTables, ClampPanels,
          SumLanes,     ScoreEightLanes, CountBits};
}

}  // namespace
}  // namespace leadscore::internal
