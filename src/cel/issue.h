// What is wrong with an expression, and where.

#ifndef LEADSCORE_SRC_CEL_ISSUE_H_
#define LEADSCORE_SRC_CEL_ISSUE_H_

#include <cstddef>
#include <string>

namespace leadscore::internal::cel {

struct Issue {
  size_t begin = 0;  // In bytes of the expression's text.
  size_t end = 0;    // Behind the last byte; at least begin.
  std::string message;
  std::string remedy;  // What to do about it; may be empty.
};

// Bounds on what an expression may ask for; text beyond them is refused.
struct Limits {
  size_t max_text_bytes = size_t{256} << 10;
  int max_depth = 64;             // Of nested operators, calls and brackets.
  size_t max_regex_bytes = 1024;  // Of the pattern of matches().
  int64_t regex_memory_bytes = int64_t{1} << 20;
  // Steps of one evaluation: nodes visited, elements compared and 64-byte
  // pieces of text read. An evaluation that needs more is an error value.
  int64_t max_steps = 1'000'000;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_ISSUE_H_
