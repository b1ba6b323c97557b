// How much an evaluation can cost at most, before anything is evaluated.

#ifndef LEADSCORE_SRC_CEL_COST_H_
#define LEADSCORE_SRC_CEL_COST_H_

#include <cstdint>
#include <functional>

#include "src/cel/program.h"

namespace leadscore::internal::cel {

// How large a value can be. One byte of a text counts 1, and so does each value
// itself. Limits are never below what is true; they end at kUnlimited.
struct Extent {
  static constexpr int64_t kUnlimited = int64_t{1} << 62;

  int64_t size = 1;     // With all that it holds.
  int64_t count = 0;    // Of elements or entries, if it is a list or map.
  int64_t element = 1;  // The size of the largest of them.

  static Extent Of(const Value& value);

  // The largest value of a type where texts and lists are bounded.
  static Extent Largest(const Type& type, int64_t text_bytes, int64_t elements);
};

// The steps, as Limits::max_steps counts them, that an evaluation takes at most
// when no variable is larger than `extent_of` says.
int64_t CostBound(const Program& program,
                  const std::function<Extent(int variable)>& extent_of);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_COST_H_
