// Turns the text of an expression into a syntax tree.
//
// Linear in the length of the text; the depth of the tree is bounded by
// Limits::max_depth, so that whoever walks it may recurse. Chains of && and ||
// are one node however long they are; their order of evaluation cannot show.

#ifndef LEADSCORE_SRC_CEL_PARSER_H_
#define LEADSCORE_SRC_CEL_PARSER_H_

#include <memory>
#include <string_view>
#include <vector>

#include "src/cel/ast.h"
#include "src/cel/issue.h"

namespace leadscore::internal::cel {

// Appends an issue for each mistake found; then the tree is null, or has a
// constant that is an error in place of what cannot be read.
std::unique_ptr<Expr> Parse(std::string_view text, const Limits& limits,
                            std::vector<Issue>* issues);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_PARSER_H_
