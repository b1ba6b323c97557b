#include "src/cel/checker.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "re2/re2.h"
#include "src/cel/functions.h"
#include "src/cel/overload_issue.h"
#include "src/cel/type_bindings.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

// The types that can be named in an expression.
constexpr std::array<Kind, 13> kNamedTypes = {
    Kind::kBool,   Kind::kInt,   Kind::kUint,      Kind::kDouble,
    Kind::kString, Kind::kBytes, Kind::kList,      Kind::kMap,
    Kind::kNull,   Kind::kType,  Kind::kTimestamp, Kind::kDuration,
    Kind::kDyn};

std::optional<Kind> FindNamedType(std::string_view name) {
  for (Kind kind : kNamedTypes) {
    if (kind != Kind::kDyn && KindName(kind) == name) return kind;
  }
  return std::nullopt;
}

// `a.b.c` as "a.b.c"; nothing for anything but a chain of plain selections.
std::optional<std::string> DottedName(const Expr& expr) {
  if (expr.kind == ExprKind::kIdentifier) return expr.name;
  if (expr.kind != ExprKind::kSelect || expr.is_quoted || expr.is_presence) {
    return std::nullopt;
  }
  std::optional<std::string> operand = DottedName(*expr.children[0]);
  if (!operand.has_value()) return std::nullopt;
  return absl::StrCat(*operand, ".", expr.name);
}

const Expr& Leftmost(const Expr& expr) {
  return expr.kind == ExprKind::kSelect ? Leftmost(*expr.children[0]) : expr;
}

class Checker {
 public:
  Checker(const Environment& environment, Typing typing)
      : environment_(environment), is_static_(typing == Typing::kStatic) {}

  std::vector<Issue> Run(Expr* root) {
    Visit(root);
    return std::move(issues_);
  }

 private:
  void Report(size_t begin, size_t end, std::string message,
              std::string remedy = "") {
    if (!is_static_) return;
    issues_.push_back(Issue{begin, end, std::move(message), std::move(remedy)});
  }

  void Visit(Expr* expr) {
    Type type = TypeOf(expr);
    expr->type = is_static_ ? std::move(type) : Type();
  }

  Type TypeOf(Expr* expr) {
    switch (expr->kind) {
      case ExprKind::kConstant:
        return Type(expr->constant.kind());
      case ExprKind::kIdentifier:
        return OfIdentifier(expr);
      case ExprKind::kSelect:
        return OfSelection(expr);
      case ExprKind::kAnd:
      case ExprKind::kOr:
        return OfLogic(expr);
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

  // ---- Names -------------------------------------------------------------

  struct Local {
    std::string name;
    Type type;
  };

  // Distance of a macro's variable from the innermost one; -1 if there is
  // none of this name.
  int FindLocal(std::string_view name) const {
    for (size_t i = locals_.size(); i-- > 0;) {
      if (locals_[i].name == name) {
        return static_cast<int>(locals_.size() - 1 - i);
      }
    }
    return -1;
  }

  // Resolves a name in the container and its parents, innermost first:
  // variables before types, as CEL's specification has it.
  bool ResolveName(const std::string& name, bool is_absolute, Expr* expr) {
    std::string scope = is_absolute ? "" : environment_.container();
    while (true) {
      const std::string full =
          scope.empty() ? name : absl::StrCat(scope, ".", name);
      const int variable = environment_.Find(full);
      if (variable >= 0) {
        expr->binding = Binding::kVariable;
        expr->index = variable;
        expr->type =
            environment_.variables()[static_cast<size_t>(variable)].type;
        return true;
      }
      if (const auto kind = FindNamedType(full)) {
        expr->binding = Binding::kType;
        expr->constant = Value::TypeValue(*kind);
        expr->type = Type::TypeOf(*kind);
        return true;
      }
      if (scope.empty()) return false;
      const size_t dot = scope.rfind('.');
      scope.resize(dot == std::string::npos ? 0 : dot);
    }
  }

  Type OfIdentifier(Expr* expr) {
    const int local = expr->is_absolute ? -1 : FindLocal(expr->name);
    if (local >= 0) {
      expr->binding = Binding::kLocal;
      expr->index = local;
      return locals_[locals_.size() - 1 - static_cast<size_t>(local)].type;
    }
    if (ResolveName(expr->name, expr->is_absolute, expr)) return expr->type;
    ReportUnknownName(*expr);
    return Kind::kError;
  }

  // Says that an identifier, used alone, is not declared.
  void ReportUnknownName(const Expr& expr) {
    const Environment::Root* root = environment_.FindRoot(expr.name);
    if (root != nullptr && !root->forbidden.empty()) {
      Report(expr.begin, expr.end,
             absl::StrCat(Quoted(expr.name), " cannot be used here"),
             root->forbidden);
      return;
    }
    if (root != nullptr) {
      Report(expr.begin, expr.end,
             absl::StrCat(Quoted(expr.name), " alone is not a value"),
             absl::StrCat("name one ", root->noun, ", as in ", expr.name,
                          ".name"));
      return;
    }
    std::vector<std::string_view> candidates;
    std::string remedy;
    for (const auto& [name, unused] : environment_.roots()) {
      candidates.push_back(name);
      const std::string full = absl::StrCat(name, ".", expr.name);
      if (environment_.Find(full) >= 0) remedy = "write " + full;
    }
    for (const Variable& variable : environment_.variables()) {
      candidates.push_back(variable.name);
    }
    for (const Local& local : locals_) candidates.push_back(local.name);
    Report(
        expr.begin, expr.end,
        absl::StrCat("unknown name ", Quoted(expr.name),
                     remedy.empty() ? DidYouMean(expr.name, candidates) : ""),
        remedy.empty() && FindFunction(expr.name) != nullptr
            ? "a function is called with brackets: " + expr.name + "(...)"
            : remedy);
  }

  // Says that `root.field` is not declared. The root is.
  void ReportUnknownField(const Expr& select, const std::string& root_name) {
    const Environment::Root& root = *environment_.FindRoot(root_name);
    if (!root.forbidden.empty()) {
      Report(select.begin, select.end,
             absl::StrCat(Quoted(root_name), " cannot be used here"),
             root.forbidden);
      return;
    }
    const std::string prefix = root_name + ".";
    std::vector<std::string_view> candidates;
    std::string elsewhere;
    for (const Variable& variable : environment_.variables()) {
      const std::string_view name = variable.name;
      const size_t dot = name.find('.');
      if (name.substr(0, prefix.size()) == prefix) {
        candidates.push_back(name.substr(prefix.size()));
      } else if (dot != std::string_view::npos &&
                 name.substr(dot + 1) == select.name) {
        elsewhere = variable.name;
      }
    }
    std::string hint = DidYouMean(select.name, candidates);
    std::string remedy = hint.empty() ? root.remedy : "";
    if (hint.empty() && !elsewhere.empty()) remedy = "write " + elsewhere;
    Report(select.token_begin, select.token_end,
           absl::StrCat("unknown ", root.noun, " ", Quoted(select.name), hint),
           std::move(remedy));
  }

  Type OfSelection(Expr* expr) {
    const Expr& leftmost = Leftmost(*expr);
    const bool may_be_variable =
        leftmost.kind == ExprKind::kIdentifier &&
        (leftmost.is_absolute || FindLocal(leftmost.name) < 0);
    if (may_be_variable && !expr->is_quoted) {
      const bool is_presence = std::exchange(expr->is_presence, false);
      const std::optional<std::string> name = DottedName(*expr);
      expr->is_presence = is_presence;
      if (name.has_value() && ResolveName(*name, leftmost.is_absolute, expr)) {
        return is_presence ? Type(Kind::kBool) : expr->type;
      }
      const Expr& operand = *expr->children[0];
      if (operand.kind == ExprKind::kIdentifier &&
          environment_.FindRoot(operand.name) != nullptr &&
          environment_.Find(operand.name) < 0) {
        ReportUnknownField(*expr, operand.name);
        return Kind::kError;
      }
    }
    Visit(expr->children[0].get());
    const Type& operand = expr->children[0]->type;
    if (operand.is(Kind::kMap)) {
      if (!IsComparable(operand.param(0), Kind::kString)) {
        Report(expr->token_begin, expr->token_end,
               absl::StrCat("the keys of this map are ",
                            operand.param(0).ToString(), ", not string"));
        return Kind::kError;
      }
      return expr->is_presence ? Type(Kind::kBool) : operand.param(1);
    }
    if (!IsUnknown(operand)) {
      Report(
          expr->token_begin, expr->token_end,
          absl::StrCat(WithArticle(operand), " has no field ",
                       Quoted(expr->name)),
          FindFunction(expr->name) != nullptr
              ? "a function is called with brackets: ." + expr->name + "(...)"
              : "");
      return Kind::kError;
    }
    return expr->is_presence ? Type(Kind::kBool) : Type();
  }

  // ---- Operators and calls -----------------------------------------------

  Type OfLogic(Expr* expr) {
    for (const auto& child : expr->children) {
      Visit(child.get());
      if (!child->type.is(Kind::kBool)) {
        ReportNotBool(*child,
                      absl::StrCat("an operand of \"", expr->name, "\""));
      }
    }
    return Kind::kBool;
  }

  void ReportNotBool(const Expr& expr, std::string_view what) {
    if (IsUnknown(expr.type)) return;
    Report(expr.begin, expr.end,
           absl::StrCat(ToAbsl(what), " has to be true or false, not ",
                        WithArticle(expr.type)),
           "compare it with something");
  }

  Type OfCall(Expr* expr) {
    if (expr->name == "_?_:_") return OfConditional(expr);
    if (expr->is_member && ResolveNamespacedFunction(expr)) {
      return OfFunction(expr);
    }
    if (expr->is_member && IsInFunctionNamespace(*expr->children[0])) {
      ReportUnknownFunction(
          *expr, absl::StrCat(expr->children[0]->name, ".", expr->name));
      return Kind::kError;
    }
    for (const auto& child : expr->children) Visit(child.get());
    expr->function = FindFunction(expr->name);
    if (expr->function == nullptr) {
      ReportUnknownFunction(*expr, expr->name);
      return Kind::kError;
    }
    return Overloaded(expr);
  }

  // Whether what stands before a dot names a set of functions and nothing else.
  bool IsInFunctionNamespace(const Expr& receiver) const {
    return receiver.kind == ExprKind::kIdentifier && !receiver.is_absolute &&
           FindLocal(receiver.name) < 0 &&
           environment_.Find(receiver.name) < 0 &&
           environment_.FindRoot(receiver.name) == nullptr &&
           IsFunctionNamespace(receiver.name);
  }

  void ReportUnknownFunction(const Expr& expr, const std::string& name) {
    Report(expr.token_begin, expr.token_end,
           absl::StrCat("unknown function ", Quoted(name),
                        DidYouMean(name, FunctionNames())));
  }

  // Turns a member call such as math.greatest(1, 2) into a call of the
  // function "math.greatest", if there is such a function.
  bool ResolveNamespacedFunction(Expr* expr) {
    const Expr& receiver = *expr->children[0];
    const Expr& leftmost = Leftmost(receiver);
    if (leftmost.kind != ExprKind::kIdentifier ||
        FindLocal(leftmost.name) >= 0) {
      return false;
    }
    const std::optional<std::string> space = DottedName(receiver);
    if (!space.has_value()) return false;
    const std::string name = absl::StrCat(*space, ".", expr->name);
    if (FindFunction(name) == nullptr) return false;
    expr->name = name;
    expr->is_member = false;
    expr->token_begin = receiver.begin;
    expr->children.erase(expr->children.begin());
    return true;
  }

  Type OfFunction(Expr* expr) {
    for (const auto& child : expr->children) Visit(child.get());
    expr->function = FindFunction(expr->name);
    return Overloaded(expr);
  }

  // The result type of a call, the arguments of which have been visited.
  Type Overloaded(Expr* expr) {
    std::vector<Type> args;
    bool is_broken = false;
    for (const auto& child : expr->children) {
      args.push_back(child->type);
      is_broken |= child->type.is(Kind::kError);
    }
    CheckLiterals(expr);
    std::optional<Type> result;
    if (expr->function->rule != nullptr) {
      result = expr->function->rule(args);
    } else {
      result = MatchOverloads(*expr, args);
    }
    if (result.has_value()) return *result;
    // A mistake in an argument has been reported already.
    if (!is_broken && is_static_) {
      issues_.push_back(NoOverloadIssue(*expr, args));
    }
    return Kind::kError;
  }

  static std::optional<Type> MatchOverloads(const Expr& expr,
                                            const std::vector<Type>& args) {
    std::optional<Type> result;
    for (const Overload& overload : expr.function->overloads) {
      if (overload.is_member != expr.is_member ||
          overload.params.size() != args.size()) {
        continue;
      }
      TypeBindings bindings;
      bool fits = true;
      for (size_t i = 0; fits && i < args.size(); ++i) {
        fits = bindings.Bind(overload.params[i], args[i]);
      }
      if (!fits) continue;
      const Type type = bindings.Apply(overload.result);
      // Several may fit where an argument is dyn.
      result = result.has_value() && *result != type ? Type() : type;
    }
    return result;
  }

  // Mistakes in literal arguments are found now and not for each lead.
  void CheckLiterals(Expr* expr) {
    if (expr->name == "format" && expr->is_member) CheckFormat(*expr);
    if (expr->children.size() < 2 ||
        expr->children[1]->kind != ExprKind::kConstant ||
        !expr->children[1]->constant.is(Kind::kString)) {
      CheckLiteralConversion(*expr);
      return;
    }
    const Expr& literal = *expr->children[1];
    const std::string_view text = literal.constant.as_string();
    if (expr->name == "matches") {
      expr->regex = CompileRegex(text, environment_.limits());
      if (expr->regex == nullptr) ReportRegex(literal, text);
    } else if (expr->is_member && expr->name.substr(0, 3) == "get" &&
               !FindTimeZone(text).has_value()) {
      Report(literal.begin, literal.end, "unknown time zone",
             "use an IANA name such as 'Europe/Berlin', or an offset such as "
             "'+01:00'");
    }
  }

  void CheckFormat(const Expr& expr) {
    const Expr& format = *expr.children[0];
    if (format.kind != ExprKind::kConstant ||
        !format.constant.is(Kind::kString) || expr.children.size() != 2) {
      return;
    }
    const int asked = CountFormatClauses(format.constant.as_string());
    const Expr& values = *expr.children[1];
    const auto given = static_cast<int>(values.children.size());
    if (asked < 0) {
      Report(format.begin, format.end, "not a format",
             "such as '%s', '%d' or '%.2f'; a percent sign is written %%");
    } else if (values.kind == ExprKind::kList && asked > given) {
      Report(format.begin, format.end,
             absl::StrCat("the format asks for ", asked,
                          asked == 1 ? " value" : " values", ", but is given ",
                          given));
    }
  }

  void ReportRegex(const Expr& literal, std::string_view pattern) {
    if (pattern.size() > environment_.limits().max_regex_bytes) {
      Report(literal.begin, literal.end,
             absl::StrCat("a regular expression of more than ",
                          environment_.limits().max_regex_bytes, " bytes"),
             "use a list of the model and \"in\", or several rules");
      return;
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(environment_.limits().regex_memory_bytes);
    const re2::RE2 regex(re2::StringPiece(pattern.data(), pattern.size()),
                         options);
    Report(literal.begin, literal.end,
           absl::StrCat("not a regular expression: ", regex.error()),
           "the syntax is that of RE2; a backslash stands best in r'...'");
  }

  // timestamp('...') and duration('...') of a literal.
  void CheckLiteralConversion(const Expr& expr) {
    if (expr.is_member || expr.children.size() != 1 ||
        expr.children[0]->kind != ExprKind::kConstant ||
        !expr.children[0]->constant.is(Kind::kString) ||
        (expr.name != "timestamp" && expr.name != "duration")) {
      return;
    }
    StepBudget budget(environment_.limits().max_steps);
    CallContext context{expr, environment_.limits(), budget};
    const Expr& literal = *expr.children[0];
    if (!expr.function->call({literal.constant}, context).is_error()) return;
    if (expr.name == "timestamp") {
      Report(literal.begin, literal.end, "not a date and time with a zone",
             "such as '2026-11-20T09:00:00Z' or '2026-11-20T09:00:00+01:00'");
    } else {
      Report(literal.begin, literal.end, "not a duration",
             "such as '36h' or '1h30m'; for days write days(30)");
    }
  }

  Type OfConditional(Expr* expr) {
    for (const auto& child : expr->children) Visit(child.get());
    const Expr& condition = *expr->children[0];
    if (!condition.type.is(Kind::kBool)) {
      ReportNotBool(condition, "what stands before \"?\"");
    }
    const Type& if_true = expr->children[1]->type;
    const Type& if_false = expr->children[2]->type;
    if (!TypeBindings::Assignable(if_true, if_false)) {
      Report(expr->token_begin, expr->token_end,
             absl::StrCat("the two results of \"?\" are of different types, ",
                          if_true.ToString(), " and ", if_false.ToString()));
      return Kind::kError;
    }
    return TypeBindings::Join(if_true, if_false);
  }

  // ---- Lists, maps and macros --------------------------------------------

  Type OfList(Expr* expr) {
    std::optional<Type> element;
    for (const auto& child : expr->children) {
      Visit(child.get());
      element = element.has_value() ? TypeBindings::Join(*element, child->type)
                                    : child->type;
    }
    return Type::List(element.value_or(Type()));
  }

  Type OfMap(Expr* expr) {
    std::array<std::optional<Type>, 2> types;
    for (size_t i = 0; i < expr->children.size(); ++i) {
      Expr* child = expr->children[i].get();
      Visit(child);
      std::optional<Type>& type = types[i % 2];
      type = type.has_value() ? TypeBindings::Join(*type, child->type)
                              : child->type;
      const bool is_key = i % 2 == 0;
      if (is_key && !IsUnknown(child->type) && !child->type.is(Kind::kBool) &&
          !child->type.is(Kind::kInt) && !child->type.is(Kind::kUint) &&
          !child->type.is(Kind::kString)) {
        Report(child->begin, child->end,
               absl::StrCat(WithArticle(child->type),
                            " cannot be the key of a map"));
      }
    }
    return Type::Map(types[0].value_or(Type()), types[1].value_or(Type()));
  }

  Type OfMacro(Expr* expr) {
    Expr* range = expr->children[0].get();
    Visit(range);
    const bool has_second = !expr->second_name.empty();
    if (expr->macro == Macro::kBind) {
      locals_.push_back(Local{expr->name, range->type});
    } else {
      auto [first, second] = ElementTypes(*range, has_second);
      locals_.push_back(Local{expr->name, std::move(first)});
      if (has_second) {
        locals_.push_back(Local{expr->second_name, std::move(second)});
      }
    }
    for (size_t i = 1; i < expr->children.size(); ++i) {
      Visit(expr->children[i].get());
    }
    const Type element = locals_.back().type;
    locals_.resize(locals_.size() - (has_second ? 2 : 1));
    return MacroResult(*expr, element);
  }

  // What the variables of a macro over `range` are.
  std::pair<Type, Type> ElementTypes(const Expr& range, bool has_second) {
    if (range.type.is(Kind::kMap)) {
      return {range.type.param(0), range.type.param(1)};
    }
    if (range.type.is(Kind::kList)) {
      const Type& element = range.type.param(0);
      return {has_second ? Type(Kind::kInt) : element, element};
    }
    if (IsUnknown(range.type)) return {Type(), Type()};
    Report(range.begin, range.end,
           absl::StrCat(WithArticle(range.type),
                        " has no elements to go through"));
    return {Kind::kError, Kind::kError};
  }

  Type MacroResult(const Expr& expr, const Type& element) {
    const Expr& last = *expr.children.back();
    const bool transforms = expr.macro == Macro::kMap ||
                            expr.macro == Macro::kTransformMap ||
                            expr.macro == Macro::kTransformMapEntry;
    const bool has_predicate =
        transforms ? expr.children.size() == 3 : expr.macro != Macro::kBind;
    if (has_predicate && !expr.children[1]->type.is(Kind::kBool)) {
      ReportNotBool(*expr.children[1], "the condition on each element");
    }
    switch (expr.macro) {
      case Macro::kFilter:
        return Type::List(element);
      case Macro::kMap:
        return Type::List(last.type);
      case Macro::kTransformMap: {
        const Type& range = expr.children[0]->type;
        if (range.is(Kind::kMap)) return Type::Map(range.param(0), last.type);
        return Type::Map(range.is(Kind::kList) ? Type(Kind::kInt) : Type(),
                         last.type);
      }
      case Macro::kTransformMapEntry:
        if (!last.type.is(Kind::kMap) && !IsUnknown(last.type)) {
          Report(last.begin, last.end,
                 absl::StrCat("an entry has to be a map, not ",
                              WithArticle(last.type)),
                 "such as {key: value}");
          return Kind::kError;
        }
        return last.type;
      case Macro::kBind:
        return last.type;
      default:
        return Kind::kBool;
    }
  }

  const Environment& environment_;
  const bool is_static_;
  std::vector<Local> locals_;
  std::vector<Issue> issues_;
};

}  // namespace

std::vector<Issue> Check(const Environment& environment, Typing typing,
                         Expr* root) {
  return Checker(environment, typing).Run(root);
}

}  // namespace leadscore::internal::cel
