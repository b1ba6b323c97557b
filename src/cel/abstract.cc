// Parts that read only what is known exactly are evaluated as they are. Above
// them, logic, comparisons and sums are followed with all that their operands
// may be; anything else may give any value.

#include "src/cel/abstract.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "src/cel/evaluator.h"
#include "src/cel/functions.h"

namespace leadscore::internal::cel {
namespace {

// What is known exactly, for the plain evaluator.
class ExactActivation : public Activation {
 public:
  explicit ExactActivation(const AbstractActivation& activation)
      : activation_(activation) {}
  Value Get(int variable) const override {
    return activation_.Get(variable).value();
  }

 private:
  const AbstractActivation& activation_;
};

}  // namespace

Abstract Abstract::Exactly(Value value) {
  Abstract abstract(Form::kExact);
  abstract.low_ = std::move(value);
  return abstract;
}

Abstract Abstract::Between(Value low, Value high) {
  Abstract abstract(Form::kBetween);
  abstract.low_ = std::move(low);
  abstract.high_ = std::move(high);
  return abstract;
}

Abstract Abstract::Truth(bool may_be_true, bool may_be_false,
                         bool may_be_missing, bool may_fail) {
  Abstract abstract(Form::kTruth);
  abstract.may_be_true_ = may_be_true;
  abstract.may_be_false_ = may_be_false;
  abstract.may_be_missing_ = may_be_missing;
  abstract.may_fail_ = may_fail;
  return abstract;
}

Abstract Abstract::TextOtherThan(std::shared_ptr<const Texts> texts) {
  Abstract abstract(Form::kOtherText);
  abstract.texts_ = std::move(texts);
  return abstract;
}

Abstract Abstract::Anything() { return Abstract(Form::kAnything); }

bool Abstract::may_be_true() const {
  return form_ == Form::kAnything || (is_exact() && low_.is_true()) ||
         may_be_true_;
}

bool Abstract::may_be_false() const {
  return form_ == Form::kAnything || (is_exact() && low_.is_false()) ||
         may_be_false_;
}

bool Abstract::may_be_missing() const {
  return form_ == Form::kAnything || (is_exact() && low_.is_missing()) ||
         may_be_missing_;
}

bool Abstract::may_fail() const {
  return form_ == Form::kAnything ||
         (is_exact() && low_.is_error() && !low_.is_missing()) || may_fail_;
}

class AbstractEvaluator {
 public:
  AbstractEvaluator(const AbstractActivation& activation, const Limits& limits)
      : activation_(activation), exact_(activation), limits_(limits) {}

  Abstract Visit(const Expr& expr) {
    if (IsExact(expr)) {
      return Abstract::Exactly(Evaluate(expr, exact_, limits_));
    }
    switch (expr.kind) {
      case ExprKind::kIdentifier:
        return activation_.Get(expr.index);
      case ExprKind::kSelect:
        return OfSelection(expr);
      case ExprKind::kAnd:
        return OfLogic(expr, /*decides=*/false);
      case ExprKind::kOr:
        return OfLogic(expr, /*decides=*/true);
      case ExprKind::kCall:
        return OfCall(expr);
      default:
        return Abstract::Anything();
    }
  }

 private:
  using Form = Abstract::Form;

  // Whether an expression reads only what is known exactly.
  bool IsExact(const Expr& expr) const {
    if (expr.binding == Binding::kVariable &&
        !activation_.Get(expr.index).is_exact()) {
      return false;
    }
    return std::all_of(expr.children.begin(), expr.children.end(),
                       [this](const auto& child) { return IsExact(*child); });
  }

  Abstract OfSelection(const Expr& expr) const {
    if (expr.binding != Binding::kVariable) return Abstract::Anything();
    const Abstract variable = activation_.Get(expr.index);
    if (!expr.is_presence) return variable;
    // An error of a variable is that it is missing.
    return Abstract::Truth(true, variable.may_be_error());
  }

  Abstract OfLogic(const Expr& expr, bool decides) {
    bool may_decide = false;
    bool must_decide = false;
    bool may_all_be_other = true;
    bool may_be_missing = false;
    bool may_fail = false;
    for (const auto& child : expr.children) {
      const Abstract operand = Visit(*child);
      const bool may_be_decisive =
          decides ? operand.may_be_true() : operand.may_be_false();
      const bool may_be_other =
          decides ? operand.may_be_false() : operand.may_be_true();
      may_decide = may_decide || may_be_decisive;
      may_all_be_other = may_all_be_other && may_be_other;
      may_be_missing = may_be_missing || operand.may_be_missing();
      may_fail = may_fail || operand.may_fail();
      must_decide = must_decide || (may_be_decisive && !may_be_other &&
                                    !operand.may_be_error());
    }
    if (must_decide) return Abstract::Truth(decides, !decides);
    return Abstract::Truth(decides ? may_decide : may_all_be_other,
                           decides ? may_all_be_other : may_decide,
                           may_be_missing, may_fail);
  }

  Abstract OfCall(const Expr& expr) {
    if (expr.name == "_?_:_") return OfConditional(expr);
    std::vector<Abstract> args;
    for (const auto& child : expr.children) args.push_back(Visit(*child));
    if (expr.name == "!_") {
      return Abstract::Truth(args[0].may_be_false(), args[0].may_be_true(),
                             args[0].may_be_missing(), args[0].may_fail());
    }
    if (args.size() == 2) return OfBinary(expr, args[0], args[1]);
    return OfMonotone(expr, args);
  }

  Abstract OfConditional(const Expr& expr) {
    const Abstract condition = Visit(*expr.children[0]);
    const Abstract yes = Visit(*expr.children[1]);
    const Abstract no = Visit(*expr.children[2]);
    if (condition.is_true()) return yes;
    if (!condition.may_be_true() && !condition.may_be_error() &&
        condition.may_be_false()) {
      return no;
    }
    if (!IsTruth(yes) || !IsTruth(no)) return Abstract::Anything();
    const bool may_yes = condition.may_be_true();
    const bool may_no = condition.may_be_false();
    return Abstract::Truth(
        (may_yes && yes.may_be_true()) || (may_no && no.may_be_true()),
        (may_yes && yes.may_be_false()) || (may_no && no.may_be_false()),
        condition.may_be_missing() || (may_yes && yes.may_be_missing()) ||
            (may_no && no.may_be_missing()),
        condition.may_fail() || (may_yes && yes.may_fail()) ||
            (may_no && no.may_fail()));
  }

  // Whether it is a bool or an error.
  static bool IsTruth(const Abstract& value) {
    return value.form_ == Form::kTruth ||
           (value.is_exact() &&
            (value.low_.is(Kind::kBool) || value.low_.is_error()));
  }

  Abstract OfBinary(const Expr& expr, const Abstract& a, const Abstract& b) {
    const std::string& name = expr.name;
    if (a.is_exact() && a.value().is_missing()) return a;
    if (b.is_exact() && b.value().is_missing()) return b;
    for (const Abstract* operand : {&a, &b}) {
      if (!operand->is_exact() || !operand->value().is_error()) continue;
      // A missing value is reported before any other error.
      return Abstract::Truth(false, false,
                             a.may_be_missing() || b.may_be_missing(),
                             /*may_fail=*/true);
    }
    if (name == "_<_" || name == "_<=_") return OfOrder(expr, a, b);
    if (name == "_>_" || name == "_>=_") return OfFallingOrder(expr, a, b);
    if (name == "_==_") return OfEquality(a, b);
    if (name == "_!=_") {
      const Abstract equal = OfEquality(a, b);
      return Abstract::Truth(equal.may_be_false(), equal.may_be_true(),
                             equal.may_be_missing(), equal.may_fail());
    }
    if (name == "@in") return OfMembership(a, b);
    if (name == "_+_")
      return OfRange(expr, {a.low(), b.low()}, a, b, {a.high(), b.high()});
    if (name == "_-_")
      return OfRange(expr, {a.low(), b.high()}, a, b, {a.high(), b.low()});
    return Abstract::Anything();
  }

  static Abstract AnyTruth() { return Abstract::Truth(true, true, true, true); }

  static bool HasEnds(const Abstract& value) {
    return value.is_exact() || value.is_between();
  }

  Value Call(const Function& function, std::vector<Value> args,
             const Expr& expr) const {
    StepBudget budget(limits_.max_steps);
    CallContext context{expr, limits_, budget};
    return function.call(args, context);
  }

  // a < b and a <= b: most likely for the least a and the largest b.
  Abstract OfOrder(const Expr& expr, const Abstract& a, const Abstract& b) {
    if (!HasEnds(a) || !HasEnds(b)) return AnyTruth();
    return OfEnds(expr, {a.low(), b.high()}, {a.high(), b.low()});
  }

  Abstract OfFallingOrder(const Expr& expr, const Abstract& a,
                          const Abstract& b) {
    if (!HasEnds(a) || !HasEnds(b)) return AnyTruth();
    return OfEnds(expr, {a.high(), b.low()}, {a.low(), b.high()});
  }

  // Of a test, from the arguments for which it is likeliest and unlikeliest.
  Abstract OfEnds(const Expr& expr, std::vector<Value> likeliest,
                  std::vector<Value> unlikeliest) {
    const Value best = Call(*expr.function, std::move(likeliest), expr);
    const Value worst = Call(*expr.function, std::move(unlikeliest), expr);
    if (!best.is(Kind::kBool) || !worst.is(Kind::kBool)) {
      return AnyTruth();
    }
    return Abstract::Truth(best.is_true(), worst.is_false());
  }

  static bool IsAtMost(const Value& a, const Value& b) {
    static const Function* const function = FindFunction("_<=_");
    static const auto* const limits = new Limits();
    static const auto* const expr = new Expr();
    StepBudget budget(limits->max_steps);
    CallContext context{*expr, *limits, budget};
    const std::vector<Value> args = {a, b};
    return function->call(args, context).is_true();
  }

  Abstract OfEquality(const Abstract& a, const Abstract& b) const {
    const bool may_be_missing = a.may_be_missing() || b.may_be_missing();
    const bool may_fail = a.may_fail() || b.may_fail();
    if (a.is_exact() && b.is_exact()) {
      const bool are_equal = a.value() == b.value();
      return Abstract::Truth(are_equal, !are_equal);
    }
    if (HasEnds(a) && HasEnds(b)) {
      const bool may_meet =
          IsAtMost(a.low(), b.high()) && IsAtMost(b.low(), a.high());
      const bool are_points = a.low() == a.high() && b.low() == b.high();
      return Abstract::Truth(may_meet, !(may_meet && are_points));
    }
    const Abstract& text = a.form_ == Form::kOtherText ? a : b;
    const Abstract& other = &text == &a ? b : a;
    if (text.form_ == Form::kOtherText && other.is_exact()) {
      return Abstract::Truth(MayBe(text, other.value()), true);
    }
    if (IsTruth(a) && IsTruth(b)) {
      return Abstract::Truth((a.may_be_true() && b.may_be_true()) ||
                                 (a.may_be_false() && b.may_be_false()),
                             (a.may_be_true() && b.may_be_false()) ||
                                 (a.may_be_false() && b.may_be_true()),
                             may_be_missing, may_fail);
    }
    return Abstract::Truth(true, true, may_be_missing, may_fail);
  }

  // Whether a text that is none of some may be a value.
  static bool MayBe(const Abstract& other_text, const Value& value) {
    return value.is(Kind::kString) && other_text.may_be_text(value.as_string());
  }

  // a in b.
  Abstract OfMembership(const Abstract& a, const Abstract& b) const {
    const bool may_be_missing = a.may_be_missing() || b.may_be_missing();
    const bool may_fail = a.may_fail() || b.may_fail();
    if (!b.is_exact() || !b.value().is(Kind::kList)) {
      return Abstract::Truth(true, true, may_be_missing, may_fail);
    }
    const std::vector<Value>& items = b.value().as_list();
    const auto may_be = [&](const Value& item) {
      if (a.form_ == Form::kOtherText) return MayBe(a, item);
      if (a.is_between()) {
        return IsAtMost(a.low(), item) && IsAtMost(item, a.high());
      }
      return true;
    };
    return Abstract::Truth(std::any_of(items.begin(), items.end(), may_be),
                           true, may_be_missing, may_fail);
  }

  // Of a sum or difference, which rises and falls with its operands.
  Abstract OfRange(const Expr& expr, std::vector<Value> lowest,
                   const Abstract& a, const Abstract& b,
                   std::vector<Value> highest) const {
    if (!HasEnds(a) || !HasEnds(b)) return Abstract::Anything();
    Value low = Call(*expr.function, std::move(lowest), expr);
    Value high = Call(*expr.function, std::move(highest), expr);
    if (!HasOrder(low) || !HasOrder(high)) return Abstract::Anything();
    return Abstract::Between(std::move(low), std::move(high));
  }

  // A number, instant or duration: what has a place between others.
  static bool HasOrder(const Value& value) {
    if (value.is(Kind::kDouble)) return value.as_double() == value.as_double();
    return value.is_numeric() || value.is(Kind::kTimestamp) ||
           value.is(Kind::kDuration);
  }

  // Of functions of one number that never fall.
  Abstract OfMonotone(const Expr& expr, const std::vector<Abstract>& args) {
    if (args.size() != 1 || !args[0].is_between() || expr.name != "double") {
      return Abstract::Anything();
    }
    return OfRange(expr, {args[0].low()}, args[0], args[0], {args[0].high()});
  }

  const AbstractActivation& activation_;
  const ExactActivation exact_;
  const Limits& limits_;
};

Abstract EvaluateAbstractly(const Program& program,
                            const AbstractActivation& activation) {
  return EvaluateAbstractly(program.root(), program.limits(), activation);
}

Abstract EvaluateAbstractly(const Expr& part, const Limits& limits,
                            const AbstractActivation& activation) {
  return AbstractEvaluator(activation, limits).Visit(part);
}

}  // namespace leadscore::internal::cel
