#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "src/cel/function_groups.h"

namespace leadscore::internal::cel {
namespace {

constexpr double kIntEnd = 9223372036854775808.0;  // 2^63.

// ---- Arithmetic ----------------------------------------------------------

Value Shift(Instant time, int64_t nanoseconds, int sign) {
  return MakeTimestamp(time.seconds + sign * (nanoseconds / kNanosPerSecond),
                       time.nanos + sign * (nanoseconds % kNanosPerSecond));
}

Value Concatenate(const Value& a, const Value& b, CallContext& context) {
  const size_t size = a.as_string().size() + b.as_string().size();
  if (!context.budget.SpendText(size)) return OutOfBudget();
  std::string text;
  text.reserve(size);
  text += a.as_string();
  text += b.as_string();
  return a.is(Kind::kString) ? Value::String(std::move(text))
                             : Value::Bytes(std::move(text));
}

Value ConcatenateLists(const Value& a, const Value& b, CallContext& context) {
  std::vector<Value> items = a.as_list();
  items.insert(items.end(), b.as_list().begin(), b.as_list().end());
  if (!context.budget.Spend(static_cast<int64_t>(items.size()))) {
    return OutOfBudget();
  }
  return Value::List(std::move(items));
}

Value Add(Args args, CallContext& context) {
  const Value& a = args[0];
  const Value& b = args[1];
  if (Are(args, {Kind::kTimestamp, Kind::kDuration})) {
    return Shift(a.as_timestamp(), b.as_duration(), 1);
  }
  if (Are(args, {Kind::kDuration, Kind::kTimestamp})) {
    return Shift(b.as_timestamp(), a.as_duration(), 1);
  }
  if (a.kind() != b.kind()) return NoOverload();
  switch (a.kind()) {
    case Kind::kInt: {
      int64_t sum = 0;
      if (__builtin_add_overflow(a.as_int(), b.as_int(), &sum)) {
        return Overflow();
      }
      return Value::Int(sum);
    }
    case Kind::kUint: {
      uint64_t sum = 0;
      if (__builtin_add_overflow(a.as_uint(), b.as_uint(), &sum)) {
        return Overflow();
      }
      return Value::Uint(sum);
    }
    case Kind::kDouble:
      return Value::Double(a.as_double() + b.as_double());
    case Kind::kString:
    case Kind::kBytes:
      return Concatenate(a, b, context);
    case Kind::kDuration: {
      int64_t sum = 0;
      if (__builtin_add_overflow(a.as_duration(), b.as_duration(), &sum)) {
        return Overflow();
      }
      return Value::Duration(sum);
    }
    case Kind::kList:
      return ConcatenateLists(a, b, context);
    default:
      return NoOverload();
  }
}

Value SubtractTimes(Instant a, Instant b) {
  int64_t nanoseconds = 0;
  if (__builtin_mul_overflow(a.seconds - b.seconds, kNanosPerSecond,
                             &nanoseconds) ||
      __builtin_add_overflow(nanoseconds, a.nanos - b.nanos, &nanoseconds)) {
    return Overflow();
  }
  return Value::Duration(nanoseconds);
}

Value Subtract(Args args, CallContext&) {
  const Value& a = args[0];
  const Value& b = args[1];
  if (Are(args, {Kind::kTimestamp, Kind::kDuration})) {
    return Shift(a.as_timestamp(), b.as_duration(), -1);
  }
  if (a.kind() != b.kind()) return NoOverload();
  switch (a.kind()) {
    case Kind::kInt: {
      int64_t difference = 0;
      if (__builtin_sub_overflow(a.as_int(), b.as_int(), &difference)) {
        return Overflow();
      }
      return Value::Int(difference);
    }
    case Kind::kUint:
      if (a.as_uint() < b.as_uint()) return Overflow();
      return Value::Uint(a.as_uint() - b.as_uint());
    case Kind::kDouble:
      return Value::Double(a.as_double() - b.as_double());
    case Kind::kTimestamp:
      return SubtractTimes(a.as_timestamp(), b.as_timestamp());
    case Kind::kDuration: {
      int64_t difference = 0;
      if (__builtin_sub_overflow(a.as_duration(), b.as_duration(),
                                 &difference)) {
        return Overflow();
      }
      return Value::Duration(difference);
    }
    default:
      return NoOverload();
  }
}

Value Multiply(Args args, CallContext&) {
  const Value& a = args[0];
  const Value& b = args[1];
  if (Are(args, {Kind::kInt, Kind::kInt})) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a.as_int(), b.as_int(), &product)) {
      return Overflow();
    }
    return Value::Int(product);
  }
  if (Are(args, {Kind::kUint, Kind::kUint})) {
    uint64_t product = 0;
    if (__builtin_mul_overflow(a.as_uint(), b.as_uint(), &product)) {
      return Overflow();
    }
    return Value::Uint(product);
  }
  if (Are(args, {Kind::kDouble, Kind::kDouble})) {
    return Value::Double(a.as_double() * b.as_double());
  }
  return NoOverload();
}

// Division of whole numbers, or its remainder.
Value DivideWhole(Args args, bool remainder) {
  if (Are(args, {Kind::kInt, Kind::kInt})) {
    const int64_t a = args[0].as_int();
    const int64_t b = args[1].as_int();
    if (b == 0) return Value::MakeError(ErrorCode::kDivisionByZero);
    if (b == -1 && a == std::numeric_limits<int64_t>::min()) return Overflow();
    return Value::Int(remainder ? a % b : a / b);
  }
  if (Are(args, {Kind::kUint, Kind::kUint})) {
    const uint64_t a = args[0].as_uint();
    const uint64_t b = args[1].as_uint();
    if (b == 0) return Value::MakeError(ErrorCode::kDivisionByZero);
    return Value::Uint(remainder ? a % b : a / b);
  }
  return NoOverload();
}

Value Divide(Args args, CallContext&) {
  if (Are(args, {Kind::kDouble, Kind::kDouble})) {
    return Value::Double(args[0].as_double() / args[1].as_double());
  }
  return DivideWhole(args, /*remainder=*/false);
}

Value Modulo(Args args, CallContext&) {
  return DivideWhole(args, /*remainder=*/true);
}

Value Negate(Args args, CallContext&) {
  switch (args[0].kind()) {
    case Kind::kInt:
      if (args[0].as_int() == std::numeric_limits<int64_t>::min()) {
        return Overflow();
      }
      return Value::Int(-args[0].as_int());
    case Kind::kDouble:
      return Value::Double(-args[0].as_double());
    case Kind::kDuration:
      if (args[0].as_duration() == std::numeric_limits<int64_t>::min()) {
        return Overflow();
      }
      return Value::Duration(-args[0].as_duration());
    default:
      return NoOverload();
  }
}

Value Not(Args args, CallContext&) {
  if (!args[0].is(Kind::kBool)) return NoOverload();
  return Value::Bool(!args[0].as_bool());
}

// ---- Comparison ----------------------------------------------------------

// The elements that a comparison may have to look at.
int64_t ComparisonSteps(const Value& value) {
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return 1 + static_cast<int64_t>(value.as_string().size() / 64);
    case Kind::kList: {
      int64_t steps = 1;
      for (const Value& item : value.as_list()) steps += ComparisonSteps(item);
      return steps;
    }
    case Kind::kMap: {
      int64_t steps = 1;
      for (const auto& [key, item] : value.as_map()) {
        steps += 1 + ComparisonSteps(item);
      }
      return steps;
    }
    default:
      return 1;
  }
}

Value Equal(Args args, CallContext& context) {
  if (!context.budget.Spend(ComparisonSteps(args[0]))) return OutOfBudget();
  return Value::Bool(args[0] == args[1]);
}

Value NotEqual(Args args, CallContext& context) {
  if (!context.budget.Spend(ComparisonSteps(args[0]))) return OutOfBudget();
  return Value::Bool(args[0] != args[1]);
}

Value In(Args args, CallContext& context) {
  const Value& range = args[1];
  if (range.is(Kind::kMap)) return Value::Bool(range.Contains(args[0]));
  if (!range.is(Kind::kList)) return NoOverload();
  const int64_t looks =
      range.has_index() ? 1 : static_cast<int64_t>(range.as_list().size());
  if (!context.budget.Spend(1 + looks)) return OutOfBudget();
  return Value::Bool(range.Contains(args[0]));
}

// Exact, but for one point: CEL's conformance suite wants the double 2^63 to
// be ordered as the largest int, which is the int nearest to it.
std::optional<int> OrderNumbers(const Value& a, const Value& b) {
  const auto as_int = [](const Value& value, const Value& other) {
    const bool is_int_end = value.is(Kind::kDouble) &&
                            value.as_double() == kIntEnd &&
                            other.is(Kind::kInt);
    return is_int_end ? Value::Int(std::numeric_limits<int64_t>::max()) : value;
  };
  return CompareNumbers(as_int(a, b), as_int(b, a));
}

// The order of two values: negative, zero, positive; nothing if one is NaN.
// Sets `comparable` to false for values that have no order.
std::optional<int> Order(const Value& a, const Value& b, bool* comparable) {
  *comparable = true;
  if (a.is_numeric() && b.is_numeric()) return OrderNumbers(a, b);
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kBool:
        return static_cast<int>(a.as_bool()) - static_cast<int>(b.as_bool());
      case Kind::kString:
      case Kind::kBytes:
        // Bytewise, which for UTF-8 is by code point.
        return a.as_string().compare(b.as_string());
      case Kind::kTimestamp: {
        const Instant x = a.as_timestamp();
        const Instant y = b.as_timestamp();
        if (x.seconds != y.seconds) return x.seconds < y.seconds ? -1 : 1;
        return x.nanos - y.nanos;
      }
      case Kind::kDuration:
        return a.as_duration() < b.as_duration()   ? -1
               : a.as_duration() > b.as_duration() ? 1
                                                   : 0;
      default:
        break;
    }
  }
  *comparable = false;
  return std::nullopt;
}

template <bool (*holds)(int)>
Value Compare(Args args, CallContext& context) {
  if (!context.budget.Spend(ComparisonSteps(args[0]))) return OutOfBudget();
  bool comparable = false;
  const std::optional<int> order = Order(args[0], args[1], &comparable);
  if (!comparable) return NoOverload();
  return Value::Bool(order.has_value() && holds(*order));
}

bool IsLess(int order) { return order < 0; }
bool IsLessOrEqual(int order) { return order <= 0; }
bool IsGreater(int order) { return order > 0; }
bool IsGreaterOrEqual(int order) { return order >= 0; }

// ---- Elements -------------------------------------------------------------

Value Index(Args args, CallContext&) {
  const Value& key = args[1];
  if (args[0].is(Kind::kMap)) {
    if (!key.is_numeric() && !key.is(Kind::kString) && !key.is(Kind::kBool)) {
      return NoOverload();
    }
    const std::optional<Value> found = args[0].Lookup(key);
    return found.has_value() ? *found : Value::MakeError(ErrorCode::kNoSuchKey);
  }
  if (!args[0].is(Kind::kList) || !key.is_numeric()) return NoOverload();
  const std::vector<Value>& list = args[0].as_list();
  const Value size = Value::Uint(list.size());
  if (CompareNumbers(key, Value::Int(0)).value_or(-1) < 0 ||
      CompareNumbers(key, size).value_or(1) >= 0) {
    return Value::MakeError(ErrorCode::kIndexOutOfRange);
  }
  if (key.is(Kind::kInt)) return list[static_cast<size_t>(key.as_int())];
  if (key.is(Kind::kUint)) return list[static_cast<size_t>(key.as_uint())];
  const double real = key.as_double();
  if (real != std::trunc(real)) return Invalid();
  return list[static_cast<size_t>(real)];
}

// ---- Type rules ----------------------------------------------------------

std::optional<Type> EqualityRule(absl::Span<const Type> args) {
  if (args.size() != 2 || !IsComparable(args[0], args[1])) return std::nullopt;
  return Type(Kind::kBool);
}

std::optional<Type> InRule(absl::Span<const Type> args) {
  if (args.size() != 2) return std::nullopt;
  const Type& range = args[1];
  const bool fits = range.is(Kind::kDyn) || range.is(Kind::kError) ||
                    ((range.is(Kind::kList) || range.is(Kind::kMap)) &&
                     IsComparable(args[0], range.param(0)));
  return fits ? std::optional<Type>(Kind::kBool) : std::nullopt;
}

std::optional<Type> IndexRule(absl::Span<const Type> args) {
  if (args.size() != 2) return std::nullopt;
  const Type& index = args[1];
  switch (args[0].kind()) {
    case Kind::kList:
      if (!index.is(Kind::kInt) && !index.is(Kind::kDyn)) return std::nullopt;
      return args[0].param(0);
    case Kind::kMap:
      if (!IsComparable(args[0].param(0), index)) return std::nullopt;
      return args[0].param(1);
    case Kind::kDyn:
    case Kind::kError:
      return Type();
    default:
      return std::nullopt;
  }
}

// ---- The table -----------------------------------------------------------

std::vector<Overload> SameTypes(std::initializer_list<Kind> kinds) {
  std::vector<Overload> overloads;
  for (Kind kind : kinds) overloads.push_back(Global({kind, kind}, kind));
  return overloads;
}

std::vector<Overload> Orderings() {
  std::vector<Overload> overloads;
  for (Kind kind : {Kind::kBool, Kind::kString, Kind::kBytes, Kind::kTimestamp,
                    Kind::kDuration}) {
    overloads.push_back(Global({kind, kind}, Kind::kBool));
  }
  for (Kind a : {Kind::kInt, Kind::kUint, Kind::kDouble}) {
    for (Kind b : {Kind::kInt, Kind::kUint, Kind::kDouble}) {
      overloads.push_back(Global({a, b}, Kind::kBool));
    }
  }
  return overloads;
}

std::vector<Overload> Additions() {
  std::vector<Overload> overloads =
      SameTypes({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString,
                 Kind::kBytes, Kind::kDuration});
  overloads.push_back(
      Global({Kind::kTimestamp, Kind::kDuration}, Kind::kTimestamp));
  overloads.push_back(
      Global({Kind::kDuration, Kind::kTimestamp}, Kind::kTimestamp));
  const Type list = Type::List(Type::Param(0));
  overloads.push_back(Global({list, list}, list));
  return overloads;
}

std::vector<Overload> Subtractions() {
  std::vector<Overload> overloads =
      SameTypes({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kDuration});
  overloads.push_back(
      Global({Kind::kTimestamp, Kind::kTimestamp}, Kind::kDuration));
  overloads.push_back(
      Global({Kind::kTimestamp, Kind::kDuration}, Kind::kTimestamp));
  return overloads;
}

}  // namespace

std::vector<Function> Operators() {
  return {
      {"_+_", Additions(), nullptr, Add},
      {"_-_", Subtractions(), nullptr, Subtract},
      {"_*_", SameTypes({Kind::kInt, Kind::kUint, Kind::kDouble}), nullptr,
       Multiply},
      {"_/_", SameTypes({Kind::kInt, Kind::kUint, Kind::kDouble}), nullptr,
       Divide},
      {"_%_", SameTypes({Kind::kInt, Kind::kUint}), nullptr, Modulo},
      {"-_",
       {Global({Kind::kInt}, Kind::kInt),
        Global({Kind::kDouble}, Kind::kDouble),
        Global({Kind::kDuration}, Kind::kDuration)},
       nullptr,
       Negate},
      {"!_", {Global({Kind::kBool}, Kind::kBool)}, nullptr, Not},
      {"_==_", {}, EqualityRule, Equal},
      {"_!=_", {}, EqualityRule, NotEqual},
      {"_<_", Orderings(), nullptr, Compare<IsLess>},
      {"_<=_", Orderings(), nullptr, Compare<IsLessOrEqual>},
      {"_>_", Orderings(), nullptr, Compare<IsGreater>},
      {"_>=_", Orderings(), nullptr, Compare<IsGreaterOrEqual>},
      {"@in", {}, InRule, In},
      {"_[_]", {}, IndexRule, Index},
  };
}

}  // namespace leadscore::internal::cel
