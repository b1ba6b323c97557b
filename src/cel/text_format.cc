// format(), as CEL's extension library of strings has it:
//
//   %s       any value, as people read it
//   %d       a number, in full
//   %b %o    a whole number (%b: or a bool) with the base 2 or 8
//   %x %X    a whole number with the base 16, or the bytes of a text
//   %f %e    a number with six digits behind the point, or as many as %.2f says
//   %%       a percent sign

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/cel/function_groups.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

constexpr size_t kDefaultPrecision = 6;
constexpr size_t kMaxPrecision = 1000;

// The greatest double has 309 digits before the point, the least of them 324
// zeros behind it.
constexpr size_t kMostDigits = 400;

bool IsWhole(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kUint);
}

bool IsNegative(const Value& whole) {
  return whole.is(Kind::kInt) && whole.as_int() < 0;
}

uint64_t Magnitude(const Value& whole) {
  if (whole.is(Kind::kUint)) return whole.as_uint();
  const auto bits = static_cast<uint64_t>(whole.as_int());
  return IsNegative(whole) ? uint64_t{0} - bits : bits;
}

std::string InBase(const Value& whole, int base) {
  char digits[64];
  const auto result =
      std::to_chars(digits, digits + sizeof(digits), Magnitude(whole), base);
  return absl::StrCat(IsNegative(whole) ? "-" : "",
                      std::string(digits, result.ptr));
}

// The digits of a double, or its name if it has none.
std::string RealDigits(double real, std::chars_format format,
                       std::optional<size_t> precision) {
  if (!std::isfinite(real)) return FormatDouble(real);
  char digits[kMostDigits + kMaxPrecision];
  char* const end = digits + sizeof(digits);
  const auto result = precision.has_value()
                          ? std::to_chars(digits, end, real, format,
                                          static_cast<int>(*precision))
                          : std::to_chars(digits, end, real, format);
  return std::string(digits, result.ptr);
}

// A whole number as d.ddde+dd, half to even.
std::string WholeInScientific(const Value& whole, size_t precision) {
  std::string digits = absl::StrCat(Magnitude(whole));
  size_t exponent = digits.size() - 1;
  if (digits.size() > precision + 1) {
    const std::string rest = digits.substr(precision + 1);
    digits.resize(precision + 1);
    const std::string half = "5" + std::string(rest.size() - 1, '0');
    const bool is_odd = (digits.back() - '0') % 2 != 0;
    if (rest > half || (rest == half && is_odd)) {
      const auto nine = digits.find_last_not_of('9');
      if (nine == std::string::npos) {
        digits = "1" + std::string(precision, '0');
        ++exponent;
      } else {
        ++digits[nine];
        std::fill(digits.begin() + static_cast<ptrdiff_t>(nine) + 1,
                  digits.end(), '0');
      }
    }
  }
  digits.resize(precision + 1, '0');
  if (precision > 0) digits.insert(1, ".");
  return absl::StrCat(IsNegative(whole) ? "-" : "", digits, "e+",
                      exponent < 10 ? "0" : "", exponent);
}

std::optional<std::string> Fixed(const Value& value, size_t precision) {
  if (value.is(Kind::kDouble)) {
    return RealDigits(value.as_double(), std::chars_format::fixed, precision);
  }
  if (!IsWhole(value)) return std::nullopt;
  std::string digits = InBase(value, 10);
  if (precision > 0) digits += "." + std::string(precision, '0');
  return digits;
}

std::optional<std::string> Scientific(const Value& value, size_t precision) {
  if (value.is(Kind::kDouble)) {
    return RealDigits(value.as_double(), std::chars_format::scientific,
                      precision);
  }
  if (!IsWhole(value)) return std::nullopt;
  return WholeInScientific(value, precision);
}

std::optional<std::string> Decimal(const Value& value) {
  if (value.is(Kind::kDouble)) {
    return RealDigits(value.as_double(), std::chars_format::fixed,
                      std::nullopt);
  }
  if (!IsWhole(value)) return std::nullopt;
  return InBase(value, 10);
}

std::optional<std::string> Binary(const Value& value) {
  if (value.is(Kind::kBool)) return value.as_bool() ? "1" : "0";
  if (!IsWhole(value)) return std::nullopt;
  return InBase(value, 2);
}

std::optional<std::string> Octal(const Value& value) {
  if (!IsWhole(value)) return std::nullopt;
  return InBase(value, 8);
}

std::optional<std::string> Hexadecimal(const Value& value) {
  if (IsWhole(value)) return InBase(value, 16);
  if (!value.is(Kind::kString) && !value.is(Kind::kBytes)) return std::nullopt;
  std::string digits;
  for (char c : value.as_string()) {
    absl::StrAppend(&digits,
                    absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
  }
  return digits;
}

// Bytes as text; each run of bytes that is none becomes one U+FFFD.
std::string ReadableBytes(std::string_view bytes) {
  std::string text;
  while (true) {
    const size_t invalid = FindInvalidUtf8(bytes);
    if (invalid == std::string_view::npos) return text += bytes;
    text += bytes.substr(0, invalid);
    text += "\uFFFD";
    bytes.remove_prefix(invalid);
    while (!bytes.empty() && FindInvalidUtf8(bytes.substr(0, 4)) == 0) {
      bytes.remove_prefix(1);
    }
  }
}

std::optional<std::string> Readable(const Value& value, CallContext& context);

std::optional<std::string> ReadableList(const std::vector<Value>& items,
                                        CallContext& context) {
  std::string text;
  for (const Value& item : items) {
    const auto readable = Readable(item, context);
    if (!readable.has_value()) return std::nullopt;
    absl::StrAppend(&text, text.empty() ? "" : ", ", *readable);
  }
  return absl::StrCat("[", text, "]");
}

std::optional<std::string> ReadableMap(
    const std::vector<std::pair<Value, Value>>& entries, CallContext& context) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [key, value] : entries) {
    const auto key_text = Readable(key, context);
    const auto value_text = Readable(value, context);
    if (!key_text.has_value() || !value_text.has_value()) return std::nullopt;
    texts.emplace_back(*key_text, *value_text);
  }
  std::sort(texts.begin(), texts.end());
  std::string text;
  for (const auto& [key, value] : texts) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", key, ": ", value);
  }
  return absl::StrCat("{", text, "}");
}

// Nothing when the budget is spent.
std::optional<std::string> Readable(const Value& value, CallContext& context) {
  if (!context.budget.Spend(1)) return std::nullopt;
  switch (value.kind()) {
    case Kind::kNull:
      return "null";
    case Kind::kString:
    case Kind::kBytes:
      if (!context.budget.SpendText(value.as_string().size())) {
        return std::nullopt;
      }
      return value.is(Kind::kString) ? std::string(value.as_string())
                                     : ReadableBytes(value.as_string());
    case Kind::kDouble:
      return Decimal(value);
    case Kind::kType:
      return std::string(KindName(value.as_type()));
    case Kind::kList:
      return ReadableList(value.as_list(), context);
    case Kind::kMap:
      return ReadableMap(value.as_map(), context);
    default:
      return std::string(ToStringValue({value}, context).as_string());
  }
}

// What stands behind a percent sign.
struct Clause {
  std::optional<size_t> precision;
  char conversion = 0;
};

// Reads it from the front of `text`; nothing if it is none.
std::optional<Clause> TakeClause(std::string_view* text) {
  Clause clause;
  if (!text->empty() && text->front() == '.') {
    text->remove_prefix(1);
    const size_t digits =
        std::min(text->find_first_not_of("0123456789"), text->size());
    const auto precision = ParseUint64(text->substr(0, digits));
    if (!precision.has_value() || *precision > kMaxPrecision) {
      return std::nullopt;
    }
    clause.precision = *precision;
    text->remove_prefix(digits);
  }
  if (text->empty()) return std::nullopt;
  clause.conversion = text->front();
  text->remove_prefix(1);
  const bool has_precision =
      clause.conversion == 'f' || clause.conversion == 'e';
  if (clause.precision.has_value() && !has_precision) return std::nullopt;
  return clause;
}

std::optional<std::string> Convert(const Clause& clause, const Value& value,
                                   CallContext& context) {
  const size_t precision = clause.precision.value_or(kDefaultPrecision);
  switch (clause.conversion) {
    case 's':
      return Readable(value, context);
    case 'd':
      return Decimal(value);
    case 'f':
      return Fixed(value, precision);
    case 'e':
      return Scientific(value, precision);
    case 'b':
      return Binary(value);
    case 'o':
      return Octal(value);
    case 'x':
    case 'X': {
      auto digits = Hexadecimal(value);
      if (digits.has_value() && clause.conversion == 'X') {
        absl::AsciiStrToUpper(&*digits);
      }
      return digits;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

int CountFormatClauses(std::string_view format) {
  constexpr std::string_view kConversions = "sdfebox";
  int count = 0;
  while (true) {
    const size_t percent = format.find('%');
    if (percent == std::string_view::npos) return count;
    format.remove_prefix(percent + 1);
    if (!format.empty() && format.front() == '%') {
      format.remove_prefix(1);
      continue;
    }
    const std::optional<Clause> clause = TakeClause(&format);
    if (!clause.has_value() ||
        (clause->conversion != 'X' &&
         kConversions.find(clause->conversion) == std::string_view::npos)) {
      return -1;
    }
    ++count;
  }
}

Value FormatText(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kList})) return NoOverload();
  std::string_view format = args[0].as_string();
  if (!context.budget.SpendText(format.size())) return OutOfBudget();
  const std::vector<Value>& values = args[1].as_list();
  size_t used = 0;
  std::string text;
  while (true) {
    const size_t percent = format.find('%');
    text += format.substr(0, percent);
    if (percent == std::string_view::npos) return Value::String(text);
    format.remove_prefix(percent + 1);
    if (!format.empty() && format.front() == '%') {
      text += '%';
      format.remove_prefix(1);
      continue;
    }
    const std::optional<Clause> clause = TakeClause(&format);
    if (!clause.has_value()) return Invalid();
    if (used == values.size()) return OutOfRange();
    const Value& value = values[used++];
    const auto converted = Convert(*clause, value, context);
    if (!context.budget.Spend(0)) return OutOfBudget();
    if (!converted.has_value()) return Invalid();
    if (!context.budget.SpendText(converted->size())) return OutOfBudget();
    text += *converted;
  }
}

}  // namespace leadscore::internal::cel
