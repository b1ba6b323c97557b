// Points are what a score is made of: exact decimals with at most six
// fractional digits.
//
//   absl::StatusOr<Points> p = Points::Parse("12.5");
//   p->micros();    // 12500000
//   p->ToString();  // "12.5"
//
// Points never round in sums, so the order of a sum never shows in its result.

#ifndef LEADSCORE_POINTS_H_
#define LEADSCORE_POINTS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace leadscore {

// A number of points, held as a whole number of millionths. A value type:
// cheap to copy, zero by default, totally ordered.
class Points {
 public:
  static constexpr int64_t kMicrosPerPoint = 1'000'000;

  constexpr Points() = default;

  // `micros` millionths of a point.
  static constexpr Points FromMicros(int64_t micros) { return Points(micros); }

  // A whole number of points.
  //
  // REQUIRES: |points| <= 9,000,000,000,000.
  static constexpr Points FromWhole(int64_t points) {
    return Points(points * kMicrosPerPoint);
  }

  // Reads a plain decimal such as "-12.5" or "+0.000001". Never rounds.
  //
  // Errors:
  //   kInvalidArgument  not a plain decimal; no exponent and no blank is taken
  //   kOutOfRange       more than six fractional digits, or beyond 9 * 10^12
  static absl::StatusOr<Points> Parse(std::string_view text);

  // Reads a double by its shortest decimal form, so that 0.1 is exactly a
  // tenth of a point. Errors as for Parse, and NaN and infinities are
  // kInvalidArgument.
  static absl::StatusOr<Points> FromDouble(double value);

  constexpr int64_t micros() const { return micros_; }

  // The double nearest to this number. Up to 10^9 points, different points
  // give different doubles, and FromDouble gives the same points back.
  double ToDouble() const;

  // The shortest plain decimal: "0", "-12.5", "19.096832". Parse reads it back.
  std::string ToString() const;
  void AppendTo(std::string* out) const;  // The same, to the end of a text.

  // For people: at most two digits behind the point, half away from zero.
  std::string ToShortString() const;

  friend constexpr bool operator==(Points a, Points b) {
    return a.micros_ == b.micros_;
  }
  friend constexpr bool operator!=(Points a, Points b) { return !(a == b); }
  friend constexpr bool operator<(Points a, Points b) {
    return a.micros_ < b.micros_;
  }
  friend constexpr bool operator>(Points a, Points b) { return b < a; }
  friend constexpr bool operator<=(Points a, Points b) { return !(b < a); }
  friend constexpr bool operator>=(Points a, Points b) { return !(a < b); }

  // REQUIRES: the result is within 9 * 10^12 points. The bounds of a model
  // (docs/semantics.md) keep every sum of its rules far below that.
  friend constexpr Points operator+(Points a, Points b) {
    return Points(a.micros_ + b.micros_);
  }
  friend constexpr Points operator-(Points a, Points b) {
    return Points(a.micros_ - b.micros_);
  }
  friend constexpr Points operator-(Points a) { return Points(-a.micros_); }
  Points& operator+=(Points other) { return *this = *this + other; }

 private:
  explicit constexpr Points(int64_t micros) : micros_(micros) {}

  int64_t micros_ = 0;
};

}  // namespace leadscore

#endif  // LEADSCORE_POINTS_H_
