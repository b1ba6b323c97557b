#include "src/cel/printer.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

// How tightly an expression holds together, as in the parser's grammar.
enum Level { kTernary, kOr, kAnd, kRelation, kSum, kProduct, kUnary, kMember };

// A binary operator's token; empty for other calls.
std::string_view BinaryToken(const Expr& expr) {
  const std::string_view name = expr.name;
  if (name == "@in") return "in";
  // A function may be called "___" by who calls what is not there.
  if (name.size() < 3 || name.front() != '_' || name.back() != '_' ||
      name == "_?_:_" || name[1] == '_' ||
      absl::ascii_isalnum(static_cast<unsigned char>(name[1]))) {
    return {};
  }
  return name.substr(1, name.size() - 2);
}

bool IsNegativeNumber(const Value& value) {
  if (value.is(Kind::kInt)) return value.as_int() < 0;
  return value.is(Kind::kDouble) && std::signbit(value.as_double());
}

Level LevelOf(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant:
      return IsNegativeNumber(expr.constant) ? kUnary : kMember;
    case ExprKind::kOr:
      return kOr;
    case ExprKind::kAnd:
      return kAnd;
    case ExprKind::kCall:
      break;
    default:
      return kMember;
  }
  if (expr.name == "_?_:_") return kTernary;
  if (expr.name == "!_" || expr.name == "-_") return kUnary;
  const std::string_view token = BinaryToken(expr);
  if (token.empty()) return kMember;
  if (token == "+" || token == "-") return kSum;
  if (token == "*" || token == "/" || token == "%") return kProduct;
  return kRelation;
}

class Printer {
 public:
  // Writes an expression where only one that holds together at least as tightly
  // as `level` may stand bare.
  void Write(const Expr& expr, Level level) {
    const bool needs_brackets = LevelOf(expr) < level;
    if (needs_brackets) text_ += '(';
    WriteBare(expr);
    if (needs_brackets) text_ += ')';
  }

  std::string Finish() { return std::move(text_); }

 private:
  void WriteBare(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kConstant:
        text_ += expr.constant.ToString();
        return;
      case ExprKind::kIdentifier:
        absl::StrAppend(&text_, expr.is_absolute ? "." : "", expr.name);
        return;
      case ExprKind::kSelect:
        return WriteSelection(expr);
      case ExprKind::kAnd:
        return WriteSeparated(expr.children, 0, " && ", kRelation);
      case ExprKind::kOr:
        return WriteSeparated(expr.children, 0, " || ", kAnd);
      case ExprKind::kCall:
        return WriteCall(expr);
      case ExprKind::kList:
        text_ += '[';
        WriteSeparated(expr.children, 0, ", ", kTernary);
        text_ += ']';
        return;
      case ExprKind::kMap:
        return WriteMap(expr);
      case ExprKind::kMacro:
        return WriteMacro(expr);
    }
  }

  void WriteSeparated(const std::vector<std::unique_ptr<Expr>>& parts,
                      size_t begin, std::string_view separator, Level level) {
    for (size_t i = begin; i < parts.size(); ++i) {
      if (i != begin) text_ += separator;
      Write(*parts[i], level);
    }
  }

  // What stands before a dot or an index.
  void WriteOperand(const Expr& expr) {
    // The point of "5.name" would be that of a number.
    const bool is_number =
        expr.kind == ExprKind::kConstant && expr.constant.is_numeric();
    if (is_number) text_ += '(';
    Write(expr, kMember);
    if (is_number) text_ += ')';
  }

  void WriteSelection(const Expr& expr) {
    if (expr.is_presence) text_ += "has(";
    WriteOperand(*expr.children[0]);
    const char* const quote = expr.is_quoted ? "`" : "";
    absl::StrAppend(&text_, ".", quote, expr.name, quote);
    if (expr.is_presence) text_ += ')';
  }

  void WriteCall(const Expr& expr) {
    const auto& children = expr.children;
    const std::string_view token = BinaryToken(expr);
    if (expr.name == "_?_:_") {
      Write(*children[0], kOr);
      text_ += " ? ";
      Write(*children[1], kOr);
      text_ += " : ";
      Write(*children[2], kTernary);
    } else if (expr.name == "_[_]") {
      WriteOperand(*children[0]);
      text_ += '[';
      Write(*children[1], kTernary);
      text_ += ']';
    } else if (expr.name == "!_" || expr.name == "-_") {
      WriteUnary(expr);
    } else if (!token.empty()) {
      const Level level = LevelOf(expr);
      Write(*children[0], level);
      absl::StrAppend(&text_, " ", ToAbsl(token), " ");
      Write(*children[1], static_cast<Level>(level + 1));
    } else {
      if (expr.is_member) {
        WriteOperand(*children[0]);
        text_ += '.';
      }
      absl::StrAppend(&text_, expr.is_absolute ? "." : "", expr.name, "(");
      WriteSeparated(children, expr.is_member ? 1 : 0, ", ", kTernary);
      text_ += ')';
    }
  }

  void WriteUnary(const Expr& expr) {
    const Expr& operand = *expr.children[0];
    text_ += expr.name[0];
    // "-5" would be a number and not the negation of one. Nothing else needs
    // brackets, which count as a level of nesting.
    const bool is_number = expr.name == "-_" &&
                           operand.kind == ExprKind::kConstant &&
                           operand.constant.is_numeric();
    if (is_number) text_ += '(';
    Write(operand, kUnary);
    if (is_number) text_ += ')';
  }

  void WriteMap(const Expr& expr) {
    text_ += '{';
    for (size_t i = 0; i < expr.children.size(); i += 2) {
      if (i > 0) text_ += ", ";
      Write(*expr.children[i], kTernary);
      text_ += ": ";
      Write(*expr.children[i + 1], kTernary);
    }
    text_ += '}';
  }

  static std::string_view MacroName(const Expr& expr) {
    switch (expr.macro) {
      case Macro::kAll:
        return "all";
      case Macro::kExists:
        return "exists";
      case Macro::kExistsOne:
        return "exists_one";
      case Macro::kFilter:
        return "filter";
      case Macro::kMap:
        return expr.second_name.empty() ? "map" : "transformList";
      case Macro::kTransformMap:
        return "transformMap";
      case Macro::kTransformMapEntry:
        return "transformMapEntry";
      case Macro::kBind:
        break;
    }
    return "cel.bind";
  }

  void WriteMacro(const Expr& expr) {
    if (expr.macro == Macro::kBind) {
      absl::StrAppend(&text_, "cel.bind(", expr.name, ", ");
      WriteSeparated(expr.children, 0, ", ", kTernary);
    } else {
      WriteOperand(*expr.children[0]);
      absl::StrAppend(&text_, ".", ToAbsl(MacroName(expr)), "(", expr.name,
                      ", ");
      if (!expr.second_name.empty()) {
        absl::StrAppend(&text_, expr.second_name, ", ");
      }
      WriteSeparated(expr.children, 1, ", ", kTernary);
    }
    text_ += ')';
  }

  std::string text_;
};

bool IsSameConstant(const Value& a, const Value& b) {
  return a.kind() == b.kind() && a.ToString() == b.ToString();
}

}  // namespace

std::string Print(const Expr& expr) {
  Printer printer;
  printer.Write(expr, kTernary);
  return printer.Finish();
}

bool IsSameExpression(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.name == b.name &&
         a.second_name == b.second_name && a.is_absolute == b.is_absolute &&
         a.is_quoted == b.is_quoted && a.is_presence == b.is_presence &&
         a.is_member == b.is_member && a.macro == b.macro &&
         IsSameConstant(a.constant, b.constant) &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                    b.children.end(), [](const auto& x, const auto& y) {
                      return IsSameExpression(*x, *y);
                    });
}

}  // namespace leadscore::internal::cel
