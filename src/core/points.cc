#include "leadscore/points.h"

#include <charconv>
#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"

namespace leadscore {
namespace {

constexpr int kFractionDigits = 6;
constexpr int64_t kMaxWhole = 9'000'000'000'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

absl::Status NotADecimal() {
  return absl::InvalidArgumentError(
      "not a plain decimal number such as 12 or -0.5");
}

absl::Status TooManyDigits() {
  return absl::OutOfRangeError("more than 6 digits after the decimal point");
}

absl::Status TooLarge() {
  return absl::OutOfRangeError("larger than 9,000,000,000,000 points");
}

// A decimal number taken apart: -1.50 has digits "150" and a scale of 2.
// Trailing zeros of the fraction are dropped.
struct Decimal {
  bool negative = false;
  std::string digits;  // At least one.
  int scale = 0;       // How many of the digits are behind the point.
};

absl::StatusOr<Points> ToPoints(Decimal decimal) {
  while (decimal.scale > 0 && decimal.digits.back() == '0') {
    decimal.digits.pop_back();
    --decimal.scale;
    if (decimal.digits.empty()) return Points();
  }
  if (decimal.scale > kFractionDigits) return TooManyDigits();
  int64_t micros = 0;
  constexpr int64_t kMaxMicros = kMaxWhole * Points::kMicrosPerPoint;
  const auto append = [&micros](int digit) {
    if (micros > kMaxMicros / 10) return false;
    micros = micros * 10 + digit;
    return micros <= kMaxMicros;
  };
  for (char c : decimal.digits) {
    if (!append(c - '0')) return TooLarge();
  }
  for (int i = decimal.scale; i < kFractionDigits; ++i) {
    if (!append(0)) return TooLarge();
  }
  return Points::FromMicros(decimal.negative ? -micros : micros);
}

}  // namespace

absl::StatusOr<Points> Points::Parse(std::string_view text) {
  Decimal decimal;
  size_t pos = 0;
  if (pos < text.size() && (text[pos] == '-' || text[pos] == '+')) {
    decimal.negative = text[pos++] == '-';
  }
  bool seen_point = false;
  for (; pos < text.size(); ++pos) {
    const char c = text[pos];
    if (c == '.' && !seen_point && !decimal.digits.empty()) {
      seen_point = true;
    } else if (IsDigit(c)) {
      decimal.digits += c;
      if (seen_point) ++decimal.scale;
    } else {
      return NotADecimal();
    }
  }
  if (decimal.digits.empty() || text.back() == '.') return NotADecimal();
  return ToPoints(std::move(decimal));
}

absl::StatusOr<Points> Points::FromDouble(double value) {
  if (!std::isfinite(value)) {
    return absl::InvalidArgumentError("not a finite number");
  }
  if (std::fabs(value) > static_cast<double>(kMaxWhole)) return TooLarge();
  // The longest shortest fixed form is that of a denormal, 5e-324.
  char text[400];
  const auto [end, error] =
      std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed);
  if (error != std::errc()) return TooManyDigits();
  return Parse(std::string_view(text, static_cast<size_t>(end - text)));
}

double Points::ToDouble() const {
  // Both operands are exact below 2^53 micros, so the quotient is the double
  // nearest to the decimal.
  return static_cast<double>(micros_) / static_cast<double>(kMicrosPerPoint);
}

std::string Points::ToString() const {
  std::string text;
  AppendTo(&text);
  return text;
}

void Points::AppendTo(std::string* out) const {
  char text[32];
  char* end = text;
  if (micros_ < 0) *end++ = '-';
  const uint64_t size = micros_ < 0
                            ? uint64_t{0} - static_cast<uint64_t>(micros_)
                            : static_cast<uint64_t>(micros_);
  end = std::to_chars(end, text + sizeof(text), size / kMicrosPerPoint).ptr;
  uint64_t fraction = size % kMicrosPerPoint;
  if (fraction != 0) {
    *end++ = '.';
    end += kFractionDigits;
    char* digit = end;
    for (int i = 0; i < kFractionDigits; ++i, fraction /= 10) {
      *--digit = static_cast<char>('0' + fraction % 10);
    }
    while (end[-1] == '0') --end;
  }
  out->append(text, end);
}

std::string Points::ToShortString() const {
  constexpr int64_t kMicrosPerHundredth = kMicrosPerPoint / 100;
  const int64_t rest = micros_ % kMicrosPerHundredth;
  int64_t rounded = micros_ - rest;
  if (rest >= kMicrosPerHundredth / 2) rounded += kMicrosPerHundredth;
  if (rest <= -kMicrosPerHundredth / 2) rounded -= kMicrosPerHundredth;
  return Points(rounded).ToString();
}

}  // namespace leadscore
