#include "src/sql/sql_condition.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cel/functions.h"
#include "src/cel/printer.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Kind;
using cel::Value;

constexpr int64_t kMaxInt = std::numeric_limits<int64_t>::max();
constexpr int64_t kMinInt = std::numeric_limits<int64_t>::min();
constexpr double kIntEnd = 9223372036854775808.0;  // 2^63.
constexpr int64_t kNanosPerMicro = 1000;

// A comparison, by what it is of the order of two values.
struct Comparison {
  std::string op;  // "=", "<>", "<", "<=", ">", ">=".
  bool takes_less() const { return op == "<" || op == "<=" || op == "<>"; }
  bool takes_more() const { return op == ">" || op == ">=" || op == "<>"; }
};

std::optional<Comparison> ComparisonOf(const std::string& name) {
  if (name == "_==_") return Comparison{"="};
  if (name == "_!=_") return Comparison{"<>"};
  for (const char* op : {"<", "<=", ">", ">="}) {
    if (name == absl::StrCat("_", op, "_")) return Comparison{op};
  }
  return std::nullopt;
}

// b op a, given a op b.
Comparison Turned(Comparison comparison) {
  for (char& c : comparison.op) {
    if (comparison.op == "<>") break;
    c = c == '<' ? '>' : c == '>' ? '<' : c;
  }
  return comparison;
}

// What is so of every value that is there.
std::string Always(bool holds, const std::string& value) {
  return absl::StrCat("(CASE WHEN ", value, " IS NOT NULL THEN ",
                      holds ? "TRUE" : "FALSE", " END)");
}

class Writer {
 public:
  Writer(const cel::Program& program, const SqlText& sql,
         const SqlVariables& variables)
      : program_(program), sql_(sql), variables_(variables) {}

  absl::StatusOr<SqlExpression> Write(const Expr& expr) {
    const std::optional<Value> constant = ConstantOf(expr);
    if (constant.has_value()) return OfConstant(*constant, expr);
    switch (expr.kind) {
      case ExprKind::kIdentifier:
      case ExprKind::kSelect:
        return OfVariable(expr);
      case ExprKind::kAnd:
        return OfLogic(expr, " AND ");
      case ExprKind::kOr:
        return OfLogic(expr, " OR ");
      case ExprKind::kCall:
        return OfCall(expr);
      default:
        return Refuse(expr);
    }
  }

 private:
  using Written = absl::StatusOr<SqlExpression>;

  absl::Status Refuse(const Expr& expr, const std::string& why = "") const {
    return absl::UnimplementedError(absl::StrCat(
        cel::Print(expr), why.empty() ? " has no exact form in " : ": ",
        why.empty() ? sql_.dialect_name() : why));
  }

  // The value of an expression without variables.
  std::optional<Value> ConstantOf(const Expr& expr) const {
    if (expr.kind == ExprKind::kConstant) return expr.constant;
    if (expr.kind != ExprKind::kList && expr.kind != ExprKind::kCall) {
      return std::nullopt;
    }
    std::vector<Value> parts;
    for (const auto& child : expr.children) {
      std::optional<Value> part = ConstantOf(*child);
      if (!part.has_value() || part->is_error()) return part;
      parts.push_back(*std::move(part));
    }
    if (expr.kind == ExprKind::kList) return Value::List(std::move(parts));
    if (expr.function == nullptr) return std::nullopt;
    cel::StepBudget budget(program_.limits().max_steps);
    cel::CallContext context{expr, program_.limits(), budget};
    return expr.function->call(parts, context);
  }

  Written OfConstant(const Value& value, const Expr& expr) const {
    switch (value.kind()) {
      case Kind::kBool:
        return SqlExpression{value.as_bool() ? "TRUE" : "FALSE"};
      case Kind::kInt:
        return SqlExpression{SqlText::AsInt(SqlInt(value.as_int()))};
      case Kind::kDouble:
        if (!std::isfinite(value.as_double())) return Refuse(expr);
        return SqlExpression{sql_.Double(value.as_double())};
      case Kind::kString:
        return SqlExpression{SqlLiteral(value.as_string())};
      case Kind::kTimestamp: {
        const Instant instant = value.as_timestamp();
        if (instant.nanos % kNanosPerMicro != 0) return Refuse(expr);
        const Micros micros =
            instant.seconds * kMicrosPerSecond + instant.nanos / kNanosPerMicro;
        return SqlExpression{absl::StrCat(SqlText::AsInt(SqlInt(micros)),
                                          " /* ", FormatInstant(micros),
                                          " */")};
      }
      case Kind::kDuration:
        if (value.as_duration() % kNanosPerMicro != 0) return Refuse(expr);
        return SqlExpression{
            SqlText::AsInt(SqlInt(value.as_duration() / kNanosPerMicro))};
      default:
        return Refuse(expr);
    }
  }

  Written OfVariable(const Expr& expr) const {
    if (expr.binding != cel::Binding::kVariable) return Refuse(expr);
    LEADSCORE_ASSIGN_OR_RETURN(std::string column,
                               variables_.column(expr.index));
    if (expr.is_presence) {
      return SqlExpression{absl::StrCat("(", column, " IS NOT NULL)")};
    }
    return SqlExpression{std::move(column)};
  }

  Written OfLogic(const Expr& expr, const char* word) {
    std::vector<std::string> parts;
    SqlExpression made;
    for (const auto& child : expr.children) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression part, Write(*child));
      made.may_fail = made.may_fail || part.may_fail;
      parts.push_back(std::move(part.text));
    }
    made.text = absl::StrCat("(", absl::StrJoin(parts, word), ")");
    return made;
  }

  Written OfCall(const Expr& expr) {
    if (const auto comparison = ComparisonOf(expr.name)) {
      return Compare(expr, *comparison);
    }
    if (expr.name == "@in") return In(expr);
    if (expr.name == "_[_]") return PartOfSplit(expr);
    if (expr.name == "matches") return Matches(expr);
    std::vector<std::string> args;
    bool may_fail = false;
    for (const auto& child : expr.children) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression arg, Write(*child));
      may_fail = may_fail || arg.may_fail;
      args.push_back(std::move(arg.text));
    }
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression made, OfArguments(expr, args));
    made.may_fail = made.may_fail || may_fail;
    return made;
  }

  Written OfArguments(const Expr& expr, const std::vector<std::string>& args) {
    const std::string& name = expr.name;
    const Kind kind = expr.children[0]->type.kind();
    if (name == "!_") return SqlExpression{absl::StrCat("(NOT ", args[0], ")")};
    if (name == "_?_:_") {
      return SqlExpression{absl::StrCat("(CASE WHEN ", args[0], " THEN ",
                                        args[1], " WHEN NOT ", args[0],
                                        " THEN ", args[2], " END)")};
    }
    if (name == "_+_" || name == "_-_" || name == "_*_") {
      return Arithmetic(expr, name[1], args);
    }
    if (name == "_/_" || name == "_%_") return Division(expr, name[1], args);
    if (kind == Kind::kString) return OfText(expr, args);
    if (name == "double" && kind == Kind::kInt) {
      return SqlExpression{sql_.AsDouble(args[0])};
    }
    return Refuse(expr);
  }

  // ---- Texts ---------------------------------------------------------------

  Written OfText(const Expr& expr, const std::vector<std::string>& args) {
    const std::string& name = expr.name;
    const std::string& text = args[0];
    if (name == "contains") return SqlExpression{sql_.Contains(text, args[1])};
    if (name == "startsWith") {
      return SqlExpression{
          sql_.is_sqlite()
              ? absl::StrCat("(substr(", text, ", 1, length(", args[1],
                             ")) = ", args[1], ")")
              : absl::StrCat("starts_with(", text, ", ", args[1], ")")};
    }
    if (name == "endsWith") {
      if (sql_.is_duckdb()) {
        return SqlExpression{
            absl::StrCat("ends_with(", text, ", ", args[1], ")")};
      }
      const std::string end =
          sql_.is_postgres()
              ? absl::StrCat("right(", text, ", length(", args[1], "))")
              : absl::StrCat("substr(", text, ", length(", text, ") - length(",
                             args[1], ") + 1)");
      // A text that is shorter than its end would be taken from before it.
      return SqlExpression{absl::StrCat("(length(", text, ") >= length(",
                                        args[1], ") AND ", end, " = ", args[1],
                                        ")")};
    }
    if (name == "size")
      return SqlExpression{absl::StrCat("length(", text, ")")};
    if (name == "lowerAscii") {
      return SqlExpression{sql_.is_sqlite()
                               ? absl::StrCat("lower(", text, ")")
                               : absl::StrCat("translate(", text,
                                              ", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "
                                              "'abcdefghijklmnopqrstuvwxyz')")};
    }
    return Refuse(expr);
  }

  // RE2 is what DuckDB has as well.
  Written Matches(const Expr& expr) {
    const std::optional<Value> pattern = ConstantOf(*expr.children[1]);
    if (!sql_.is_duckdb() || !pattern.has_value()) return Refuse(expr);
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression text, Write(*expr.children[0]));
    text.text = absl::StrCat("regexp_matches(", text.text, ", ",
                             SqlLiteral(pattern->as_string()), ")");
    return text;
  }

  // text.split(separator)[i], an error if there are fewer parts.
  Written PartOfSplit(const Expr& expr) {
    const Expr& list = *expr.children[0];
    const std::optional<Value> index = ConstantOf(*expr.children[1]);
    if (list.kind != ExprKind::kCall || list.name != "split" ||
        list.children.size() != 2 || !index.has_value() ||
        !index->is(Kind::kInt) || index->as_int() < 0 ||
        index->as_int() > 1'000) {
      return Refuse(expr);
    }
    const std::optional<Value> separator = ConstantOf(*list.children[1]);
    if (!separator.has_value() || separator->as_string().empty()) {
      return Refuse(expr);
    }
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression text, Write(*list.children[0]));
    const std::string& part_of = text.text;
    const std::string by = SqlLiteral(separator->as_string());
    const int64_t i = index->as_int();
    if (sql_.is_duckdb()) {
      return SqlExpression{
          absl::StrCat("string_split(", part_of, ", ", by, ")[", i + 1, "]"),
          true};
    }
    if (sql_.is_postgres()) {
      // Of an empty text PostgreSQL makes no part, CEL one.
      return SqlExpression{
          absl::StrCat("(CASE WHEN ", part_of, " = '' THEN ",
                       i == 0 ? "''" : "NULL", " ELSE (string_to_array(",
                       part_of, ", ", by, "))[", i + 1, "] END)"),
          true};
    }
    if (i > 1) return Refuse(expr);
    const auto before = [&by](const std::string& whole) {
      return absl::StrCat("substr(", whole, ", 1, instr(", whole, " || ", by,
                          ", ", by, ") - 1)");
    };
    if (i == 0) return SqlExpression{before(part_of), text.may_fail};
    const std::string rest =
        absl::StrCat("substr(", part_of, ", instr(", part_of, ", ", by, ") + ",
                     CountCodePoints(separator->as_string()), ")");
    return SqlExpression{absl::StrCat("(CASE WHEN instr(", part_of, ", ", by,
                                      ") > 0 THEN ", before(rest), " END)"),
                         true};
  }

  // ---- Numbers and times ---------------------------------------------------

  // A whole number, or an error beyond its range.
  SqlExpression Ranged(const std::string& a, char op, const std::string& b) {
    const std::string plain = absl::StrCat(a, " ", std::string(1, op), " ", b);
    if (sql_.is_sqlite()) {
      // Beyond 64 bits SQLite goes on with doubles.
      return {absl::StrCat("(CASE WHEN typeof(", plain, ") = 'integer' THEN ",
                           plain, " END)"),
              true};
    }
    if (sql_.is_duckdb()) {
      return {absl::StrCat("TRY_CAST(CAST(", a, " AS HUGEINT) ",
                           std::string(1, op), " ", b, " AS BIGINT)"),
              true};
    }
    const std::string wide =
        absl::StrCat("CAST(", a, " AS NUMERIC) ", std::string(1, op), " ", b);
    return {
        absl::StrCat("(CASE WHEN ", wide, " BETWEEN ", SqlInt(kMinInt), " AND ",
                     SqlInt(kMaxInt), " THEN ", SqlText::AsInt(wide), " END)"),
        true};
  }

  static SqlExpression Within(const std::string& number, int64_t low,
                              int64_t high) {
    return {absl::StrCat("(CASE WHEN ", number, " BETWEEN ", SqlInt(low),
                         " AND ", SqlInt(high), " THEN ", number, " END)"),
            true};
  }

  // Whether its value is finite for certain: no operator on doubles gave it.
  bool IsFinite(const Expr& expr) const {
    return ConstantOf(expr).has_value() || expr.kind == ExprKind::kSelect ||
           expr.kind == ExprKind::kIdentifier || expr.name == "double";
  }

  Written Arithmetic(const Expr& expr, char op,
                     const std::vector<std::string>& args) {
    const Kind a = expr.children[0]->type.kind();
    const Kind b = expr.children[1]->type.kind();
    const std::string plain =
        absl::StrCat("(", args[0], " ", std::string(1, op), " ", args[1], ")");
    if (a == Kind::kInt && b == Kind::kInt) return Ranged(args[0], op, args[1]);
    if (a == Kind::kDouble && b == Kind::kDouble) {
      // Infinities may make NaN, which SQL orders and CEL does not.
      if (!IsFinite(*expr.children[0]) || !IsFinite(*expr.children[1])) {
        return Refuse(expr, "it may come to be no number");
      }
      return SqlExpression{plain};
    }
    if (a == Kind::kString && op == '+') {
      return SqlExpression{absl::StrCat("(", args[0], " || ", args[1], ")")};
    }
    if (a == Kind::kTimestamp && b == Kind::kTimestamp) {
      constexpr int64_t kMostMicros = kMaxInt / kNanosPerMicro;
      return Within(plain, -kMostMicros, kMostMicros);
    }
    const bool is_shift = (a == Kind::kTimestamp && b == Kind::kDuration) ||
                          (a == Kind::kDuration && b == Kind::kTimestamp);
    if (is_shift) return Within(plain, kMinInstant, kMaxInstant);
    return Refuse(expr);
  }

  Written Division(const Expr& expr, char op,
                   const std::vector<std::string>& args) {
    const Expr& divisor = *expr.children[1];
    if (expr.type.is(Kind::kInt)) {
      const std::string result =
          op == '/' ? sql_.Divide(args[0], args[1])
                    : absl::StrCat("(", args[0], " % ", args[1], ")");
      return SqlExpression{
          absl::StrCat("(CASE WHEN ", args[1], " <> 0 AND NOT (", args[1],
                       " = -1 AND ", args[0], " = ", SqlInt(kMinInt), ") THEN ",
                       result, " END)"),
          true};
    }
    const std::optional<Value> constant = ConstantOf(divisor);
    const bool is_plain = expr.type.is(Kind::kDouble) && op == '/' &&
                          IsFinite(*expr.children[0]) && constant.has_value() &&
                          constant->as_double() != 0;
    if (!is_plain) return Refuse(expr, "dividing by 0.0 is no error in CEL");
    return SqlExpression{absl::StrCat("(", args[0], " / ", args[1], ")")};
  }

  // ---- Comparisons ---------------------------------------------------------

  Written Compare(const Expr& expr, const Comparison& comparison) {
    const Expr& a = *expr.children[0];
    const Expr& b = *expr.children[1];
    if (a.type.is_numeric() && b.type.is_numeric()) {
      return CompareNumbers(expr, comparison);
    }
    if (a.type != b.type || a.type.is(Kind::kList) || a.type.is(Kind::kMap) ||
        a.type.is(Kind::kDyn)) {
      return Refuse(expr);
    }
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression left, Write(a));
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression right, Write(b));
    const bool is_text_order = a.type.is(Kind::kString) &&
                               comparison.op != "=" && comparison.op != "<>";
    return Combined(is_text_order ? sql_.Bytewise(left.text) : left.text,
                    comparison.op, right.text, left, right);
  }

  static SqlExpression Combined(const std::string& a, const std::string& op,
                                const std::string& b, const SqlExpression& left,
                                const SqlExpression& right) {
    return {absl::StrCat("(", a, " ", op, " ", b, ")"),
            left.may_fail || right.may_fail};
  }

  Written CompareNumbers(const Expr& expr, const Comparison& comparison) {
    const Expr& a = *expr.children[0];
    const Expr& b = *expr.children[1];
    const std::optional<Value> right_constant = ConstantOf(b);
    if (right_constant.has_value()) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression left, Write(a));
      return WithConstant(expr, left, a.type.kind(), comparison,
                          *right_constant);
    }
    const std::optional<Value> left_constant = ConstantOf(a);
    if (left_constant.has_value()) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression right, Write(b));
      return WithConstant(expr, right, b.type.kind(), Turned(comparison),
                          *left_constant);
    }
    if (a.type != b.type || a.type.is(Kind::kUint)) {
      return Refuse(expr, "it compares an int with a double");
    }
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression left, Write(a));
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression right, Write(b));
    return Combined(left.text, comparison.op, right.text, left, right);
  }

  // Compares whole numbers with a double, and doubles with a whole number, by a
  // number of their own type, so that nothing is rounded.
  Written WithConstant(const Expr& expr, SqlExpression made, Kind kind,
                       const Comparison& comparison, const Value& constant) {
    const std::string& value = made.text;
    const auto with = [&](const std::string& op, const std::string& number) {
      return absl::StrCat("(", value, " ", op, " ", number, ")");
    };
    const auto missed = [&](const std::string& least, const std::string& most) {
      // The constant lies between two numbers that follow each other.
      return comparison.op == "="      ? Always(false, value)
             : comparison.op == "<>"   ? Always(true, value)
             : comparison.takes_less() ? with("<=", least)
                                       : with(">=", most);
    };
    if (kind == Kind::kInt && constant.is(Kind::kInt)) {
      made.text = with(comparison.op, SqlInt(constant.as_int()));
    } else if (kind == Kind::kDouble && constant.is(Kind::kDouble) &&
               std::isfinite(constant.as_double())) {
      made.text = with(comparison.op, sql_.Double(constant.as_double()));
    } else if (kind == Kind::kInt && constant.is(Kind::kDouble) &&
               !std::isnan(constant.as_double())) {
      const double real = constant.as_double();
      const bool is_beyond = real >= kIntEnd || real < -kIntEnd;
      // Ordered, the double 2^63 is the largest int.
      const bool is_end = real == kIntEnd;
      if (is_end && comparison.op != "=" && comparison.op != "<>") {
        made.text = with(comparison.op, SqlInt(kMaxInt));
      } else if (is_beyond) {
        made.text =
            Always(real > 0 ? comparison.takes_less() : comparison.takes_more(),
                   value);
      } else if (real == std::floor(real)) {
        made.text = with(comparison.op, SqlInt(static_cast<int64_t>(real)));
      } else {
        const auto below = static_cast<int64_t>(std::floor(real));
        made.text = missed(SqlInt(below), SqlInt(below + 1));
      }
    } else if (kind == Kind::kDouble && constant.is(Kind::kInt)) {
      constexpr int64_t kExact = int64_t{1} << 53;
      const int64_t whole = constant.as_int();
      if (whole < -kExact || whole > kExact) {
        return Refuse(expr, "the number is beyond 2^53");
      }
      made.text = with(comparison.op, sql_.Double(static_cast<double>(whole)));
    } else {
      return Refuse(expr);
    }
    return made;
  }

  // ---- in ------------------------------------------------------------------

  Written In(const Expr& expr) {
    const Expr& range = *expr.children[1];
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression item, Write(*expr.children[0]));
    if (const std::optional<Value> constant = ConstantOf(range)) {
      if (!constant->is(Kind::kList)) return Refuse(expr);
      return InConstants(expr, std::move(item), constant->as_list());
    }
    const bool is_variable = range.binding == cel::Binding::kVariable &&
                             range.type.is(Kind::kList) && !range.is_presence;
    if (!is_variable) return Refuse(expr);
    LEADSCORE_ASSIGN_OR_RETURN(const std::string texts,
                               variables_.texts(range.index));
    const std::string is_in = absl::StrCat(item.text, " IN (", texts, ")");
    if (variables_.is_list(range.index)) {
      item.text = absl::StrCat("(CASE WHEN ", item.text, " IS NOT NULL THEN ",
                               is_in, " END)");
      return item;
    }
    LEADSCORE_ASSIGN_OR_RETURN(const std::string list,
                               variables_.column(range.index));
    item.text = absl::StrCat("(CASE WHEN ", list, " IS NOT NULL AND ",
                             item.text, " IS NOT NULL THEN ", is_in, " END)");
    return item;
  }

  Written InConstants(const Expr& expr, SqlExpression item,
                      const std::vector<Value>& values) {
    const Kind kind = expr.children[0]->type.kind();
    std::vector<std::string> listed;
    for (const Value& value : values) {
      if (kind == Kind::kString && value.is(Kind::kString)) {
        listed.push_back(SqlLiteral(value.as_string()));
        continue;
      }
      if ((kind != Kind::kInt && kind != Kind::kDouble) ||
          !value.is_numeric()) {
        return Refuse(expr);
      }
      // A number of another type is listed only if it is the same number.
      LEADSCORE_ASSIGN_OR_RETURN(
          SqlExpression equal,
          WithConstant(expr, item, kind, Comparison{"="}, value));
      listed.push_back(equal.text);
    }
    if (listed.empty()) {
      item.text = Always(false, item.text);
    } else if (kind == Kind::kString) {
      item.text = absl::StrCat("(", item.text, " IN (",
                               absl::StrJoin(listed, ", "), "))");
    } else {
      item.text = absl::StrCat("(", absl::StrJoin(listed, " OR "), ")");
    }
    return item;
  }

  const cel::Program& program_;
  const SqlText& sql_;
  const SqlVariables& variables_;
};

}  // namespace

absl::StatusOr<SqlExpression> ConditionSql(const cel::Program& program,
                                           const SqlText& sql,
                                           const SqlVariables& variables) {
  return Writer(program, sql, variables).Write(program.root());
}

}  // namespace leadscore::internal
