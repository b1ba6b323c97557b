#include "src/diff/spec_text.h"

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

std::string SpecText(const std::string& value) {
  // Escapes may make it longer, but not cut it short.
  return Quoted(value, 8 * value.size() + 1);
}

std::string SpecText(bool value) { return value ? "true" : "false"; }

std::string SpecText(int value) { return absl::StrCat(value); }

std::string SpecText(double value) {
  // -0.0 is no other number of points than 0.
  return FormatDouble(value == 0 ? 0.0 : value);
}

std::string SpecText(absl::Duration value) {
  return absl::StrCat("\"", DurationText(value), "\"");
}

std::string SpecText(ValueType value) {
  switch (value) {
    case ValueType::kBool:
      return "BOOL";
    case ValueType::kInt:
      return "INT";
    case ValueType::kDouble:
      return "DOUBLE";
    case ValueType::kString:
      return "STRING";
    case ValueType::kTimestamp:
      return "TIMESTAMP";
    case ValueType::kStringList:
      return "STRING_LIST";
    case ValueType::kUnspecified:
      break;
  }
  return "";
}

std::string SpecText(SignalKind value) {
  switch (value) {
    case SignalKind::kCount:
      return "COUNT";
    case SignalKind::kDistinct:
      return "DISTINCT";
    case SignalKind::kSum:
      return "SUM";
    case SignalKind::kMin:
      return "MIN";
    case SignalKind::kMax:
      return "MAX";
    case SignalKind::kRatio:
      return "RATIO";
    case SignalKind::kDaysSinceFirst:
      return "DAYS_SINCE_FIRST";
    case SignalKind::kDaysSinceLast:
      return "DAYS_SINCE_LAST";
    case SignalKind::kActiveDays:
      return "ACTIVE_DAYS";
    case SignalKind::kActiveWeeks:
      return "ACTIVE_WEEKS";
    case SignalKind::kUnspecified:
      break;
  }
  return "";
}

std::string SpecText(SignalScope value) {
  return value == SignalScope::kAccount ? "ACCOUNT" : "LEAD";
}

std::string SpecText(TierChoice value) {
  return value == TierChoice::kMax ? "MAX" : "FIRST";
}

std::string SpecText(TableMatch value) {
  return value == TableMatch::kWord ? "WORD" : "EQUAL";
}

std::string SpecText(CurveShape value) {
  return value == CurveShape::kStep ? "STEP" : "LINEAR";
}

std::string SpecText(RollUp value) {
  switch (value) {
    case RollUp::kSum:
      return "SUM";
    case RollUp::kMax:
      return "MAX";
    case RollUp::kMin:
      return "MIN";
    case RollUp::kAverage:
      return "AVERAGE";
    case RollUp::kTop:
      return "TOP";
    case RollUp::kUnspecified:
      break;
  }
  return "";
}

}  // namespace leadscore::internal
