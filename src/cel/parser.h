// Turns the text of an expression into a syntax tree.
//
// Linear in the length of the text; the depth of the tree is bounded by
// Limits::max_depth, so that whoever walks it may recurse. Chains of && and ||
// are one node however long they are; their order of evaluation cannot show.

#ifndef LEADSCORE_SRC_CEL_PARSER_H_
#define LEADSCORE_SRC_CEL_PARSER_H_

#include <memory>
#include <string_view>

#include "src/cel/ast.h"
#include "src/cel/issue.h"

namespace leadscore::internal::cel {

// Null, with `issue` filled in, if the text is not an expression.
std::unique_ptr<Expr> Parse(std::string_view text, const Limits& limits,
                            Issue* issue);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_PARSER_H_
