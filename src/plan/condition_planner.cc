#include "src/plan/condition_planner.h"

#include <algorithm>
#include <cstdlib>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "src/cel/cost.h"
#include "src/cel/evaluator.h"
#include "src/cel/printer.h"
#include "src/model/check_context.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Kind;
using cel::Value;

// Knows lists and nothing else.
class ListsOnly : public cel::Activation {
 public:
  explicit ListsOnly(const CheckedModel& model) : model_(model) {}
  Value Get(int variable) const override {
    const int list = variable - model_.lead_variables.lists;
    return list >= 0 && list < static_cast<int>(model_.lists.size())
               ? model_.lists[static_cast<size_t>(list)].value
               : Value::Missing(variable);
  }

 private:
  const CheckedModel& model_;
};

// Knows the value of one variable too.
class OneVariable : public ListsOnly {
 public:
  OneVariable(const CheckedModel& model, int variable)
      : ListsOnly(model), variable_(variable) {}
  void set_value(Value value) { value_ = std::move(value); }
  Value Get(int variable) const override {
    return variable == variable_ ? value_ : ListsOnly::Get(variable);
  }

 private:
  const int variable_;
  Value value_;
};

// The order of a number or time, and of a constant that it can be compared
// with; below it, so that it is equal to none, if that is NaN.
int Order(const Value& value, const Value& constant) {
  if (!value.is(Kind::kTimestamp)) {
    return cel::CompareNumbers(value, constant).value_or(-1);
  }
  const Instant a = value.as_timestamp();
  const Instant b = constant.as_timestamp();
  if (a.seconds != b.seconds) return a.seconds < b.seconds ? -1 : 1;
  return a.nanos - b.nanos;
}

// Knows a time by its age too.
class AgeFacts : public ListsOnly {
 public:
  AgeFacts(const CheckedModel& model, int variable)
      : ListsOnly(model),
        as_of_(model.lead_variables.as_of),
        variable_(variable) {}
  void set_age(Micros age) { age_ = age; }
  Value Get(int variable) const override {
    // Any instant far from the ends will do.
    if (variable == as_of_) return Value::Timestamp(Micros{0});
    if (variable == variable_) return Value::Timestamp(-age_);
    return ListsOnly::Get(variable);
  }

 private:
  const int as_of_;
  const int variable_;
  Micros age_ = 0;
};

// How often a time and as_of are added in a sum of them and durations.
struct TimeSum {
  int times = 0;
  int as_ofs = 0;
};

// Nothing if it is none of those that only depend on an age.
std::optional<TimeSum> SumOf(const Expr& expr, int variable, int as_of) {
  if (expr.binding == cel::Binding::kVariable && !expr.is_presence) {
    if (expr.index == variable) return TimeSum{1, 0};
    if (expr.index == as_of) return TimeSum{0, 1};
    return std::nullopt;
  }
  if (expr.kind != ExprKind::kCall) return std::nullopt;
  if ((expr.name == "_+_" || expr.name == "_-_") && expr.children.size() == 2) {
    const auto a = SumOf(*expr.children[0], variable, as_of);
    const auto b = SumOf(*expr.children[1], variable, as_of);
    if (!a.has_value() || !b.has_value()) return std::nullopt;
    const int sign = expr.name == "_+_" ? 1 : -1;
    return TimeSum{a->times + sign * b->times, a->as_ofs + sign * b->as_ofs};
  }
  // Durations of constants, such as days(30) and duration('1h').
  const bool is_duration =
      expr.type.is(Kind::kDuration) &&
      std::all_of(
          expr.children.begin(), expr.children.end(),
          [](const auto& child) { return child->kind == ExprKind::kConstant; });
  return is_duration ? std::optional<TimeSum>(TimeSum()) : std::nullopt;
}

Outcome OutcomeOf(const Value& value) {
  if (value.is_true()) return kIsTrue;
  if (value.is_false()) return kIsFalse;
  return value.is_missing() ? kIsMissing : kIsError;
}

// The same comparison with its sides exchanged.
std::string Mirrored(const std::string& name) {
  if (name == "_<_") return "_>_";
  if (name == "_<=_") return "_>=_";
  if (name == "_>_") return "_<_";
  if (name == "_>=_") return "_<=_";
  return name;
}

bool IsOrdering(const std::string& name) {
  return name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_";
}

}  // namespace

ConditionPlanner::ConditionPlanner(const CheckedModel& model,
                                   std::vector<Source>* sources)
    : model_(model), sources_(*sources), combiner_(sources) {
  attribute_roots_.resize(model.attributes.size());
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const CheckedAttribute& attribute = model.attributes[i];
    if (attribute.from == nullptr) {
      attribute_roots_[i] = {model.lead_variables.attributes +
                             static_cast<int>(i)};
    }
  }
  for (int i : model.derivation_order) {
    bool has_derived = false;
    CollectRoots(model.attributes[static_cast<size_t>(i)].from->root(),
                 &attribute_roots_[static_cast<size_t>(i)], &has_derived);
  }
}

std::optional<Combination> ConditionPlanner::Fail(std::string why) {
  why_ = std::move(why);
  return std::nullopt;
}

bool ConditionPlanner::Refuse(std::string why) {
  why_ = std::move(why);
  return false;
}

bool ConditionPlanner::HasOverflowed() {
  if (!combiner_.has_overflowed()) return false;
  combiner_.clear_overflow();
  why_ = "it has too many combinations";
  return true;
}

void ConditionPlanner::CollectRoots(const Expr& expr, std::set<int>* roots,
                                    bool* has_derived) const {
  if (expr.binding == cel::Binding::kVariable) {
    const LeadVariables& variables = model_.lead_variables;
    const int attribute = expr.index - variables.attributes;
    const int list = expr.index - variables.lists;
    if (attribute >= 0 &&
        attribute < static_cast<int>(model_.attributes.size())) {
      const auto index = static_cast<size_t>(attribute);
      if (model_.attributes[index].from != nullptr) *has_derived = true;
      roots->insert(attribute_roots_[index].begin(),
                    attribute_roots_[index].end());
    } else if (list < 0 || list >= static_cast<int>(model_.lists.size())) {
      roots->insert(expr.index);
    }
    return;
  }
  for (const auto& child : expr.children) {
    CollectRoots(*child, roots, has_derived);
  }
}

bool ConditionPlanner::IsSource(int variable) const {
  const int attribute = variable - model_.lead_variables.attributes;
  return attribute < 0 ||
         attribute >= static_cast<int>(model_.attributes.size()) ||
         model_.attributes[static_cast<size_t>(attribute)].from == nullptr;
}

int ConditionPlanner::SourceOf(int variable) {
  const LeadVariables& variables = model_.lead_variables;
  const auto attribute = static_cast<size_t>(variable - variables.attributes);
  if (variable >= variables.attributes &&
      attribute < model_.attributes.size()) {
    const std::set<int>& roots = attribute_roots_[attribute];
    if (roots.size() != 1) {
      why_ = absl::StrCat(model_.attributes[attribute].name,
                          " is derived from several values");
      return -1;
    }
    if (!IsSource(variable)) return SourceOf(*roots.begin());
  }
  if (variable == variables.as_of) {
    why_ = "it reads as_of";
    return -1;
  }
  const auto known = source_of_variable_.find(variable);
  if (known != source_of_variable_.end()) return known->second;
  Source source;
  source.variable = variable;
  if (variable >= variables.signals &&
      variable < variables.signals + static_cast<int>(model_.signals.size())) {
    source.signal = variable - variables.signals;
    source.type = model_.signals[static_cast<size_t>(source.signal)].type;
    if (source.is_text()) {
      why_ = "it reads a signal of text";
      return -1;
    }
  } else if (variable >= variables.attributes &&
             attribute < model_.attributes.size()) {
    source.attribute = static_cast<int>(attribute);
    source.type = model_.attributes[attribute].type;
  } else {
    why_ = "it reads scores";
    return -1;
  }
  if (source.type == ValueType::kStringList) {
    why_ =
        absl::StrCat("it reads the list ", model_.attributes[attribute].name);
    return -1;
  }
  const int index = static_cast<int>(sources_.size());
  sources_.push_back(std::move(source));
  source_of_variable_.emplace(variable, index);
  return index;
}

int ConditionPlanner::AgeOf(int variable) {
  const auto [known, is_new] =
      age_of_variable_.emplace(variable, static_cast<int>(sources_.size()));
  if (is_new) {
    Source source;
    source.variable = variable;
    source.attribute = variable - model_.lead_variables.attributes;
    source.is_age = true;
    source.type = ValueType::kInt;
    sources_.push_back(std::move(source));
  }
  return known->second;
}

int ConditionPlanner::AddAtom(int source, Atom atom) {
  std::string key = absl::StrCat(source, " ", static_cast<int>(atom.kind), " ",
                                 atom.cut, " ", atom.variable, " ",
                                 reinterpret_cast<uintptr_t>(atom.table), " ");
  for (int choice : atom.choices) absl::StrAppend(&key, choice, ",");
  key += atom.expression != nullptr ? cel::Print(*atom.expression) : atom.text;
  std::vector<Atom>& atoms = sources_[static_cast<size_t>(source)].atoms;
  const auto [found, is_new] =
      atoms_.emplace(std::move(key), static_cast<int>(atoms.size()));
  if (is_new) atoms.push_back(std::move(atom));
  return found->second;
}

int ConditionPlanner::LiteralOf(int source, const std::string& text) {
  std::vector<std::string>& literals =
      sources_[static_cast<size_t>(source)].literals;
  const auto [found, is_new] = literals_.emplace(
      std::make_pair(source, text), static_cast<int>(literals.size()));
  if (is_new) literals.push_back(text);
  return found->second;
}

bool ConditionPlanner::IsVariable(const Expr& expr, int source) const {
  return expr.binding == cel::Binding::kVariable && !expr.is_presence &&
         expr.index == sources_[static_cast<size_t>(source)].variable;
}

bool ConditionPlanner::IsConstant(const Expr& expr) const {
  std::set<int> roots;
  bool has_derived = false;
  CollectRoots(expr, &roots, &has_derived);
  return roots.empty() && !has_derived;
}

Value ConditionPlanner::Constant(const Expr& expr) const {
  return cel::Evaluate(expr, ListsOnly(model_), *limits_);
}

// ---- Conditions ----------------------------------------------------------

std::optional<Combination> ConditionPlanner::WhereTrue(
    const Condition& condition) {
  if (condition == nullptr) return Combiner::Constant(true);
  return Where(condition, kIsTrue);
}

std::optional<Combination> ConditionPlanner::Where(const Condition& condition,
                                                   Outcome outcome) {
  // Parts are evaluated one by one here, so the whole has to be so cheap that
  // it cannot run out of steps.
  const auto extent = [&](int variable) {
    const LeadVariables& variables = model_.lead_variables;
    const auto attribute = static_cast<size_t>(variable - variables.attributes);
    const auto list = static_cast<size_t>(variable - variables.lists);
    if (variable >= variables.attributes &&
        attribute < model_.attributes.size()) {
      return cel::Extent::Largest(ToCelType(model_.attributes[attribute].type),
                                  kLongestText, 0);
    }
    if (variable >= variables.lists && list < model_.lists.size()) {
      return cel::Extent::Of(model_.lists[list].value);
    }
    return cel::Extent::Largest(cel::Kind::kString, kLongestText, 0);
  };
  if (cel::CostBound(*condition, extent) > condition->limits().max_steps) {
    return Fail("it may cost too much");
  }
  limits_ = &condition->limits();
  std::optional<Combination> made = Visit(condition->root(), outcome);
  if (HasOverflowed()) return std::nullopt;
  return made;
}

std::optional<Combination> ConditionPlanner::Visit(const Expr& expr,
                                                   Outcome outcome) {
  if (combiner_.has_overflowed()) return Combination();
  switch (expr.kind) {
    case ExprKind::kAnd:
      return VisitAll(expr, outcome, kIsFalse);
    case ExprKind::kOr:
      return VisitAll(expr, outcome, kIsTrue);
    case ExprKind::kCall:
      if (expr.name == "!_") {
        return Visit(*expr.children[0], outcome == kIsTrue    ? kIsFalse
                                        : outcome == kIsFalse ? kIsTrue
                                                              : outcome);
      }
      if (expr.name == "_?_:_") return VisitConditional(expr, outcome);
      break;
    default:
      break;
  }
  return VisitLeaf(expr, outcome);
}

// && is decided by false, || by true: that outcome where any operand has it,
// the other one where all have the other one, missing where none decides and
// any is missing.
std::optional<Combination> ConditionPlanner::VisitAll(const Expr& expr,
                                                      Outcome outcome,
                                                      Outcome decides) {
  const auto none_has = [&](Outcome which) -> std::optional<Combination> {
    Combination none = Combiner::Constant(true);
    for (const auto& child : expr.children) {
      std::optional<Combination> has = Visit(*child, which);
      if (!has.has_value()) return std::nullopt;
      none = combiner_.And(none, combiner_.Not(*std::move(has)));
    }
    return none;
  };
  if (outcome == decides) {
    std::optional<Combination> none = none_has(decides);
    if (!none.has_value()) return std::nullopt;
    return combiner_.Not(*std::move(none));
  }
  if (outcome == kIsMissing) {
    const std::optional<Combination> undecided = none_has(decides);
    if (!undecided.has_value()) return std::nullopt;
    std::optional<Combination> none_missing = none_has(kIsMissing);
    if (!none_missing.has_value()) return std::nullopt;
    return combiner_.And(*undecided, combiner_.Not(*std::move(none_missing)));
  }
  Combination all = Combiner::Constant(true);
  for (const auto& child : expr.children) {
    const std::optional<Combination> has = Visit(*child, outcome);
    if (!has.has_value()) return std::nullopt;
    all = combiner_.And(all, *has);
  }
  return all;
}

std::optional<Combination> ConditionPlanner::VisitConditional(const Expr& expr,
                                                              Outcome outcome) {
  const auto chosen = [&](Outcome when,
                          size_t child) -> std::optional<Combination> {
    const std::optional<Combination> is = Visit(*expr.children[0], when);
    if (!is.has_value()) return std::nullopt;
    const std::optional<Combination> has =
        Visit(*expr.children[child], outcome);
    if (!has.has_value()) return std::nullopt;
    return combiner_.And(*is, *has);
  };
  std::optional<Combination> first = chosen(kIsTrue, 1);
  if (!first.has_value()) return std::nullopt;
  std::optional<Combination> second = chosen(kIsFalse, 2);
  if (!second.has_value()) return std::nullopt;
  Combination made = combiner_.Or(*std::move(first), *std::move(second));
  if (outcome != kIsMissing) return made;
  std::optional<Combination> missing = Visit(*expr.children[0], kIsMissing);
  if (!missing.has_value()) return std::nullopt;
  return combiner_.Or(std::move(made), *std::move(missing));
}

std::optional<Combination> ConditionPlanner::VisitConstant(const Expr& expr,
                                                           Outcome outcome) {
  const Outcome is = OutcomeOf(Constant(expr));
  if (is == kIsError) return Fail("a part of it is always an error");
  return Combiner::Constant(is == outcome);
}

std::optional<Combination> ConditionPlanner::VisitLeaf(const Expr& expr,
                                                       Outcome outcome) {
  std::set<int> roots;
  bool has_derived = false;
  CollectRoots(expr, &roots, &has_derived);
  if (roots.empty() && !has_derived) return VisitConstant(expr, outcome);
  const int as_of = model_.lead_variables.as_of;
  if (roots.size() == 2 && roots.count(as_of) == 1 && !has_derived) {
    const int other =
        *roots.begin() == as_of ? *roots.rbegin() : *roots.begin();
    std::optional<Combination> made = VisitAge(expr, other, outcome);
    if (made.has_value()) return made;
  }
  if (roots.count(as_of) == 1) {
    return Fail(absl::StrCat("it computes with as_of: ", cel::Print(expr)));
  }
  if (roots.size() != 1) {
    return Fail(absl::StrCat("it compares several values: ", cel::Print(expr)));
  }
  const int source = SourceOf(*roots.begin());
  if (source < 0) return std::nullopt;
  const Source& of = sources_[static_cast<size_t>(source)];
  if (expr.is_presence && expr.binding == cel::Binding::kVariable &&
      expr.index == of.variable) {
    Atom atom;
    atom.kind = Atom::Kind::kPresent;
    return combiner_.Where(source, AddAtom(source, std::move(atom)), outcome);
  }
  if (IsVariable(expr, source) && of.type == ValueType::kBool) {
    Atom atom;
    atom.kind = Atom::Kind::kBelow;
    atom.cut = 1;
    const Outcome below = outcome == kIsTrue    ? kIsFalse
                          : outcome == kIsFalse ? kIsTrue
                                                : outcome;
    return combiner_.Where(source, AddAtom(source, std::move(atom)), below);
  }
  if (!has_derived && expr.kind == ExprKind::kCall &&
      expr.children.size() == 2) {
    std::optional<Combination> made =
        of.is_text() ? VisitTextCall(source, expr, outcome)
                     : VisitComparison(source, expr, outcome);
    if (made.has_value()) return made;
  }
  // A lead may turn out to be one for the plain scorer when it is evaluated,
  // which has to be known before its activities are counted.
  if (of.signal >= 0 && of.type != ValueType::kBool) {
    return Fail(absl::StrCat("it computes with a signal: ", cel::Print(expr)));
  }
  Atom atom;
  atom.kind = Atom::Kind::kExpression;
  atom.expression = &expr;
  atom.limits = limits_;
  return combiner_.Where(source, AddAtom(source, std::move(atom)), outcome);
}

// ---- Ages ----------------------------------------------------------------

// Orderings of sums and differences of a time, as_of and durations, in which
// only the age of the time counts: how often each of both is added is one, and
// minus one.
std::optional<Combination> ConditionPlanner::VisitAge(const Expr& expr,
                                                      int variable,
                                                      Outcome outcome) {
  const int attribute = variable - model_.lead_variables.attributes;
  if (attribute < 0 ||
      attribute >= static_cast<int>(model_.attributes.size()) ||
      model_.attributes[static_cast<size_t>(attribute)].type !=
          ValueType::kTimestamp ||
      expr.kind != ExprKind::kCall || !IsOrdering(expr.name)) {
    return std::nullopt;
  }
  const std::optional<TimeSum> left =
      SumOf(*expr.children[0], variable, model_.lead_variables.as_of);
  const std::optional<TimeSum> right =
      SumOf(*expr.children[1], variable, model_.lead_variables.as_of);
  if (!left.has_value() || !right.has_value()) return std::nullopt;
  const int times = left->times - right->times;
  if (std::abs(times) != 1 || left->as_ofs - right->as_ofs != -times) {
    return std::nullopt;
  }
  AgeFacts facts(model_, variable);
  const KeyRange ages = {-kMostAge, kMostAge};
  const auto value_at = [&](int64_t age) {
    facts.set_age(age);
    return cel::Evaluate(expr, facts, *limits_);
  };
  const Value youngest = value_at(ages.least);
  if (youngest.is_error() || value_at(ages.largest).is_error()) {
    return std::nullopt;
  }
  const bool is_true_below = youngest.is_true();
  const absl::int128 cut = FirstKey(ages, [&](int64_t age) {
    return value_at(age).is_true() != is_true_below;
  });
  if (!is_true_below && outcome != kIsMissing) {
    outcome = outcome == kIsTrue ? kIsFalse : kIsTrue;
  }
  return WhereBelow(AgeOf(variable), cut, outcome);
}

// ---- Texts ---------------------------------------------------------------

std::optional<Combination> ConditionPlanner::VisitTextCall(int source,
                                                           const Expr& expr,
                                                           Outcome outcome) {
  const bool is_left = IsVariable(*expr.children[0], source);
  const Expr& other = *expr.children[is_left ? 1 : 0];
  if ((!is_left && !IsVariable(*expr.children[1], source)) ||
      !IsConstant(other)) {
    return std::nullopt;
  }
  const Value constant = Constant(other);
  const bool is_negated = expr.name == "_!=_";
  Atom atom;
  if (expr.name == "_==_" || is_negated) {
    if (!constant.is(Kind::kString)) return std::nullopt;
    atom.kind = Atom::Kind::kLiteral;
    atom.choices = {LiteralOf(source, std::string(constant.as_string()))};
  } else if (expr.name == "@in" && is_left) {
    if (!constant.is(Kind::kList)) return std::nullopt;
    atom.kind = Atom::Kind::kLiteral;
    for (const Value& item : constant.as_list()) {
      if (item.is(Kind::kString)) {
        atom.choices.push_back(
            LiteralOf(source, std::string(item.as_string())));
      }
    }
    std::sort(atom.choices.begin(), atom.choices.end());
    atom.choices.erase(std::unique(atom.choices.begin(), atom.choices.end()),
                       atom.choices.end());
  } else if (is_left && expr.is_member && constant.is(Kind::kString)) {
    if (expr.name == "contains") {
      atom.kind = Atom::Kind::kContains;
    } else if (expr.name == "startsWith") {
      atom.kind = Atom::Kind::kStartsWith;
    } else if (expr.name == "endsWith") {
      atom.kind = Atom::Kind::kEndsWith;
    } else {
      return std::nullopt;
    }
    atom.text = std::string(constant.as_string());
  } else {
    return std::nullopt;
  }
  if (is_negated && outcome != kIsMissing) {
    outcome = outcome == kIsTrue ? kIsFalse : kIsTrue;
  }
  return combiner_.Where(source, AddAtom(source, std::move(atom)), outcome);
}

// ---- Numbers -------------------------------------------------------------

std::optional<Combination> ConditionPlanner::VisitComparison(int source,
                                                             const Expr& expr,
                                                             Outcome outcome) {
  const bool is_left = IsVariable(*expr.children[0], source);
  const Expr& other = *expr.children[is_left ? 1 : 0];
  if ((!is_left && !IsVariable(*expr.children[1], source)) ||
      !IsConstant(other)) {
    return std::nullopt;
  }
  const Value constant = Constant(other);
  const ValueType type = sources_[static_cast<size_t>(source)].type;
  const auto is_comparable = [type](const Value& value) {
    return type == ValueType::kTimestamp ? value.is(Kind::kTimestamp)
           : type == ValueType::kBool    ? false
                                         : value.is_numeric();
  };
  if (expr.name == "@in" && is_left && constant.is(Kind::kList)) {
    for (const Value& item : constant.as_list()) {
      if (!is_comparable(item)) return std::nullopt;
    }
    return WhereEqualsAny(source, constant.as_list(), outcome);
  }
  if (!is_comparable(constant)) return std::nullopt;
  if (expr.name == "_==_" || expr.name == "_!=_") {
    if (expr.name == "_!=_" && outcome != kIsMissing) {
      outcome = outcome == kIsTrue ? kIsFalse : kIsTrue;
    }
    return WhereEqualsAny(source, {constant}, outcome);
  }
  if (!IsOrdering(expr.name)) return std::nullopt;
  return WhereOrdered(source, expr, outcome);
}

Combination ConditionPlanner::WhereBelow(int source, absl::int128 cut,
                                         Outcome outcome) {
  const KeyRange keys = KeysOf(sources_[static_cast<size_t>(source)].type);
  Atom atom;
  atom.kind = Atom::Kind::kBelow;
  atom.cut = keys.least;
  if (cut <= absl::int128(keys.largest)) {
    atom.cut = static_cast<int64_t>(cut);
  } else if (outcome != kIsMissing) {
    // All that is there is below the cut, and not below the least key.
    if (outcome == kIsFalse) return Combiner::Constant(false);
    outcome = kIsFalse;
  }
  return combiner_.Where(source, AddAtom(source, std::move(atom)), outcome);
}

// Finds the cut by asking the reference evaluator, which knows how numbers of
// different types compare.
Combination ConditionPlanner::WhereOrdered(int source, const Expr& expr,
                                           Outcome outcome) {
  const Source& of = sources_[static_cast<size_t>(source)];
  const bool is_left = IsVariable(*expr.children[0], source);
  const std::string name = is_left ? expr.name : Mirrored(expr.name);
  // Below the cut it is true for < and <=, false for > and >=.
  const bool is_true_below = name == "_<_" || name == "_<=_";
  OneVariable variable(model_, of.variable);
  const absl::int128 cut = FirstKey(KeysOf(of.type), [&](int64_t key) {
    variable.set_value(ValueOfKey(of.type, key));
    return cel::Evaluate(expr, variable, *limits_).is_true() != is_true_below;
  });
  if (!is_true_below && outcome != kIsMissing) {
    outcome = outcome == kIsTrue ? kIsFalse : kIsTrue;
  }
  return WhereBelow(source, cut, outcome);
}

Combination ConditionPlanner::WhereEqualsAny(int source,
                                             const std::vector<Value>& items,
                                             Outcome outcome) {
  Atom presence;
  presence.kind = Atom::Kind::kPresent;
  const int present = AddAtom(source, std::move(presence));
  if (outcome == kIsMissing) {
    return combiner_.Where(source, present, kIsFalse);
  }
  const ValueType type = sources_[static_cast<size_t>(source)].type;
  const KeyRange keys = KeysOf(type);
  Combination equal = Combiner::Constant(false);
  for (const Value& item : items) {
    const absl::int128 begin = FirstKey(keys, [&](int64_t key) {
      return Order(ValueOfKey(type, key), item) >= 0;
    });
    const absl::int128 end = FirstKey(keys, [&](int64_t key) {
      return Order(ValueOfKey(type, key), item) > 0;
    });
    if (begin == end) continue;
    equal = combiner_.Or(std::move(equal),
                         combiner_.And(WhereBelow(source, begin, kIsFalse),
                                       WhereBelow(source, end, kIsTrue)));
  }
  if (outcome == kIsTrue) return equal;
  return combiner_.And(combiner_.Not(std::move(equal)),
                       combiner_.Where(source, present, kIsTrue));
}

}  // namespace leadscore::internal
