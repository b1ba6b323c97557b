#include "src/exec/rule_points.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include "absl/numeric/int128.h"
#include "src/activity/selection.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Value;

// How a shape came to its points, before the rule's weight and bounds.
struct ShapeValue {
  RuleOutcome outcome = RuleOutcome::kFalse;
  Points points;
  int choice = -1;
  int missing = -1;
  int errors = 0;
};

ShapeValue OfError(const Value& error) {
  ShapeValue value;
  value.outcome =
      error.is_missing() ? RuleOutcome::kMissing : RuleOutcome::kError;
  value.missing = error.as_error().variable;
  value.errors = error.is_missing() ? 0 : 1;
  return value;
}

// ---- Tiers ---------------------------------------------------------------

ShapeValue TiersPoints(const CheckedTiers& tiers, const LeadFacts& facts) {
  ShapeValue chosen;
  chosen.outcome = RuleOutcome::kOtherwise;
  chosen.points = tiers.otherwise;
  ShapeValue unknown = chosen;  // If an error keeps from choosing.
  int errors = 0;
  for (size_t i = 0; i < tiers.tiers.size(); ++i) {
    const CheckedTier& tier = tiers.tiers[i];
    const Value value = tier.when->Evaluate(facts);
    if (value.is_true()) {
      const bool is_first = chosen.outcome != RuleOutcome::kFired;
      if (is_first || tier.points > chosen.points) {
        chosen = {RuleOutcome::kFired, tier.points, static_cast<int>(i)};
      }
      if (!tiers.take_max) break;
    } else if (value.is_error()) {
      if (!value.is_missing()) ++errors;
      // The first missing value, or else the first other error.
      if (unknown.outcome != RuleOutcome::kMissing &&
          (value.is_missing() || unknown.outcome != RuleOutcome::kError)) {
        unknown = OfError(value);
      }
    }
  }
  chosen.errors = errors;
  unknown.errors = errors;
  if (chosen.outcome == RuleOutcome::kFired ||
      unknown.outcome == RuleOutcome::kOtherwise) {
    return chosen;
  }
  if (unknown.outcome == RuleOutcome::kMissing) unknown.points = tiers.missing;
  return unknown;
}

// ---- Tables --------------------------------------------------------------

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

// ---- Curves --------------------------------------------------------------

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

ShapeValue CurvePoints(const CheckedCurve& curve, const Value& of) {
  if (of.is_error()) {
    ShapeValue value = OfError(of);
    value.points = curve.missing;
    return value;
  }
  const double x = of.is(cel::Kind::kInt) ? static_cast<double>(of.as_int())
                                          : of.as_double();
  return {RuleOutcome::kFired, CurveAt(curve, x)};
}

// ---- Rules ---------------------------------------------------------------

// The points of a shape for one activity.
Points PointsOfActivity(const CheckedRule& rule, const BoundTables& tables,
                        size_t activity) {
  switch (rule.shape) {
    case RuleShape::kTable:
      return TablePoints(rule.table,
                         ValueInColumn(tables.property(rule.table.of.property),
                                       activity, -1))
          .points;
    case RuleShape::kCurve:
      return CurvePoints(rule.curve,
                         ValueInColumn(tables.property(rule.curve.of.property),
                                       activity, -1))
          .points;
    default:
      return rule.points;
  }
}

// points * weight, rounded once.
Points Weighted(Points points, Points weight) {
  return ClampToPoints(
      DivideRounded(absl::int128(points.micros()) * weight.micros(),
                    Points::kMicrosPerPoint),
      kMaxRuleValue);
}

RuleValue EvaluateEach(const CheckedRule& rule, const CheckedModel& model,
                       const BoundTables& tables, const LeadFacts& facts) {
  RuleValue value;
  const std::vector<size_t> chosen =
      SelectActivities(*rule.each, model, tables, facts.log().activities,
                       facts.as_of(), &value.errors);
  // Each term is at most 10^12 micros times 10^9, so that no number of
  // activities overflows; beyond 10^29 the rule is at its limit with any
  // weight but zero.
  const absl::int128 kLargest = absl::MakeInt128(0x143200000, 0);  // ~ 10^29.
  absl::int128 sum = 0;
  const Micros now = FloorToTick(facts.as_of(), model.tick);
  for (size_t i : chosen) {
    const Micros then = FloorToTick(tables.activities().time(i), model.tick);
    const int64_t weight =
        DecayWeight(rule.each->decay, (now - then) / model.tick);
    sum += absl::int128(PointsOfActivity(rule, tables, i).micros()) * weight;
  }
  sum = std::clamp(sum, -kLargest, kLargest);
  value.outcome =
      chosen.empty() ? RuleOutcome::kNoActivity : RuleOutcome::kFired;
  value.activities = static_cast<int>(chosen.size());
  value.raw = ClampToPoints(
      DivideRounded(sum * rule.weight.micros(),
                    absl::int128(kDecayOne) * Points::kMicrosPerPoint),
      kMaxRuleValue);
  value.points = Clamp(value.raw, rule.min, rule.max);
  return value;
}

RuleValue EvaluateShape(const CheckedRule& rule, const LeadFacts& facts) {
  ShapeValue shape;
  switch (rule.shape) {
    case RuleShape::kPoints:
      shape = {RuleOutcome::kFired, rule.points};
      break;
    case RuleShape::kTiers:
      shape = TiersPoints(rule.tiers, facts);
      break;
    case RuleShape::kTable:
      shape = TablePoints(rule.table, facts.Get(rule.table.of.variable));
      break;
    case RuleShape::kCurve:
      shape = CurvePoints(rule.curve, facts.Get(rule.curve.of.variable));
      break;
  }
  RuleValue value;
  value.outcome = shape.outcome;
  value.choice = shape.choice;
  value.missing = shape.missing;
  value.errors = shape.errors;
  if (shape.outcome == RuleOutcome::kError) return value;
  value.raw = Weighted(shape.points, rule.weight);
  value.points = Clamp(value.raw, rule.min, rule.max);
  return value;
}

}  // namespace

RuleValue EvaluateRule(const CheckedRule& rule, const CheckedModel& model,
                       const BoundTables& tables, const LeadFacts& facts) {
  if (rule.when != nullptr) {
    const Value condition = rule.when->Evaluate(facts);
    if (!condition.is_true()) {
      RuleValue value;
      if (condition.is_error()) {
        const ShapeValue error = OfError(condition);
        value.outcome = error.outcome;
        value.missing = error.missing;
        value.errors = error.errors;
      }
      return value;
    }
  }
  if (rule.each != nullptr) return EvaluateEach(rule, model, tables, facts);
  return EvaluateShape(rule, facts);
}

}  // namespace leadscore::internal
