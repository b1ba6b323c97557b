// How long a clock may run, and by which hours.

#ifndef LEADSCORE_SRC_SLA_TARGET_H_
#define LEADSCORE_SRC_SLA_TARGET_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/core/time_text.h"
#include "src/sla/compiled_calendar.h"

namespace leadscore::internal {

struct Target {
  // Exactly one of them is above zero.
  Micros within = 0;
  int days = 0;
  int business_days = 0;
  // Null: all hours count.
  std::shared_ptr<const CompiledCalendar> calendar;
  absl::TimeZone zone;  // Of the wall, without a calendar.

  // The time that counts between two instants.
  //
  // Errors: kOutOfRange.
  absl::StatusOr<Micros> Elapsed(Micros from, Micros to) const;

  // The earliest instant at which so much has elapsed.
  absl::StatusOr<Micros> Reach(Micros from, Micros amount) const;

  // When a clock that starts then is due.
  absl::StatusOr<Micros> Due(Micros start) const;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_TARGET_H_
