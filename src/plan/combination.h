// Conditions as sums of products of predicates.

#ifndef LEADSCORE_SRC_PLAN_COMBINATION_H_
#define LEADSCORE_SRC_PLAN_COMBINATION_H_

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/plan/plan.h"

namespace leadscore::internal {

// A coefficient times a product of predicates of different sources, ascending.
struct Product {
  std::vector<Factor> factors;
  int64_t coefficient = 1;
};

// A function that is 1 or 0: the sum of its products. Without any it is 0.
using Combination = std::vector<Product>;

// A combination of more products costs more than it saves.
inline constexpr size_t kMostProducts = 64;

// Makes combinations of the predicates of some sources, each predicate once.
class Combiner {
 public:
  explicit Combiner(std::vector<Source>* sources) : sources_(*sources) {}

  static Combination Constant(bool value);

  // Where an atom has one of these outcomes.
  Combination Where(int source, int atom, uint8_t outcomes);

  Combination Not(Combination a);
  Combination And(const Combination& a, const Combination& b);
  Combination Or(Combination a, Combination b);

  // Set once a combination had too many products, or too large coefficients;
  // what was made since is of no use.
  bool has_overflowed() const { return has_overflowed_; }
  void clear_overflow() { has_overflowed_ = false; }

 private:
  int AddPredicate(int source, Predicate predicate);
  int NotPredicate(int source, int predicate);
  int AndPredicate(int source, int a, int b);

  std::vector<Source>& sources_;
  absl::flat_hash_map<std::tuple<int, Predicate::Kind, int, int, uint8_t>, int>
      known_;
  bool has_overflowed_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PLAN_COMBINATION_H_
