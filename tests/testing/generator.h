// Models, leads and activities at random, from a seed: valid, and as varied and
// as nasty as the contract allows. Whatever computes scores in another way is
// judged on them against the plain scorer.

#ifndef LEADSCORE_TESTS_TESTING_GENERATOR_H_
#define LEADSCORE_TESTS_TESTING_GENERATOR_H_

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/model_spec.h"

namespace leadscore::testing {

// The same numbers on every machine: the standard's engine without its
// distributions, which may differ.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // From 0 up to, but not including, `count`.
  //
  // REQUIRES: count > 0.
  int Below(int count) {
    return static_cast<int>(engine_() % static_cast<uint64_t>(count));
  }
  int Between(int low, int high) { return low + Below(high - low + 1); }
  bool OneIn(int count) { return Below(count) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& values) {
    return values[static_cast<size_t>(Below(static_cast<int>(values.size())))];
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

// The instant around which generated activities lie.
absl::Time GeneratedNow();

// A model that Model::Create accepts, with every construct there is.
ModelSpec GenerateModel(Random& random);

// Leads for a model, with ids "0", "1" and so on; some belong to accounts.
// Their activities reach back this far, by default some months; some are later
// than GeneratedNow.
std::vector<Lead> GenerateLeads(
    const ModelSpec& spec, int count, Random& random,
    std::optional<absl::Duration> how_far = std::nullopt);

// A condition on the attributes and signals of a model, of at most this depth.
std::string GenerateCondition(const ModelSpec& spec, int depth, Random& random);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_GENERATOR_H_
