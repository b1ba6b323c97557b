// The rules of a query: a step for each rule over activities or lists, and one
// with a line for every rule.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/fixed.h"
#include "src/core/status_macros.h"
#include "src/sql/sql_query.h"

namespace leadscore::internal {
namespace {

using PointsText = std::function<std::string(Points)>;

// Whole numbers of millionths, cast so that sums have 64 bits.
std::string MicrosText(int64_t micros) {
  return SqlText::AsInt(SqlInt(micros));
}

// ---- Shapes
// ------------------------------------------------------------------

// The points of a table for a value; `words` is the column of its words.
absl::StatusOr<std::string> TableSql(const CheckedTable& table,
                                     const std::string& value,
                                     const std::string& words,
                                     const SqlText& sql,
                                     const PointsText& points) {
  std::string made = absl::StrCat("CASE WHEN ", value, " IS NULL THEN ",
                                  points(table.missing));
  if (table.match_words) {
    if (words.empty()) {
      return absl::UnimplementedError(
          sql.is_sqlite() ? "SQLite cannot cut a text into words"
                          : "words are matched in attributes of text only");
    }
    for (const TablePhrase& phrase : table.phrases) {
      absl::StrAppend(
          &made, "\n      WHEN ",
          sql.Contains(words, SqlLiteral(absl::StrCat(
                                  " ", absl::StrJoin(phrase.words, " "), " "))),
          " THEN ", points(table.row_points[static_cast<size_t>(phrase.row)]));
    }
  } else {
    std::map<int, std::vector<std::string>> rows;
    for (const auto& [text, row] : table.text_rows) {
      rows[row].push_back(SqlLiteral(text));
    }
    const bool is_bool = table.of.type == ValueType::kBool;
    for (const auto& [number, row] : table.number_rows) {
      rows[row].push_back(is_bool ? (number == 1 ? "TRUE" : "FALSE")
                                  : SqlInt(number));
    }
    for (const auto& [row, values] : rows) {
      absl::StrAppend(&made, "\n      WHEN ", value, " IN (",
                      absl::StrJoin(values, ", "), ") THEN ",
                      points(table.row_points[static_cast<size_t>(row)]));
    }
  }
  return absl::StrCat(made, "\n      ELSE ", points(table.otherwise), " END");
}

std::string StepSql(const CheckedCurve& curve, const std::string& value,
                    const SqlText& sql, const PointsText& points) {
  const std::string x = sql.AsDouble(value);
  std::string made = absl::StrCat("CASE WHEN ", value, " IS NULL THEN ",
                                  points(curve.missing));
  for (auto point = curve.at.rbegin(); point != curve.at.rend(); ++point) {
    absl::StrAppend(&made, "\n      WHEN ", x, " >= ", sql.Double(point->x),
                    " THEN ", points(point->points));
  }
  return absl::StrCat(made, "\n      ELSE ", points(Points()), " END");
}

// The points of a linear curve as a double, not rounded yet.
std::string LinearSql(const CheckedCurve& curve, const std::string& value,
                      const SqlText& sql) {
  const std::string x = sql.AsDouble(value);
  const auto real = [&sql](Points points) {
    return sql.Double(points.ToDouble());
  };
  std::string made =
      absl::StrCat("CASE WHEN ", value, " IS NULL THEN ", real(curve.missing),
                   "\n      WHEN ", x, " < ", sql.Double(curve.at[0].x),
                   " THEN ", real(curve.at[0].points));
  for (size_t i = 1; i < curve.at.size(); ++i) {
    const CurvePoint& left = curve.at[i - 1];
    const CurvePoint& right = curve.at[i];
    absl::StrAppend(
        &made, "\n      WHEN ", x, " < ", sql.Double(right.x), " THEN ",
        real(left.points), " + ",
        sql.Double(right.points.ToDouble() - left.points.ToDouble()), " * ((",
        x, " - ", sql.Double(left.x), ") / ", sql.Double(right.x - left.x),
        ")");
  }
  return absl::StrCat(made, "\n      ELSE ", real(curve.at.back().points),
                      " END");
}

// Whether a curve's differences stay within doubles.
bool IsTame(const CheckedCurve& curve) {
  constexpr double kMost = 1e150;
  return std::fabs(curve.at.front().x) < kMost &&
         std::fabs(curve.at.back().x) < kMost;
}

// ---- Each
// --------------------------------------------------------------------

// What a shape may give for one activity.
std::vector<Points> PointsOf(const CheckedRule& rule) {
  std::vector<Points> points;
  if (rule.shape == RuleShape::kTable) {
    points = rule.table.row_points;
    points.push_back(rule.table.otherwise);
    points.push_back(rule.table.missing);
  } else if (rule.shape == RuleShape::kCurve) {
    for (const CurvePoint& point : rule.curve.at)
      points.push_back(point.points);
    points.push_back(rule.curve.missing);
  } else {
    points.push_back(rule.points);
  }
  return points;
}

// One step after the other chooses among the activities of a rule.
class Chooser {
 public:
  void Keep(const std::string& condition) {
    from_ = absl::StrCat("(SELECT * FROM ", from_, " WHERE ", condition, ") k",
                         ++count_);
  }
  // The first `most` of each partition in an order.
  void KeepFirst(const std::string& of, const std::string& order, int most) {
    const std::string place = absl::StrCat("place_", ++count_);
    from_ = absl::StrCat("(SELECT * FROM (SELECT *, row_number() OVER ",
                         "(PARTITION BY ", of, " ORDER BY ", order, ") AS ",
                         place, "\n    FROM ", from_, ") n", count_, " WHERE ",
                         place, " <= ", most, ") k", count_);
  }
  const std::string& from() const { return from_; }

 private:
  std::string from_ = "log";
  int count_ = 0;
};

absl::StatusOr<std::string> ChosenSql(const CheckedEach& each,
                                      SqlQueryBuilder* query) {
  LEADSCORE_RETURN_IF_ERROR(query->log);
  std::string filter = query->IsOfTypes(each.types);
  if (each.where != nullptr) {
    LEADSCORE_ASSIGN_OR_RETURN(SqlExpression where,
                               query->OfActivity(*each.where));
    absl::StrAppend(&filter, " AND ", where.text);
  }
  Chooser chooser;
  chooser.Keep(filter);
  if (each.first_of != CalendarUnit::kNone) {
    chooser.KeepFirst(
        each.first_of == CalendarUnit::kDay
            ? "lead_id, day"
            : "lead_id, " + query->sql().FloorDivide("(day + 3)", 7),
        "place", each.keep_first);
  }
  if (each.within.has_value()) {
    chooser.Keep(absl::StrCat("time > as_of - ", *each.within));
  }
  if (each.latest_per_property >= 0) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::string property,
        query->properties[static_cast<size_t>(each.latest_per_property)]);
    chooser.KeepFirst("lead_id, " + property, "place DESC", 1);
  }
  if (each.keep_latest.has_value()) {
    chooser.KeepFirst("lead_id", "place DESC", *each.keep_latest);
  }
  return chooser.from();
}

// The step with the sum of a rule over activities; returns the rule's points
// before its bounds, by the columns of that step.
absl::StatusOr<std::string> AddEachSum(const CheckedRule& rule,
                                       const std::string& step,
                                       SqlQueryBuilder* query) {
  const SqlText& sql = query->sql();
  LEADSCORE_ASSIGN_OR_RETURN(std::string from, ChosenSql(*rule.each, query));
  const bool is_linear = rule.shape == RuleShape::kCurve && !rule.curve.is_step;
  // Points are counted in the largest unit of which all are multiples.
  int64_t unit = is_linear ? 1 : 0;
  int64_t most = 0;
  for (Points points : PointsOf(rule)) {
    unit = std::gcd(unit, points.micros());
    most = std::max<int64_t>(most, std::abs(points.micros()));
  }
  if (unit == 0) unit = 1;
  const PointsText in_units = [unit](Points points) {
    return MicrosText(points.micros() / unit);
  };
  std::string points = MicrosText(rule.points.micros() / unit);
  if (rule.shape == RuleShape::kTable) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::string value,
        query->properties[static_cast<size_t>(rule.table.of.property)]);
    LEADSCORE_ASSIGN_OR_RETURN(points,
                               TableSql(rule.table, value, "", sql, in_units));
  } else if (rule.shape == RuleShape::kCurve) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::string value,
        query->properties[static_cast<size_t>(rule.curve.of.property)]);
    if (!is_linear) {
      points = StepSql(rule.curve, value, sql, in_units);
    } else {
      if (!IsTame(rule.curve)) {
        return absl::UnimplementedError("its curve goes beyond 10^150");
      }
      from = absl::StrCat("(SELECT *, ", LinearSql(rule.curve, value, sql),
                          " AS y\n    FROM ", from, ") c");
      points = absl::StrCat("(", sql.RoundedMicros("y"), ")");
    }
  }
  const bool decays = rule.each->decay.kind != Decay::Kind::kNone;
  // A sum of so many activities is taken to be the most.
  double bound = 1e6 * static_cast<double>(most / unit);
  std::string amount = points;
  bool is_wide = false;
  if (decays) {
    LEADSCORE_ASSIGN_OR_RETURN(const std::string weight,
                               WeightSql(rule.each->decay, sql, "age"));
    bound *= static_cast<double>(kDecayOne);
    is_wide = bound > 9e18;
    if (is_wide && sql.is_sqlite()) {
      return absl::UnimplementedError(
          "its sum may leave 64 bits, where SQLite stops");
    }
    amount = absl::StrCat(
        is_wide ? absl::StrCat("CAST(", points, " AS ",
                               sql.is_duckdb() ? "HUGEINT)" : "NUMERIC)")
                : points,
        "\n      * (", weight, ")");
  }
  const std::string sum = absl::StrCat("sum(", amount, ")");
  query->AddStep(
      {step, rule.label,
       absl::StrCat("SELECT lead_id, ", is_wide ? sum : SqlText::AsInt(sum),
                    " AS amount\n  FROM ", from, "\n  GROUP BY lead_id"),
       false});
  // amount * unit * weight / 10^6 (and / 10^9), reduced before it is formed.
  int64_t divisor = Points::kMicrosPerPoint;
  int64_t factor = rule.weight.micros();
  const int64_t common = std::gcd(factor, divisor);
  factor /= common;
  divisor /= common;
  const int64_t with_unit = std::gcd(unit, divisor);
  divisor /= with_unit;
  int64_t rest = unit / with_unit;
  int64_t decay = decays ? kDecayOne : 1;
  const int64_t with_decay = std::gcd(rest, decay);
  rest /= with_decay;
  decay /= with_decay;
  const int64_t with_factor = std::gcd(factor, decay);
  factor /= with_factor;
  decay /= with_factor;
  if (std::fabs(static_cast<double>(factor) * static_cast<double>(rest)) >
      1e15) {
    return absl::UnimplementedError("its weight has too many digits");
  }
  return sql.RoundedProduct(absl::StrCat("coalesce(", step, ".amount, 0)"),
                            bound, factor * rest, divisor * decay);
}

// ---- Rules
// ---------------------------------------------------------------------

// What makes the points of one rule for a lead.
class RuleWriter {
 public:
  RuleWriter(const CheckedRule& rule, size_t index, SqlQueryBuilder* query)
      : rule_(rule),
        step_(absl::StrCat("rule_", index)),
        query_(*query),
        sql_(query->sql()) {}

  absl::StatusOr<std::string> Write() {
    std::string when;
    if (rule_.when != nullptr) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression condition,
                                 query_.OfLead(*rule_.when));
      when = std::move(condition.text);
    }
    LEADSCORE_ASSIGN_OR_RETURN(std::string points, Shape());
    if (when.empty()) return points;
    return absl::StrCat("CASE WHEN ", when, "\n      THEN ", points,
                        " ELSE 0 END");
  }

  // Whether the rule has a step of its own, to be joined.
  bool has_step() const { return has_step_; }
  const std::string& step() const { return step_; }
  // A linear curve's value, to be had before it is rounded.
  const std::string& curve() const { return curve_; }

 private:
  // Weighted and within the rule's bounds, all of it known already.
  std::string Given(Points points) const {
    return SqlInt(
        Clamp(Weighted(points, rule_.weight), rule_.min, rule_.max).micros());
  }
  PointsText Given() const {
    return [this](Points points) { return Given(points); };
  }
  std::string Bounded(const std::string& micros) const {
    return sql_.Clamp(micros, rule_.min.micros(), rule_.max.micros());
  }

  absl::StatusOr<std::string> Shape() {
    if (rule_.each != nullptr) {
      has_step_ = true;
      LEADSCORE_ASSIGN_OR_RETURN(std::string sum,
                                 AddEachSum(rule_, step_, &query_));
      return Bounded(sum);
    }
    switch (rule_.shape) {
      case RuleShape::kTiers:
        return Tiers();
      case RuleShape::kTable:
        return Table();
      case RuleShape::kCurve:
        return Curve();
      case RuleShape::kPoints:
        break;
    }
    return Given(rule_.points);
  }

  absl::StatusOr<std::string> Tiers() {
    std::vector<const CheckedTier*> tiers;
    for (const CheckedTier& tier : rule_.tiers.tiers) tiers.push_back(&tier);
    if (rule_.tiers.take_max) {
      // Of equal points it does not matter which.
      std::sort(tiers.begin(), tiers.end(),
                [](const CheckedTier* a, const CheckedTier* b) {
                  return b->points < a->points;
                });
    }
    std::string made = "CASE";
    std::vector<std::string> missing;
    bool may_fail = false;
    for (const CheckedTier* tier : tiers) {
      LEADSCORE_ASSIGN_OR_RETURN(SqlExpression when,
                                 query_.OfLead(*tier->when));
      may_fail = may_fail || when.may_fail;
      absl::StrAppend(&made, "\n      WHEN ", when.text, " THEN ",
                      Given(tier->points));
      missing.push_back(absl::StrCat(when.text, " IS NULL"));
    }
    // NULL is a missing value and any other error, which here differ.
    const std::string if_missing = Given(rule_.tiers.missing);
    if (may_fail && if_missing != "0") {
      return absl::UnimplementedError(
          "an error in one of its tiers is not the same as a missing value");
    }
    return absl::StrCat(made, "\n      WHEN ", absl::StrJoin(missing, " OR "),
                        " THEN ", if_missing, "\n      ELSE ",
                        Given(rule_.tiers.otherwise), " END");
  }

  absl::StatusOr<std::string> Operand(const struct Operand& of) const {
    const CheckedModel& model = query_.model();
    const int attribute = of.variable - model.lead_variables.attributes;
    if (attribute >= 0 &&
        attribute < static_cast<int>(model.attributes.size())) {
      return query_.attributes[static_cast<size_t>(attribute)];
    }
    return query_.signals[static_cast<size_t>(of.variable -
                                              model.lead_variables.signals)];
  }

  absl::StatusOr<std::string> Table() {
    LEADSCORE_ASSIGN_OR_RETURN(const std::string value,
                               Operand(rule_.table.of));
    const CheckedModel& model = query_.model();
    const int attribute =
        rule_.table.of.variable - model.lead_variables.attributes;
    if (rule_.table.of.type == ValueType::kStringList) {
      return ListTable(value, model.attributes[static_cast<size_t>(attribute)]);
    }
    const bool is_attribute =
        attribute >= 0 && attribute < static_cast<int>(query_.words.size());
    return TableSql(
        rule_.table, value,
        is_attribute ? query_.words[static_cast<size_t>(attribute)] : "", sql_,
        Given());
  }

  absl::StatusOr<std::string> ListTable(const std::string& value,
                                        const CheckedAttribute& attribute) {
    if (rule_.table.match_words) {
      return absl::UnimplementedError("words are matched in single texts only");
    }
    std::string points = "CASE";
    for (const auto& [text, row] : rule_.table.text_rows) {
      absl::StrAppend(
          &points, "\n      WHEN value = ", SqlLiteral(text), " THEN ",
          MicrosText(
              rule_.table.row_points[static_cast<size_t>(row)].micros()));
    }
    has_step_ = true;
    query_.AddStep({step_, rule_.label,
                    absl::StrCat("SELECT lead_id, sum(", points,
                                 " END) AS amount\n  FROM texts_",
                                 attribute.column, " GROUP BY lead_id"),
                    false});
    const std::string amount =
        sql_.Clamp(absl::StrCat("coalesce(", step_, ".amount, 0)"),
                   -kMaxRuleValue.micros(), kMaxRuleValue.micros());
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::string weighted,
        sql_.RoundedProduct(SqlText::AsInt(amount),
                            static_cast<double>(kMaxRuleValue.micros()),
                            rule_.weight.micros(), Points::kMicrosPerPoint));
    return absl::StrCat("CASE WHEN ", value, " IS NULL OR ", step_,
                        ".lead_id IS NULL THEN ", Given(rule_.table.missing),
                        "\n      WHEN ", step_, ".amount IS NULL THEN ",
                        Given(rule_.table.otherwise), "\n      ELSE ",
                        Bounded(weighted), " END");
  }

  absl::StatusOr<std::string> Curve() {
    LEADSCORE_ASSIGN_OR_RETURN(const std::string value,
                               Operand(rule_.curve.of));
    if (rule_.curve.is_step) return StepSql(rule_.curve, value, sql_, Given());
    if (!IsTame(rule_.curve)) {
      return absl::UnimplementedError("its curve goes beyond 10^150");
    }
    const std::string y = "y_" + step_;
    curve_ = absl::StrCat(LinearSql(rule_.curve, value, sql_), " AS ", y);
    constexpr double kMostMicros = 1e12;
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::string weighted,
        sql_.RoundedProduct(
            absl::StrCat("(", sql_.RoundedMicros("f." + y), ")"), kMostMicros,
            rule_.weight.micros(), Points::kMicrosPerPoint));
    return Bounded(weighted);
  }

  const CheckedRule& rule_;
  const std::string step_;
  SqlQueryBuilder& query_;
  const SqlText& sql_;
  bool has_step_ = false;
  std::string curve_;
};

}  // namespace

std::vector<absl::StatusOr<std::string>> AddRules(SqlQueryBuilder* query) {
  std::vector<absl::StatusOr<std::string>> made;
  std::vector<std::string> columns;
  std::vector<std::string> curves;
  std::string joins;
  for (const CheckedScore& score : query->model().scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        RuleWriter writer(rule, made.size(), query);
        const absl::StatusOr<std::string> points = writer.Write();
        if (!points.ok()) {
          made.push_back(points.status());
          continue;
        }
        const std::string column = absl::StrCat("r", made.size());
        columns.push_back(absl::StrCat(SqlText::AsInt(*points), " AS ", column,
                                       "  -- ", SqlComment(rule.label)));
        if (!writer.curve().empty()) curves.push_back(writer.curve());
        if (writer.has_step()) {
          absl::StrAppend(&joins, "\n  LEFT JOIN ", writer.step(), " ON ",
                          writer.step(), ".lead_id = f.lead_id");
        }
        made.push_back(column);
      }
    }
  }
  if (!curves.empty()) {
    query->AddStep(
        {"curves", "Between the points of curves",
         absl::StrCat("SELECT f.*,\n    ", absl::StrJoin(curves, ",\n    "),
                      "\n  FROM ", query->facts, " f"),
         false});
    query->facts = "curves";
  }
  std::string body = absl::StrCat(
      "SELECT f.lead_id, coalesce(", absl::StrJoin(query->doubts(), ", "),
      query->doubts().size() == 1 ? ", NULL" : "", ") AS not_covered");
  for (const std::string& column : columns) {
    absl::StrAppend(&body, "\n    , ", column);
  }
  query->AddStep({"rules", "The points of each rule, within its bounds",
                  absl::StrCat(body, "\n  FROM ", query->facts, " f", joins),
                  true});
  return made;
}

}  // namespace leadscore::internal
