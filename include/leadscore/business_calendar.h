// BusinessCalendar: opening hours in a time zone, compiled once, so that
// business time is a look-up.
//
//   CalendarSpec spec;
//   spec.name = "berlin";
//   spec.time_zone = "Europe/Berlin";
//   spec.open = {{{Weekday::kMonday, Weekday::kFriday}, "09:00", "18:00"}};
//   absl::StatusOr<BusinessCalendar> calendar = BusinessCalendar::Create(spec);
//   calendar->Due(created, absl::Hours(4));
//
// A shift belongs to the local date on which it opens: a holiday or an override
// removes or replaces the shifts that open on that date, never the end of the
// night before. Shifts that overlap are one. Where clocks go forward over an
// opening or a closing, it moves to the end of the gap; where they go back, the
// first of two equal times opens and the second one closes. A date that the
// zone left out has no hours.

#ifndef LEADSCORE_BUSINESS_CALENDAR_H_
#define LEADSCORE_BUSINESS_CALENDAR_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/diagnostics.h"
#include "leadscore/sla_policy_spec.h"

namespace leadscore {

namespace internal {
class CompiledCalendar;
}  // namespace internal

// Immutable and thread-safe; copies share the compiled calendar. All functions
// but those over days take constant time. Instants count in whole microseconds,
// rounded down.
//
// Errors of all functions, beside their own:
//   kOutOfRange  an instant, or a result, outside the dates for which the
//                calendar is known
class BusinessCalendar {
 public:
  // Appends all that is wrong to `diagnostics` (may be null).
  //
  // Errors:
  //   kInvalidArgument  what is wrong first
  static absl::StatusOr<BusinessCalendar> Create(
      const CalendarSpec& spec, Diagnostics* diagnostics = nullptr);

  explicit BusinessCalendar(
      std::shared_ptr<const internal::CompiledCalendar> compiled);

  const std::string& name() const;
  absl::TimeZone time_zone() const;

  // The instants from which and to which it is known, both included.
  absl::Time begin() const;
  absl::Time end() const;

  // Whether it is open: from an opening up to, but not at, the closing.
  absl::StatusOr<bool> IsOpen(absl::Time time) const;

  // The instant itself if it is open then, else the next opening.
  absl::StatusOr<absl::Time> NextOpen(absl::Time time) const;

  // The first closing behind an instant.
  absl::StatusOr<absl::Time> NextClose(absl::Time time) const;

  // The opening hours between two instants; negative if `to` is the earlier.
  absl::StatusOr<absl::Duration> Elapsed(absl::Time from, absl::Time to) const;

  // The earliest instant at which Elapsed(start, instant) reaches a duration;
  // `start` itself for none.
  //
  // Errors: kInvalidArgument, a negative duration.
  absl::StatusOr<absl::Time> Due(absl::Time start, absl::Duration target) const;

  // The same forward, but for no duration the next opening, which is where ever
  // shorter ones lead; for a negative one the latest instant from which that
  // much elapses up to `time`.
  absl::StatusOr<absl::Time> Add(absl::Time time,
                                 absl::Duration duration) const;

  // The same time of day on the n-th next date on which it opens. A start
  // outside opening hours counts as the next opening, or, if `days` is
  // negative, as the closing before it. An instant after midnight in a shift of
  // the evening before belongs to that evening's date.
  absl::StatusOr<absl::Time> AddBusinessDays(absl::Time time, int days) const;

  // The n-th next date on which it opens, `date` itself for 0 days. One on
  // which it does not open counts as the next that does, or the one before if
  // `days` is negative.
  absl::StatusOr<absl::CivilDay> AddBusinessDays(absl::CivilDay date,
                                                 int days) const;

  // The same time on the wall so many days later, open or not.
  absl::StatusOr<absl::Time> AddDays(absl::Time time, int days) const;

  // Over columns of instants, in microseconds since 1970-01-01 UTC.
  //
  // Errors: kInvalidArgument, columns of different lengths. After an error what
  // was written is unspecified.
  absl::Status Elapsed(absl::Span<const int64_t> from,
                       absl::Span<const int64_t> to,
                       absl::Span<int64_t> elapsed) const;
  absl::Status Due(absl::Span<const int64_t> start, absl::Duration target,
                   absl::Span<int64_t> due) const;

  const std::shared_ptr<const internal::CompiledCalendar>& compiled() const {
    return compiled_;
  }

 private:
  std::shared_ptr<const internal::CompiledCalendar> compiled_;
};

// The version of the time zone data that this machine has, such as "2024a";
// "unknown" if it does not say.
std::string TimeZoneDataVersion();

}  // namespace leadscore

#endif  // LEADSCORE_BUSINESS_CALENDAR_H_
