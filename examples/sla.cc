#include <iostream>

#include "absl/time/time.h"
#include "leadscore/leadscore.h"

int main() {
  // The opening hours of an office, and what it promises.
  leadscore::CalendarSpec hours;
  hours.name = "berlin";
  hours.time_zone = "Europe/Berlin";
  hours.open = {{{leadscore::Weekday::kMonday, leadscore::Weekday::kTuesday},
                 "09:00",
                 "18:00"}};
  leadscore::ClockTerms terms;
  terms.within = absl::Hours(4);
  terms.calendar = leadscore::BusinessCalendar::Create(hours).value();

  // A lead that came in on a Sunday evening, and was called on Monday at one.
  const absl::TimeZone zone = terms.calendar->time_zone();
  const absl::Time came =
      absl::FromCivil(absl::CivilHour(2026, 11, 15, 20), zone);
  const absl::Time called =
      absl::FromCivil(absl::CivilHour(2026, 11, 16, 13), zone);
  const auto cycles =
      leadscore::RunClock(terms,
                          {{leadscore::ClockEventKind::kStart, came},
                           {leadscore::ClockEventKind::kStop, called}},
                          called);
  std::cout << leadscore::VerdictName(cycles->front().verdict) << " after "
            << absl::FormatDuration(cycles->front().elapsed) << "\n";
}
