// Resolves the names of a syntax tree and checks its types.

#ifndef LEADSCORE_SRC_CEL_CHECKER_H_
#define LEADSCORE_SRC_CEL_CHECKER_H_

#include <vector>

#include "src/cel/ast.h"
#include "src/cel/environment.h"
#include "src/cel/issue.h"

namespace leadscore::internal::cel {

enum class Typing {
  kStatic,   // Mistakes of type are issues.
  kDynamic,  // Everything is dyn; what does not fit is an error value later.
};

// Writes types, bindings and functions into the tree. Returns one issue
// for each mistake; none means that it can be evaluated. With kDynamic there
// are never issues.
std::vector<Issue> Check(const Environment& environment, Typing typing,
                         Expr* root);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_CHECKER_H_
