// Weights by age. Linear ones and steps are whole numbers. A power of a double
// is not exact; but its digits beyond the ninth are rounded away, and here it
// is checked for every age which of them are too near to a half for that: those
// few are listed.

#include <algorithm>
#include <cmath>
#include <functional>

#include "absl/strings/str_cat.h"
#include "src/sql/sql_query.h"

namespace leadscore::internal {
namespace {

// How far a database's power may be off, in units of 10^-9, many times over.
constexpr double kDoubt = 2e-4;
constexpr int64_t kMostAges = 4'000'000;

// base^n, n up to `last`, by the factors of its binary digits.
std::string PowerOfDigits(const std::string& n, int64_t last,
                          const std::function<double(int64_t)>& power,
                          const SqlText& sql) {
  std::string product = sql.Double(1e9);
  for (int64_t digit = 1; digit <= last; digit *= 2) {
    absl::StrAppend(&product, " * CASE WHEN ", n, " & ", digit, " THEN ",
                    sql.Double(power(digit)), " ELSE 1.0 END");
  }
  return product;
}

// power(n) for every n, in 10^-9, where weight(n) is what it has to be.
absl::StatusOr<std::string> PowerSql(
    const std::string& n, int64_t last, const std::string& power_sql,
    const std::function<double(int64_t)>& power,
    const std::function<int64_t(int64_t)>& weight, const SqlText& sql) {
  std::string listed;
  for (int64_t i = 0; i <= last; ++i) {
    const double near = power(i) * 1e9;
    const double rest = near - std::floor(near);
    const bool is_sure =
        std::fabs(rest - 0.5) > kDoubt && std::llround(near) == weight(i);
    if (!is_sure) absl::StrAppend(&listed, " WHEN ", i, " THEN ", weight(i));
  }
  const std::string rounded =
      sql.is_sqlite()
          ? absl::StrCat("CAST(", PowerOfDigits(n, last, power, sql),
                         " + 0.5 AS INTEGER)")
          : SqlText::AsInt(absl::StrCat("floor(", sql.Double(1e9), " * power(",
                                        power_sql, ") + ", sql.Double(0.5),
                                        ")"));
  if (listed.empty()) {
    return absl::StrCat("CASE WHEN ", n, " <= ", last, " THEN ", rounded,
                        " ELSE 0 END");
  }
  return absl::StrCat("CASE WHEN ", n, " > ", last, " THEN 0 ELSE CASE ", n,
                      listed, " ELSE ", rounded, " END END");
}

absl::Status TooManyAges() {
  return absl::UnimplementedError(
      "its decay has too many different weights; a coarser tick has fewer");
}

}  // namespace

absl::StatusOr<std::string> WeightSql(const Decay& decay, const SqlText& sql,
                                      const std::string& age) {
  const int64_t ticks = decay.ticks;
  const std::string steps = sql.Divide(age, absl::StrCat(ticks));
  switch (decay.kind) {
    case Decay::Kind::kNone:
      return std::string("1");
    case Decay::Kind::kLinear:
      if (ticks > kDecayOne) return TooManyAges();
      return absl::StrCat(
          "CASE WHEN ", age, " >= ", ticks, " THEN 0 ELSE ",
          sql.Divide(absl::StrCat("(", SqlText::AsInt("2000000000"), " * (",
                                  ticks, " - ", age, ") + ", ticks, ")"),
                     absl::StrCat(2 * ticks)),
          " END");
    case Decay::Kind::kStep:
      return absl::StrCat("CASE WHEN ", steps,
                          " >= ", (kDecayOne + decay.share - 1) / decay.share,
                          " THEN 0 ELSE ", kDecayOne, " - ",
                          SqlText::AsInt(absl::StrCat(decay.share)), " * ",
                          steps, " END");
    case Decay::Kind::kHalfLife: {
      constexpr int64_t kHalvings = 31;
      const int64_t last = kHalvings * ticks;
      if (last > kMostAges) return TooManyAges();
      return PowerSql(
          age, last,
          absl::StrCat(sql.Double(2), ", -", sql.AsDouble(age), " / ",
                       sql.Double(static_cast<double>(ticks))),
          [ticks](int64_t n) {
            return std::exp2(-static_cast<double>(n) /
                             static_cast<double>(ticks));
          },
          [&decay](int64_t n) { return DecayWeight(decay, n); }, sql);
    }
    case Decay::Kind::kCompounding:
      break;
  }
  const double left = static_cast<double>(kDecayOne - decay.share) / kDecayOne;
  int64_t last = 0;
  constexpr int64_t kMostSteps = 4'000;
  while (last <= kMostSteps && DecayWeight(decay, last * ticks) > 0) ++last;
  if (last > kMostSteps) return TooManyAges();
  return PowerSql(
      steps, last, absl::StrCat(sql.Double(left), ", ", sql.AsDouble(steps)),
      [left](int64_t n) { return std::pow(left, static_cast<double>(n)); },
      [&decay, ticks](int64_t n) { return DecayWeight(decay, n * ticks); },
      sql);
}

}  // namespace leadscore::internal
