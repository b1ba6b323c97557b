// What a condition asks for, in words.

#ifndef LEADSCORE_SRC_EXPLAIN_NEED_TEXT_H_
#define LEADSCORE_SRC_EXPLAIN_NEED_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "src/cel/ast.h"

namespace leadscore::internal {

// "has to be at least 3", of an expression that compares one variable with
// constants; empty for others.
std::string NeedText(const cel::Expr& condition, absl::TimeZone zone);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_NEED_TEXT_H_
