#include "src/exec/curve_memo.h"

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
      places_(size_t{1} << kPlaceBits) {}

int64_t CurveMemo::Compute(int64_t key) const {
  return PointsOfValue(*rule_.rule, ValueOfKey(source_.type, key));
}

}  // namespace leadscore::internal
