#include "src/activity/shapes.h"

#include <set>
#include <string_view>
#include <vector>

#include "absl/numeric/int128.h"
#include "src/core/fixed.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

// Whether the words of a phrase stand one after the other in `words`.
bool HasPhrase(const std::vector<std::string>& words,
               const std::vector<std::string>& phrase) {
  return std::search(words.begin(), words.end(), phrase.begin(),
                     phrase.end()) != words.end();
}

// The row of a single value; -1 if no row lists it.
int FindRow(const CheckedTable& table, const Value& value) {
  if (value.is(cel::Kind::kString)) {
    if (!table.match_words) {
      const auto found = table.text_rows.find(value.as_string());
      return found == table.text_rows.end() ? -1 : found->second;
    }
    const std::vector<std::string> words = FoldedWords(value.as_string());
    for (const TablePhrase& phrase : table.phrases) {
      if (HasPhrase(words, phrase.words)) return phrase.row;
    }
    return -1;
  }
  const int64_t number = value.is(cel::Kind::kBool)
                             ? static_cast<int64_t>(value.as_bool())
                             : value.as_int();
  const auto found = table.number_rows.find(number);
  return found == table.number_rows.end() ? -1 : found->second;
}

ShapeValue ListTablePoints(const CheckedTable& table, const Value& list) {
  std::set<std::string_view> seen;
  absl::int128 sum = 0;
  ShapeValue value;
  value.outcome = RuleOutcome::kOtherwise;
  for (const Value& item : list.as_list()) {
    if (!seen.insert(item.as_string()).second) continue;
    const int row = FindRow(table, item);
    if (row < 0) continue;
    if (value.outcome != RuleOutcome::kFired) value.choice = row;
    value.outcome = RuleOutcome::kFired;
    sum += table.row_points[static_cast<size_t>(row)].micros();
  }
  value.points = value.outcome == RuleOutcome::kFired
                     ? ClampToPoints(sum, kMaxRuleValue)
                     : table.otherwise;
  return value;
}

Points CurveAt(const CheckedCurve& curve, double x) {
  // The first breakpoint above x.
  const auto above = std::upper_bound(
      curve.at.begin(), curve.at.end(), x,
      [](double value, const CurvePoint& point) { return value < point.x; });
  if (above == curve.at.begin()) {
    return curve.is_step ? Points() : curve.at.front().points;
  }
  const CurvePoint& left = *(above - 1);
  if (curve.is_step || above == curve.at.end()) return left.points;
  const CurvePoint& right = *above;
  const double y0 = left.points.ToDouble();
  const double y1 = right.points.ToDouble();
  return RoundToPoints(y0 + (y1 - y0) * ((x - left.x) / (right.x - left.x)));
}

// A number as curves see it.
double NumberOf(const Value& value) {
  return value.is(cel::Kind::kInt) ? static_cast<double>(value.as_int())
                                   : value.as_double();
}

// Over a list of which nothing is known: any of its listed texts may be there,
// each once, or none of them. Words may list any number of texts in one row.
void IncludeSums(const CheckedTable& table, PointsRange* range) {
  absl::int128 least = 0;
  absl::int128 largest = 0;
  const auto add = [&](int row) {
    const int64_t micros = table.row_points[static_cast<size_t>(row)].micros();
    (micros < 0 ? least : largest) += micros;
    range->Include(Points::FromMicros(micros));
  };
  for (const auto& [text, row] : table.text_rows) add(row);
  for (const TablePhrase& phrase : table.phrases) {
    add(phrase.row);
    if (least < 0) least = -kMaxRuleValue.micros();
    if (largest > 0) largest = kMaxRuleValue.micros();
  }
  if (least < 0) range->Include(ClampToPoints(least, kMaxRuleValue));
  if (largest > 0) range->Include(ClampToPoints(largest, kMaxRuleValue));
}

}  // namespace

ShapeValue OfError(const Value& error) {
  ShapeValue value;
  value.outcome =
      error.is_missing() ? RuleOutcome::kMissing : RuleOutcome::kError;
  value.missing = error.as_error().variable;
  value.errors = error.is_missing() ? 0 : 1;
  return value;
}

ShapeValue TablePoints(const CheckedTable& table, const Value& of) {
  if (of.is_error() || (of.is(cel::Kind::kList) && of.as_list().empty())) {
    ShapeValue value;
    value.outcome = RuleOutcome::kMissing;
    value.points = table.missing;
    value.missing = of.is_error() ? of.as_error().variable : table.of.variable;
    return value;
  }
  if (of.is(cel::Kind::kList)) return ListTablePoints(table, of);
  const int row = FindRow(table, of);
  if (row < 0) return {RuleOutcome::kOtherwise, table.otherwise};
  return {RuleOutcome::kFired, table.row_points[static_cast<size_t>(row)], row};
}

ShapeValue CurvePoints(const CheckedCurve& curve, const Value& of) {
  if (of.is_error()) {
    ShapeValue value = OfError(of);
    value.points = curve.missing;
    return value;
  }
  return {RuleOutcome::kFired, CurveAt(curve, NumberOf(of))};
}

PointsRange TableRange(const CheckedTable& table, const Abstract& of) {
  if (of.is_exact()) {
    const Points points = TablePoints(table, of.value()).points;
    return {points, points};
  }
  if (table.of.type == ValueType::kBool) {
    PointsHull hull;
    const auto include = [&](bool may_be, const Value& value) {
      if (may_be) hull.Include(TablePoints(table, value).points);
    };
    include(of.may_be_error(), Value::Missing(table.of.variable));
    include(of.may_be_true(), Value::Bool(true));
    include(of.may_be_false(), Value::Bool(false));
    return hull.range();
  }
  PointsRange range = {table.otherwise, table.otherwise};
  if (of.may_be_error()) range.Include(table.missing);
  if (table.of.type == ValueType::kStringList) {
    range.Include(table.missing);
    IncludeSums(table, &range);
    return range;
  }
  if (of.is_between()) {
    // Only whole numbers have tables and lie between others.
    for (auto row = table.number_rows.lower_bound(of.low().as_int());
         row != table.number_rows.end() && row->first <= of.high().as_int();
         ++row) {
      range.Include(table.row_points[static_cast<size_t>(row->second)]);
    }
    return range;
  }
  if (of.is_other_text() && !table.match_words) {
    for (const auto& [text, row] : table.text_rows) {
      if (of.may_be_text(text)) {
        range.Include(table.row_points[static_cast<size_t>(row)]);
      }
    }
    return range;
  }
  for (Points points : table.row_points) range.Include(points);
  return range;
}

PointsRange CurveRange(const CheckedCurve& curve, const Abstract& of) {
  if (of.is_exact()) {
    const Points points = CurvePoints(curve, of.value()).points;
    return {points, points};
  }
  if (of.is_between()) {
    const double low = NumberOf(of.low());
    const double high = NumberOf(of.high());
    const Points first = CurveAt(curve, low);
    PointsRange range = {first, first};
    range.Include(CurveAt(curve, high));
    for (const CurvePoint& point : curve.at) {
      if (point.x >= low && point.x <= high) range.Include(point.points);
    }
    return range;
  }
  PointsRange range = {curve.missing, curve.missing};
  if (curve.is_step) range.Include(Points());  // Below the first.
  for (const CurvePoint& point : curve.at) range.Include(point.points);
  return range;
}

}  // namespace leadscore::internal
