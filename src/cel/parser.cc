// A recursive-descent parser with one token of look-ahead.
//
//   Expr     = Or ["?" Or ":" Expr]
//   Or       = And {"||" And}
//   And      = Relation {"&&" Relation}
//   Relation = Sum {("<" | "<=" | ">=" | ">" | "==" | "!=" | "in") Sum}
//   Sum      = Product {("+" | "-") Product}
//   Product  = Unary {("*" | "/" | "%") Unary}
//   Unary    = {"!"} Member | {"-"} Member
//   Member   = Primary {"." name ["(" Exprs ")"] | "[" Expr "]"}
//   Primary  = ["."] name ["(" Exprs ")"] | "(" Expr ")" | "[" Exprs "]" |
//              "{" {Expr ":" Expr} "}" | literal

#include "src/cel/parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cel/lexer.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

using ExprPtr = std::unique_ptr<Expr>;

struct BinaryOperator {
  std::string_view token;
  std::string_view name;
};

constexpr std::array<BinaryOperator, 7> kRelations = {{
    {"<", "_<_"},
    {"<=", "_<=_"},
    {">=", "_>=_"},
    {">", "_>_"},
    {"==", "_==_"},
    {"!=", "_!=_"},
    {"in", "@in"},
}};
constexpr std::array<BinaryOperator, 2> kSums = {{{"+", "_+_"}, {"-", "_-_"}}};
constexpr std::array<BinaryOperator, 3> kProducts = {
    {{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}}};

// Names that CEL keeps for later; they are allowed behind a dot.
constexpr std::array<std::string_view, 17> kReserved = {
    "as",        "break",  "const",  "continue", "else", "for",
    "function",  "if",     "import", "let",      "loop", "package",
    "namespace", "return", "var",    "void",     "while"};

// A macro by its name and the number of arguments behind it.
struct MacroForm {
  std::string_view name;
  size_t num_args;
  size_t num_variables;
  Macro macro;
};

constexpr std::array<MacroForm, 18> kMacros = {{
    {"all", 2, 1, Macro::kAll},
    {"all", 3, 2, Macro::kAll},
    {"exists", 2, 1, Macro::kExists},
    {"exists", 3, 2, Macro::kExists},
    {"exists_one", 2, 1, Macro::kExistsOne},
    {"existsOne", 2, 1, Macro::kExistsOne},
    {"exists_one", 3, 2, Macro::kExistsOne},
    {"existsOne", 3, 2, Macro::kExistsOne},
    {"filter", 2, 1, Macro::kFilter},
    {"map", 2, 1, Macro::kMap},
    {"map", 3, 1, Macro::kMap},
    {"transformList", 3, 2, Macro::kMap},
    {"transformList", 4, 2, Macro::kMap},
    {"transformMap", 3, 2, Macro::kTransformMap},
    {"transformMap", 4, 2, Macro::kTransformMap},
    {"transformMapEntry", 3, 2, Macro::kTransformMapEntry},
    {"transformMapEntry", 4, 2, Macro::kTransformMapEntry},
    {"bind", 3, 1, Macro::kBind},
}};

const MacroForm* FindMacro(std::string_view name, size_t num_args) {
  for (const MacroForm& form : kMacros) {
    if (form.name == name && form.num_args == num_args) return &form;
  }
  return nullptr;
}

class Parser {
 public:
  Parser(std::string_view text, const Limits& limits,
         std::vector<Issue>* issues)
      : limits_(limits), issues_(issues), lexer_(text, issues) {}

  ExprPtr Run() {
    Advance();
    ExprPtr expr = Ternary();
    if (expr == nullptr) return nullptr;
    if (token_.kind != TokenKind::kEnd) return Unexpected(kOperatorOrEnd);
    return expr;
  }

 private:
  // Counts the nesting of the parser's own calls.
  class Nesting {
   public:
    explicit Nesting(int* depth) : depth_(depth) { ++*depth_; }
    ~Nesting() { --*depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    int* depth_;
  };

  void Advance() {
    if (token_.Is("(") || token_.Is("[") || token_.Is("{")) ++open_brackets_;
    if (token_.Is(")") || token_.Is("]") || token_.Is("}")) --open_brackets_;
    last_end_ = token_.end;
    token_ = lexer_.Next();
  }

  bool Take(std::string_view punctuation) {
    if (!token_.Is(punctuation)) return false;
    Advance();
    return true;
  }

  std::nullptr_t Fail(size_t begin, size_t end, std::string message,
                      std::string remedy = "") {
    issues_->push_back(
        Issue{begin, end, std::move(message), std::move(remedy)});
    return nullptr;
  }

  std::nullptr_t Unexpected(std::string_view expected) {
    // The lexer has said what is wrong.
    if (token_.kind == TokenKind::kError) return nullptr;
    std::string what = "the end of the condition";
    if (token_.kind == TokenKind::kString) {
      what = "a text in quotes";
    } else if (token_.kind == TokenKind::kBytes) {
      what = "bytes in quotes";
    } else if (token_.kind != TokenKind::kEnd) {
      what = Quoted(token_.text);
    }
    std::string remedy;
    if (token_.IsWord("and") || token_.IsWord("AND")) remedy = "write \"&&\"";
    if (token_.IsWord("or") || token_.IsWord("OR")) remedy = "write \"||\"";
    return Fail(token_.begin, token_.end,
                absl::StrCat("expected ", ToAbsl(expected), ", found ", what),
                std::move(remedy));
  }

  std::nullptr_t TooDeep(size_t begin, size_t end) {
    return Fail(
        begin, end,
        absl::StrCat("nested more than ", limits_.max_depth, " levels deep"),
        "give a part of it a name as a derived attribute");
  }

  ExprPtr New(ExprKind kind, size_t begin) const {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->begin = begin;
    expr->token_begin = token_.begin;
    expr->token_end = token_.end;
    return expr;
  }

  // Ends `expr` behind the last token taken and checks its depth.
  ExprPtr Finish(ExprPtr expr) {
    expr->end = last_end_;
    for (const ExprPtr& child : expr->children) {
      expr->depth = std::max(expr->depth, child->depth + 1);
    }
    if (expr->depth > limits_.max_depth) {
      return TooDeep(expr->token_begin, expr->token_end);
    }
    return expr;
  }

  ExprPtr Ternary() {
    const Nesting nesting(&nesting_);
    if (nesting_ > limits_.max_depth) return TooDeep(token_.begin, token_.end);
    const size_t begin = token_.begin;
    ExprPtr condition = Or();
    if (condition == nullptr || !token_.Is("?")) return condition;
    ExprPtr expr = New(ExprKind::kCall, begin);
    expr->name = "_?_:_";
    Advance();
    ExprPtr if_true = Or();
    if (if_true == nullptr) return nullptr;
    if (!Take(":")) return Unexpected("\":\" of the \"?\"");
    ExprPtr if_false = Ternary();
    if (if_false == nullptr) return nullptr;
    expr->children.push_back(std::move(condition));
    expr->children.push_back(std::move(if_true));
    expr->children.push_back(std::move(if_false));
    return Finish(std::move(expr));
  }

  ExprPtr Or() { return Chain("||", "or", "OR", ExprKind::kOr, &Parser::And); }
  ExprPtr And() {
    return Chain("&&", "and", "AND", ExprKind::kAnd, &Parser::Condition);
  }

  ExprPtr Chain(std::string_view token, std::string_view word,
                std::string_view capitals, ExprKind kind,
                ExprPtr (Parser::*operand)()) {
    const size_t begin = token_.begin;
    // The words of other languages are mistakes, but it is clear what is meant.
    const auto stands_here = [&] {
      if (token_.Is(token)) return true;
      if (!token_.IsWord(word) && !token_.IsWord(capitals)) return false;
      Unexpected(kOperatorOrEnd);
      return true;
    };
    ExprPtr first = (this->*operand)();
    if (first == nullptr || !stands_here()) return first;
    ExprPtr chain = New(kind, begin);
    chain->name = token;
    chain->children.push_back(std::move(first));
    do {
      Advance();
      ExprPtr next = (this->*operand)();
      if (next == nullptr) return nullptr;
      chain->children.push_back(std::move(next));
    } while (stands_here());
    return Finish(std::move(chain));
  }

  // What && connects. A mistake in it does not keep the others from being read,
  // so that all mistakes are told at once.
  ExprPtr Condition() {
    const int brackets = open_brackets_;
    const size_t begin = token_.begin;
    ExprPtr condition = Relation();
    if (condition != nullptr && brackets == 0 && !EndsCondition()) {
      condition = Unexpected(kOperatorOrEnd);
    }
    if (condition != nullptr || !SkipToNextCondition(brackets)) {
      return condition;
    }
    ExprPtr unknown = New(ExprKind::kConstant, begin);
    unknown->constant = Value::MakeError(ErrorCode::kUndeclared);
    return Finish(std::move(unknown));
  }

  // Whether a token may stand behind a whole condition outside of brackets.
  bool EndsCondition() const {
    return token_.kind == TokenKind::kEnd || token_.Is("&&") ||
           token_.Is("||") || token_.Is("?") || token_.Is(":") || IsWord();
  }

  // "and" and "or", which people write for && and ||.
  bool IsWord() const {
    return token_.IsWord("and") || token_.IsWord("AND") ||
           token_.IsWord("or") || token_.IsWord("OR");
  }

  // Goes on to where another condition may follow: within the same brackets, or
  // at the end outside of all. False if there is no such place.
  bool SkipToNextCondition(int brackets) {
    while (!lexer_.is_lost() && issues_->size() < kMostIssues) {
      if (open_brackets_ < brackets) return false;
      if (open_brackets_ == brackets) {
        if (token_.Is("&&") || token_.Is("||") || IsWord()) return true;
        if (brackets > 0 && (token_.Is(")") || token_.Is("]") ||
                             token_.Is("}") || token_.Is(","))) {
          return false;
        }
      }
      if (token_.kind == TokenKind::kEnd) return brackets == 0;
      Advance();
    }
    return false;
  }

  ExprPtr Relation() { return LeftToRight(kRelations, &Parser::Sum); }
  ExprPtr Sum() { return LeftToRight(kSums, &Parser::Product); }
  ExprPtr Product() { return LeftToRight(kProducts, &Parser::Unary); }

  template <size_t n>
  ExprPtr LeftToRight(const std::array<BinaryOperator, n>& operators,
                      ExprPtr (Parser::*operand)()) {
    const size_t begin = token_.begin;
    ExprPtr left = (this->*operand)();
    while (left != nullptr) {
      const auto* found = std::find_if(
          operators.begin(), operators.end(), [this](const auto& candidate) {
            return token_.Is(candidate.token) || token_.IsWord(candidate.token);
          });
      if (found == operators.end()) break;
      ExprPtr expr = New(ExprKind::kCall, begin);
      expr->name = found->name;
      Advance();
      ExprPtr right = (this->*operand)();
      if (right == nullptr) return nullptr;
      expr->children.push_back(std::move(left));
      expr->children.push_back(std::move(right));
      left = Finish(std::move(expr));
    }
    return left;
  }

  ExprPtr Unary() {
    const bool is_not = token_.Is("!");
    if (!is_not && !token_.Is("-")) return Member();
    const Nesting nesting(&nesting_);
    if (nesting_ > limits_.max_depth) return TooDeep(token_.begin, token_.end);
    ExprPtr expr = New(ExprKind::kCall, token_.begin);
    expr->name = is_not ? "!_" : "-_";
    Advance();
    // The sign belongs to the number, or the least int could not be written.
    const bool is_number =
        token_.kind == TokenKind::kInt || token_.kind == TokenKind::kDouble;
    if (!is_not && is_number) return Member(/*is_negative=*/true, expr->begin);
    ExprPtr operand = Unary();
    if (operand == nullptr) return nullptr;
    expr->children.push_back(std::move(operand));
    return Finish(std::move(expr));
  }

  ExprPtr Member(bool is_negative = false, size_t minus = 0) {
    const size_t begin = is_negative ? minus : token_.begin;
    ExprPtr expr = is_negative ? Number(true, minus) : Primary();
    while (expr != nullptr) {
      if (token_.Is("[")) {
        expr = Index(std::move(expr), begin);
      } else if (token_.Is(".")) {
        Advance();
        expr = Selection(std::move(expr), begin);
      } else {
        break;
      }
    }
    return expr;
  }

  ExprPtr Index(ExprPtr operand, size_t begin) {
    ExprPtr expr = New(ExprKind::kCall, begin);
    expr->name = "_[_]";
    Advance();
    ExprPtr index = Ternary();
    if (index == nullptr) return nullptr;
    if (!Take("]")) return Unexpected("\"]\"");
    expr->children.push_back(std::move(operand));
    expr->children.push_back(std::move(index));
    return Finish(std::move(expr));
  }

  ExprPtr Selection(ExprPtr operand, size_t begin) {
    const bool is_quoted = token_.kind == TokenKind::kQuotedName;
    if (!is_quoted &&
        (token_.kind != TokenKind::kIdentifier || !IsIdentifier(token_.text))) {
      return Unexpected("a name behind the dot");
    }
    ExprPtr expr = New(ExprKind::kSelect, begin);
    expr->name = token_.text;
    expr->is_quoted = is_quoted;
    Advance();
    expr->children.push_back(std::move(operand));
    if (is_quoted || !token_.Is("(")) return Finish(std::move(expr));
    expr->kind = ExprKind::kCall;
    expr->is_member = true;
    if (!Arguments("(", ")", &expr->children)) return nullptr;
    return ExpandMacro(std::move(expr));
  }

  ExprPtr ExpandMacro(ExprPtr call) {
    const MacroForm* form = FindMacro(call->name, call->children.size() - 1);
    if (form == nullptr) return Finish(std::move(call));
    if (form->macro == Macro::kBind) {
      const Expr& space = *call->children[0];
      if (space.kind != ExprKind::kIdentifier || space.name != "cel") {
        return Finish(std::move(call));
      }
      // What is bound takes the place of the range.
      call->children.erase(call->children.begin());
      std::swap(call->children[0], call->children[1]);
    }
    for (size_t i = 1; i <= form->num_variables; ++i) {
      const Expr& variable = *call->children[i];
      if (variable.kind != ExprKind::kIdentifier || variable.is_absolute) {
        return Fail(variable.begin, variable.end,
                    absl::StrCat("the ", i == 1 ? "first" : "second",
                                 " argument of ", Quoted(call->name),
                                 " has to be the name of a variable"),
                    VariablesRemedy(*form));
      }
    }
    if (form->num_variables == 2 &&
        call->children[1]->name == call->children[2]->name) {
      const Expr& second = *call->children[2];
      return Fail(second.begin, second.end,
                  absl::StrCat("the two variables of ", Quoted(call->name),
                               " have the same name"),
                  VariablesRemedy(*form));
    }
    call->kind = ExprKind::kMacro;
    call->macro = form->macro;
    // From here on the node's name is that of the variable.
    call->name = call->children[1]->name;
    if (form->num_variables == 2) call->second_name = call->children[2]->name;
    call->children.erase(call->children.begin() + 1,
                         call->children.begin() + 1 +
                             static_cast<ptrdiff_t>(form->num_variables));
    return Finish(std::move(call));
  }

  static std::string VariablesRemedy(const MacroForm& form) {
    if (form.macro == Macro::kBind) return "such as x in cel.bind(x, 5, x > 0)";
    return absl::StrCat(
        "such as ", form.num_variables == 1 ? "x in " : "i and x in ",
        ToAbsl(form.name),
        form.num_variables == 1 ? "(x, x > 0)" : "(i, x, x > i)");
  }

  // Takes the expressions between two brackets.
  bool Arguments(std::string_view open, std::string_view close,
                 std::vector<ExprPtr>* arguments, bool allow_trailing = false) {
    if (!Take(open)) {
      Unexpected(open);
      return false;
    }
    if (Take(close)) return true;
    while (true) {
      ExprPtr argument = Ternary();
      if (argument == nullptr) return false;
      arguments->push_back(std::move(argument));
      if (Take(close)) return true;
      if (!Take(",")) {
        Unexpected(absl::StrCat("\",\" or \"", ToAbsl(close), "\""));
        return false;
      }
      if (allow_trailing && Take(close)) return true;
    }
  }

  ExprPtr Primary() {
    switch (token_.kind) {
      case TokenKind::kIdentifier:
        return Identifier(/*is_absolute=*/false, token_.begin);
      case TokenKind::kInt:
      case TokenKind::kUint:
      case TokenKind::kDouble:
        return Number(/*is_negative=*/false, token_.begin);
      case TokenKind::kString:
        return Constant(Value::String(token_.text));
      case TokenKind::kBytes:
        return Constant(Value::Bytes(token_.text));
      default:
        break;
    }
    if (token_.Is("(")) return Parenthesised();
    if (token_.Is("[")) {
      ExprPtr list = New(ExprKind::kList, token_.begin);
      if (!Arguments("[", "]", &list->children, /*allow_trailing=*/true)) {
        return nullptr;
      }
      return Finish(std::move(list));
    }
    if (token_.Is("{")) return MapLiteral();
    if (token_.Is(".")) {
      const size_t begin = token_.begin;
      Advance();
      if (token_.kind == TokenKind::kIdentifier) {
        return Identifier(/*is_absolute=*/true, begin);
      }
    }
    return Unexpected("a value");
  }

  ExprPtr Parenthesised() {
    const size_t begin = token_.begin;
    Advance();
    ExprPtr expr = Ternary();
    if (expr == nullptr) return nullptr;
    if (!Take(")")) return Unexpected("\")\"");
    expr->begin = begin;
    expr->end = last_end_;
    return expr;
  }

  ExprPtr Constant(Value value) {
    ExprPtr expr = New(ExprKind::kConstant, token_.begin);
    expr->constant = std::move(value);
    Advance();
    return Finish(std::move(expr));
  }

  ExprPtr Number(bool is_negative, size_t begin) {
    const std::string text = (is_negative ? "-" : "") + token_.text;
    std::optional<Value> value;
    if (token_.kind == TokenKind::kDouble) {
      if (const auto real = ParseDouble(text)) value = Value::Double(*real);
    } else if (token_.kind == TokenKind::kUint) {
      if (const auto natural = Natural(text)) value = Value::Uint(*natural);
    } else if (const auto whole = Whole(text, is_negative)) {
      value = Value::Int(*whole);
    }
    if (!value.has_value()) {
      return Fail(begin, token_.end, "a number out of range");
    }
    ExprPtr expr = Constant(*std::move(value));
    expr->begin = begin;
    expr->token_begin = begin;
    return expr;
  }

  static std::optional<uint64_t> Natural(std::string_view text) {
    if (text.size() < 2 || (text[1] != 'x' && text[1] != 'X')) {
      return ParseUint64(text);
    }
    uint64_t value = 0;
    for (char c : text.substr(2)) {
      if (value >> 60 != 0) return std::nullopt;
      const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
      value = value << 4 | static_cast<uint64_t>(digit);
    }
    return value;
  }

  static std::optional<int64_t> Whole(std::string_view text, bool is_negative) {
    if (is_negative) text.remove_prefix(1);
    const std::optional<uint64_t> size = Natural(text);
    constexpr uint64_t kIntEnd = uint64_t{1} << 63;
    if (!size.has_value() || *size > (is_negative ? kIntEnd : kIntEnd - 1)) {
      return std::nullopt;
    }
    return static_cast<int64_t>(is_negative ? uint64_t{0} - *size : *size);
  }

  ExprPtr Identifier(bool is_absolute, size_t begin) {
    if (!is_absolute) {
      if (token_.text == "true") return Constant(Value::Bool(true));
      if (token_.text == "false") return Constant(Value::Bool(false));
      if (token_.text == "null") return Constant(Value::Null());
    }
    if (!IsIdentifier(token_.text)) return Unexpected("a value");
    if (std::find(kReserved.begin(), kReserved.end(), token_.text) !=
        kReserved.end()) {
      return Fail(token_.begin, token_.end,
                  absl::StrCat(Quoted(token_.text), " is a reserved word"),
                  "a name behind a root may have it, as in lead.package");
    }
    const Token word = token_;
    Advance();
    if ((word.text == "not" || word.text == "NOT") &&
        token_.kind == TokenKind::kIdentifier && !token_.IsWord("in")) {
      Fail(word.begin, word.end,
           absl::StrCat("expected a value, found ", Quoted(word.text)),
           "write \"!\"");
      return Member();
    }
    return Name(word, is_absolute, begin);
  }

  // An identifier or call, the name of which has been taken.
  ExprPtr Name(const Token& word, bool is_absolute, size_t begin) {
    ExprPtr expr = New(ExprKind::kIdentifier, begin);
    expr->token_begin = word.begin;
    expr->token_end = word.end;
    expr->name = word.text;
    expr->is_absolute = is_absolute;
    if (!token_.Is("(")) return Finish(std::move(expr));
    expr->kind = ExprKind::kCall;
    if (!Arguments("(", ")", &expr->children)) return nullptr;
    if (!is_absolute && expr->name == "has") return Presence(std::move(expr));
    return Finish(std::move(expr));
  }

  ExprPtr Presence(ExprPtr call) {
    if (call->children.size() != 1 ||
        call->children[0]->kind != ExprKind::kSelect ||
        call->children[0]->is_presence) {
      return Fail(call->begin, last_end_,
                  "has() takes one name with a dot in it",
                  "such as has(lead.budget)");
    }
    ExprPtr select = std::move(call->children[0]);
    select->is_presence = true;
    select->begin = call->begin;
    return Finish(std::move(select));
  }

  ExprPtr MapLiteral() {
    ExprPtr map = New(ExprKind::kMap, token_.begin);
    Advance();
    while (!Take("}")) {
      ExprPtr key = Ternary();
      if (key == nullptr) return nullptr;
      if (!Take(":")) return Unexpected("\":\" behind the key");
      ExprPtr value = Ternary();
      if (value == nullptr) return nullptr;
      map->children.push_back(std::move(key));
      map->children.push_back(std::move(value));
      if (Take(",")) continue;
      if (Take("}")) break;
      return Unexpected("\",\" or \"}\"");
    }
    return Finish(std::move(map));
  }

  static constexpr char kOperatorOrEnd[] = "an operator or the end";
  static constexpr size_t kMostIssues = 20;

  const Limits& limits_;
  std::vector<Issue>* issues_;
  Lexer lexer_;
  Token token_;
  size_t last_end_ = 0;
  int nesting_ = 0;
  int open_brackets_ = 0;  // Taken and not closed.
};

}  // namespace

std::unique_ptr<Expr> Parse(std::string_view text, const Limits& limits,
                            std::vector<Issue>* issues) {
  if (text.size() > limits.max_text_bytes) {
    issues->push_back(Issue{
        0, 0, absl::StrCat("longer than ", limits.max_text_bytes, " bytes"),
        "put long lists of values into a list of the model"});
    return nullptr;
  }
  const size_t invalid = FindInvalidUtf8(text);
  if (invalid != std::string_view::npos) {
    issues->push_back(Issue{invalid, invalid + 1, "not valid UTF-8", ""});
    return nullptr;
  }
  return Parser(text, limits, issues).Run();
}

}  // namespace leadscore::internal::cel
