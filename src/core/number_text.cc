#include "src/core/number_text.h"

#include <charconv>
#include <cmath>

#include "absl/strings/match.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

template <typename Number>
std::optional<Number> ParseWhole(std::string_view text) {
  // from_chars takes a minus sign but no plus sign.
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

// Whether `text` has the form of a decimal number, which is stricter than
// what from_chars takes, and the order of magnitude of its first digit.
struct DecimalShape {
  bool valid = false;
  bool tiny = false;  // Its exponent is negative or it begins with "0.".
};

DecimalShape ShapeOf(std::string_view text) {
  DecimalShape shape;
  size_t pos = 0;
  const auto digits = [&text, &pos] {
    const size_t begin = pos;
    while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') ++pos;
    return pos - begin;
  };
  if (pos < text.size() && text[pos] == '-') ++pos;
  shape.tiny = pos < text.size() && (text[pos] == '0' || text[pos] == '.');
  size_t count = digits();
  if (pos < text.size() && text[pos] == '.') {
    ++pos;
    count += digits();
  }
  if (count == 0) return shape;
  if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
    ++pos;
    const bool negative = pos < text.size() && text[pos] == '-';
    if (pos < text.size() && (text[pos] == '-' || text[pos] == '+')) ++pos;
    if (digits() == 0) return shape;
    shape.tiny = negative;
  }
  shape.valid = pos == text.size();
  return shape;
}

}  // namespace

std::optional<int64_t> ParseInt64(std::string_view text) {
  return ParseWhole<int64_t>(text);
}

std::optional<uint64_t> ParseUint64(std::string_view text) {
  return ParseWhole<uint64_t>(text);
}

std::optional<double> ParseDouble(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  const DecimalShape shape = ShapeOf(text);
  if (!shape.valid) return std::nullopt;
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec == std::errc::result_out_of_range) {
    // Either end of the range is reported alike.
    if (!shape.tiny) return std::nullopt;
    return text.front() == '-' ? -0.0 : 0.0;
  }
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

std::string FormatDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  char text[32];
  const auto result = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, result.ptr);
}

std::string FormatGrouped(int64_t value) {
  char text[24];
  const auto result = std::to_chars(text, text + sizeof(text), value);
  std::string grouped;
  const char* digits = text;
  if (*digits == '-') grouped += *digits++;
  for (const char* digit = digits; digit != result.ptr; ++digit) {
    if (digit != digits && (result.ptr - digit) % 3 == 0) grouped += ',';
    grouped += *digit;
  }
  return grouped;
}

std::optional<bool> ParseBool(std::string_view text) {
  for (const char* yes : {"true", "yes", "y", "1"}) {
    if (absl::EqualsIgnoreCase(ToAbsl(text), yes)) return true;
  }
  for (const char* no : {"false", "no", "n", "0"}) {
    if (absl::EqualsIgnoreCase(ToAbsl(text), no)) return false;
  }
  return std::nullopt;
}

}  // namespace leadscore::internal
