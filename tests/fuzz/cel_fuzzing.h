// What the fuzzers of conditions claim of every expression.

#ifndef LEADSCORE_TESTS_FUZZ_CEL_FUZZING_H_
#define LEADSCORE_TESTS_FUZZ_CEL_FUZZING_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/cel/cost.h"
#include "src/cel/parser.h"
#include "src/cel/printer.h"
#include "src/cel/program.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/testing/expressions.h"

namespace leadscore::internal::cel {

// Fewer steps, so that many inputs can be tried.
inline Limits FuzzLimits() {
  Limits limits;
  limits.max_steps = 20'000;
  return limits;
}

// That the value is of the type that was promised, and came within its bound.
inline void CheckEvaluation(const Program& program,
                            const leadscore::testing::ExpressionScope& scope) {
  int64_t steps = 0;
  const Value value = program.Evaluate(scope, &steps);
  const Type& type = program.type();
  FUZZ_CHECK(value.is_error() || type.is(Kind::kDyn) || type.is(Kind::kError) ||
             value.kind() == type.kind());
  FUZZ_CHECK(!value.ToString().empty());
  if (value.is_error()) {
    FUZZ_CHECK(value.as_error().offset <=
               static_cast<int>(program.text().size()));
    if (value.as_error().code == ErrorCode::kBudget) return;
  }
  FUZZ_CHECK(steps <= CostBound(program, [&scope](int variable) {
               return Extent::Of(scope.Get(variable));
             }));
}

// That what parses is printed as what parses to the same tree.
inline void CheckPrinting(std::string_view text) {
  std::vector<Issue> issues;
  const auto expr = Parse(text, FuzzLimits(), &issues);
  if (!issues.empty()) return;
  const auto again = Parse(Print(*expr), FuzzLimits(), &issues);
  FUZZ_CHECK(issues.empty() && IsSameExpression(*expr, *again));
}

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_TESTS_FUZZ_CEL_FUZZING_H_
