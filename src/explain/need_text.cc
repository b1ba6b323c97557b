#include "src/explain/need_text.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"
#include "src/explain/comparison.h"
#include "src/explain/facts.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;

bool IsVariable(const Expr& expr) {
  return expr.binding == cel::Binding::kVariable && !expr.is_presence;
}

// has(...) of a variable.
bool IsPresence(const Expr& expr) {
  return expr.binding == cel::Binding::kVariable && expr.is_presence;
}

// A constant, or a list of constants, in words; empty if it is neither.
std::string ConstantText(const Expr& expr, absl::TimeZone zone) {
  if (expr.kind == ExprKind::kConstant) {
    const std::string text = ValueText(expr.constant, zone);
    return text.empty() && expr.constant.kind() == cel::Kind::kString ? "empty"
                                                                      : text;
  }
  if (expr.kind != ExprKind::kList || expr.children.empty()) return "";
  std::string text;
  for (const auto& item : expr.children) {
    const std::string of_item = ConstantText(*item, zone);
    if (of_item.empty()) return "";
    absl::StrAppend(&text, text.empty() ? "" : ", ", of_item);
  }
  return text;
}

std::string OfComparison(const Expr& expr, absl::TimeZone zone) {
  const Expr& left = *expr.children[0];
  const Expr& right = *expr.children[1];
  const bool is_left = IsVariable(left);
  if (!is_left && !IsVariable(right)) return "";
  const std::string constant = ConstantText(is_left ? right : left, zone);
  if (constant.empty()) return "";
  if (expr.name == "@in") {
    return is_left ? absl::StrCat("has to be one of: ", constant)
                   : absl::StrCat("has to have: ", constant);
  }
  const std::optional<Relation> relation = RelationOf(expr.name);
  if (!relation.has_value()) return "";
  return absl::StrCat(
      ToAbsl(NeedWords(is_left ? *relation : Turned(*relation))), constant);
}

}  // namespace

std::string NeedText(const Expr& condition, absl::TimeZone zone) {
  if (IsPresence(condition)) return "has to be known";
  if (IsVariable(condition)) return "has to be yes";
  if (condition.kind != ExprKind::kCall) return "";
  if (condition.name == "!_") {
    const Expr& denied = *condition.children[0];
    if (IsPresence(denied)) return "must not be known";
    return IsVariable(denied) ? "has to be no" : "";
  }
  return condition.children.size() == 2 ? OfComparison(condition, zone) : "";
}

}  // namespace leadscore::internal
