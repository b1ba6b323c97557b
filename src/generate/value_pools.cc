#include "src/generate/value_pools.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cel/evaluator.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Kind;

constexpr size_t kMostOfAList = 50;  // Of a list of any length.

// What a part of a condition that is not logic reads and compares with.
struct Mentions {
  std::vector<int> variables;
  std::vector<std::string> texts;
  std::vector<double> numbers;
  std::vector<absl::Time> times;
  std::vector<absl::Duration> ages;
};

void AddOnce(AttributeValue value, ValuePool* pool) {
  if (std::find(pool->begin(), pool->end(), value) == pool->end()) {
    pool->push_back(std::move(value));
  }
}

// One attribute while the others are missing.
class OneValue : public cel::Activation {
 public:
  OneValue(int variable, const std::string& text)
      : variable_(variable), text_(text) {}
  cel::Value Get(int variable) const override {
    return variable == variable_ ? cel::Value::BorrowedString(text_)
                                 : cel::Value::Missing(variable);
  }

 private:
  const int variable_;
  const std::string& text_;
};

class PoolMaker {
 public:
  PoolMaker(const CheckedModel& model, absl::Time as_of)
      : model_(model), as_of_(as_of) {
    pools_.attributes.resize(model.attributes.size());
    pools_.properties.resize(model.properties.size());
  }

  ValuePools Make() {
    for (const auto& score : model_.scores) {
      for (const auto& group : score.groups) {
        for (const auto& rule : group.rules) AddRule(rule);
      }
    }
    for (const auto& signal : model_.signals) AddActivity(signal.where);
    for (const auto& screen : model_.screens) AddActivity(screen.where);
    for (const auto& reason : model_.disqualify) AddLead(reason.when);
    for (const auto& stage : model_.stages) {
      for (const auto& way : stage.enter) AddLead(way.when);
      for (const auto& evidence : stage.evidence) AddLead(evidence.when);
      if (stage.hold.has_value()) AddLead(stage.hold->when);
    }
    // Those that others are derived from come after them.
    const std::vector<int>& order = model_.derivation_order;
    for (size_t i = order.size(); i-- > 0;) {
      AddLead(model_.attributes[static_cast<size_t>(order[i])].from);
      AddSources(static_cast<size_t>(order[i]));
    }
    return std::move(pools_);
  }

 private:
  void AddRule(const CheckedRule& rule) {
    AddLead(rule.when);
    for (const CheckedTier& tier : rule.tiers.tiers) AddLead(tier.when);
    if (rule.each != nullptr) AddActivity(rule.each->where);
    if (rule.shape == RuleShape::kTable) AddTable(rule.table);
    if (rule.shape == RuleShape::kCurve) {
      for (const CurvePoint& point : rule.curve.at) {
        AddNumber(point.x, rule.curve.of.type, PoolOf(rule.curve.of));
      }
    }
  }

  void AddTable(const CheckedTable& table) {
    ValuePool* pool = PoolOf(table.of);
    if (pool == nullptr) return;
    for (const auto& [text, row] : table.text_rows) AddOnce(text, pool);
    for (const auto& [number, row] : table.number_rows) {
      AddNumber(static_cast<double>(number), table.of.type, pool);
    }
    for (const TablePhrase& phrase : table.phrases) {
      std::string text;
      for (const std::string& word : phrase.words) {
        absl::StrAppend(&text, text.empty() ? "" : " ", word);
      }
      AddOnce(text, pool);
      AddOnce(absl::StrCat(text, " of Something"), pool);
    }
  }

  // Null of a signal.
  ValuePool* PoolOf(const Operand& of) {
    if (of.property >= 0) {
      return &pools_.properties[static_cast<size_t>(of.property)];
    }
    return AttributePool(of.variable);
  }

  ValuePool* AttributePool(int variable) {
    const int index = variable - model_.lead_variables.attributes;
    if (index < 0 || index >= static_cast<int>(pools_.attributes.size())) {
      return nullptr;
    }
    return &pools_.attributes[static_cast<size_t>(index)];
  }

  void AddLead(const Condition& condition) {
    if (condition != nullptr) Walk(condition->root(), /*of_lead=*/true);
  }
  void AddActivity(const Condition& condition) {
    if (condition != nullptr) Walk(condition->root(), /*of_lead=*/false);
  }

  void Walk(const Expr& expr, bool of_lead) {
    const bool is_logic = expr.kind == ExprKind::kAnd ||
                          expr.kind == ExprKind::kOr ||
                          (expr.kind == ExprKind::kCall &&
                           (expr.name == "!_" || expr.name == "_?_:_"));
    if (is_logic) {
      for (const auto& child : expr.children) Walk(*child, of_lead);
      return;
    }
    Mentions mentions;
    Collect(expr, of_lead, &mentions);
    for (int variable : mentions.variables) {
      if (of_lead) {
        if (ValuePool* pool = AttributePool(variable); pool != nullptr) {
          const auto index =
              static_cast<size_t>(variable - model_.lead_variables.attributes);
          AddMentions(mentions, model_.attributes[index].type, pool);
        }
        continue;
      }
      const int index = variable - model_.activity_variables.properties;
      if (index < 0 || index >= static_cast<int>(model_.properties.size())) {
        continue;
      }
      AddMentions(mentions, model_.properties[static_cast<size_t>(index)].type,
                  &pools_.properties[static_cast<size_t>(index)]);
    }
  }

  void Collect(const Expr& expr, bool of_lead, Mentions* mentions) const {
    if (expr.binding == cel::Binding::kVariable) {
      const int list = expr.index - (of_lead ? model_.lead_variables.lists
                                             : model_.activity_variables.lists);
      if (list >= 0 && list < static_cast<int>(model_.lists.size())) {
        AddList(static_cast<size_t>(list), mentions);
      } else {
        mentions->variables.push_back(expr.index);
      }
      return;
    }
    if (expr.kind == ExprKind::kConstant) return AddConstant(expr, mentions);
    if (expr.kind == ExprKind::kCall && AddCall(expr, of_lead, mentions)) {
      return;
    }
    for (const auto& child : expr.children) {
      Collect(*child, of_lead, mentions);
    }
  }

  void AddList(size_t list, Mentions* mentions) const {
    const std::vector<cel::Value>& values = model_.lists[list].value.as_list();
    for (size_t i = 0; i < std::min(values.size(), kMostOfAList); ++i) {
      mentions->texts.emplace_back(values[i].as_string());
    }
  }

  static void AddConstant(const Expr& expr, Mentions* mentions) {
    const cel::Value& value = expr.constant;
    if (value.is(Kind::kString))
      mentions->texts.emplace_back(value.as_string());
    if (value.is(Kind::kInt)) {
      mentions->numbers.push_back(static_cast<double>(value.as_int()));
    }
    if (value.is(Kind::kDouble)) mentions->numbers.push_back(value.as_double());
  }

  // Of calls whose constants do not stand for themselves; false of others.
  bool AddCall(const Expr& expr, bool of_lead, Mentions* mentions) const {
    if (expr.name == "matches") {
      Collect(*expr.children[0], of_lead, mentions);
      return true;
    }
    if (expr.name == "timestamp" || expr.name == "duration" ||
        expr.name == "days") {
      const cel::Value value =
          cel::Evaluate(expr, OneValue(-1, ""), cel::Limits());
      if (value.is(Kind::kTimestamp)) {
        mentions->times.push_back(
            absl::FromUnixSeconds(value.as_timestamp().seconds));
      }
      if (value.is(Kind::kDuration)) {
        mentions->ages.push_back(absl::Nanoseconds(value.as_duration()));
      }
      return true;
    }
    const bool is_part = expr.name == "contains" || expr.name == "startsWith" ||
                         expr.name == "endsWith";
    if (!is_part || expr.children.size() != 2 ||
        !expr.children[1]->constant.is(Kind::kString)) {
      return false;
    }
    Collect(*expr.children[0], of_lead, mentions);
    const std::string text(expr.children[1]->constant.as_string());
    mentions->texts.push_back(text);
    mentions->texts.push_back(
        expr.name == "startsWith" ? absl::StrCat(text, "/more")
        : expr.name == "endsWith" ? absl::StrCat("some ", text)
                                  : absl::StrCat("some ", text, " more"));
    return true;
  }

  void AddMentions(const Mentions& mentions, ValueType type, ValuePool* pool) {
    if (type == ValueType::kString || type == ValueType::kStringList) {
      for (const std::string& text : mentions.texts) AddOnce(text, pool);
    }
    if (type == ValueType::kTimestamp) {
      for (absl::Time time : mentions.times) AddTime(time, pool);
      for (absl::Duration age : mentions.ages) {
        AddTime(as_of_ - age, pool);
        AddTime(as_of_ + age, pool);
        AddTime(as_of_ + age / 2, pool);
        AddTime(as_of_ - age / 2, pool);
      }
    }
    for (double number : mentions.numbers) AddNumber(number, type, pool);
  }

  static void AddTime(absl::Time time, ValuePool* pool) {
    for (absl::Duration beside :
         {absl::ZeroDuration(), -absl::Hours(1), absl::Hours(1)}) {
      const Micros micros = ToMicros(time + beside);
      if (micros > kMinInstant && micros < kMaxInstant) {
        AddOnce(FromMicros(micros), pool);
      }
    }
  }

  static void AddNumber(double number, ValueType type, ValuePool* pool) {
    // Beyond it neighbours are no numbers of their own.
    constexpr double kMost = 1e15;
    if (pool == nullptr || !(std::abs(number) < kMost)) return;
    if (type == ValueType::kDouble) {
      for (double beside : {0.0, 1.0, -1.0}) AddOnce(number + beside, pool);
    } else if (type == ValueType::kInt) {
      const auto whole = static_cast<int64_t>(std::floor(number));
      for (int64_t beside : {0, 1, -1}) AddOnce(whole + beside, pool);
    }
  }

  // Values of a text from which the values of one derived from it follow, as an
  // address from its domain.
  void AddSources(size_t derived) {
    const CheckedAttribute& attribute = model_.attributes[derived];
    if (attribute.type != ValueType::kString) return;
    for (int variable : attribute.from->variables()) {
      ValuePool* pool = AttributePool(variable);
      if (pool == nullptr) continue;
      const auto index =
          static_cast<size_t>(variable - model_.lead_variables.attributes);
      if (model_.attributes[index].type != ValueType::kString) continue;
      for (const AttributeValue& value :
           ValuePool(pools_.attributes[derived])) {
        AddSourcesOf(std::get<std::string>(value), attribute, variable, pool);
      }
    }
  }

  static void AddSourcesOf(const std::string& value,
                           const CheckedAttribute& derived, int variable,
                           ValuePool* pool) {
    for (const std::string& source :
         {value, absl::StrCat("somebody@", value),
          absl::StrCat("https://", value, "/more"),
          absl::StrCat(value, " more"), absl::StrCat("some ", value)}) {
      const cel::Value found =
          cel::Evaluate(derived.from->root(), OneValue(variable, source),
                        derived.from->limits());
      if (found.is(Kind::kString) &&
          FoldText(found.as_string()) == FoldText(value)) {
        AddOnce(source, pool);
        return;
      }
    }
  }

  const CheckedModel& model_;
  const absl::Time as_of_;
  ValuePools pools_;
};

}  // namespace

ValuePools FindValues(const CheckedModel& model, absl::Time as_of) {
  return PoolMaker(model, as_of).Make();
}

}  // namespace leadscore::internal
