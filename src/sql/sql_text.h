// The words of each dialect of SQL: literals, names, and the arithmetic that
// gives the same numbers in all of them. Knows no models.

#ifndef LEADSCORE_SRC_SQL_SQL_TEXT_H_
#define LEADSCORE_SRC_SQL_SQL_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/sql.h"

namespace leadscore::internal {

// 'text', "name", -5 in brackets: the same in all dialects.
std::string SqlLiteral(std::string_view text);
std::string SqlName(std::string_view name);
std::string SqlInt(int64_t value);

// `value` on one line, for comments.
std::string SqlComment(std::string_view text);

class SqlText {
 public:
  explicit SqlText(SqlDialect dialect) : dialect_(dialect) {}

  bool is_duckdb() const { return dialect_ == SqlDialect::kDuckDb; }
  bool is_postgres() const { return dialect_ == SqlDialect::kPostgres; }
  bool is_sqlite() const { return dialect_ == SqlDialect::kSqlite; }
  std::string dialect_name() const;

  // Exactly this double, which is finite.
  std::string Double(double value) const;

  // The code point, and several of them as one text.
  std::string Characters(const std::vector<char32_t>& codes) const;

  static std::string AsInt(const std::string& expr);
  std::string AsDouble(const std::string& expr) const;

  // Of whole numbers of 64 bits, cut towards zero; `b` is not 0.
  std::string Divide(const std::string& a, const std::string& b) const;
  // Rounded down.
  std::string FloorDivide(const std::string& a, int64_t b) const;

  // Within two literals; nothing in `expr` is NULL.
  std::string Clamp(const std::string& expr, int64_t low, int64_t high) const;

  // round(expr * factor / divisor), half away from zero. `expr` is a name or in
  // brackets, and `bound` is the most that its size can be.
  //
  // Errors: kUnimplemented, the product does not fit a dialect's numbers.
  absl::StatusOr<std::string> RoundedProduct(const std::string& expr,
                                             double bound, int64_t factor,
                                             int64_t divisor) const;

  // A double below 2^20 in size, in millionths, exactly rounded half away from
  // zero. `name` is a column.
  std::string RoundedMicros(const std::string& name) const;

  // The bytewise order of a text.
  std::string Bytewise(const std::string& expr) const;

  // Without the characters of `blanks` at both ends.
  std::string Trimmed(const std::string& expr, const std::string& blanks) const;

  // A text of ASCII, in DuckDB and PostgreSQL of Latin-1 too, folded as
  // FoldText does, but not trimmed; and whether a text is beyond that.
  std::string Folded(const std::string& expr) const;
  std::string IsBeyondFolding(const std::string& expr) const;

  // A text that has been folded, as words: " vice president ".
  //
  // REQUIRES: not SQLite.
  std::string Words(const std::string& expr) const;

  std::string Contains(const std::string& text, const std::string& part) const;

 private:
  SqlDialect dialect_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SQL_SQL_TEXT_H_
