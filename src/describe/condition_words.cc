#include "src/describe/condition_words.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cel/evaluator.h"
#include "src/cel/printer.h"
#include "src/core/std_absl.h"
#include "src/describe/phrases.h"
#include "src/explain/comparison.h"
#include "src/explain/facts.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Kind;

// What constant parts of a condition are evaluated with.
class NoVariables : public cel::Activation {
 public:
  cel::Value Get(int variable) const override {
    return cel::Value::Missing(variable);
  }
};

bool HasVariable(const Expr& expr) {
  return expr.binding == cel::Binding::kVariable ||
         std::any_of(expr.children.begin(), expr.children.end(),
                     [](const auto& child) { return HasVariable(*child); });
}

bool IsVariable(const Expr& expr) {
  return expr.binding == cel::Binding::kVariable && !expr.is_presence;
}

// How tightly a text holds together.
enum class Level { kOr, kAnd, kOne };

struct Phrase {
  DescribedText text;
  Level level = Level::kOne;
};

// Something that is compared.
struct Operand {
  std::string words;
  Kind kind = Kind::kDyn;
  bool is_constant = false;
};

class Wording {
 public:
  Wording(const cel::Limits& limits, const CheckedModel& model, bool of_lead)
      : limits_(limits), model_(model), of_lead_(of_lead) {}

  Phrase Say(const Expr& expr) const {
    switch (expr.kind) {
      case ExprKind::kAnd:
        return Join(expr, " and ", Level::kAnd);
      case ExprKind::kOr:
        return Join(expr, " or ", Level::kOr);
      default:
        break;
    }
    if (expr.kind == ExprKind::kCall && expr.name == "!_") return Deny(expr);
    const std::string words = Statement(expr);
    return {words.empty() ? Formula(cel::Print(expr)) : Words(words),
            Level::kOne};
  }

 private:
  Phrase Join(const Expr& expr, std::string_view word, Level level) const {
    Phrase joined;
    joined.level = level;
    for (size_t i = 0; i < expr.children.size(); ++i) {
      if (i > 0) Append(word, &joined.text);
      const Phrase part = Say(*expr.children[i]);
      Append(part.level == Level::kOne ? part.text : Bracketed(part.text),
             &joined.text);
    }
    return joined;
  }

  static DescribedText Bracketed(const DescribedText& text) {
    DescribedText bracketed = Words("(");
    Append(text, &bracketed);
    Append(")", &bracketed);
    return bracketed;
  }

  Phrase Deny(const Expr& expr) const {
    const Expr& denied = *expr.children[0];
    if (denied.binding == cel::Binding::kVariable) {
      return {
          Words(absl::StrCat(Name(denied.index),
                             denied.is_presence ? " is not known" : " is no")),
          Level::kOne};
    }
    DescribedText text = Words("it is not so that ");
    Append(Bracketed(Say(denied).text), &text);
    return {std::move(text), Level::kOne};
  }

  // Of what is neither logic nor denied; empty if it cannot be said.
  std::string Statement(const Expr& expr) const {
    if (expr.binding == cel::Binding::kVariable) {
      return absl::StrCat(Name(expr.index),
                          expr.is_presence ? " is known" : " is yes");
    }
    if (const auto value = Constant(expr); value.has_value()) {
      return value->is_true() ? "always" : value->is_false() ? "never" : "";
    }
    if (expr.kind != ExprKind::kCall || expr.children.size() != 2) return "";
    if (expr.name == "@in") return Membership(expr);
    const std::optional<Relation> relation = RelationOf(expr.name);
    return relation.has_value() ? Comparison(expr, *relation) : TextTest(expr);
  }

  std::string Comparison(const Expr& expr, Relation relation) const {
    std::optional<Operand> left = OperandOf(*expr.children[0]);
    std::optional<Operand> right = OperandOf(*expr.children[1]);
    if (!left.has_value() || !right.has_value()) return "";
    if (left->is_constant) {
      std::swap(left, right);
      relation = Turned(relation);
    }
    const bool is_equality =
        relation == Relation::kEqual || relation == Relation::kNotEqual;
    const auto are = [&](Kind kind) {
      return left->kind == kind && right->kind == kind;
    };
    const auto is_number = [](const Operand& operand) {
      return operand.kind == Kind::kInt || operand.kind == Kind::kDouble;
    };
    std::string_view words = StatementWords(relation);
    if (are(Kind::kTimestamp)) {
      words = TimeWords(relation);
    } else if (are(Kind::kString) || are(Kind::kBool)) {
      if (!is_equality) return "";  // An order of bytes, which no word says.
    } else if (!are(Kind::kDuration) &&
               !(is_number(*left) && is_number(*right))) {
      return "";
    }
    return absl::StrCat(
        left->words, " ", ToAbsl(words),
        is_equality && !right->is_constant ? "the same as " : "", right->words);
  }

  std::string Membership(const Expr& expr) const {
    const Expr& item = *expr.children[0];
    const Expr& list = *expr.children[1];
    if (IsVariable(list)) {
      const std::optional<Operand> operand = OperandOf(item);
      if (!operand.has_value()) return "";
      if (IsList(list.index)) {
        return absl::StrCat(operand->words, " is in ", Name(list.index));
      }
      return absl::StrCat(Name(list.index), " has ", operand->words);
    }
    if (!IsVariable(item)) return "";
    const std::optional<cel::Value> values = Constant(list);
    if (!values.has_value() || !values->is(Kind::kList)) return "";
    std::vector<std::string> words;
    for (const cel::Value& value : values->as_list()) {
      const std::optional<std::string> one = ValueWords(value, model_.zone);
      if (!one.has_value() || value.is(Kind::kList)) return "";
      words.push_back(*one);
    }
    if (words.empty()) return "";
    return absl::StrCat(Name(item.index),
                        words.size() == 1 ? " is " : " is one of ",
                        JoinWords(words, "and"));
  }

  std::string TextTest(const Expr& expr) const {
    struct Test {
      const char* function;
      const char* words;
    };
    static constexpr Test kTests[] = {{"contains", " contains "},
                                      {"startsWith", " begins with "},
                                      {"endsWith", " ends with "},
                                      {"matches", " matches the pattern "}};
    const Expr& text = *expr.children[0];
    if (!IsVariable(text) || !text.type.is(Kind::kString)) return "";
    const std::optional<cel::Value> value = Constant(*expr.children[1]);
    if (!value.has_value() || !value->is(Kind::kString)) return "";
    for (const Test& test : kTests) {
      if (expr.name != test.function) continue;
      return absl::StrCat(Name(text.index), test.words,
                          QuotedText(value->as_string()));
    }
    return "";
  }

  std::optional<Operand> OperandOf(const Expr& expr) const {
    if (IsVariable(expr)) {
      return Operand{Name(expr.index), expr.type.kind(), false};
    }
    if (const auto value = Constant(expr); value.has_value()) {
      const std::optional<std::string> words = ValueWords(*value, model_.zone);
      if (!words.has_value()) return std::nullopt;
      return Operand{*words, value->kind(), true};
    }
    if (expr.kind != ExprKind::kCall) return std::nullopt;
    const auto& children = expr.children;
    if (expr.name == "_-_" && children.size() == 2 && IsTime(*children[0]) &&
        IsTime(*children[1])) {
      return Operand{absl::StrCat("the time from ", Name(children[1]->index),
                                  " to ", Name(children[0]->index)),
                     Kind::kDuration, false};
    }
    if (expr.name == "size" && children.size() == 1 &&
        IsVariable(*children[0])) {
      const bool is_text = children[0]->type.is(Kind::kString);
      return Operand{
          absl::StrCat("the number of ", is_text ? "characters" : "values",
                       " of ", Name(children[0]->index)),
          Kind::kInt, false};
    }
    return std::nullopt;
  }

  static bool IsTime(const Expr& expr) {
    return IsVariable(expr) && expr.type.is(Kind::kTimestamp);
  }

  std::optional<cel::Value> Constant(const Expr& expr) const {
    if (HasVariable(expr)) return std::nullopt;
    cel::Value value = cel::Evaluate(expr, NoVariables(), limits_);
    if (value.is_error()) return std::nullopt;
    return value;
  }

  int FirstList() const {
    return of_lead_ ? model_.lead_variables.lists
                    : model_.activity_variables.lists;
  }

  bool IsList(int variable) const {
    return variable >= FirstList() &&
           variable < FirstList() + static_cast<int>(model_.lists.size());
  }

  std::string Name(int variable) const {
    if (IsList(variable)) {
      return absl::StrCat(
          "the list ",
          QuotedText(
              model_.lists[static_cast<size_t>(variable - FirstList())].name));
    }
    if (of_lead_) return LeadVariableWords(model_, variable);
    const ActivityVariables& variables = model_.activity_variables;
    if (variable == variables.type) return "type";
    if (variable == variables.time) return "time";
    return model_
        .properties[static_cast<size_t>(variable - variables.properties)]
        .name;
  }

  const cel::Limits& limits_;
  const CheckedModel& model_;
  const bool of_lead_;
};

// How many attributes, signals and scores have a label.
int CountLabel(const CheckedModel& model, const std::string& label) {
  const auto count = [&label](const auto& named) {
    return std::count_if(named.begin(), named.end(),
                         [&](const auto& one) { return one.label == label; });
  };
  return static_cast<int>(count(model.attributes) + count(model.signals) +
                          count(model.scores));
}

}  // namespace

DescribedText LeadConditionWords(const Condition& condition,
                                 const CheckedModel& model, WordsPlace place) {
  if (condition == nullptr) return {};
  Phrase phrase =
      Wording(condition->limits(), model, true).Say(condition->root());
  if (place == WordsPlace::kAlone || phrase.level != Level::kOr) {
    return std::move(phrase.text);
  }
  DescribedText text = Words("(");
  Append(phrase.text, &text);
  Append(")", &text);
  return text;
}

DescribedText ActivityConditionWords(const Condition& condition,
                                     const CheckedModel& model) {
  if (condition == nullptr) return {};
  return Wording(condition->limits(), model, false).Say(condition->root()).text;
}

std::string ScoreWords(const CheckedModel& model, int score) {
  const LeadVariables& variables = model.lead_variables;
  return LeadVariableWords(
      model, score < 0 ? variables.total : variables.scores + score);
}

std::string LeadVariableWords(const CheckedModel& model, int variable) {
  const LeadVariables& variables = model.lead_variables;
  if (variable == variables.as_of) return "now";
  if (variable == variables.total) return "the total";
  if (variable == variables.grade) return "the grade";
  const std::string label = VariableLabel(model, variable);
  if (CountLabel(model, label) < 2) return label;
  return absl::StrCat(label, " (", VariableName(model, variable), ")");
}

}  // namespace leadscore::internal
