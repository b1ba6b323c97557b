#include "src/sql/sql_text.h"

#include <cmath>
#include <cstdlib>
#include <numeric>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

std::string Quoted(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (char c : text) {
    if (c == quote) quoted += quote;
    quoted += c;
  }
  return quoted + quote;
}

std::string Utf8(char32_t code) {
  std::string text;
  AppendUtf8(code, &text);
  return text;
}

// What the folding of single characters replaces, by one or by several.
struct FoldedLetters {
  std::string from;
  std::string to;
  std::vector<std::pair<std::string, std::string>> longer;
};

const FoldedLetters& LettersOfLatin1() {
  static const auto* const letters = [] {
    auto* made = new FoldedLetters;
    for (char32_t code = 1; code <= 0xFF; ++code) {
      const std::string letter = Utf8(code);
      const std::string folded = FoldText(letter);
      if (folded.empty() || folded == letter) continue;
      if (CountCodePoints(folded) == 1) {
        made->from += letter;
        made->to += folded;
      } else {
        made->longer.emplace_back(letter, folded);
      }
    }
    return made;
  }();
  return *letters;
}

// What separates words in Latin-1, as a class of a regular expression.
std::string SeparatorClass(bool as_postgres) {
  const auto is_separator = [](char32_t code) {
    return FoldedWords(absl::StrCat("a", Utf8(code), "b")).size() == 2;
  };
  const auto escaped = [as_postgres](char32_t code) {
    const std::string digits =
        absl::StrCat(absl::Hex(static_cast<uint32_t>(code), absl::kZeroPad4));
    return as_postgres ? "\\u" + digits : "\\x{" + digits + "}";
  };
  std::string made = "[";
  for (char32_t code = 1; code <= 0xFF; ++code) {
    if (!is_separator(code)) continue;
    const char32_t first = code;
    while (code < 0xFF && is_separator(code + 1)) ++code;
    made += escaped(first) + "-" + escaped(code);
  }
  return made + "]+";
}

absl::Status TooLarge() {
  return absl::UnimplementedError(
      "its products do not fit 64 bits, and SQLite has no larger whole "
      "numbers");
}

}  // namespace

std::string SqlLiteral(std::string_view text) { return Quoted(text, '\''); }

std::string SqlName(std::string_view name) { return Quoted(name, '"'); }

std::string SqlInt(int64_t value) {
  return value < 0 ? absl::StrCat("(", value, ")") : absl::StrCat(value);
}

std::string SqlComment(std::string_view text) {
  std::string line;
  for (char c : text) line += static_cast<uint8_t>(c) < 0x20 ? ' ' : c;
  return line;
}

std::string SqlText::dialect_name() const {
  return is_duckdb() ? "DuckDB" : is_postgres() ? "PostgreSQL" : "SQLite";
}

std::string SqlText::Double(double value) const {
  if (value == 0) value = 0;  // Not -0.
  std::string text = FormatDouble(value);
  if (is_duckdb()) {
    // Without an exponent it would be a decimal.
    if (text.find('e') == std::string::npos) text += "e0";
    return value < 0 ? absl::StrCat("(", text, ")") : text;
  }
  if (is_postgres()) return absl::StrCat("float8 '", text, "'");
  // SQLite reads short decimals exactly; all others are a fraction of whole
  // numbers, or a product.
  int exponent = 0;
  const auto mantissa =
      static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
  exponent -= 53;
  if (value == std::trunc(value) && std::fabs(value) < 1e15) {
    return absl::StrCat("(", static_cast<int64_t>(value), ".0)");
  }
  std::string exact = absl::StrCat("(CAST(", mantissa, " AS REAL)");
  while (exponent != 0) {
    const int step = std::min(std::abs(exponent), 62);
    absl::StrAppend(&exact, exponent < 0 ? " / " : " * ", int64_t{1} << step,
                    ".0");
    exponent += exponent < 0 ? step : -step;
  }
  return exact + ")";
}

std::string SqlText::Characters(const std::vector<char32_t>& codes) const {
  std::vector<std::string> made;
  for (char32_t code : codes) {
    const auto number = static_cast<uint32_t>(code);
    made.push_back(is_sqlite() ? absl::StrCat(number)
                               : absl::StrCat("chr(", number, ")"));
  }
  return is_sqlite() ? absl::StrCat("char(", absl::StrJoin(made, ", "), ")")
                     : absl::StrJoin(made, " || ");
}

std::string SqlText::AsInt(const std::string& expr) {
  return absl::StrCat("CAST(", expr, " AS BIGINT)");
}

std::string SqlText::AsDouble(const std::string& expr) const {
  return absl::StrCat("CAST(", expr,
                      is_sqlite() ? " AS REAL)" : " AS DOUBLE PRECISION)");
}

std::string SqlText::Divide(const std::string& a, const std::string& b) const {
  return absl::StrCat("(", a, is_duckdb() ? " // " : " / ", b, ")");
}

std::string SqlText::FloorDivide(const std::string& a, int64_t b) const {
  const std::string down =
      absl::StrCat("(", a, " - ((", a, " % ", b, ") + ", b, ") % ", b, ")");
  return Divide(down, absl::StrCat(b));
}

std::string SqlText::Clamp(const std::string& expr, int64_t low,
                           int64_t high) const {
  return is_sqlite() ? absl::StrCat("min(max(", expr, ", ", SqlInt(low), "), ",
                                    SqlInt(high), ")")
                     : absl::StrCat("least(greatest(", expr, ", ", SqlInt(low),
                                    "), ", SqlInt(high), ")");
}

absl::StatusOr<std::string> SqlText::RoundedProduct(const std::string& expr,
                                                    double bound,
                                                    int64_t factor,
                                                    int64_t divisor) const {
  const int64_t common = std::gcd(factor, divisor);
  factor /= common;
  divisor /= common;
  if (factor == 1 && divisor == 1) return expr;
  constexpr double kMost = 9e18;
  const bool is_wide = 2 * bound * std::fabs(static_cast<double>(factor)) +
                           static_cast<double>(divisor) >
                       kMost;
  if (is_wide && is_sqlite()) return TooLarge();
  std::string product =
      is_wide ? absl::StrCat("CAST(", expr, " AS ",
                             is_duckdb() ? "HUGEINT" : "NUMERIC", ")")
              : expr;
  if (factor != 1) absl::StrAppend(&product, " * ", SqlInt(factor));
  if (divisor == 1) return AsInt(product);
  const auto divided = [&](const std::string& a) {
    const std::string b =
        absl::StrCat(absl::int128(divisor) * 2 > 0 ? divisor * 2 : divisor);
    return is_wide && is_postgres() ? absl::StrCat("div(", a, ", ", b, ")")
                                    : Divide(a, b);
  };
  return AsInt(absl::StrCat(
      "CASE WHEN ", product, " < 0 THEN -",
      divided(absl::StrCat("(", divisor, " - 2 * (", product, "))")), " ELSE ",
      divided(absl::StrCat("(2 * (", product, ") + ", divisor, ")")), " END"));
}

// With v = 2^26 * |x|: the whole part of v and 48 more binary digits, each
// times 15625 = 10^6 / 2^6, in whole numbers of 64 bits. No digit is cut that
// could decide.
std::string SqlText::RoundedMicros(const std::string& name) const {
  const std::string v = absl::StrCat("abs(", name, ") * ", Double(67108864));
  const auto whole = [this](const std::string& expr) {
    return is_sqlite() ? absl::StrCat("CAST(", expr, " AS INTEGER)")
                       : AsInt(absl::StrCat("floor(", expr, ")"));
  };
  const std::string low =
      absl::StrCat("(", v, " - ", whole(v), ") * ", Double(281474976710656));
  const std::string sum = absl::StrCat(
      "(", whole(v), " * 15625 + ",
      Divide(absl::StrCat(whole(low), " * 15625"), "281474976710656"),
      " + 524288)");
  return absl::StrCat("CASE WHEN ", name, " < 0 THEN -1 ELSE 1 END * ",
                      Divide(sum, "1048576"));
}

std::string SqlText::Bytewise(const std::string& expr) const {
  return is_postgres() ? absl::StrCat(expr, " COLLATE \"C\"") : expr;
}

std::string SqlText::Trimmed(const std::string& expr,
                             const std::string& blanks) const {
  return absl::StrCat(is_postgres() ? "btrim(" : "trim(", expr, ", ", blanks,
                      ")");
}

std::string SqlText::Folded(const std::string& expr) const {
  if (is_sqlite()) return absl::StrCat("lower(", expr, ")");
  const FoldedLetters& letters = LettersOfLatin1();
  std::string folded = expr;
  for (const auto& [from, to] : letters.longer) {
    folded = absl::StrCat("replace(", folded, ", ", SqlLiteral(from), ", ",
                          SqlLiteral(to), ")");
  }
  return absl::StrCat("translate(", folded, ", ", SqlLiteral(letters.from),
                      ", ", SqlLiteral(letters.to), ")");
}

std::string SqlText::IsBeyondFolding(const std::string& expr) const {
  if (is_sqlite()) {
    return absl::StrCat(expr, " GLOB '*[^' || char(1) || '-' || char(127) || ",
                        "']*'");
  }
  return is_postgres()
             ? absl::StrCat(expr, " ~ '[^\\u0001-\\u00FF]'")
             : absl::StrCat("regexp_matches(", expr, ", '[^\\x{01}-\\x{FF}]')");
}

std::string SqlText::Words(const std::string& expr) const {
  return absl::StrCat("' ' || regexp_replace(", expr, ", ",
                      SqlLiteral(SeparatorClass(is_postgres())),
                      ", ' ', 'g') || ' '");
}

std::string SqlText::Contains(const std::string& text,
                              const std::string& part) const {
  return is_duckdb()     ? absl::StrCat("contains(", text, ", ", part, ")")
         : is_postgres() ? absl::StrCat("(strpos(", text, ", ", part, ") > 0)")
                         : absl::StrCat("(instr(", text, ", ", part, ") > 0)");
}

}  // namespace leadscore::internal
