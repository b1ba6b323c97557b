// What to say of a call whose arguments do not fit.

#ifndef LEADSCORE_SRC_CEL_OVERLOAD_ISSUE_H_
#define LEADSCORE_SRC_CEL_OVERLOAD_ISSUE_H_

#include <string>
#include <vector>

#include "src/cel/ast.h"
#include "src/cel/issue.h"
#include "src/cel/type.h"

namespace leadscore::internal::cel {

// "an int", "a string".
std::string WithArticle(const Type& type);

// That no overload of a call's function takes these types, with what it takes
// or what is likely to be meant.
//
// REQUIRES: call.function is set.
Issue NoOverloadIssue(const Expr& call, const std::vector<Type>& args);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_OVERLOAD_ISSUE_H_
