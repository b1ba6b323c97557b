// An activity is in the window of a signal at all instants of the span, at some
// of them, or at none. Where the last two are the same the value is that of the
// first instant, but for the days since an activity, which rise; counts and
// sums lie between what all and some give; nothing is said of the rest.

#include "src/activity/signal_ranges.h"

#include <utility>

#include "src/activity/selection.h"
#include "src/activity/signal_values.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

// The activities in the window of a signal at every instant of a span, and at
// some instant.
struct Windowed {
  std::vector<size_t> always;
  std::vector<size_t> sometimes;  // Those of `always` too.
};

Windowed SplitByWindow(const CheckedSignal& signal, const BoundTables& tables,
                       const std::vector<size_t>& activities, Micros first,
                       Micros last) {
  Windowed windowed;
  const Micros within = signal.within.value_or(0);
  const Micros after = signal.after.value_or(0);
  const bool has_within = signal.within.has_value();
  for (size_t i : activities) {
    const Micros time = tables.activities().time(i);
    const bool is_some =
        (!has_within || time > first - within) && time <= last - after;
    const bool is_all =
        (!has_within || time > last - within) && time <= first - after;
    if (is_some) windowed.sometimes.push_back(i);
    if (is_all) windowed.always.push_back(i);
  }
  return windowed;
}

class RangeComputer {
 public:
  RangeComputer(const CheckedModel& model, const BoundTables& tables,
                Micros first, Micros last)
      : model_(model), tables_(tables), first_(first), last_(last) {}

  Abstract Compute(const CheckedSignal& signal, int variable,
                   const std::vector<size_t>& log) const {
    const Windowed windowed = SplitByWindow(
        signal, tables_,
        FilterActivities(signal.types, signal.where, model_, tables_, log,
                         /*errors=*/nullptr),
        first_, last_);
    const auto value_of = [&](const std::vector<size_t>& chosen, Micros as_of) {
      return SignalOfChosen(signal, variable, model_, tables_, chosen, as_of);
    };
    if (windowed.always.size() == windowed.sometimes.size()) {
      return Between(value_of(windowed.always, first_),
                     value_of(windowed.always, last_));
    }
    switch (signal.kind) {
      case SignalKind::kCount:
      case SignalKind::kDistinct:
      case SignalKind::kActiveDays:
      case SignalKind::kActiveWeeks:
        return Between(value_of(windowed.always, last_),
                       value_of(windowed.sometimes, last_));
      default:
        return Abstract::Anything();
    }
  }

 private:
  static Abstract Between(Value low, Value high) {
    if (low.is_error() || low == high) return Abstract::Exactly(std::move(low));
    return Abstract::Between(std::move(low), std::move(high));
  }

  const CheckedModel& model_;
  const BoundTables& tables_;
  const Micros first_;
  const Micros last_;
};

}  // namespace

std::vector<Abstract> SignalRanges(const CheckedModel& model,
                                   const BoundTables& tables,
                                   const std::vector<size_t>& own,
                                   const std::vector<size_t>& account,
                                   Micros first, Micros last) {
  const RangeComputer computer(model, tables, first, last);
  std::vector<Abstract> ranges;
  const auto variable_of = [&model](size_t i) {
    return model.lead_variables.signals + static_cast<int>(i);
  };
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    ranges.push_back(
        signal.kind == SignalKind::kRatio
            ? Abstract::Anything()
            : computer.Compute(signal, variable_of(i),
                               signal.over_account ? account : own));
  }
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    if (signal.kind != SignalKind::kRatio) continue;
    const Abstract& of = ranges[static_cast<size_t>(signal.of)];
    const Abstract& to = ranges[static_cast<size_t>(signal.to)];
    if (of.is_exact() && to.is_exact()) {
      ranges[i] = Abstract::Exactly(
          RatioOf(signal, variable_of(i), of.value(), to.value()));
    }
  }
  return ranges;
}

}  // namespace leadscore::internal
