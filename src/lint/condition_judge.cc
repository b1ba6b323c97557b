#include "src/lint/condition_judge.h"

#include <algorithm>
#include <set>
#include <utility>

#include "src/exec/value_cells.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Expr;
using cel::ExprKind;

// Of more combinations of cells the variables with the most are taken as a
// whole.
constexpr size_t kMaxCombinations = 256;

// The values of variables, of which lists alone are known.
class KnownValues : public cel::Activation {
 public:
  explicit KnownValues(const World& world) : world_(world) {}
  cel::Value Get(int variable) const override {
    const Abstract& value = world_.entry(variable).value;
    return value.is_exact() ? value.value() : cel::Value::Missing(variable);
  }

 private:
  const World& world_;
};

// The world, but for some variables.
class NarrowedWorld : public cel::AbstractActivation {
 public:
  NarrowedWorld(const World& world, std::vector<int> variables)
      : world_(world), variables_(std::move(variables)) {
    for (int variable : variables_) values_.push_back(world.Get(variable));
  }

  void Set(size_t index, const Abstract& value) { values_[index] = value; }

  Abstract Get(int variable) const override {
    const auto found =
        std::lower_bound(variables_.begin(), variables_.end(), variable);
    if (found == variables_.end() || *found != variable) {
      return world_.Get(variable);
    }
    return values_[static_cast<size_t>(found - variables_.begin())];
  }

 private:
  const World& world_;
  const std::vector<int> variables_;  // Ascending.
  std::vector<Abstract> values_;
};

void CollectVariables(const Expr& expr, std::set<int>* variables) {
  if (expr.binding == cel::Binding::kVariable) variables->insert(expr.index);
  for (const auto& child : expr.children) CollectVariables(*child, variables);
}

bool IsLiteral(const Expr& expr) {
  return expr.kind == ExprKind::kConstant && expr.constant.is(cel::Kind::kBool);
}

}  // namespace

void ConditionJudge::ForEachCombination(const std::vector<const Expr*>& exprs,
                                        const cel::Limits& limits,
                                        const Visitor& visit) const {
  std::set<int> read;
  for (const Expr* expr : exprs) CollectVariables(*expr, &read);
  const KnownValues known(world_);
  std::vector<int> variables;
  std::vector<std::vector<Abstract>> cells;
  size_t combinations = 1;
  for (int variable : read) {
    const auto& space = world_.entry(variable).space;
    if (!space.has_value()) continue;
    std::vector<cel::Value> constants;
    for (const Expr* expr : exprs) {
      for (cel::Value& constant :
           ConstantsComparedWith(variable, *expr, limits, known)) {
        constants.push_back(std::move(constant));
      }
    }
    std::vector<Abstract> found = CellsOf(*space, std::move(constants));
    if (combinations * found.size() > kMaxCombinations) continue;
    combinations *= found.size();
    variables.push_back(variable);
    cells.push_back(std::move(found));
  }
  NarrowedWorld values(world_, variables);
  std::vector<size_t> at(variables.size(), 0);
  while (true) {
    bool is_any_missing = false;
    for (size_t i = 0; i < at.size(); ++i) {
      const Abstract& cell = cells[i][at[i]];
      values.Set(i, cell);
      is_any_missing =
          is_any_missing || (cell.is_exact() && cell.value().is_missing());
    }
    visit(values, is_any_missing);
    size_t i = 0;
    while (i < at.size() && ++at[i] == cells[i].size()) at[i++] = 0;
    if (i == at.size()) return;
  }
}

Verdict ConditionJudge::Judge(const Expr& expr,
                              const cel::Limits& limits) const {
  Verdict verdict;
  bool is_true_if_known = true;
  bool is_missing_if_not = true;
  bool may_any_be_missing = false;
  ForEachCombination(
      {&expr}, limits,
      [&](const cel::AbstractActivation& values, bool is_any_missing) {
        const Abstract value = EvaluateAbstractly(expr, limits, values);
        verdict.may_be_true = verdict.may_be_true || value.may_be_true();
        verdict.is_always_true = verdict.is_always_true && value.is_true();
        if (is_any_missing) {
          may_any_be_missing = true;
          is_missing_if_not = is_missing_if_not && value.may_be_missing();
        } else {
          is_true_if_known = is_true_if_known && value.is_true();
        }
      });
  verdict.is_true_if_known =
      may_any_be_missing && is_true_if_known && is_missing_if_not;
  return verdict;
}

std::vector<ConstantPart> ConditionJudge::ConstantParts(
    const cel::Program& program) const {
  std::vector<ConstantPart> parts;
  const Expr& root = program.root();
  if (IsLiteral(root)) {
    if (root.constant.is_false()) {
      parts.push_back({ConstantPart::Is::kNeverTrue,
                       /*is_whole=*/true,
                       root.begin,
                       root.end,
                       {}});
    }
    return parts;
  }
  AddParts(root, program.limits(), /*is_whole=*/true, &parts);
  return parts;
}

void ConditionJudge::AddParts(const Expr& expr, const cel::Limits& limits,
                              bool is_whole,
                              std::vector<ConstantPart>* parts) const {
  if (IsLiteral(expr)) return;
  const Verdict verdict = Judge(expr, limits);
  if (!verdict.may_be_true || verdict.is_always_true ||
      verdict.is_true_if_known) {
    std::set<int> read;
    CollectVariables(expr, &read);
    std::vector<int> variables;
    for (int variable : read) {
      if (!world_.entry(variable).value.is_exact()) {
        variables.push_back(variable);
      }
    }
    parts->push_back({!verdict.may_be_true     ? ConstantPart::Is::kNeverTrue
                      : verdict.is_always_true ? ConstantPart::Is::kAlwaysTrue
                                               : ConstantPart::Is::kTrueIfKnown,
                      is_whole, expr.begin, expr.end, std::move(variables)});
    return;
  }
  const bool has_conditions = expr.kind == ExprKind::kAnd ||
                              expr.kind == ExprKind::kOr ||
                              (expr.kind == ExprKind::kCall &&
                               (expr.name == "!_" || expr.name == "_?_:_"));
  if (!has_conditions) return;
  for (const auto& child : expr.children) {
    if (!child->type.is(cel::Kind::kBool)) continue;
    // What is denied may well be false: then the whole has been judged.
    if (expr.name == "!_") continue;
    AddParts(*child, limits, /*is_whole=*/false, parts);
  }
}

std::vector<bool> ConditionJudge::MayBeFirst(
    const std::vector<const cel::Program*>& programs) const {
  std::vector<bool> may_be_first(programs.size(), false);
  if (programs.empty()) return may_be_first;
  std::vector<const Expr*> exprs;
  for (const cel::Program* program : programs) {
    exprs.push_back(&program->root());
  }
  const cel::Limits& limits = programs[0]->limits();
  ForEachCombination(
      exprs, limits, [&](const cel::AbstractActivation& values, bool) {
        for (size_t i = 0; i < exprs.size(); ++i) {
          const Abstract value = EvaluateAbstractly(*exprs[i], limits, values);
          if (value.may_be_true()) may_be_first[i] = true;
          if (value.is_true()) break;
        }
      });
  return may_be_first;
}

}  // namespace leadscore::internal
