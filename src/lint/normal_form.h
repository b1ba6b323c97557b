// When two conditions are the same but for how they are written.

#ifndef LEADSCORE_SRC_LINT_NORMAL_FORM_H_
#define LEADSCORE_SRC_LINT_NORMAL_FORM_H_

#include <string>

#include "src/cel/ast.h"

namespace leadscore::internal {

// A text that is the same for expressions that always have the same value: the
// operands of && and ||, of == and !=, and the items behind "in" are in one
// order and stand once, 5 < x is x > 5, x in ['a'] is x == 'a', and !(x == y)
// is x != y.
std::string NormalForm(const cel::Expr& expr);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LINT_NORMAL_FORM_H_
