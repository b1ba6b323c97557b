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

  int64_t steps_left() const { return budget_.left(); }

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
    if (function.rule != nullptr) {
      return !is_member && count >= function.min_args &&
             count <= function.max_args;
    }
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

  // What the variables of a macro stand for.
  struct Element {
    Value first;
    Value second;  // Of a macro with two variables.
  };
  using Elements = std::vector<Element>;

  Value OfMacro(const Expr& expr) {
    Value range = Visit(*expr.children[0]);
    const bool has_second = !expr.second_name.empty();
    const size_t outer = locals_.size();
    locals_.resize(outer + (has_second ? 2 : 1));
    Value result;
    if (expr.macro == Macro::kBind) {
      // An error only matters where the variable is used.
      locals_.back() = std::move(range);
      result = Visit(*expr.children[1]);
    } else {
      result = OverRange(expr, range);
    }
    locals_.resize(outer);
    return result;
  }

  Value OverRange(const Expr& expr, const Value& range) {
    if (range.is_error()) return range;
    const bool has_second = !expr.second_name.empty();
    Elements elements;
    if (range.is(Kind::kList)) {
      for (const Value& item : range.as_list()) {
        const auto index = static_cast<int64_t>(elements.size());
        elements.push_back({has_second ? Value::Int(index) : item, item});
      }
    } else if (range.is(Kind::kMap)) {
      for (const auto& [key, value] : range.as_map()) {
        elements.push_back({key, value});
      }
    } else {
      return Located(ErrorCode::kNoSuchOverload, expr);
    }
    if (!budget_.Spend(static_cast<int64_t>(elements.size()))) {
      return Located(ErrorCode::kBudget, expr);
    }
    switch (expr.macro) {
      case Macro::kAll:
        return AllOrExists(expr, elements, /*decides=*/false);
      case Macro::kExists:
        return AllOrExists(expr, elements, /*decides=*/true);
      case Macro::kExistsOne:
        return ExistsOne(expr, elements);
      default:
        return FilterOrTransform(expr, elements);
    }
  }

  void SetLocals(const Expr& expr, const Element& element) {
    if (expr.second_name.empty()) {
      locals_.back() = element.first;
    } else {
      locals_[locals_.size() - 2] = element.first;
      locals_.back() = element.second;
    }
  }

  // The predicate of a macro for one element: a bool or an error.
  Value Predicate(const Expr& expr) {
    Value value = Visit(*expr.children[1]);
    if (value.is(Kind::kBool) || value.is_error()) return value;
    return Located(ErrorCode::kNoSuchOverload, expr);
  }

  Value AllOrExists(const Expr& expr, const Elements& elements, bool decides) {
    ErrorChoice errors;
    for (const Element& element : elements) {
      SetLocals(expr, element);
      const Value value = Predicate(expr);
      if (value.is_error()) {
        errors.Add(value);
        if (IsOutOfBudget(value)) break;
      } else if (value.as_bool() == decides) {
        return value;
      }
    }
    return errors.has_error() ? errors.chosen() : Value::Bool(!decides);
  }

  static bool IsOutOfBudget(const Value& value) {
    return value.is_error() && value.as_error().code == ErrorCode::kBudget;
  }

  // exists_one() looks at every element, so that it has an error if any has.
  Value ExistsOne(const Expr& expr, const Elements& elements) {
    int64_t count = 0;
    ErrorChoice errors;
    for (const Element& element : elements) {
      SetLocals(expr, element);
      const Value value = Predicate(expr);
      if (value.is_error()) {
        errors.Add(value);
        if (IsOutOfBudget(value)) break;
      } else {
        count += value.as_bool() ? 1 : 0;
      }
    }
    return errors.has_error() ? errors.chosen() : Value::Bool(count == 1);
  }

  // These give an error if any element does.
  Value FilterOrTransform(const Expr& expr, const Elements& elements) {
    const bool filters = expr.macro == Macro::kFilter;
    const bool has_predicate = filters || expr.children.size() == 3;
    std::vector<Value> items;
    std::vector<std::pair<Value, Value>> entries;
    ErrorChoice errors;
    for (const Element& element : elements) {
      SetLocals(expr, element);
      Value value = has_predicate ? Predicate(expr) : Value::Bool(true);
      if (value.is_true()) {
        value = filters ? element.first : Visit(*expr.children.back());
        if (!value.is_error()) {
          value = Keep(expr, element, std::move(value), &items, &entries);
        }
      }
      if (value.is_error()) errors.Add(value);
      if (IsOutOfBudget(value)) break;
    }
    if (errors.has_error()) return errors.chosen();
    if (expr.macro == Macro::kFilter || expr.macro == Macro::kMap) {
      return Value::List(std::move(items));
    }
    return Located(Value::Map(std::move(entries)), expr);
  }

  // Adds what a macro made of one element to its result; gives null or an
  // error.
  Value Keep(const Expr& expr, const Element& element, Value value,
             std::vector<Value>* items,
             std::vector<std::pair<Value, Value>>* entries) {
    switch (expr.macro) {
      case Macro::kTransformMap:
        entries->emplace_back(element.first, std::move(value));
        return Value::Null();
      case Macro::kTransformMapEntry:
        if (!value.is(Kind::kMap)) {
          return Located(ErrorCode::kNoSuchOverload, expr);
        }
        if (!budget_.Spend(static_cast<int64_t>(value.as_map().size()))) {
          return Located(ErrorCode::kBudget, expr);
        }
        entries->insert(entries->end(), value.as_map().begin(),
                        value.as_map().end());
        return Value::Null();
      default:
        items->push_back(std::move(value));
        return Value::Null();
    }
  }

  const Activation& activation_;
  const Limits& limits_;
  StepBudget budget_;
  std::vector<Value> locals_;  // Of the macros around, the innermost last.
};

}  // namespace

Value Evaluate(const Expr& root, const Activation& activation,
               const Limits& limits, int64_t* steps) {
  Evaluator evaluator(activation, limits);
  Value value = evaluator.Visit(root);
  if (steps != nullptr) *steps = limits.max_steps - evaluator.steps_left();
  return value;
}

}  // namespace leadscore::internal::cel
