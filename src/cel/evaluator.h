// The reference evaluator: walks a checked tree for one set of values, plainly,
// with dynamic values. It defines what a condition means; whatever evaluates
// faster is judged by it.

#ifndef LEADSCORE_SRC_CEL_EVALUATOR_H_
#define LEADSCORE_SRC_CEL_EVALUATOR_H_

#include <cstdint>

#include "src/cel/ast.h"
#include "src/cel/issue.h"
#include "src/cel/program.h"
#include "src/cel/value.h"

namespace leadscore::internal::cel {

// If `steps` is not null, it is set to the steps that were taken.
//
// REQUIRES: `root` has been checked without issues.
Value Evaluate(const Expr& root, const Activation& activation,
               const Limits& limits, int64_t* steps = nullptr);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_EVALUATOR_H_
