#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "src/cel/function_groups.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

constexpr double kIntEnd = 9223372036854775808.0;    // 2^63.
constexpr double kUintEnd = 18446744073709551616.0;  // 2^64.

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

Value EncodeBase64(Args args, CallContext& context) {
  if (!Are(args, {Kind::kBytes})) return NoOverload();
  if (!context.budget.SpendText(2 * args[0].as_string().size())) {
    return OutOfBudget();
  }
  return Value::String(absl::Base64Escape(ToAbsl(args[0].as_string())));
}

// The padding may be left out.
Value DecodeBase64(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString})) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  std::string bytes;
  if (!absl::Base64Unescape(ToAbsl(args[0].as_string()), &bytes)) {
    return Invalid();
  }
  return Value::Bytes(std::move(bytes));
}

Value TypeOf(Args args, CallContext&) {
  return Value::TypeValue(args[0].kind());
}

Value Dyn(Args args, CallContext&) { return args[0]; }

std::vector<Overload> FromKinds(std::initializer_list<Kind> from, Kind to) {
  std::vector<Overload> overloads;
  for (Kind kind : from) overloads.push_back(Global({kind}, to));
  return overloads;
}

}  // namespace

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

std::vector<Function> Conversions() {
  return {
      {"int",
       FromKinds({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString,
                  Kind::kTimestamp},
                 Kind::kInt),
       nullptr, ToInt},
      {"uint",
       FromKinds({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString},
                 Kind::kUint),
       nullptr, ToUint},
      {"double",
       FromKinds({Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString},
                 Kind::kDouble),
       nullptr, ToDouble},
      {"string",
       FromKinds(
           {Kind::kBool, Kind::kInt, Kind::kUint, Kind::kDouble, Kind::kString,
            Kind::kBytes, Kind::kTimestamp, Kind::kDuration},
           Kind::kString),
       nullptr, ToStringValue},
      {"bytes", FromKinds({Kind::kString, Kind::kBytes}, Kind::kBytes), nullptr,
       ToBytes},
      {"bool", FromKinds({Kind::kBool, Kind::kString}, Kind::kBool), nullptr,
       ToBool},
      {"type",
       {Global({Type::Param(0)}, Type::TypeOf(Type::Param(0)))},
       nullptr,
       TypeOf},
      {"dyn", {Global({Type::Param(0)}, Type())}, nullptr, Dyn},
      {"base64.encode",
       {Global({Kind::kBytes}, Kind::kString)},
       nullptr,
       EncodeBase64},
      {"base64.decode",
       {Global({Kind::kString}, Kind::kBytes)},
       nullptr,
       DecodeBase64},
  };
}

}  // namespace leadscore::internal::cel
