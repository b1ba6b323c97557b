// Which conditions, and which parts of them, do not depend on the lead.

#ifndef LEADSCORE_SRC_LINT_CONDITION_JUDGE_H_
#define LEADSCORE_SRC_LINT_CONDITION_JUDGE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "src/cel/program.h"
#include "src/lint/world.h"

namespace leadscore::internal {

// What a condition is over all that its variables may be.
struct Verdict {
  bool may_be_true = false;
  bool is_always_true = true;
  // True whenever all its variables have values, and missing when one has none.
  bool is_true_if_known = false;
};

// A part that is constant.
struct ConstantPart {
  enum class Is { kNeverTrue, kAlwaysTrue, kTrueIfKnown };

  Is is = Is::kNeverTrue;
  bool is_whole = false;
  size_t begin = 0;  // In the text of the condition.
  size_t end = 0;
  std::vector<int> variables;  // That it reads, but for lists.
};

class ConditionJudge {
 public:
  // Refers to the world.
  explicit ConditionJudge(const World& world) : world_(world) {}

  Verdict Judge(const cel::Program& program) const {
    return Judge(program.root(), program.limits());
  }

  // The outermost parts that are constant, in the order of the text. Literals
  // such as `true`, which say so themselves, are no such parts.
  std::vector<ConstantPart> ConstantParts(const cel::Program& program) const;

  // Which of several conditions can be the first that is true: not those that
  // are only true where one before them is.
  std::vector<bool> MayBeFirst(
      const std::vector<const cel::Program*>& programs) const;

 private:
  using Visitor = std::function<void(const cel::AbstractActivation& values,
                                     bool is_any_missing)>;

  Verdict Judge(const cel::Expr& expr, const cel::Limits& limits) const;
  void AddParts(const cel::Expr& expr, const cel::Limits& limits, bool is_whole,
                std::vector<ConstantPart>* parts) const;

  // Calls `visit` for all combinations of cells of the variables that some
  // expressions read.
  void ForEachCombination(const std::vector<const cel::Expr*>& exprs,
                          const cel::Limits& limits,
                          const Visitor& visit) const;

  const World& world_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LINT_CONDITION_JUDGE_H_
