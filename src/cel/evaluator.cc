// Errors are values. An operator or function gives back the error of an
// argument, a missing value before any other error. The logical operators, the
// conditional and the macros all() and exists() need not look at an error if
// another operand decides.

#include "src/cel/evaluator.h"

#include <utility>
#include <vector>

#include "src/cel/functions.h"

namespace leadscore::internal::cel {
namespace {

// Of several errors the one to report: the first missing value, else the first.
class ErrorChoice {
 public:
  void Add(const Value& error) {
    if (!has_error_ || (error.is_missing() && !chosen_.is_missing())) {
      chosen_ = error;
      has_error_ = true;
    }
  }
  bool has_error() const { return has_error_; }
  const Value& chosen() const { return chosen_; }

 private:
  bool has_error_ = false;
  Value chosen_;
};

class Evaluator {
 public:
  Evaluator(const Activation& activation, const Limits& limits)
      : activation_(activation), limits_(limits), budget_(limits.max_steps) {}

  Value Visit(const Expr& expr) {
    if (!budget_.Spend(1)) return Located(ErrorCode::kBudget, expr);
    switch (expr.kind) {
      case ExprKind::kConstant:
        return expr.constant;
      case ExprKind::kIdentifier:
        return OfName(expr);
      case ExprKind::kSelect:
        return OfSelection(expr);
      case ExprKind::kAnd:
        return OfLogic(expr, /*decides=*/false);
      case ExprKind::kOr:
        return OfLogic(expr, /*decides=*/true);
      case ExprKind::kCall:
        return OfCall(expr);
      case ExprKind::kList:
        return OfList(expr);
      case ExprKind::kMap:
        return OfMap(expr);
      case ExprKind::kMacro:
        break;
    }
    return OfMacro(expr);
  }

 private:
  static Value Located(ErrorCode code, const Expr& expr) {
    return Value::MakeError(
        Error{code, -1, static_cast<int32_t>(expr.token_begin)});
  }

  // Adds the place to an error that was made without one.
  static Value Located(Value value, const Expr& expr) {
    if (!value.is_error() || value.as_error().offset >= 0) return value;
    Error error = value.as_error();
    error.offset = static_cast<int32_t>(expr.token_begin);
    return Value::MakeError(error);
  }

  Value OfName(const Expr& expr) {
    switch (expr.binding) {
      case Binding::kVariable:
        return Located(activation_.Get(expr.index), expr);
      case Binding::kLocal:
        return locals_[locals_.size() - 1 - static_cast<size_t>(expr.index)];
      case Binding::kType:
        return expr.constant;
      case Binding::kNone:
        break;
    }
    return Located(ErrorCode::kUndeclared, expr);
  }

  Value OfSelection(const Expr& expr) {
    if (expr.binding != Binding::kNone) {
      const Value value = OfName(expr);
      return expr.is_presence ? Value::Bool(!value.is_missing()) : value;
    }
    const Value operand = Visit(*expr.children[0]);
    if (operand.is_error()) return operand;
    if (!operand.is(Kind::kMap)) {
      return Located(ErrorCode::kNoSuchOverload, expr);
    }
    const auto found = operand.Lookup(Value::BorrowedString(expr.name));
    if (expr.is_presence) return Value::Bool(found.has_value());
    return found.has_value() ? *found : Located(ErrorCode::kNoSuchKey, expr);
  }

  // && is decided by false, || by true.
  Value OfLogic(const Expr& expr, bool decides) {
    ErrorChoice errors;
    for (const auto& child : expr.children) {
      const Value value = Visit(*child);
      if (value.is(Kind::kBool)) {
        if (value.as_bool() == decides) return value;
      } else if (value.is_error()) {
        errors.Add(value);
      } else {
        errors.Add(Located(ErrorCode::kNoSuchOverload, *child));
      }
    }
    return errors.has_error() ? errors.chosen() : Value::Bool(!decides);
  }

  Value OfCall(const Expr& expr) {
    if (expr.name == "_?_:_") return OfConditional(expr);
    std::vector<Value> args;
    args.reserve(expr.children.size());
    ErrorChoice errors;
    for (const auto& child : expr.children) {
      args.push_back(Visit(*child));
      if (args.back().is_error()) errors.Add(args.back());
    }
    if (errors.has_error()) return errors.chosen();
    if (expr.function == nullptr) {
      return Located(ErrorCode::kUndeclared, expr);
    }
    if (!TakesArguments(*expr.function, expr.is_member, args.size())) {
      return Located(ErrorCode::kNoSuchOverload, expr);
    }
    CallContext context{expr, limits_, budget_};
    return Located(expr.function->call(args, context), expr);
  }

  // Functions may rely on the number of their arguments.
  static bool TakesArguments(const Function& function, bool is_member,
                             size_t count) {
    if (function.rule != nullptr) return count == 2;
    for (const Overload& overload : function.overloads) {
      if (overload.is_member == is_member && overload.params.size() == count) {
        return true;
      }
    }
    return false;
  }

  Value OfConditional(const Expr& expr) {
    const Value condition = Visit(*expr.children[0]);
    if (condition.is_error()) return condition;
    if (!condition.is(Kind::kBool)) {
      return Located(ErrorCode::kNoSuchOverload, expr);
    }
    return Visit(*expr.children[condition.as_bool() ? 1 : 2]);
  }

  Value OfList(const Expr& expr) {
    std::vector<Value> items;
    items.reserve(expr.children.size());
    ErrorChoice errors;
    for (const auto& child : expr.children) {
      items.push_back(Visit(*child));
      if (items.back().is_error()) errors.Add(items.back());
    }
    if (errors.has_error()) return errors.chosen();
    return Value::List(std::move(items));
  }

  Value OfMap(const Expr& expr) {
    std::vector<std::pair<Value, Value>> entries;
    ErrorChoice errors;
    for (size_t i = 0; i < expr.children.size(); i += 2) {
      Value key = Visit(*expr.children[i]);
      Value value = Visit(*expr.children[i + 1]);
      if (key.is_error()) errors.Add(key);
      if (value.is_error()) errors.Add(value);
      entries.emplace_back(std::move(key), std::move(value));
    }
    if (errors.has_error()) return errors.chosen();
    return Located(Value::Map(std::move(entries)), expr);
  }

  // ---- Macros ------------------------------------------------------------

  Value OfMacro(const Expr& expr) {
    const Value range = Visit(*expr.children[0]);
    if (range.is_error()) return range;
    std::vector<Value> elements;
    if (range.is(Kind::kList)) {
      elements = range.as_list();
    } else if (range.is(Kind::kMap)) {
      for (const auto& [key, value] : range.as_map()) elements.push_back(key);
    } else {
      return Located(ErrorCode::kNoSuchOverload, expr);
    }
    if (!budget_.Spend(static_cast<int64_t>(elements.size()))) {
      return Located(ErrorCode::kBudget, expr);
    }
    locals_.emplace_back();
    Value result = OverElements(expr, elements);
    locals_.pop_back();
    return result;
  }

  Value OverElements(const Expr& expr, const std::vector<Value>& elements) {
    switch (expr.macro) {
      case Macro::kAll:
        return AllOrExists(expr, elements, /*decides=*/false);
      case Macro::kExists:
        return AllOrExists(expr, elements, /*decides=*/true);
      case Macro::kExistsOne:
        return ExistsOne(expr, elements);
      default:
        return FilterOrMap(expr, elements);
    }
  }

  Value AllOrExists(const Expr& expr, const std::vector<Value>& elements,
                    bool decides) {
    ErrorChoice errors;
    for (const Value& element : elements) {
      locals_.back() = element;
      const Value value = Visit(*expr.children[1]);
      if (value.is(Kind::kBool)) {
        if (value.as_bool() == decides) return value;
      } else {
        errors.Add(value.is_error()
                       ? value
                       : Located(ErrorCode::kNoSuchOverload, expr));
        if (IsOutOfBudget(value)) break;
      }
    }
    return errors.has_error() ? errors.chosen() : Value::Bool(!decides);
  }

  static bool IsOutOfBudget(const Value& value) {
    return value.is_error() && value.as_error().code == ErrorCode::kBudget;
  }

  // exists_one() looks at every element, so that it has an error if any has.
  Value ExistsOne(const Expr& expr, const std::vector<Value>& elements) {
    int64_t count = 0;
    ErrorChoice errors;
    for (const Value& element : elements) {
      locals_.back() = element;
      const Value value = Visit(*expr.children[1]);
      if (value.is(Kind::kBool)) {
        count += value.as_bool() ? 1 : 0;
      } else {
        errors.Add(value.is_error()
                       ? value
                       : Located(ErrorCode::kNoSuchOverload, expr));
        if (IsOutOfBudget(value)) break;
      }
    }
    return errors.has_error() ? errors.chosen() : Value::Bool(count == 1);
  }

  // filter() and map() give an error if any element does.
  Value FilterOrMap(const Expr& expr, const std::vector<Value>& elements) {
    const bool has_predicate = expr.macro != Macro::kMap;
    const bool transforms = expr.macro != Macro::kFilter;
    std::vector<Value> items;
    ErrorChoice errors;
    for (const Value& element : elements) {
      locals_.back() = element;
      Value value =
          has_predicate ? Visit(*expr.children[1]) : Value::Bool(true);
      if (!value.is(Kind::kBool) && !value.is_error()) {
        value = Located(ErrorCode::kNoSuchOverload, expr);
      }
      if (value.is_true()) {
        value = transforms ? Visit(*expr.children.back()) : element;
        if (!value.is_error()) items.push_back(value);
      }
      if (value.is_error()) errors.Add(value);
      if (IsOutOfBudget(value)) break;
    }
    if (errors.has_error()) return errors.chosen();
    return Value::List(std::move(items));
  }

  const Activation& activation_;
  const Limits& limits_;
  StepBudget budget_;
  std::vector<Value> locals_;  // Of the macros around, the innermost last.
};

}  // namespace

Value Evaluate(const Expr& root, const Activation& activation,
               const Limits& limits) {
  return Evaluator(activation, limits).Visit(root);
}

}  // namespace leadscore::internal::cel
