// Writes a syntax tree back as text.

#ifndef LEADSCORE_SRC_CEL_PRINTER_H_
#define LEADSCORE_SRC_CEL_PRINTER_H_

#include <string>

#include "src/cel/ast.h"

namespace leadscore::internal::cel {

// The shortest usual way to write it: brackets only where they are needed, one
// blank around operators. Parsing that gives an equal tree.
std::string Print(const Expr& expr);

// Whether two trees are the same expression, wherever its parts stand and
// whatever a checker has found out about them.
bool IsSameExpression(const Expr& a, const Expr& b);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_PRINTER_H_
