// How a number finds its bin among the cuts of its source.

#ifndef LEADSCORE_SRC_EXEC_BIN_SEARCH_H_
#define LEADSCORE_SRC_EXEC_BIN_SEARCH_H_

#include <cstddef>
#include <cstdint>

namespace leadscore::internal {

// The bin of a key is `first_bin` plus the number of cuts that it is not below.
struct BinSearch {
  const int64_t* cuts = nullptr;  // Ascending; behind them `probes` times the
                                  // largest number.
  size_t num_cuts = 0;
  uint16_t first_bin = 0;
  bool fits_int32 = false;  // All cuts are numbers of 32 bits.
  // Where there are many, a key is looked up by its distance from the lowest
  // cut: `starts` has the number of cuts below the beginning of each stretch of
  // 2^shift keys, and no stretch has more than `probes`.
  const uint16_t* starts = nullptr;
  size_t num_starts = 0;
  int shift = 0;
  int probes = 0;
  // Where the cuts lie near each other, the bins of all keys from one below the
  // lowest cut up to the highest; the others are those of the ends.
  const uint16_t* bin_of_key = nullptr;
  size_t num_keys = 0;
};

// Each of these is compiled into its callers, once for each level of
// instructions: a copy by itself would serve all levels.
#define LEADSCORE_ALWAYS_INLINE __attribute__((always_inline)) inline

// By comparing with all cuts.
LEADSCORE_ALWAYS_INLINE uint16_t CountCutsBelow(int64_t key,
                                                const BinSearch& search) {
  unsigned bin = search.first_bin;
  for (size_t i = 0; i < search.num_cuts; ++i) bin += key >= search.cuts[i];
  return static_cast<uint16_t>(bin);
}

// By `starts`.
LEADSCORE_ALWAYS_INLINE uint16_t ProbeCutsNear(int64_t key,
                                               const BinSearch& search,
                                               int probes) {
  const int64_t lowest = search.cuts[0];
  const uint64_t last = search.num_starts - 1;
  uint64_t stretch =
      (static_cast<uint64_t>(key) - static_cast<uint64_t>(lowest)) >>
      search.shift;
  stretch = stretch < last ? stretch : last;
  // What is below all cuts looks there.
  stretch = key < lowest ? 0 : stretch;
  const size_t start = search.starts[stretch];
  size_t bin = start + search.first_bin;
  for (int probe = 0; probe < probes; ++probe) {
    bin += key >= search.cuts[start + static_cast<size_t>(probe)];
  }
  // The largest number is not below those behind the last cut.
  const size_t largest = search.num_cuts + search.first_bin;
  return static_cast<uint16_t>(bin < largest ? bin : largest);
}

// By `bin_of_key`.
LEADSCORE_ALWAYS_INLINE uint16_t LookUpKey(int64_t key,
                                           const BinSearch& search) {
  const int64_t before = search.cuts[0] - 1;
  const uint64_t last = search.num_keys - 1;
  const int64_t raised = key < before ? before : key;
  const uint64_t distance =
      static_cast<uint64_t>(raised) - static_cast<uint64_t>(before);
  return search.bin_of_key[distance < last ? distance : last];
}

LEADSCORE_ALWAYS_INLINE uint16_t BinOfKey(int64_t key,
                                          const BinSearch& search) {
  if (search.bin_of_key != nullptr) return LookUpKey(key, search);
  if (search.starts == nullptr) return CountCutsBelow(key, search);
  return ProbeCutsNear(key, search, search.probes);
}

#undef LEADSCORE_ALWAYS_INLINE

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_BIN_SEARCH_H_
