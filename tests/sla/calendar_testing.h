// Calendars and instants for tests, in few words.

#ifndef LEADSCORE_TESTS_SLA_CALENDAR_TESTING_H_
#define LEADSCORE_TESTS_SLA_CALENDAR_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/business_calendar.h"

namespace leadscore::testing {

inline std::vector<Weekday> MondayToFriday() {
  return {Weekday::kMonday, Weekday::kTuesday, Weekday::kWednesday,
          Weekday::kThursday, Weekday::kFriday};
}

inline std::vector<Weekday> AllDays() {
  std::vector<Weekday> days = MondayToFriday();
  days.push_back(Weekday::kSaturday);
  days.push_back(Weekday::kSunday);
  return days;
}

inline CalendarSpec MakeCalendarSpec(std::vector<OpenSpec> open,
                                     std::string zone = "UTC") {
  CalendarSpec spec;
  spec.name = "office";
  spec.time_zone = std::move(zone);
  spec.open = std::move(open);
  return spec;
}

inline BusinessCalendar MakeCalendar(const CalendarSpec& spec) {
  return BusinessCalendar::Create(spec).value();
}

inline BusinessCalendar MakeCalendar(std::vector<OpenSpec> open,
                                     std::string zone = "UTC") {
  return MakeCalendar(MakeCalendarSpec(std::move(open), std::move(zone)));
}

// "2026-11-20 09:00" on the wall of a zone, or with seconds.
inline absl::Time Wall(const std::string& text,
                       const std::string& zone = "UTC") {
  absl::TimeZone loaded;
  absl::LoadTimeZone(zone, &loaded);
  absl::Time time;
  std::string error;
  const char* const format =
      text.size() == 16 ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%E*S";
  if (!absl::ParseTime(format, text, loaded, &time, &error)) {
    return absl::InfinitePast();
  }
  return time;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_SLA_CALENDAR_TESTING_H_
