#include "src/lint/normal_form.h"

#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cel/printer.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;

// Collects the operands of a chain, those of chains of the same kind in it too.
void CollectOperands(const Expr& expr, ExprKind kind,
                     std::set<std::string>* operands) {
  for (const auto& child : expr.children) {
    if (child->kind == kind) {
      CollectOperands(*child, kind, operands);
    } else {
      operands->insert(NormalForm(*child));
    }
  }
}

std::string Chain(const Expr& expr) {
  std::set<std::string> operands;
  CollectOperands(expr, expr.kind, &operands);
  if (operands.size() == 1) return *operands.begin();
  return absl::StrCat("(", absl::StrJoin(operands, " " + expr.name + " "), ")");
}

std::string Equality(const Expr& expr, const char* token) {
  std::string a = NormalForm(*expr.children[0]);
  std::string b = NormalForm(*expr.children[1]);
  if (b < a) std::swap(a, b);
  return absl::StrCat("(", a, " ", token, " ", b, ")");
}

std::string Order(const Expr& expr, size_t first, const char* token) {
  return absl::StrCat("(", NormalForm(*expr.children[first]), " ", token, " ",
                      NormalForm(*expr.children[1 - first]), ")");
}

std::string Membership(const Expr& expr) {
  const Expr& range = *expr.children[1];
  const std::string item = NormalForm(*expr.children[0]);
  if (range.kind != ExprKind::kList) {
    return absl::StrCat("(", item, " in ", NormalForm(range), ")");
  }
  std::set<std::string> items;
  for (const auto& child : range.children) items.insert(NormalForm(*child));
  if (items.size() == 1) {
    const std::string& only = *items.begin();
    return item < only ? absl::StrCat("(", item, " == ", only, ")")
                       : absl::StrCat("(", only, " == ", item, ")");
  }
  return absl::StrCat("(", item, " in [", absl::StrJoin(items, ", "), "])");
}

std::string Negation(const Expr& expr) {
  const Expr& operand = *expr.children[0];
  if (operand.kind == ExprKind::kCall) {
    if (operand.name == "!_") return NormalForm(*operand.children[0]);
    if (operand.name == "_==_") return Equality(operand, "!=");
    if (operand.name == "_!=_") return Equality(operand, "==");
  }
  return absl::StrCat("!", NormalForm(operand));
}

}  // namespace

std::string NormalForm(const Expr& expr) {
  if (expr.kind == ExprKind::kAnd || expr.kind == ExprKind::kOr) {
    return Chain(expr);
  }
  if (expr.kind != ExprKind::kCall || expr.is_member) return cel::Print(expr);
  const std::string_view name = expr.name;
  if (name == "!_") return Negation(expr);
  if (name == "_==_") return Equality(expr, "==");
  if (name == "_!=_") return Equality(expr, "!=");
  if (name == "_<_") return Order(expr, 1, ">");
  if (name == "_>_") return Order(expr, 0, ">");
  if (name == "_<=_") return Order(expr, 1, ">=");
  if (name == "_>=_") return Order(expr, 0, ">=");
  if (name == "@in") return Membership(expr);
  return cel::Print(expr);
}

}  // namespace leadscore::internal
