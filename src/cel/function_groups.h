// What the files of CEL's functions share: each makes the entries of one group
// for the table in functions.cc.

#ifndef LEADSCORE_SRC_CEL_FUNCTION_GROUPS_H_
#define LEADSCORE_SRC_CEL_FUNCTION_GROUPS_H_

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "src/cel/functions.h"

namespace leadscore::internal::cel {

std::vector<Function> Operators();
std::vector<Function> Conversions();
std::vector<Function> TextFunctions();
std::vector<Function> MathFunctions();
std::vector<Function> TimeFunctions();

using Args = absl::Span<const Value>;

// string(x).
Value ToStringValue(Args args, CallContext& context);

// "...".format([...]).
Value FormatText(Args args, CallContext& context);

constexpr int64_t kNanosPerSecond = 1'000'000'000;

inline Value NoOverload() {
  return Value::MakeError(ErrorCode::kNoSuchOverload);
}
inline Value Overflow() { return Value::MakeError(ErrorCode::kOverflow); }
inline Value Invalid() { return Value::MakeError(ErrorCode::kInvalidArgument); }
inline Value OutOfRange() {
  return Value::MakeError(ErrorCode::kIndexOutOfRange);
}
inline Value OutOfBudget() { return Value::MakeError(ErrorCode::kBudget); }

// Whether there are as many arguments as kinds, each of its kind.
inline bool Are(Args args, std::initializer_list<Kind> kinds) {
  if (args.size() != kinds.size()) return false;
  const Value* arg = args.data();
  for (Kind kind : kinds) {
    if (!(arg++)->is(kind)) return false;
  }
  return true;
}

inline Overload Global(std::vector<Type> params, Type result) {
  return Overload{false, std::move(params), std::move(result)};
}

inline Overload Member(std::vector<Type> params, Type result) {
  return Overload{true, std::move(params), std::move(result)};
}

// A timestamp, or an error outside the years 1 to 9999. `nanos` may lie up to
// a second outside its second.
Value MakeTimestamp(int64_t seconds, int64_t nanos);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_FUNCTION_GROUPS_H_
