#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

class ScoreChecker {
 public:
  ScoreChecker(CheckContext& context, const Environments& environments,
               CheckedModel* model)
      : context_(context), environments_(environments), model_(model) {}

  void Run() {
    for (size_t i = 0; i < model_->scores.size(); ++i) CheckScore(i);
    const int max_rules = std::min(context_.limits().max_rules, kMostRules);
    if (num_rules_ > max_rules) {
      context_.Error("scores",
                     absl::StrCat("the model has ", num_rules_,
                                  " rules, more than ", max_rules),
                     "put values into the rows of tables and into lists");
    }
    const Scope scope(context_, "total");
    context_.CheckBounds(model_->spec.total.min, model_->spec.total.max,
                         &model_->total_min, &model_->total_max);
  }

  void CheckGrade() {
    std::vector<std::string> names;
    for (size_t i = 0; i < model_->spec.grade.size(); ++i) {
      const std::string& name = model_->spec.grade[i];
      const auto& known = model_->score_names;
      const auto found = std::find(known.begin(), known.end(), name);
      if (found == known.end()) {
        const std::vector<std::string_view> candidates(known.begin(),
                                                       known.end());
        context_.ErrorAt("grade", i,
                         absl::StrCat("unknown score ", Quoted(name),
                                      DidYouMean(name, candidates)));
        continue;
      }
      const auto score = static_cast<size_t>(found - known.begin());
      if (model_->spec.scores[score].bands.empty()) {
        context_.ErrorAt("grade", i,
                         absl::StrCat("the score ", Quoted(name),
                                      " has no bands to make a grade of"),
                         "give it bands { label: \"A\" from: 75 } ...");
      }
      model_->grade.push_back(static_cast<int>(score));
    }
  }

 private:
  // Sums of this many rules at their limit of 10^8 points fit 64 bits.
  static constexpr int kMostRules = 40'000;

  // ---- Scores and groups -------------------------------------------------

  void CheckScore(size_t index) {
    const ScoreSpec& spec = model_->spec.scores[index];
    CheckedScore& score = model_->scores[index];
    const Scope scope(context_, "scores", index, spec.name);
    score.base = context_.CheckPoints("base", spec.base);
    score.weight = context_.CheckWeight("weight", spec.weight);
    context_.CheckBounds(spec.min, spec.max, &score.min, &score.max);
    CheckBands(spec, &score);
    std::set<std::string> groups;
    for (size_t i = 0; i < spec.groups.size(); ++i) {
      const Scope inner(context_, "groups", i, spec.groups[i].name);
      context_.CheckName("group", spec.groups[i].name, &groups);
      score.groups.push_back(CheckGroup(spec.groups[i], static_cast<int>(index),
                                        static_cast<int>(i)));
    }
  }

  void CheckBands(const ScoreSpec& spec, CheckedScore* score) {
    for (size_t i = 0; i < spec.bands.size(); ++i) {
      const BandSpec& band = spec.bands[i];
      const bool is_last = i + 1 == spec.bands.size();
      const Scope scope(context_, "bands", i, band.label);
      if (band.label.empty()) context_.Error("label", "the band has no label");
      if (is_last == band.from.has_value()) {
        context_.Error("from",
                       is_last ? "the last band has a lower bound"
                               : "a band without lower bound is not the last",
                       "bands fall, and the last one takes what is left: "
                       "bands { label: \"D\" }");
      }
      CheckedBand checked;
      checked.label = band.label;
      if (band.from.has_value()) {
        checked.from = context_.CheckPoints("from", *band.from);
        if (i > 0 && spec.bands[i - 1].from.has_value() &&
            checked.from >= score->bands.back().from) {
          context_.Error("from", "the band does not begin below the one before",
                         "bands stand from the highest to the lowest");
        }
      }
      score->bands.push_back(std::move(checked));
    }
  }

  CheckedGroup CheckGroup(const GroupSpec& spec, int score, int group_index) {
    CheckedGroup group;
    group.name = spec.name;
    group.label = spec.label.empty() ? spec.name : spec.label;
    context_.CheckBounds(spec.min, spec.max, &group.min, &group.max);
    const Decay decay = CheckDecay(spec.decay);
    for (size_t i = 0; i < spec.rules.size(); ++i) {
      const Scope scope(context_, "rules", i, spec.rules[i].name);
      ++num_rules_;
      CheckedRule rule = CheckRule(spec.rules[i], decay);
      rule.score = score;
      rule.group = group_index;
      group.rules.push_back(std::move(rule));
    }
    return group;
  }

  // ---- Rules -------------------------------------------------------------

  CheckedRule CheckRule(const RuleSpec& spec, const Decay& group_decay) {
    CheckedRule rule;
    context_.CheckName("rule", spec.name, &rule_names_);
    rule.name = spec.name;
    rule.label = spec.label.empty() ? spec.name : spec.label;
    rule.when = context_.CheckCondition("when", spec.when, environments_.rule);
    rule.weight = context_.CheckWeight("weight", spec.weight);
    context_.CheckBounds(spec.min, spec.max, &rule.min, &rule.max);
    const int shapes =
        (spec.points.has_value() ? 1 : 0) + (spec.tiers.has_value() ? 1 : 0) +
        (spec.table.has_value() ? 1 : 0) + (spec.curve.has_value() ? 1 : 0);
    if (shapes != 1) {
      context_.Error("",
                     shapes == 0 ? "the rule gives no points"
                                 : "the rule gives points in several ways",
                     "use exactly one of points, tiers, table and curve");
    }
    if (spec.each.has_value()) {
      rule.each = CheckEach(*spec.each, group_decay);
    }
    const CheckedEach* each = rule.each.get();
    if (spec.points.has_value()) {
      rule.shape = RuleShape::kPoints;
      rule.points = context_.CheckPoints("points", *spec.points);
    }
    if (spec.tiers.has_value()) {
      rule.shape = RuleShape::kTiers;
      rule.tiers = CheckTiers(*spec.tiers);
      if (each != nullptr) {
        context_.Error("tiers", "tiers cannot be given for each activity",
                       "use points, a table or a curve, or several rules with "
                       "where");
      }
    }
    if (spec.table.has_value()) {
      rule.shape = RuleShape::kTable;
      rule.table = CheckTable(*spec.table, each);
    }
    if (spec.curve.has_value()) {
      rule.shape = RuleShape::kCurve;
      rule.curve = CheckCurve(*spec.curve, each);
    }
    return rule;
  }

  CheckedTiers CheckTiers(const TiersSpec& spec) {
    const Scope scope(context_, "tiers");
    CheckedTiers tiers;
    if (spec.tier.empty()) {
      context_.Error("tier", "no tier",
                     "add one: tier { when: \"...\" points: 10 }");
    }
    for (size_t i = 0; i < spec.tier.size(); ++i) {
      const Scope inner(context_, "tier", i, "");
      CheckedTier tier;
      tier.when =
          context_.CheckCondition("when", spec.tier[i].when, environments_.rule,
                                  /*required=*/true);
      tier.points = context_.CheckPoints("points", spec.tier[i].points);
      tiers.tiers.push_back(std::move(tier));
    }
    tiers.otherwise = context_.CheckPoints("otherwise", spec.otherwise);
    tiers.missing = context_.CheckPoints("missing", spec.missing);
    tiers.take_max = spec.take == TierChoice::kMax;
    return tiers;
  }

  // The value that a table or curve is over.
  Operand CheckOperand(const std::string& of, const CheckedEach* each) {
    Operand operand;
    const size_t dot = of.find('.');
    const std::string root = of.substr(0, dot);
    const std::string name = dot == std::string::npos ? "" : of.substr(dot + 1);
    if (each != nullptr) {
      if (root != "activity" || name.empty()) {
        context_.Error("of", "with each, of names a property of the activities",
                       "such as of: \"activity.amount\"; put conditions on the "
                       "lead into when");
        return operand;
      }
      operand.property = FindProperty("of", name, each->types);
      if (operand.property >= 0) {
        operand.type =
            model_->properties[static_cast<size_t>(operand.property)].type;
      }
      return operand;
    }
    const LeadVariables& variables = model_->lead_variables;
    std::vector<std::string> names;
    if (root == "lead" && !name.empty()) {
      for (const CheckedAttribute& attribute : model_->attributes) {
        names.push_back(attribute.name);
      }
      const int found = context_.CheckReference("of", "attribute", name, names);
      if (found < 0) return operand;
      operand.variable = variables.attributes + found;
      operand.type = model_->attributes[static_cast<size_t>(found)].type;
      return operand;
    }
    if (root == "signal" && !name.empty()) {
      for (const CheckedSignal& signal : model_->signals) {
        names.push_back(signal.name);
      }
      const int found = context_.CheckReference("of", "signal", name, names);
      if (found < 0) return operand;
      operand.variable = variables.signals + found;
      operand.type = model_->signals[static_cast<size_t>(found)].type;
      return operand;
    }
    context_.Error("of",
                   root == "activity"
                       ? "activity.<property> needs each { types: ... }"
                       : "of names an attribute or a signal",
                   "such as of: \"lead.employees\" or of: "
                   "\"signal.visits\"; for an expression declare a derived "
                   "attribute");
    return operand;
  }

  // A property that one of the chosen types has; -1 after a mistake.
  int FindProperty(std::string_view field, const std::string& name,
                   const std::vector<bool>& types) {
    std::vector<std::string> names;
    for (const CheckedProperty& property : model_->properties) {
      names.push_back(property.name);
    }
    const int found = context_.CheckReference(field, "property", name, names);
    if (found < 0) return -1;
    for (size_t i = 0; i < types.size(); ++i) {
      if (!types[i]) continue;
      for (const PropertySpec& spec : model_->spec.activities[i].properties) {
        if (spec.name == name) return found;
      }
    }
    context_.Error(
        field, absl::StrCat("none of its types has a property ", Quoted(name)));
    return -1;
  }

  CheckedTable CheckTable(const TableSpec& spec, const CheckedEach* each) {
    const Scope scope(context_, "table");
    CheckedTable table;
    table.of = CheckOperand(spec.of, each);
    table.match_words = spec.match == TableMatch::kWord;
    table.otherwise = context_.CheckPoints("otherwise", spec.otherwise);
    table.missing = context_.CheckPoints("missing", spec.missing);
    const ValueType type = table.of.type;
    const bool is_text =
        type == ValueType::kString || type == ValueType::kStringList;
    if (type == ValueType::kDouble || type == ValueType::kTimestamp) {
      context_.Error(
          "of", "a table is over a bool, an int or a text",
          type == ValueType::kDouble ? "use a curve, or tiers" : "use tiers");
      return table;
    }
    if (table.match_words && !is_text && type != ValueType::kUnspecified) {
      context_.Error("match", "only text has words");
      return table;
    }
    if (spec.row.empty()) {
      context_.Error("row", "no row",
                     "add one: row { is: \"...\" points: 10 }");
    }
    for (size_t i = 0; i < spec.row.size(); ++i) {
      const Scope inner(context_, "row", i, "");
      CheckRow(spec.row[i], static_cast<int>(i), IsFolded(table.of), &table);
      table.row_points.push_back(
          context_.CheckPoints("points", spec.row[i].points));
    }
    return table;
  }

  bool IsFolded(const Operand& of) const {
    const int attribute = of.variable - model_->lead_variables.attributes;
    return of.variable >= 0 && attribute >= 0 &&
           attribute < static_cast<int>(model_->attributes.size()) &&
           model_->attributes[static_cast<size_t>(attribute)].fold;
  }

  // A value that stands in several rows belongs to the first of them.
  void CheckRow(const TableRowSpec& spec, int row, bool fold,
                CheckedTable* table) {
    if (spec.is.empty()) {
      context_.Error("is", "the row lists no value", "add is: \"...\"");
    }
    for (size_t i = 0; i < spec.is.size(); ++i) {
      const std::string& value = spec.is[i];
      if (table->match_words) {
        std::vector<std::string> words = FoldedWords(value);
        if (words.empty()) {
          context_.ErrorAt("is", i, "no word to look for",
                           "a word consists of letters and digits");
        }
        table->phrases.push_back(TablePhrase{std::move(words), row});
        continue;
      }
      switch (table->of.type) {
        case ValueType::kInt: {
          const std::optional<int64_t> number = ParseInt64(value);
          if (number.has_value()) {
            table->number_rows.emplace(*number, row);
          } else {
            context_.ErrorAt(
                "is", i, absl::StrCat(Quoted(value), " is not a whole number"));
          }
          break;
        }
        case ValueType::kBool:
          if (value == "true" || value == "false") {
            table->number_rows.emplace(value == "true" ? 1 : 0, row);
          } else {
            context_.ErrorAt(
                "is", i,
                absl::StrCat(Quoted(value), " is neither true nor false"));
          }
          break;
        default:
          table->text_rows.emplace(fold ? FoldText(value) : value, row);
      }
    }
  }

  CheckedCurve CheckCurve(const CurveSpec& spec, const CheckedEach* each) {
    const Scope scope(context_, "curve");
    CheckedCurve curve;
    curve.of = CheckOperand(spec.of, each);
    curve.is_step = spec.shape == CurveShape::kStep;
    curve.missing = context_.CheckPoints("missing", spec.missing);
    if (curve.of.type != ValueType::kInt &&
        curve.of.type != ValueType::kDouble &&
        curve.of.type != ValueType::kUnspecified) {
      context_.Error("of", "a curve is over a number",
                     "for other values use a table or tiers");
    }
    if (spec.at.empty()) {
      context_.Error("at", "the curve has no point",
                     "add one: at { x: 10 points: 5 }");
    }
    for (size_t i = 0; i < spec.at.size(); ++i) {
      const Scope inner(context_, "at", i, "");
      constexpr double kMaxX = 1e300;  // Differences stay finite.
      if (!(std::fabs(spec.at[i].x) <= kMaxX)) {
        context_.Error("x", "x is not a number from -10^300 to 10^300");
      } else if (i > 0 && !(spec.at[i].x > spec.at[i - 1].x)) {
        context_.Error("x", "x is not above the one before",
                       "points of a curve stand from left to right");
      }
      curve.at.push_back(CurvePoint{
          spec.at[i].x, context_.CheckPoints("points", spec.at[i].points)});
    }
    return curve;
  }

  // ---- Activities --------------------------------------------------------

  std::unique_ptr<const CheckedEach> CheckEach(const EachSpec& spec,
                                               const Decay& group_decay) {
    const Scope scope(context_, "each");
    auto each = std::make_unique<CheckedEach>();
    each->types = context_.CheckTypes(spec.types, model_->activity_schema);
    each->where =
        context_.CheckCondition("where", spec.where, environments_.activity);
    each->within = context_.CheckDuration("within", spec.within);
    each->decay = spec.decay.has_value() ? CheckDecay(spec.decay) : group_decay;
    if (spec.keep_first_per_day.has_value()) {
      CheckAtLeastOne("keep_first_per_day", *spec.keep_first_per_day);
      each->first_of = CalendarUnit::kDay;
      each->keep_first = *spec.keep_first_per_day;
    }
    if (spec.keep_latest.has_value()) {
      CheckAtLeastOne("keep_latest", *spec.keep_latest);
      each->keep_latest = spec.keep_latest;
    }
    if (spec.once_per == "DAY" || spec.once_per == "WEEK") {
      if (spec.keep_first_per_day.has_value()) {
        context_.Error("once_per",
                       absl::StrCat("once_per ", spec.once_per,
                                    " and keep_first_per_day exclude each "
                                    "other"),
                       "keep one of them");
      }
      each->first_of =
          spec.once_per == "DAY" ? CalendarUnit::kDay : CalendarUnit::kWeek;
      each->keep_first = 1;
    } else if (!spec.once_per.empty()) {
      each->latest_per_property =
          FindProperty("once_per", spec.once_per, each->types);
    }
    return each;
  }

  void CheckAtLeastOne(std::string_view field, int count) {
    if (count < 1) {
      context_.Error(field, absl::StrCat(ToAbsl(field), " is below 1"),
                     "leave it out to keep all");
    }
  }

  // A duration in ticks.
  int64_t CheckTicks(std::string_view field,
                     std::optional<absl::Duration> duration) {
    const std::optional<Micros> micros =
        context_.CheckDuration(field, duration);
    if (!micros.has_value()) return 1;
    if (*micros % model_->tick != 0) {
      context_.Error(
          field,
          absl::StrCat("not a whole number of ticks of ",
                       DurationText(absl::Microseconds(model_->tick))),
          "ages are counted in ticks; set the model's tick finer, "
          "as in tick: \"15m\"");
      return 1;
    }
    return *micros / model_->tick;
  }

  Decay CheckDecay(const std::optional<DecaySpec>& spec) {
    Decay decay;
    if (!spec.has_value()) return decay;
    const Scope scope(context_, "decay");
    const int kinds = (spec->half_life.has_value() ? 1 : 0) +
                      (spec->linear.has_value() ? 1 : 0) +
                      (spec->step.has_value() ? 1 : 0) + (spec->none ? 1 : 0);
    if (kinds != 1) {
      context_.Error(
          "",
          kinds == 0 ? "the decay is empty" : "the decay is of several kinds",
          "use exactly one of half_life, linear, step and none");
    }
    if (spec->half_life.has_value()) {
      decay.kind = Decay::Kind::kHalfLife;
      decay.ticks = CheckTicks("half_life", spec->half_life);
    } else if (spec->linear.has_value()) {
      decay.kind = Decay::Kind::kLinear;
      decay.ticks = CheckTicks("linear", spec->linear);
    } else if (spec->step.has_value()) {
      CheckStep(*spec->step, &decay);
    }
    return decay;
  }

  void CheckStep(const StepDecaySpec& spec, Decay* decay) {
    const Scope scope(context_, "step");
    decay->kind =
        spec.compounding ? Decay::Kind::kCompounding : Decay::Kind::kStep;
    decay->ticks = CheckTicks("every", spec.every);
    const absl::StatusOr<Points> percent = Points::FromDouble(spec.percent);
    if (!percent.ok() || *percent <= Points() ||
        *percent > Points::FromWhole(100)) {
      context_.Error("percent",
                     "percent is not a decimal above 0 and at most 100 of at "
                     "most 6 fractional digits");
      decay->share = kDecayOne;
      return;
    }
    decay->share =
        percent->micros() * (kDecayOne / 100) / Points::kMicrosPerPoint;
  }

  CheckContext& context_;
  const Environments& environments_;
  CheckedModel* model_;
  std::set<std::string> rule_names_;
  int num_rules_ = 0;
};

}  // namespace

void CheckScores(CheckContext& context, const Environments& environments,
                 CheckedModel* model) {
  ScoreChecker checker(context, environments, model);
  checker.Run();
  checker.CheckGrade();
}

}  // namespace leadscore::internal
