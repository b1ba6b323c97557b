#include "src/exec/rule_points.h"

#include <algorithm>

#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

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

// ---- Rules ---------------------------------------------------------------

RuleValue EvaluateEach(const CheckedRule& rule, const CheckedModel& model,
                       const BoundTables& tables, const LeadFacts& facts) {
  const EachSums sums =
      SumEach(rule, model, tables, facts.log().activities, facts.as_of());
  RuleValue value;
  value.outcome =
      sums.activities == 0 ? RuleOutcome::kNoActivity : RuleOutcome::kFired;
  value.activities = sums.activities;
  value.errors = sums.errors;
  value.undecayed = PointsOfSum(rule, sums.undecayed);
  value.raw = PointsOfSum(rule, sums.positive + sums.negative);
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
  value.undecayed = value.raw;
  value.points = Clamp(value.raw, rule.min, rule.max);
  return value;
}

// Every point that tiers may give; sets `may_fail` if they may end in an error,
// and the rule give nothing.
PointsRange TiersRange(const CheckedTiers& tiers,
                       const cel::AbstractActivation& facts, bool* may_fail) {
  PointsHull hull;
  bool must_fire = false;
  Points surely;  // The largest of the tiers that are surely true.
  bool must_be_missing = false;
  bool may_be_missing = false;
  bool all_may_be_false = true;
  *may_fail = false;
  for (const CheckedTier& tier : tiers.tiers) {
    const Abstract when = EvaluateAbstractly(*tier.when, facts);
    if (when.may_be_true()) hull.Include(tier.points);
    if (when.is_true()) {
      surely = must_fire ? std::max(surely, tier.points) : tier.points;
      must_fire = true;
    }
    must_be_missing =
        must_be_missing || (when.may_be_missing() && !when.may_be_true() &&
                            !when.may_be_false() && !when.may_fail());
    may_be_missing = may_be_missing || when.may_be_missing();
    *may_fail = *may_fail || when.may_fail();
    all_may_be_false = all_may_be_false && when.may_be_false();
    if (must_fire && !tiers.take_max) break;
  }
  *may_fail = *may_fail && !must_fire && !must_be_missing;
  if (must_fire) {
    return {tiers.take_max ? surely : hull.range().low, hull.range().high};
  }
  if (all_may_be_false) hull.Include(tiers.otherwise);
  if (may_be_missing) hull.Include(tiers.missing);
  return hull.range();
}

PointsRange ShapeRange(const CheckedRule& rule,
                       const cel::AbstractActivation& facts, bool* may_fail) {
  switch (rule.shape) {
    case RuleShape::kPoints:
      break;
    case RuleShape::kTiers:
      return TiersRange(rule.tiers, facts, may_fail);
    case RuleShape::kTable:
      return TableRange(rule.table, facts.Get(rule.table.of.variable));
    case RuleShape::kCurve:
      return CurveRange(rule.curve, facts.Get(rule.curve.of.variable));
  }
  return {rule.points, rule.points};
}

// A range of points before the weight and bounds of a rule, after them.
PointsRange WeightedRange(PointsRange range, const CheckedRule& rule) {
  const Points a = Clamp(Weighted(range.low, rule.weight), rule.min, rule.max);
  const Points b = Clamp(Weighted(range.high, rule.weight), rule.min, rule.max);
  return {std::min(a, b), std::max(a, b)};
}

}  // namespace

PointsRange RangeOfRule(const CheckedRule& rule,
                        const cel::AbstractActivation& facts,
                        const SumRange& each) {
  const Abstract when = rule.when == nullptr
                            ? Abstract::Truth(true, false)
                            : EvaluateAbstractly(*rule.when, facts);
  if (when.is_never_true()) return {};
  PointsRange range;
  if (rule.each != nullptr) {
    const Points a = Clamp(PointsOfSum(rule, each.low), rule.min, rule.max);
    const Points b = Clamp(PointsOfSum(rule, each.high), rule.min, rule.max);
    range = {std::min(a, b), std::max(a, b)};
  } else {
    bool may_fail = false;
    range = WeightedRange(ShapeRange(rule, facts, &may_fail), rule);
    if (may_fail) range.Include(Points());
  }
  if (!when.is_true()) range.Include(Points());
  return range;
}

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
