#include "src/sla/target.h"

#include <optional>

#include "src/core/status_macros.h"

namespace leadscore::internal {
namespace {

absl::Status BeyondTime() {
  return absl::OutOfRangeError("an instant outside the years 1 to 9999");
}

absl::StatusOr<Micros> WithinTime(Micros time) {
  if (time < kMinInstant || time > kMaxInstant) return BeyondTime();
  return time;
}

}  // namespace

absl::StatusOr<Micros> Target::Elapsed(Micros from, Micros to) const {
  if (calendar == nullptr) return to - from;
  if (!calendar->Covers(from) || !calendar->Covers(to)) {
    return calendar->OutOfRange();
  }
  return calendar->OpenBefore(to) - calendar->OpenBefore(from);
}

absl::StatusOr<Micros> Target::Reach(Micros from, Micros amount) const {
  if (calendar == nullptr) return WithinTime(from + amount);
  if (!calendar->Covers(from)) return calendar->OutOfRange();
  const std::optional<Micros> due = calendar->Due(from, amount);
  if (!due.has_value()) return calendar->OutOfRange();
  return *due;
}

absl::StatusOr<Micros> Target::Due(Micros start) const {
  if (within > 0) return Reach(start, within);
  if (calendar != nullptr && !calendar->Covers(start)) {
    return calendar->OutOfRange();
  }
  if (days > 0) {
    return WithinTime(
        AddDays(start, days, calendar == nullptr ? zone : calendar->zone()));
  }
  const std::optional<Micros> due =
      calendar->AddBusinessDays(start, business_days);
  if (!due.has_value()) return calendar->OutOfRange();
  return *due;
}

}  // namespace leadscore::internal
