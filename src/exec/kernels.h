// The loops over many rows, once for each level of instructions that a
// processor may have. All levels give the same results.
//
// Rows of tables and accumulators are panels: 32 bytes that lie on 32-byte
// boundaries. What they hold is one of
//
//   lanes   numbers of 2, 4 or 8 bytes that are added
//   bits    that are ANDed
//   mixed   eight or twelve numbers of 2 bytes that are added, then bits that
//           are ANDed

#ifndef LEADSCORE_SRC_EXEC_KERNELS_H_
#define LEADSCORE_SRC_EXEC_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "src/exec/bin_search.h"

namespace leadscore::internal {

inline constexpr size_t kPanelBytes = 32;

enum class PanelKind : uint8_t { kLanes, kBits, kMixed8, kMixed12 };

// One source's part in a panel.
struct PanelInput {
  const uint16_t* bins = nullptr;  // By row.
  const uint8_t* rows = nullptr;   // Panels, by bin.
};

// A part of a column that is read next.
struct ReadAhead {
  const void* from = nullptr;
  size_t bytes_per_row = 0;
};

// What becomes of the sum of lanes: base + unit * sum, between min and max.
struct FinishBounds {
  int64_t base = 0;
  int64_t unit = 1;
  int64_t min = 0;
  int64_t max = 0;
};

struct Kernels {
  const char* name;

  // bins[i] = bin_of_code[codes[i]]; codes may be -1.
  void (*look_up_codes)(const int32_t* codes, const uint16_t* bin_of_code,
                        size_t count, uint16_t* bins);
  // Whether any of the bins is this one.
  bool (*has_bin)(const uint16_t* bins, uint16_t bin, size_t count);

  void (*find_bins)(const int64_t* keys, const BinSearch& search, size_t count,
                    uint16_t* bins);
  // The keys of doubles (number_keys.h).
  void (*find_keys)(const double* values, size_t count, int64_t* keys);
  // Gives rows whose bit is not set the bin 0.
  void (*clear_missing)(const uint64_t* present, size_t count, uint16_t* bins);

  // joint[i] = a[i] + b[i] * stride; `joint` may be `a`.
  void (*join_bins)(const uint16_t* a, const uint16_t* b, uint16_t stride,
                    size_t count, uint16_t* joint);

  // Sums or ANDs the rows of some sources, beginning with `start`. On the way
  // it asks the memory for what is read next, while the processor has nothing
  // else to wait for.
  void (*combine)(PanelKind kind, int lane_bytes, const uint8_t* start,
                  const PanelInput* inputs, size_t num_inputs,
                  const ReadAhead* ahead, size_t num_ahead, size_t count,
                  uint8_t* panels);

  // Adds to 16 bytes of lanes what the bits of each row stand for: for each of
  // `num_bytes` bytes of bits a table of 256 times 16 bytes. `lanes` and `bits`
  // are those of the first row; the next one is kPanelBytes further.
  void (*add_tables)(int lane_bytes, const uint8_t* tables, const uint8_t* bits,
                     size_t num_bytes, size_t count, uint8_t* lanes);

  // Brings every lane between those of two panels.
  void (*clamp)(int lane_bytes, const uint8_t* low, const uint8_t* high,
                size_t count, uint8_t* panels);

  // sums[i] += unit * (lanes of row i from the first on)
  void (*sum_lanes)(int lane_bytes, const uint8_t* panels, size_t first_lane,
                    size_t num_lanes, int64_t unit, size_t count,
                    int64_t* sums);

  // The score of each row from eight lanes of two bytes side by side, which are
  // first brought between those at `low` and `high`.
  void (*score_eight_lanes)(const uint8_t* lanes, const uint8_t* low,
                            const uint8_t* high, const FinishBounds& bounds,
                            size_t count, int64_t* scores);

  // counts[i] += 1 for each of the bits of row i in some bitmaps, which each
  // have `words` words.
  void (*count_bits)(const uint64_t* const* bitmaps, size_t num_bitmaps,
                     size_t words, uint16_t* counts);
};

// Of this processor.
const Kernels& BestKernels();

// By name: "baseline", "avx2", "avx512"; null if there is none, or if the
// processor has not what it takes.
const Kernels* FindKernels(const char* name);

const Kernels& BaselineKernels();
#ifdef LEADSCORE_HAS_X86_KERNELS
const Kernels& Avx2Kernels();
const Kernels& Avx512Kernels();
#endif

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_KERNELS_H_
