// The points of tables and curves, for a value that is known, and the least and
// largest points while it is not.

#ifndef LEADSCORE_SRC_ACTIVITY_SHAPES_H_
#define LEADSCORE_SRC_ACTIVITY_SHAPES_H_

#include <algorithm>

#include "leadscore/points.h"
#include "leadscore/result.h"
#include "src/cel/abstract.h"
#include "src/cel/value.h"
#include "src/core/fixed.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// How a shape came to its points, before the rule's weight and bounds.
struct ShapeValue {
  RuleOutcome outcome = RuleOutcome::kFalse;
  Points points;
  int choice = -1;   // Which tier or row.
  int missing = -1;  // Of kMissing: the variable without a value.
  int errors = 0;    // Of conditions, other than missing values.
};

// Of a condition or operand that is an error.
ShapeValue OfError(const cel::Value& error);

ShapeValue TablePoints(const CheckedTable& table, const cel::Value& of);
ShapeValue CurvePoints(const CheckedCurve& curve, const cel::Value& of);

// Points from `low` to `high`, both included.
struct PointsRange {
  Points low;
  Points high;

  bool is_point() const { return low == high; }
  // Widens it to include others.
  void Include(Points points) {
    low = std::min(low, points);
    high = std::max(high, points);
  }
};

inline PointsRange operator+(PointsRange a, PointsRange b) {
  return {a.low + b.low, a.high + b.high};
}

inline PointsRange Clamp(PointsRange range, Points min, Points max) {
  return {Clamp(range.low, min, max), Clamp(range.high, min, max)};
}

// The smallest range that includes some points.
class PointsHull {
 public:
  void Include(Points points) {
    if (is_empty_) range_ = {points, points};
    is_empty_ = false;
    range_.Include(points);
  }
  // Zero if nothing was included.
  PointsRange range() const { return range_; }

 private:
  bool is_empty_ = true;
  PointsRange range_;
};

// Every point that the table or curve can give for what is known of a value.
PointsRange TableRange(const CheckedTable& table, const cel::Abstract& of);
PointsRange CurveRange(const CheckedCurve& curve, const cel::Abstract& of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_SHAPES_H_
