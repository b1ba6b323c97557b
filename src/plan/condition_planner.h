// From a condition to a combination of predicates, as far as each of its parts
// reads the value of one source.

#ifndef LEADSCORE_SRC_PLAN_CONDITION_PLANNER_H_
#define LEADSCORE_SRC_PLAN_CONDITION_PLANNER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/numeric/int128.h"
#include "src/plan/combination.h"
#include "src/plan/plan.h"

namespace leadscore::internal {

class ConditionPlanner {
 public:
  // Both have to outlive it. Adds to the sources as conditions ask for them.
  ConditionPlanner(const CheckedModel& model, std::vector<Source>* sources);

  Combiner& combiner() { return combiner_; }

  // Where a condition is true; one that was left empty always is. Nothing, and
  // why() says why, if it cannot be said.
  std::optional<Combination> WhereTrue(const Condition& condition);

  // Where a condition has an outcome other than kIsError.
  std::optional<Combination> Where(const Condition& condition, Outcome outcome);

  // The source that a variable of the lead is found in: itself, or of a derived
  // attribute the one that it is derived from. -1, and why() says why, if there
  // is not exactly one.
  int SourceOf(int variable);

  // The source of the age of an attribute of type timestamp.
  int AgeOf(int variable);

  // Whether a source holds the very value of a variable.
  bool IsSource(int variable) const;

  // An atom of a source, the same for what is asked twice.
  int AddAtom(int source, Atom atom);

  // The number of a literal of a source of text.
  int LiteralOf(int source, const std::string& text);

  // Where it is true, false or missing that the key of a number (number_keys.h)
  // is below a cut.
  Combination WhereBelow(int source, absl::int128 cut, Outcome outcome);

  // Where a number equals one of some values.
  Combination WhereEqualsAny(int source, const std::vector<cel::Value>& items,
                             Outcome outcome);

  // Whether what was combined since the last condition was too much.
  bool HasOverflowed();

  // Why something cannot be said; always false.
  const std::string& why() const { return why_; }
  bool Refuse(std::string why);

 private:
  std::optional<Combination> Visit(const cel::Expr& expr, Outcome outcome);
  std::optional<Combination> VisitAll(const cel::Expr& expr, Outcome outcome,
                                      Outcome decides);
  std::optional<Combination> VisitConditional(const cel::Expr& expr,
                                              Outcome outcome);
  std::optional<Combination> VisitLeaf(const cel::Expr& expr, Outcome outcome);
  std::optional<Combination> VisitTextCall(int source, const cel::Expr& expr,
                                           Outcome outcome);
  std::optional<Combination> VisitComparison(int source, const cel::Expr& expr,
                                             Outcome outcome);
  std::optional<Combination> VisitAge(const cel::Expr& expr, int variable,
                                      Outcome outcome);
  std::optional<Combination> VisitConstant(const cel::Expr& expr,
                                           Outcome outcome);
  Combination WhereOrdered(int source, const cel::Expr& expr, Outcome outcome);

  std::optional<Combination> Fail(std::string why);

  // The variables that an expression reads, those of derived attributes
  // replaced by what they are derived from; lists left out.
  void CollectRoots(const cel::Expr& expr, std::set<int>* roots,
                    bool* has_derived) const;
  bool IsVariable(const cel::Expr& expr, int source) const;
  bool IsConstant(const cel::Expr& expr) const;
  cel::Value Constant(const cel::Expr& expr) const;

  const CheckedModel& model_;
  std::vector<Source>& sources_;
  Combiner combiner_;
  const cel::Limits* limits_ = nullptr;  // Of the condition that is visited.
  std::vector<std::set<int>> attribute_roots_;
  std::map<int, int> source_of_variable_;
  std::map<int, int> age_of_variable_;
  absl::flat_hash_map<std::string, int> atoms_;
  absl::flat_hash_map<std::pair<int, std::string>, int> literals_;
  std::string why_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PLAN_CONDITION_PLANNER_H_
