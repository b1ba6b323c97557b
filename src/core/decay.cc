// Weights are computed as fractions of 127 bits, far below the nine digits that
// are kept:
//
//   2^(-a/h)  a = q * h + r; 2^(-r/h) = exp(-y), y = ln(2) * r/h < 0.7, by its
//             Taylor series in Horner's form; then q halvings, which are
//             shifts. At whole half-lives r is 0 and the power of two exact.
//   (1-p)^n   by repeated squaring.

#include "src/core/decay.h"

#include <algorithm>
#include <cassert>

#include "absl/numeric/int128.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

using absl::uint128;

// A fraction in [0, 1] in units of 2^-127.
constexpr uint128 kOne = uint128(1) << 127;
constexpr uint128 kLn2 =
    absl::MakeUint128(0x58b90bfbe8e7bcd5, 0xe4f1d9cc01f97b57);

uint128 MultiplyFractions(uint128 a, uint128 b) {
  const uint128 a_high = absl::Uint128High64(a);
  const uint128 a_low = absl::Uint128Low64(a);
  const uint128 b_high = absl::Uint128High64(b);
  const uint128 b_low = absl::Uint128Low64(b);
  const uint128 middle1 = a_high * b_low;
  const uint128 middle2 = a_low * b_high;
  const uint128 carry = (a_low * b_low >> 64) + absl::Uint128Low64(middle1) +
                        absl::Uint128Low64(middle2);
  const uint128 high =
      a_high * b_high + (middle1 >> 64) + (middle2 >> 64) + (carry >> 64);
  return high << 1;
}

// exp(-y).
uint128 ExpOfMinus(uint128 y) {
  // 0.7^35 / 35! is below 2^-127.
  constexpr int kTerms = 35;
  uint128 sum = kOne;
  for (int k = kTerms; k >= 1; --k) {
    sum = kOne - MultiplyFractions(y, sum) / static_cast<uint64_t>(k);
  }
  return sum;
}

// fraction * 2^-halvings, rounded to nine digits. The fractions above are
// truncated, hence slightly too small; the allowance makes exact halves round
// away from zero all the same.
int64_t ToWeight(uint128 fraction, int halvings) {
  constexpr int kMostHalvings = 31;  // 10^9 * 2^-31 is below one half.
  constexpr uint64_t kAllowance = uint64_t{1} << 15;
  if (halvings >= kMostHalvings) return 0;
  // The product with 10^9, without its lowest 64 bits.
  const uint128 scaled =
      uint128(absl::Uint128High64(fraction)) * uint128(kDecayOne) +
      (uint128(absl::Uint128Low64(fraction)) * uint128(kDecayOne) >> 64);
  const int shift = 63 + halvings;
  return static_cast<int64_t>(
      (scaled + (uint128(1) << (shift - 1)) + kAllowance) >> shift);
}

int64_t HalfLifeWeight(int64_t ticks, int64_t age) {
  const int64_t halvings = std::min<int64_t>(age / ticks, 64);
  const auto rest = static_cast<uint64_t>(age % ticks);
  const uint128 share = kOne / static_cast<uint64_t>(ticks) * rest;
  const uint128 fraction =
      rest == 0 ? kOne : ExpOfMinus(MultiplyFractions(kLn2, share));
  return ToWeight(fraction, static_cast<int>(halvings));
}

int64_t CompoundingWeight(int64_t share, int64_t steps) {
  // (1 - share) < 2^30 in units of 10^-9, so that 98 bits may follow.
  uint128 power = (uint128(static_cast<uint64_t>(kDecayOne - share)) << 98) /
                      uint128(kDecayOne)
                  << 29;
  uint128 product = kOne;
  for (; steps > 0; steps /= 2) {
    if (steps % 2 != 0) product = MultiplyFractions(product, power);
    power = MultiplyFractions(power, power);
  }
  return ToWeight(product, 0);
}

int64_t LinearWeight(int64_t ticks, int64_t age) {
  if (age >= ticks) return 0;
  return static_cast<int64_t>(
      DivideRounded(absl::int128(kDecayOne) * (ticks - age), ticks));
}

int64_t StepWeight(int64_t share, int64_t steps) {
  return steps >= (kDecayOne + share - 1) / share ? 0
                                                  : kDecayOne - share * steps;
}

}  // namespace

int64_t DecayWeight(const Decay& decay, int64_t age_ticks) {
  assert(age_ticks >= 0 && decay.ticks > 0);
  switch (decay.kind) {
    case Decay::Kind::kNone:
      return kDecayOne;
    case Decay::Kind::kHalfLife:
      return HalfLifeWeight(decay.ticks, age_ticks);
    case Decay::Kind::kLinear:
      return LinearWeight(decay.ticks, age_ticks);
    case Decay::Kind::kStep:
      return StepWeight(decay.share, age_ticks / decay.ticks);
    case Decay::Kind::kCompounding:
      break;
  }
  return CompoundingWeight(decay.share, age_ticks / decay.ticks);
}

}  // namespace leadscore::internal
