// Which seeds a test of generated models tries.

#ifndef LEADSCORE_TESTS_TESTING_SEEDS_H_
#define LEADSCORE_TESTS_TESTING_SEEDS_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "absl/strings/numbers.h"

namespace leadscore::testing {

// From 1 to `count`, or as many as LEADSCORE_MODELS says; or that which
// LEADSCORE_SEED says alone.
inline std::vector<uint64_t> AllSeeds(uint64_t count) {
  uint64_t first = 1;
  uint64_t last = count;
  if (const char* models = std::getenv("LEADSCORE_MODELS")) {
    EXPECT_TRUE(absl::SimpleAtoi(models, &last));
  }
  if (const char* seed = std::getenv("LEADSCORE_SEED")) {
    EXPECT_TRUE(absl::SimpleAtoi(seed, &first));
    last = first;
  }
  std::vector<uint64_t> seeds;
  for (uint64_t seed = first; seed <= last; ++seed) seeds.push_back(seed);
  return seeds;
}

// The same, where all that is tried stands for itself: LEADSCORE_FEWER divides
// the count.
inline std::vector<uint64_t> SeedsToTry(uint64_t count) {
  uint64_t fewer = 1;
  if (const char* divisor = std::getenv("LEADSCORE_FEWER")) {
    EXPECT_TRUE(absl::SimpleAtoi(divisor, &fewer) && fewer > 0);
  }
  return AllSeeds((count + fewer - 1) / fewer);
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_SEEDS_H_
