// CEL's operators and functions: their signatures, for the checker, and what
// they do, for the evaluator.

#ifndef LEADSCORE_SRC_CEL_FUNCTIONS_H_
#define LEADSCORE_SRC_CEL_FUNCTIONS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "src/cel/ast.h"
#include "src/cel/issue.h"
#include "src/cel/type.h"
#include "src/cel/value.h"

namespace leadscore::internal::cel {

// What is left of the steps that an evaluation may take.
class StepBudget {
 public:
  explicit StepBudget(int64_t steps) : left_(steps) {}

  // Takes steps away; false once there are none left.
  bool Spend(int64_t steps) {
    left_ -= steps;
    return left_ >= 0;
  }
  // The steps of reading or making a text of this length.
  bool SpendText(size_t bytes) {
    return Spend(1 + static_cast<int64_t>(bytes / 64));
  }
  // Negative when more was asked for than there was.
  int64_t left() const { return left_; }

 private:
  int64_t left_;
};

struct CallContext {
  const Expr& call;
  const Limits& limits;
  StepBudget& budget;
};

// None of the arguments is an error. The result may be one.
using Implementation = Value (*)(absl::Span<const Value> args,
                                 CallContext& context);

// The type of the result for these types of arguments; nothing if the function
// does not take them.
using TypeRule = std::optional<Type> (*)(absl::Span<const Type> args);

struct Overload {
  bool is_member = false;  // params[0] stands before the dot.
  std::vector<Type> params;
  Type result;
};

struct Function {
  std::string_view name;
  std::vector<Overload> overloads;
  TypeRule rule = nullptr;  // If set, in place of the overloads.
  Implementation call = nullptr;
  // How many arguments a function with a rule takes.
  size_t min_args = 2;
  size_t max_args = 2;
};

// Null if there is no such function. "math.greatest" is one name.
const Function* FindFunction(std::string_view name);

// The functions and macros that people write by name, those of a namespace with
// it: "math.abs".
const std::vector<std::string_view>& FunctionNames();

// Whether there are functions whose names begin with it and a dot.
bool IsFunctionNamespace(std::string_view name);

// How many values a text asks for that format() is called on; -1 if it is none.
int CountFormatClauses(std::string_view format);

// Whether == makes sense between values of these types.
bool IsComparable(const Type& a, const Type& b);

// A time zone by IANA name or as an offset ("+02:00", "-09:30", "02:00").
std::optional<absl::TimeZone> FindTimeZone(std::string_view name);

// Compiles the pattern of matches(). Null if it is not a regular expression
// or beyond the limits.
std::shared_ptr<const re2::RE2> CompileRegex(std::string_view pattern,
                                             const Limits& limits);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_FUNCTIONS_H_
