// What a model becomes before it scores many leads: every rule taken apart into
// what can be looked up by the value of one column, so that a column costs the
// same however many rules read it. docs/engine.md tells the idea.
//
// The points of a group are a sum of gains, each of which depends on one
// source, and of terms, each of which is a product of tests of several sources:
//
//   points = base + sum of amount * [test of one source]
//                 + sum of amount * [test of one] * [test of another] ...
//
// A disjunction is one minus a product of negations, so that sums of products
// say all that && and || and ! can say, and every sum is exact.

#ifndef LEADSCORE_SRC_PLAN_PLAN_H_
#define LEADSCORE_SRC_PLAN_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "src/model/checked_model.h"

namespace leadscore::internal {

// A lead with a longer text is scored by the plain scorer, so that no condition
// that was fused can run out of steps.
inline constexpr size_t kLongestText = 4096;

// Of a lead that is older or younger than this against a time of its own, or is
// scored at an instant outside the years 400 to 9600, the plain scorer says
// what conditions on its age are: durations may leave their range.
inline constexpr Micros kMostAge = Micros{200} * 366 * kMicrosPerDay;

// What a test of a value may give, as bits of a set.
enum Outcome : uint8_t {
  kIsTrue = 1,
  kIsFalse = 2,
  kIsMissing = 4,
  kIsError = 8,  // Other than missing.
  kAnyOutcome = 15,
};

// A question about the value of one source.
struct Atom {
  enum class Kind : uint8_t {
    kPresent,     // true or false
    kBelow,       // Of a number: its key is below `cut`.
    kLiteral,     // Of a text: it is one of `choices` of the source's literals.
    kContains,    // Of a text: `text` is a part of it ...
    kStartsWith,  // ... or its beginning ...
    kEndsWith,    // ... or its end.
    kTableRow,    // `table` finds a row for `variable` that is in `choices`.
    kExpression,  // `expression`, which reads nothing but the source.
  };
  // Instead of a row, in the choices of kTableRow.
  static constexpr int kOtherwiseRow = -1;
  static constexpr int kMissingRow = -2;

  Kind kind = Kind::kPresent;
  int64_t cut = 0;
  std::string text;
  std::vector<int> choices;  // Ascending.
  int variable = -1;
  const CheckedTable* table = nullptr;
  const cel::Expr* expression = nullptr;
  const cel::Limits* limits = nullptr;
};

// A function of the value of one source that is true or false.
struct Predicate {
  enum class Kind : uint8_t { kAtom, kAnd, kNot };
  Kind kind = Kind::kAtom;
  int a = 0;             // An atom, or a predicate that stands before this one.
  int b = 0;             // Of kAnd: another one.
  uint8_t outcomes = 0;  // Of kAtom: those for which it is true.
};

// Adds an amount to a lane where a predicate is true.
struct Gain {
  int predicate = 0;
  int lane = 0;
  int64_t amount = 0;
};

// An attribute with a column, its age, or a signal.
struct Source {
  int variable = -1;
  int attribute = -1;  // Of the model; -1 if it is a signal.
  int signal = -1;
  // Of a time: the microseconds from it to the tick of as_of, an int.
  bool is_age = false;
  ValueType type = ValueType::kUnspecified;
  std::vector<std::string> literals;  // Of a text; each once.
  std::vector<Atom> atoms;
  std::vector<Predicate> predicates;
  std::vector<Gain> gains;

  bool is_text() const { return type == ValueType::kString; }
};

struct Factor {
  int source = 0;
  int predicate = 0;
};
inline bool operator==(const Factor& a, const Factor& b) {
  return a.source == b.source && a.predicate == b.predicate;
}

// Adds an amount to a lane where the predicates of all factors are true. It has
// at least two, of different sources, ascending.
struct Term {
  std::vector<Factor> factors;
  int lane = 0;
  int64_t amount = 0;
};

// What amounts are summed into: the points of a group in millionths, or a flag,
// which is 1 where a condition is true and else 0.
struct Lane {
  int score = -1;  // -1: a flag.
  int group = -1;
  int64_t base = 0;   // Where every sum begins.
  int64_t bound = 0;  // No sum is further from zero.
};

// How a rule is computed.
enum class RuleMethod : uint8_t {
  kFused,       // In gains and terms alone.
  kCurve,       // A straight line, row by row.
  kActivities,  // From the activities of a lead.
  kReference,   // By the reference evaluator, row by row.
};

struct PlannedRule {
  const CheckedRule* rule = nullptr;
  RuleMethod method = RuleMethod::kFused;
  int lane = 0;
  int gate = -1;    // Of kCurve and kActivities: the flag of its `when`.
  int source = -1;  // Of kCurve.
  std::string why;  // Of kReference: what could not be fused.
  std::vector<int> sources;  // Whose tests it reads; ascending.
  size_t terms = 0;
};

// A condition of stages. Without a flag it is for the reference evaluator.
struct PlannedCondition {
  const cel::Program* program = nullptr;  // Null: always true.
  int flag = -1;
  std::string why;
};

struct PlannedStage {
  std::vector<PlannedCondition> ways;
  std::vector<PlannedCondition> evidence;
  PlannedCondition hold;
};

struct Plan {
  // Why leads have to be scored one by one by the plain scorer; empty if they
  // need not.
  std::string plain_because;

  std::vector<Source> sources;
  std::vector<Lane> lanes;
  std::vector<Term> terms;
  std::vector<PlannedRule> rules;            // In the order of the model.
  std::vector<std::vector<int>> group_lane;  // By score, by group.
  std::vector<PlannedCondition> disqualify;
  std::vector<PlannedStage> stages;
};

// The plan of a model, which has to outlive it.
Plan MakePlan(const CheckedModel& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PLAN_PLAN_H_
