#include "src/cel/functions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "re2/re2.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

using Args = absl::Span<const Value>;

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kMinTimestampSeconds = -62'135'596'800;
constexpr int64_t kMaxTimestampSeconds = 253'402'300'799;
constexpr double kIntEnd = 9223372036854775808.0;    // 2^63.
constexpr double kUintEnd = 18446744073709551616.0;  // 2^64.

Value NoOverload() { return Value::MakeError(ErrorCode::kNoSuchOverload); }
Value Overflow() { return Value::MakeError(ErrorCode::kOverflow); }
Value Invalid() { return Value::MakeError(ErrorCode::kInvalidArgument); }
Value OutOfBudget() { return Value::MakeError(ErrorCode::kBudget); }

bool Are(Args args, Kind first, Kind second) {
  return args.size() == 2 && args[0].is(first) && args[1].is(second);
}

// ---- Arithmetic ----------------------------------------------------------

Value MakeTimestamp(int64_t seconds, int64_t nanos) {
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  } else if (nanos >= kNanosPerSecond) {
    nanos -= kNanosPerSecond;
    ++seconds;
  }
  if (seconds < kMinTimestampSeconds || seconds > kMaxTimestampSeconds) {
    return Overflow();
  }
  return Value::Timestamp(Instant{seconds, static_cast<int32_t>(nanos)});
}

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
  if (Are(args, Kind::kTimestamp, Kind::kDuration)) {
    return Shift(a.as_timestamp(), b.as_duration(), 1);
  }
  if (Are(args, Kind::kDuration, Kind::kTimestamp)) {
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
  if (Are(args, Kind::kTimestamp, Kind::kDuration)) {
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
  if (Are(args, Kind::kInt, Kind::kInt)) {
    int64_t product = 0;
    if (__builtin_mul_overflow(a.as_int(), b.as_int(), &product)) {
      return Overflow();
    }
    return Value::Int(product);
  }
  if (Are(args, Kind::kUint, Kind::kUint)) {
    uint64_t product = 0;
    if (__builtin_mul_overflow(a.as_uint(), b.as_uint(), &product)) {
      return Overflow();
    }
    return Value::Uint(product);
  }
  if (Are(args, Kind::kDouble, Kind::kDouble)) {
    return Value::Double(a.as_double() * b.as_double());
  }
  return NoOverload();
}

// Division of whole numbers, or its remainder.
Value DivideWhole(Args args, bool remainder) {
  if (Are(args, Kind::kInt, Kind::kInt)) {
    const int64_t a = args[0].as_int();
    const int64_t b = args[1].as_int();
    if (b == 0) return Value::MakeError(ErrorCode::kDivisionByZero);
    if (b == -1 && a == std::numeric_limits<int64_t>::min()) return Overflow();
    return Value::Int(remainder ? a % b : a / b);
  }
  if (Are(args, Kind::kUint, Kind::kUint)) {
    const uint64_t a = args[0].as_uint();
    const uint64_t b = args[1].as_uint();
    if (b == 0) return Value::MakeError(ErrorCode::kDivisionByZero);
    return Value::Uint(remainder ? a % b : a / b);
  }
  return NoOverload();
}

Value Divide(Args args, CallContext&) {
  if (Are(args, Kind::kDouble, Kind::kDouble)) {
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

// ---- Lists, maps and texts -----------------------------------------------

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

Value Size(Args args, CallContext& context) {
  const auto count = [](size_t size) {
    return Value::Int(static_cast<int64_t>(size));
  };
  switch (args[0].kind()) {
    case Kind::kString:
      if (!context.budget.SpendText(args[0].as_string().size())) {
        return OutOfBudget();
      }
      return count(CountCodePoints(args[0].as_string()));
    case Kind::kBytes:
      return count(args[0].as_string().size());
    case Kind::kList:
      return count(args[0].as_list().size());
    case Kind::kMap:
      return count(args[0].as_map().size());
    default:
      return NoOverload();
  }
}

template <bool (*holds)(std::string_view, std::string_view)>
Value TextTest(Args args, CallContext& context) {
  if (!Are(args, Kind::kString, Kind::kString)) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  return Value::Bool(holds(args[0].as_string(), args[1].as_string()));
}

bool ContainsText(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool StartsWithText(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWithText(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         text.substr(text.size() - suffix.size()) == suffix;
}

Value Matches(Args args, CallContext& context) {
  if (!Are(args, Kind::kString, Kind::kString)) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  std::shared_ptr<const re2::RE2> regex = context.call.regex;
  if (regex == nullptr) {
    // Compiling a pattern that is known only now costs more than matching it.
    constexpr int64_t kCompileSteps = 10'000;
    if (!context.budget.Spend(kCompileSteps)) return OutOfBudget();
    regex = CompileRegex(args[1].as_string(), context.limits);
  }
  if (regex == nullptr) return Value::MakeError(ErrorCode::kInvalidRegex);
  const std::string_view text = args[0].as_string();
  return Value::Bool(re2::RE2::PartialMatch(
      re2::StringPiece(text.data(), text.size()), *regex));
}

// "a,b".split(",") is ["a", "b"]; an empty separator splits characters; a
// limit bounds the number of parts, the last of which keeps the rest.
Value Split(Args args, CallContext& context) {
  if (args.size() < 2 || !args[0].is(Kind::kString) ||
      !args[1].is(Kind::kString) ||
      (args.size() == 3 && !args[2].is(Kind::kInt))) {
    return NoOverload();
  }
  std::string_view rest = args[0].as_string();
  const std::string_view separator = args[1].as_string();
  int64_t limit = args.size() == 3 ? args[2].as_int() : -1;
  std::vector<Value> parts;
  if (limit == 0) return Value::List({});
  while (limit < 0 || --limit > 0) {
    if (!context.budget.SpendText(64)) return OutOfBudget();
    size_t end = rest.find(separator);
    if (separator.empty()) {
      end = 0;
      if (!rest.empty()) NextCodePoint(rest, &end);
      if (end == rest.size()) break;
    } else if (end == std::string_view::npos) {
      break;
    }
    parts.push_back(Value::String(std::string(rest.substr(0, end))));
    rest.remove_prefix(end + separator.size());
  }
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  if (!separator.empty() || !args[0].as_string().empty()) {
    parts.push_back(Value::String(std::string(rest)));
  }
  return Value::List(std::move(parts));
}

// ---- Conversions ---------------------------------------------------------

Value ToInt(Args args, CallContext&) {
  const Value& a = args[0];
  switch (a.kind()) {
    case Kind::kInt:
      return a;
    case Kind::kUint:
      if (a.as_uint() >
          static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return Overflow();
      }
      return Value::Int(static_cast<int64_t>(a.as_uint()));
    case Kind::kDouble:
      if (!(a.as_double() > -kIntEnd && a.as_double() < kIntEnd)) {
        return Overflow();
      }
      return Value::Int(static_cast<int64_t>(a.as_double()));
    case Kind::kString: {
      const std::optional<int64_t> whole = ParseInt64(a.as_string());
      return whole.has_value() ? Value::Int(*whole) : Invalid();
    }
    case Kind::kTimestamp:
      return Value::Int(a.as_timestamp().seconds);
    default:
      return NoOverload();
  }
}

Value ToUint(Args args, CallContext&) {
  const Value& a = args[0];
  switch (a.kind()) {
    case Kind::kInt:
      if (a.as_int() < 0) return Overflow();
      return Value::Uint(static_cast<uint64_t>(a.as_int()));
    case Kind::kUint:
      return a;
    case Kind::kDouble:
      if (!(a.as_double() >= 0 && a.as_double() < kUintEnd)) return Overflow();
      return Value::Uint(static_cast<uint64_t>(a.as_double()));
    case Kind::kString: {
      const std::optional<uint64_t> natural = ParseUint64(a.as_string());
      return natural.has_value() ? Value::Uint(*natural) : Invalid();
    }
    default:
      return NoOverload();
  }
}

std::optional<double> ParseDoubleOrSpecial(std::string_view text) {
  for (std::string_view nan : {"NaN", "nan"}) {
    if (text == nan) return std::numeric_limits<double>::quiet_NaN();
  }
  double sign = 1;
  std::string_view name = text;
  if (!name.empty() && (name.front() == '-' || name.front() == '+')) {
    if (name.front() == '-') sign = -1;
    name.remove_prefix(1);
  }
  for (std::string_view infinity : {"inf", "infinity"}) {
    if (absl::EqualsIgnoreCase(ToAbsl(name), ToAbsl(infinity))) {
      return sign * std::numeric_limits<double>::infinity();
    }
  }
  return ParseDouble(text);
}

Value ToDouble(Args args, CallContext&) {
  const Value& a = args[0];
  switch (a.kind()) {
    case Kind::kInt:
      return Value::Double(static_cast<double>(a.as_int()));
    case Kind::kUint:
      return Value::Double(static_cast<double>(a.as_uint()));
    case Kind::kDouble:
      return a;
    case Kind::kString: {
      const std::optional<double> real = ParseDoubleOrSpecial(a.as_string());
      return real.has_value() ? Value::Double(*real) : Invalid();
    }
    default:
      return NoOverload();
  }
}

// "1h30m" or "-1.5s": whole or fractional numbers with a unit, added up.
std::optional<int64_t> ParseCelDuration(std::string_view text) {
  struct Unit {
    std::string_view name;
    int64_t nanos;
  };
  constexpr Unit kUnits[] = {{"ns", 1},
                             {"us", 1'000},
                             {"\u00b5s", 1'000},
                             {"\u03bcs", 1'000},
                             {"ms", 1'000'000},
                             {"s", kNanosPerSecond},
                             {"m", 60 * kNanosPerSecond},
                             {"h", 3600 * kNanosPerSecond}};
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative || (!text.empty() && text.front() == '+')) {
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  absl::int128 total = 0;
  while (!text.empty()) {
    const size_t length =
        std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, length);
    text.remove_prefix(length);
    const size_t point = std::min(number.find('.'), number.size());
    std::string_view fraction = number.substr(point);
    if (!fraction.empty()) fraction.remove_prefix(1);
    const std::string_view whole_text = number.substr(0, point);
    const std::optional<int64_t> whole =
        whole_text.empty() ? std::optional<int64_t>(0) : ParseInt64(whole_text);
    if (!whole.has_value() || (whole_text.empty() && fraction.empty()) ||
        fraction.find('.') != std::string_view::npos) {
      return std::nullopt;
    }
    const auto* unit = std::find_if(
        std::begin(kUnits), std::end(kUnits), [&text](const Unit& candidate) {
          // "m" is not the unit of "ms".
          return StartsWithText(text, candidate.name) &&
                 (text.size() == candidate.name.size() ||
                  absl::ascii_isdigit(static_cast<unsigned char>(
                      text[candidate.name.size()])) ||
                  text[candidate.name.size()] == '.');
        });
    if (unit == std::end(kUnits)) return std::nullopt;
    text.remove_prefix(unit->name.size());
    total += absl::int128(*whole) * unit->nanos;
    absl::int128 scale = unit->nanos;
    for (char digit : fraction) {
      scale /= 10;
      total += scale * (digit - '0');
    }
    if (total > absl::int128(1) << 64) return std::nullopt;
  }
  if (is_negative) total = -total;
  if (total < std::numeric_limits<int64_t>::min() ||
      total > std::numeric_limits<int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(total);
}

Value ToDuration(Args args, CallContext&) {
  if (args[0].is(Kind::kDuration)) return args[0];
  if (!args[0].is(Kind::kString)) return NoOverload();
  const std::optional<int64_t> nanos = ParseCelDuration(args[0].as_string());
  return nanos.has_value() ? Value::Duration(*nanos) : Invalid();
}

Value ToTimestamp(Args args, CallContext&) {
  if (args[0].is(Kind::kTimestamp)) return args[0];
  if (args[0].is(Kind::kInt)) return MakeTimestamp(args[0].as_int(), 0);
  if (!args[0].is(Kind::kString)) return NoOverload();
  const absl::StatusOr<Instant> instant = ParseRfc3339(args[0].as_string());
  return instant.ok() ? Value::Timestamp(*instant) : Invalid();
}

Value ToStringValue(Args args, CallContext& context) {
  const Value& a = args[0];
  switch (a.kind()) {
    case Kind::kBool:
      return Value::String(a.as_bool() ? "true" : "false");
    case Kind::kInt:
      return Value::String(absl::StrCat(a.as_int()));
    case Kind::kUint:
      return Value::String(absl::StrCat(a.as_uint()));
    case Kind::kDouble:
      return Value::String(FormatDouble(a.as_double()));
    case Kind::kString:
      return a;
    case Kind::kBytes:
      if (!context.budget.SpendText(a.as_string().size())) {
        return OutOfBudget();
      }
      if (!IsValidUtf8(a.as_string())) return Invalid();
      return Value::String(std::string(a.as_string()));
    case Kind::kTimestamp:
      return Value::String(FormatInstant(a.as_timestamp()));
    case Kind::kDuration: {
      // duration('1.5s') without what is around the text.
      const std::string literal = a.ToString();
      constexpr size_t kBefore = 10;
      return Value::String(
          literal.substr(kBefore, literal.size() - kBefore - 2));
    }
    default:
      return NoOverload();
  }
}

Value ToBytes(Args args, CallContext& context) {
  if (args[0].is(Kind::kBytes)) return args[0];
  if (!args[0].is(Kind::kString)) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  return Value::Bytes(std::string(args[0].as_string()));
}

Value ToBool(Args args, CallContext&) {
  if (args[0].is(Kind::kBool)) return args[0];
  if (!args[0].is(Kind::kString)) return NoOverload();
  const std::string_view text = args[0].as_string();
  for (std::string_view yes : {"1", "t", "true", "TRUE", "True"}) {
    if (text == yes) return Value::Bool(true);
  }
  for (std::string_view no : {"0", "f", "false", "FALSE", "False"}) {
    if (text == no) return Value::Bool(false);
  }
  return Invalid();
}

Value TypeOf(Args args, CallContext&) {
  return Value::TypeValue(args[0].kind());
}

Value Dyn(Args args, CallContext&) { return args[0]; }

Value Days(Args args, CallContext&) {
  if (!args[0].is(Kind::kInt)) return NoOverload();
  int64_t nanos = 0;
  if (__builtin_mul_overflow(args[0].as_int(), 86'400 * kNanosPerSecond,
                             &nanos)) {
    return Overflow();
  }
  return Value::Duration(nanos);
}

// ---- Parts of times and durations ----------------------------------------

using CivilInfo = absl::TimeZone::CivilInfo;

// `part` of a timestamp in a time zone, by default UTC.
template <int64_t (*part)(const CivilInfo&)>
Value TimePart(Args args, CallContext&) {
  if (!args[0].is(Kind::kTimestamp) ||
      (args.size() == 2 && !args[1].is(Kind::kString))) {
    return NoOverload();
  }
  absl::TimeZone zone = absl::UTCTimeZone();
  if (args.size() == 2) {
    const auto found = FindTimeZone(args[1].as_string());
    if (!found.has_value()) {
      return Value::MakeError(ErrorCode::kUnknownTimeZone);
    }
    zone = *found;
  }
  const Instant instant = args[0].as_timestamp();
  return Value::Int(part(zone.At(absl::FromUnixSeconds(instant.seconds) +
                                 absl::Nanoseconds(instant.nanos))));
}

int64_t YearOf(const CivilInfo& info) { return info.cs.year(); }
int64_t MonthOf(const CivilInfo& info) { return info.cs.month() - 1; }
int64_t DateOf(const CivilInfo& info) { return info.cs.day(); }
int64_t DayOfMonthOf(const CivilInfo& info) { return info.cs.day() - 1; }
int64_t DayOfYearOf(const CivilInfo& info) {
  return absl::GetYearDay(absl::CivilDay(info.cs)) - 1;
}
int64_t DayOfWeekOf(const CivilInfo& info) {
  // Abseil counts from Monday, CEL from Sunday.
  const auto day = static_cast<int>(absl::GetWeekday(absl::CivilDay(info.cs)));
  return (day + 1) % 7;
}
int64_t HoursOf(const CivilInfo& info) { return info.cs.hour(); }
int64_t MinutesOf(const CivilInfo& info) { return info.cs.minute(); }
int64_t SecondsOf(const CivilInfo& info) { return info.cs.second(); }
int64_t MillisecondsOf(const CivilInfo& info) {
  return absl::ToInt64Milliseconds(info.subsecond);
}

// The same of a duration, or the whole number of `unit`s in it.
template <int64_t (*part)(const CivilInfo&), int64_t unit>
Value TimeOrDurationPart(Args args, CallContext& context) {
  if (args.size() == 1 && args[0].is(Kind::kDuration)) {
    return Value::Int(args[0].as_duration() / unit);
  }
  return TimePart<part>(args, context);
}

Value Milliseconds(Args args, CallContext& context) {
  if (args.size() == 1 && args[0].is(Kind::kDuration)) {
    return Value::Int(args[0].as_duration() % kNanosPerSecond / 1'000'000);
  }
  return TimePart<MillisecondsOf>(args, context);
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

Overload Global(std::vector<Type> params, Type result) {
  return Overload{false, std::move(params), std::move(result)};
}

Overload Member(std::vector<Type> params, Type result) {
  return Overload{true, std::move(params), std::move(result)};
}

std::vector<Overload> SameTypes(std::initializer_list<Kind> kinds) {
  std::vector<Overload> overloads;
  for (Kind kind : kinds) overloads.push_back(Global({kind, kind}, kind));
  return overloads;
}

std::vector<Overload> Conversions(std::initializer_list<Kind> from, Kind to) {
  std::vector<Overload> overloads;
  for (Kind kind : from) overloads.push_back(Global({kind}, to));
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

std::vector<Overload> Sizes() {
  std::vector<Overload> overloads;
  for (const Type& type :
       {Type(Kind::kString), Type(Kind::kBytes), Type::List(Type::Param(0)),
        Type::Map(Type::Param(0), Type::Param(1))}) {
    overloads.push_back(Global({type}, Kind::kInt));
    overloads.push_back(Member({type}, Kind::kInt));
  }
  return overloads;
}

std::vector<Overload> TimeParts(bool also_of_durations) {
  std::vector<Overload> overloads = {
      Member({Kind::kTimestamp}, Kind::kInt),
      Member({Kind::kTimestamp, Kind::kString}, Kind::kInt)};
  if (also_of_durations) {
    overloads.push_back(Member({Kind::kDuration}, Kind::kInt));
  }
  return overloads;
}

const std::vector<Overload>& TextTests() {
  static const auto* const overloads = new std::vector<Overload>(
      {Member({Kind::kString, Kind::kString}, Kind::kBool)});
  return *overloads;
}

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

std::vector<Function> NamedFunctions() {
  const Type text = Kind::kString;
  const Type texts = Type::List(text);
  std::vector<Overload> matches = TextTests();
  matches.push_back(Global({text, text}, Kind::kBool));
  return {
      {"size", Sizes(), nullptr, Size},
      {"contains", TextTests(), nullptr, TextTest<ContainsText>},
      {"startsWith", TextTests(), nullptr, TextTest<StartsWithText>},
      {"endsWith", TextTests(), nullptr, TextTest<EndsWithText>},
      {"matches", matches, nullptr, Matches},
      {"split",
       {Member({text, text}, texts), Member({text, text, Kind::kInt}, texts)},
       nullptr,
       Split},
      {"int",
       Conversions({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString,
                    Kind::kTimestamp},
                   Kind::kInt),
       nullptr, ToInt},
      {"uint",
       Conversions({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString},
                   Kind::kUint),
       nullptr, ToUint},
      {"double",
       Conversions({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString},
                   Kind::kDouble),
       nullptr, ToDouble},
      {"string",
       Conversions(
           {Kind::kBool, Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString,
            Kind::kBytes, Kind::kTimestamp, Kind::kDuration},
           Kind::kString),
       nullptr, ToStringValue},
      {"bytes", Conversions({Kind::kString, Kind::kBytes}, Kind::kBytes),
       nullptr, ToBytes},
      {"bool", Conversions({Kind::kBool, Kind::kString}, Kind::kBool), nullptr,
       ToBool},
      {"timestamp",
       Conversions({Kind::kString, Kind::kInt, Kind::kTimestamp},
                   Kind::kTimestamp),
       nullptr, ToTimestamp},
      {"duration",
       Conversions({Kind::kString, Kind::kDuration}, Kind::kDuration), nullptr,
       ToDuration},
      {"type",
       {Global({Type::Param(0)}, Type::TypeOf(Type::Param(0)))},
       nullptr,
       TypeOf},
      {"dyn", {Global({Type::Param(0)}, Type())}, nullptr, Dyn},
      {"days", {Global({Kind::kInt}, Kind::kDuration)}, nullptr, Days},
      {"getFullYear", TimeParts(false), nullptr, TimePart<YearOf>},
      {"getMonth", TimeParts(false), nullptr, TimePart<MonthOf>},
      {"getDate", TimeParts(false), nullptr, TimePart<DateOf>},
      {"getDayOfMonth", TimeParts(false), nullptr, TimePart<DayOfMonthOf>},
      {"getDayOfYear", TimeParts(false), nullptr, TimePart<DayOfYearOf>},
      {"getDayOfWeek", TimeParts(false), nullptr, TimePart<DayOfWeekOf>},
      {"getHours", TimeParts(true), nullptr,
       TimeOrDurationPart<HoursOf, 3600 * kNanosPerSecond>},
      {"getMinutes", TimeParts(true), nullptr,
       TimeOrDurationPart<MinutesOf, 60 * kNanosPerSecond>},
      {"getSeconds", TimeParts(true), nullptr,
       TimeOrDurationPart<SecondsOf, kNanosPerSecond>},
      {"getMilliseconds", TimeParts(true), nullptr, Milliseconds},
  };
}

using FunctionTable = absl::flat_hash_map<std::string_view, Function>;

const FunctionTable& Table() {
  // Never destroyed, so that it may be used until the process ends.
  static const FunctionTable* const table = [] {
    auto* made = new FunctionTable;
    for (auto* make : {&Operators, &NamedFunctions}) {
      for (Function& function : make()) {
        made->emplace(function.name, std::move(function));
      }
    }
    return made;
  }();
  return *table;
}

}  // namespace

const Function* FindFunction(std::string_view name) {
  const auto found = Table().find(name);
  return found == Table().end() ? nullptr : &found->second;
}

const std::vector<std::string_view>& FunctionNames() {
  static const auto* const names = [] {
    auto* made = new std::vector<std::string_view>(
        {"has", "all", "exists", "exists_one", "filter", "map"});
    for (const Function& function : NamedFunctions()) {
      made->push_back(function.name);
    }
    return made;
  }();
  return *names;
}

bool IsComparable(const Type& a, const Type& b) {
  for (const Type* type : {&a, &b}) {
    if (type->is(Kind::kDyn) || type->is(Kind::kError)) return true;
  }
  if (a.is_numeric() && b.is_numeric()) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kList)) return IsComparable(a.param(0), b.param(0));
  if (a.is(Kind::kMap)) {
    return IsComparable(a.param(0), b.param(0)) &&
           IsComparable(a.param(1), b.param(1));
  }
  return true;
}

std::optional<absl::TimeZone> FindTimeZone(std::string_view name) {
  std::string_view offset = name;
  const bool is_negative = !offset.empty() && offset.front() == '-';
  if (!offset.empty() && (is_negative || offset.front() == '+')) {
    offset.remove_prefix(1);
  }
  if (offset.size() == 5 && offset[2] == ':') {
    const std::optional<uint64_t> hours = ParseUint64(offset.substr(0, 2));
    const std::optional<uint64_t> minutes = ParseUint64(offset.substr(3));
    if (!hours.has_value() || !minutes.has_value() || *hours > 23 ||
        *minutes > 59) {
      return std::nullopt;
    }
    const int seconds = static_cast<int>((*hours * 60 + *minutes) * 60);
    return absl::FixedTimeZone(is_negative ? -seconds : seconds);
  }
  const absl::StatusOr<absl::TimeZone> zone = LoadZone(name);
  if (!zone.ok()) return std::nullopt;
  return *zone;
}

std::shared_ptr<const re2::RE2> CompileRegex(std::string_view pattern,
                                             const Limits& limits) {
  if (pattern.size() > limits.max_regex_bytes) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(limits.regex_memory_bytes);
  auto regex = std::make_shared<const re2::RE2>(
      re2::StringPiece(pattern.data(), pattern.size()), options);
  return regex->ok() ? regex : nullptr;
}

}  // namespace leadscore::internal::cel
