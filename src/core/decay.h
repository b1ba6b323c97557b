// How the weight of an activity falls with its age. Knows ages in ticks only,
// not activities.

#ifndef LEADSCORE_SRC_CORE_DECAY_H_
#define LEADSCORE_SRC_CORE_DECAY_H_

#include <cstdint>

namespace leadscore::internal {

// A decay with its durations in ticks.
struct Decay {
  enum class Kind : uint8_t {
    kNone,         // 1
    kHalfLife,     // 2^(-age / ticks)
    kLinear,       // max(0, 1 - age / ticks)
    kStep,         // max(0, 1 - share * floor(age / ticks))
    kCompounding,  // (1 - share)^floor(age / ticks)
  };
  Kind kind = Kind::kNone;
  int64_t ticks = 1;  // Above 0.
  int64_t share = 0;  // In 10^-9: kDecayOne is all of it.
};

inline constexpr int64_t kDecayOne = 1'000'000'000;

// The weight at an age, a decimal of nine digits in units of 10^-9: within
// [0, kDecayOne], never rising with age. Integer arithmetic only, so that every
// machine gets the same.
//
// REQUIRES: age_ticks >= 0.
int64_t DecayWeight(const Decay& decay, int64_t age_ticks);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_DECAY_H_
