#include "src/exec/curve_memo.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/activity/shapes.h"
#include "src/core/fixed.h"
#include "src/exec/rule_points.h"
#include "src/model/number_keys.h"

namespace leadscore::internal {
namespace {

int64_t PointsOfValue(const CheckedRule& rule, const cel::Value& value) {
  return Clamp(Weighted(CurvePoints(rule.curve, value).points, rule.weight),
               rule.min, rule.max)
      .micros();
}

}  // namespace

CurveMemo::CurveMemo(const PlannedRule& rule, const Source& source)
    : rule_(rule),
      source_(source),
      missing_(PointsOfValue(*rule.rule, cel::Value::Missing(source.variable))),
      places_(size_t{1} << kPlaceBits) {
  const bool is_double = source.type == ValueType::kDouble;
  for (const CurvePoint& point : rule.rule->curve.at) {
    if (is_double) {
      turns_.push_back(KeyOfDouble(point.x == 0 ? 0.0 : point.x));
      continue;
    }
    // Beyond what an int can be it turns for none.
    constexpr double kMost = 9e18;
    if (point.x < -kMost || point.x > kMost) continue;
    turns_.push_back(static_cast<int64_t>(std::floor(point.x)));
    turns_.push_back(static_cast<int64_t>(std::ceil(point.x)));
  }
}

// Between two turns it goes one way, also once it is rounded, weighted and
// clamped.
CurveMemo::Range CurveMemo::RangeOf(int64_t first, int64_t last) {
  if (first > last) std::swap(first, last);
  const int64_t a = PointsOf(first);
  const int64_t b = PointsOf(last);
  Range range = {std::min(a, b), std::max(a, b)};
  for (auto turn = std::lower_bound(turns_.begin(), turns_.end(), first);
       turn != turns_.end() && *turn <= last; ++turn) {
    const int64_t points = PointsOf(*turn);
    range.low = std::min(range.low, points);
    range.high = std::max(range.high, points);
  }
  return range;
}

int64_t CurveMemo::Compute(int64_t key) const {
  return PointsOfValue(*rule_.rule, ValueOfKey(source_.type, key));
}

}  // namespace leadscore::internal
