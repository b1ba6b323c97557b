#include "src/activity/signal_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "absl/numeric/int128.h"
#include "src/activity/selection.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

using cel::Value;

bool IsInWindow(const CheckedSignal& signal, Micros time, Micros as_of) {
  if (signal.within.has_value() && time <= as_of - *signal.within) {
    return false;
  }
  return !signal.after.has_value() || time <= as_of - *signal.after;
}

class SignalComputer {
 public:
  SignalComputer(const CheckedModel& model, const BoundTables& tables,
                 Micros as_of)
      : model_(model), tables_(tables), as_of_(as_of) {}

  // Of all activities that a signal counts.
  Value Compute(const CheckedSignal& signal, int variable,
                const std::vector<size_t>& chosen) const {
    switch (signal.kind) {
      case SignalKind::kCount:
        return Value::Int(static_cast<int64_t>(chosen.size()));
      case SignalKind::kDistinct:
        return CountDistinct(signal, chosen);
      case SignalKind::kSum:
        return Sum(signal, chosen);
      case SignalKind::kMin:
      case SignalKind::kMax:
        return Extreme(signal, variable, chosen);
      case SignalKind::kDaysSinceFirst:
      case SignalKind::kDaysSinceLast:
        return DaysSince(signal, variable, chosen);
      case SignalKind::kActiveDays:
        return CountUnits(CalendarUnit::kDay, chosen);
      default:
        return CountUnits(CalendarUnit::kWeek, chosen);
    }
  }

 private:
  Micros TimeOf(size_t i) const { return tables_.activities().time(i); }

  const Column* PropertyOf(const CheckedSignal& signal) const {
    return tables_.property(signal.property);
  }

  // The chosen activities that have the signal's property.
  std::vector<size_t> WithProperty(const CheckedSignal& signal,
                                   const std::vector<size_t>& chosen) const {
    std::vector<size_t> present;
    const Column* property = PropertyOf(signal);
    for (size_t i : chosen) {
      if (property != nullptr && property->IsPresent(i)) present.push_back(i);
    }
    return present;
  }

  Value CountDistinct(const CheckedSignal& signal,
                      const std::vector<size_t>& chosen) const {
    const Column* property = PropertyOf(signal);
    const auto is_less = [property](size_t i, size_t j) {
      return property->Compare(i, j) < 0;
    };
    std::set<size_t, decltype(is_less)> distinct(is_less);
    for (size_t i : WithProperty(signal, chosen)) distinct.insert(i);
    return Value::Int(static_cast<int64_t>(distinct.size()));
  }

  // Exact: ints as they are, doubles rounded to 10^-6 each, so that the order
  // of the sum cannot show. An int beyond 64 bits stays at the end of the
  // range.
  Value Sum(const CheckedSignal& signal,
            const std::vector<size_t>& chosen) const {
    const Column* property = PropertyOf(signal);
    absl::int128 sum = 0;
    const bool is_int = signal.type == ValueType::kInt;
    for (size_t i : WithProperty(signal, chosen)) {
      sum += is_int ? absl::int128(property->Int(i))
                    : RoundToMicros(property->Double(i));
    }
    if (!is_int) {
      return Value::Double(static_cast<double>(sum) /
                           static_cast<double>(Points::kMicrosPerPoint));
    }
    sum = std::clamp(sum, absl::int128(std::numeric_limits<int64_t>::min()),
                     absl::int128(std::numeric_limits<int64_t>::max()));
    return Value::Int(static_cast<int64_t>(sum));
  }

  Value Extreme(const CheckedSignal& signal, int variable,
                const std::vector<size_t>& chosen) const {
    const std::vector<size_t> present = WithProperty(signal, chosen);
    if (present.empty()) return Value::Missing(variable);
    const Column* property = PropertyOf(signal);
    const auto [least, largest] = std::minmax_element(
        present.begin(), present.end(),
        [property](size_t i, size_t j) { return property->Compare(i, j) < 0; });
    return ValueInColumn(property,
                         signal.kind == SignalKind::kMin ? *least : *largest,
                         variable);
  }

  // Whole days of 24 h between the activity and as_of's tick.
  Value DaysSince(const CheckedSignal& signal, int variable,
                  const std::vector<size_t>& chosen) const {
    if (chosen.empty()) return Value::Missing(variable);
    const auto [first, last] = std::minmax_element(
        chosen.begin(), chosen.end(),
        [this](size_t i, size_t j) { return TimeOf(i) < TimeOf(j); });
    const Micros time =
        TimeOf(signal.kind == SignalKind::kDaysSinceFirst ? *first : *last);
    const Micros age = FloorToTick(as_of_, model_.tick) - time;
    return Value::Int(age <= 0 ? 0 : age / kMicrosPerDay);
  }

  Value CountUnits(CalendarUnit unit, const std::vector<size_t>& chosen) const {
    std::set<int64_t> units;
    for (size_t i : chosen) {
      units.insert(CalendarUnitOf(unit, TimeOf(i), model_));
    }
    return Value::Int(static_cast<int64_t>(units.size()));
  }

  const CheckedModel& model_;
  const BoundTables& tables_;
  const Micros as_of_;
};

// A number as a double; nothing if it is missing.
std::optional<double> AsDouble(const Value& value) {
  if (value.is(cel::Kind::kInt)) return static_cast<double>(value.as_int());
  if (value.is(cel::Kind::kDouble)) return value.as_double();
  return std::nullopt;
}

}  // namespace

Value SignalOfChosen(const CheckedSignal& signal, int variable,
                     const CheckedModel& model, const BoundTables& tables,
                     const std::vector<size_t>& chosen, Micros as_of) {
  return SignalComputer(model, tables, as_of).Compute(signal, variable, chosen);
}

Value RatioOf(const CheckedSignal& signal, int variable, const Value& of,
              const Value& to) {
  const auto numerator = AsDouble(of);
  const auto denominator = AsDouble(to);
  if (!numerator.has_value() || !denominator.has_value() ||
      *denominator < signal.min_to || *denominator == 0) {
    return Value::Missing(variable);
  }
  const double ratio = *numerator / *denominator;
  return std::isnan(ratio) ? Value::Missing(variable) : Value::Double(ratio);
}

std::vector<Value> SignalValues(const CheckedModel& model,
                                const BoundTables& tables,
                                const std::vector<size_t>& own,
                                const std::vector<size_t>& account,
                                Micros as_of) {
  std::vector<Value> values;
  const auto variable_of = [&model](size_t i) {
    return model.lead_variables.signals + static_cast<int>(i);
  };
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    if (signal.kind == SignalKind::kRatio) {
      values.push_back(Value::Missing(variable_of(i)));
      continue;
    }
    std::vector<size_t> chosen;
    for (size_t activity : FilterActivities(
             signal.types, signal.where, model, tables,
             signal.over_account ? account : own, /*errors=*/nullptr)) {
      if (IsInWindow(signal, tables.activities().time(activity), as_of)) {
        chosen.push_back(activity);
      }
    }
    values.push_back(
        SignalOfChosen(signal, variable_of(i), model, tables, chosen, as_of));
  }
  // Ratios are of other signals, wherever they stand.
  for (size_t i = 0; i < model.signals.size(); ++i) {
    if (model.signals[i].kind == SignalKind::kRatio) {
      const CheckedSignal& signal = model.signals[i];
      values[i] = RatioOf(signal, variable_of(i),
                          values[static_cast<size_t>(signal.of)],
                          values[static_cast<size_t>(signal.to)]);
    }
  }
  return values;
}

}  // namespace leadscore::internal
