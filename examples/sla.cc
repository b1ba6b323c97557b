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

  // A lead that came in on a Sunday, and was called on Monday at one.
  const auto at = [&terms](int day, int hour) {
    return absl::FromCivil(absl::CivilHour(2026, 11, day, hour),
                           terms.calendar->time_zone());
  };
  const auto cycles =
      leadscore::RunClock(terms,
                          {{leadscore::ClockEventKind::kStart, at(15, 20)},
                           {leadscore::ClockEventKind::kStop, at(16, 13)}},
                          at(16, 14));
  std::cout << leadscore::VerdictName(cycles->front().verdict) << " after "
            << absl::FormatDuration(cycles->front().elapsed) << "\n";
}
