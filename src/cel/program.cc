#include "src/cel/program.h"

#include <algorithm>
#include <utility>

#include "src/cel/evaluator.h"
#include "src/cel/parser.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

void CollectVariables(const Expr& expr, std::vector<int>* variables) {
  if (expr.binding == Binding::kVariable) variables->push_back(expr.index);
  for (const auto& child : expr.children) CollectVariables(*child, variables);
}

}  // namespace

std::unique_ptr<const Program> Program::Compile(std::string_view text,
                                                const Environment& environment,
                                                std::vector<Issue>* issues,
                                                Typing typing) {
  std::vector<Issue> found;
  std::unique_ptr<Expr> root = Parse(text, environment.limits(), &found);
  if (root != nullptr) {
    const std::vector<Issue> checked = Check(environment, typing, root.get());
    found.insert(found.end(), checked.begin(), checked.end());
  }
  if (!found.empty()) {
    std::stable_sort(
        found.begin(), found.end(),
        [](const Issue& a, const Issue& b) { return a.begin < b.begin; });
    issues->insert(issues->end(), found.begin(), found.end());
    return nullptr;
  }
  return std::unique_ptr<const Program>(
      new Program(std::string(text), std::move(root), environment.limits()));
}

Program::Program(std::string text, std::unique_ptr<Expr> root,
                 const Limits& limits)
    : text_(std::move(text)), root_(std::move(root)), limits_(limits) {
  CollectVariables(*root_, &variables_);
  std::sort(variables_.begin(), variables_.end());
  variables_.erase(std::unique(variables_.begin(), variables_.end()),
                   variables_.end());
}

Value Program::Evaluate(const Activation& activation, int64_t* steps) const {
  return cel::Evaluate(*root_, activation, limits_, steps);
}

LineColumn FindLineColumn(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t newline = before.rfind('\n');
  const size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  LineColumn place;
  place.line +=
      static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column += static_cast<int>(CountCodePoints(before.substr(begin)));
  return place;
}

}  // namespace leadscore::internal::cel
