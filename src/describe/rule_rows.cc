#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/describe/choice_words.h"
#include "src/describe/condition_words.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"

namespace leadscore::internal {
namespace {

using Row = std::vector<DescribedText>;

class RuleRowMaker {
 public:
  RuleRowMaker(const RuleSpec& spec, const CheckedRule& rule,
               const GroupSpec& group, const CheckedModel& model)
      : spec_(spec), rule_(rule), group_(group), model_(model) {}

  std::vector<Row> Make() {
    if (spec_.points.has_value() && rule_.each == nullptr) {
      AddPoints(*spec_.points, rule_.when == nullptr
                                   ? Words("every lead")
                                   : LeadConditionWords(rule_.when, model_));
    } else {
      if (rule_.when != nullptr) {
        DescribedText only = Words("only if ");
        Append(LeadConditionWords(rule_.when, model_), &only);
        AddNote(std::move(only));
      }
      AddShape();
    }
    AddWeightAndBounds();
    return std::move(rows_);
  }

 private:
  void AddRow(std::string points, DescribedText what) {
    DescribedText reason =
        rows_.empty() ? Words(Named(spec_.label, spec_.name)) : DescribedText();
    rows_.push_back(
        {std::move(reason), Words(std::move(points)), std::move(what)});
  }
  void AddPoints(double points, DescribedText what) {
    AddRow(SignedPointsWords(points), std::move(what));
  }
  void AddNote(DescribedText note) { AddRow("", std::move(note)); }

  void AddShape() {
    if (rule_.each != nullptr) {
      DescribedText each = EachWords(*spec_.each, *rule_.each, group_, model_);
      if (spec_.points.has_value()) {
        AddPoints(*spec_.points, std::move(each));
        return;
      }
      Append(":", &each);
      AddNote(std::move(each));
    }
    if (spec_.tiers.has_value()) AddTiers(*spec_.tiers);
    if (spec_.table.has_value()) AddTable(*spec_.table);
    if (spec_.curve.has_value()) AddCurve(*spec_.curve);
  }

  void AddTiers(const TiersSpec& tiers) {
    const bool is_max = tiers.take == TierChoice::kMax;
    if (is_max) AddNote(Words("the most points of those that hold:"));
    for (size_t i = 0; i < tiers.tier.size(); ++i) {
      DescribedText what = Words(i == 0 || is_max ? "" : "else, if ");
      Append(LeadConditionWords(rule_.tiers.tiers[i].when, model_), &what);
      AddPoints(tiers.tier[i].points, std::move(what));
    }
    if (tiers.otherwise == 0 && tiers.missing == 0) return;
    AddPoints(tiers.otherwise, Words("none of these holds"));
    AddPoints(tiers.missing, Words("none of these holds, but for one of them "
                                   "a value is not known"));
  }

  // What a table or curve looks at.
  std::string OperandWords(const Operand& of) const {
    if (of.property >= 0) {
      return model_.properties[static_cast<size_t>(of.property)].name;
    }
    return LeadVariableWords(model_, of.variable);
  }

  void AddTable(const TableSpec& table) {
    const std::string of = OperandWords(rule_.table.of);
    const bool is_list = rule_.table.of.type == ValueType::kStringList;
    const bool by_words = table.match == TableMatch::kWord;
    if (is_list) {
      AddNote(
          Words(absl::StrCat("the sum over its different values",
                             by_words ? ", by words, capitals aside:" : ":")));
    } else if (by_words) {
      AddNote(Words("by words, capitals aside; the first line that fits:"));
    } else if (table.row.size() > 1) {
      AddNote(Words("the first line that fits:"));
    }
    for (const TableRowSpec& row : table.row) {
      std::vector<std::string> values;
      for (const std::string& value : row.is) {
        values.push_back(ValueInRow(value, rule_.table.of.type));
      }
      const char* const verb =
          by_words ? (is_list ? " has a text with the word " : " has the word ")
                   : (is_list ? " has " : " is ");
      AddPoints(row.points,
                Words(absl::StrCat(of, verb, JoinWords(values, "or"))));
    }
    if (table.otherwise == 0 && table.missing == 0) return;
    AddPoints(table.otherwise,
              Words(absl::StrCat(of, is_list ? " has none of these"
                                             : " is known and none of these")));
    AddPoints(table.missing,
              Words(absl::StrCat(
                  of, is_list ? " is not known or empty" : " is not known")));
  }

  static std::string ValueInRow(const std::string& value, ValueType type) {
    if (type == ValueType::kInt) {
      return ValueWords(cel::Value::Int(ParseInt64(value).value_or(0)),
                        absl::UTCTimeZone())
          .value_or(value);
    }
    if (type == ValueType::kBool) {
      return ParseBool(value).value_or(false) ? "yes" : "no";
    }
    return QuotedText(value);
  }

  std::string Number(double x) const {
    return ValueWords(cel::Value::Double(x), model_.zone).value_or("");
  }

  void AddCurve(const CurveSpec& curve) {
    const std::string of = OperandWords(rule_.curve.of);
    const size_t count = curve.at.size();
    const bool is_step = curve.shape == CurveShape::kStep;
    if (is_step) {
      AddPoints(
          0, Words(absl::StrCat(of, " is below ", Number(curve.at.front().x))));
    }
    for (size_t i = 0; i < count; ++i) {
      std::string what = absl::StrCat(of, " is ", is_step ? "at least " : "",
                                      Number(curve.at[i].x));
      if (!is_step && count > 1 && i == 0) what += " or less";
      if (!is_step && count > 1 && i + 1 == count) what += " or more";
      if (!is_step && count == 1) what += ", less or more";
      AddPoints(curve.at[i].points, Words(std::move(what)));
    }
    if (is_step && count > 1) AddNote(Words("the last line that fits counts"));
    if (!is_step && count > 1) {
      AddNote(
          Words("between these lines the points go straight from one to "
                "the next"));
    }
    AddPoints(curve.missing, Words(absl::StrCat(of, " is not known")));
  }

  void AddWeightAndBounds() {
    std::vector<std::string> parts;
    if (spec_.weight != 1) {
      parts.push_back(absl::StrCat("times ", PointsWords(spec_.weight)));
    }
    std::string bounds = BoundsWords(spec_.min, spec_.max);
    if (!bounds.empty()) parts.push_back(std::move(bounds));
    if (parts.empty()) return;
    AddNote(Words(absl::StrCat("in all ", JoinWords(parts, "and then"))));
  }

  const RuleSpec& spec_;
  const CheckedRule& rule_;
  const GroupSpec& group_;
  const CheckedModel& model_;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> RuleRows(const RuleSpec& spec, const CheckedRule& rule,
                          const GroupSpec& group, const CheckedModel& model) {
  return RuleRowMaker(spec, rule, group, model).Make();
}

}  // namespace leadscore::internal
