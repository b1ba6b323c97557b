// Numbers at random, the same on every machine: the standard's engine without
// its distributions, which may differ.

#ifndef LEADSCORE_SRC_GENERATE_RANDOM_H_
#define LEADSCORE_SRC_GENERATE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace leadscore::internal {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // From 0 up to, but not including, `count`.
  //
  // REQUIRES: count > 0.
  int64_t Below(int64_t count) {
    return static_cast<int64_t>(engine_() % static_cast<uint64_t>(count));
  }

  // The same, the lower the likelier: a quarter of `count` on average.
  int64_t LowBelow(int64_t count) { return Below(Below(count) + 1); }

  bool Percent(int64_t share) { return Below(100) < share; }

  // REQUIRES: values is not empty.
  template <typename T>
  const T& PickEarly(const std::vector<T>& values) {
    return values[static_cast<size_t>(
        LowBelow(static_cast<int64_t>(values.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_GENERATE_RANDOM_H_
