#include "src/sla/check_calendar.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

constexpr int kSecondsPerDay = 86'400;
constexpr size_t kMaxShiftsPerDay = 48;
constexpr int64_t kMaxValidDays = 366 * 200;

// A shift in seconds since midnight of the date on which it opens. One that
// ends on the next day ends behind 24 hours.
struct DayShift {
  int from = 0;
  int to = 0;

  bool operator<(const DayShift& other) const {
    return from != other.from ? from < other.from : to < other.to;
  }
};

// "HH:MM" or "HH:MM:SS" in seconds since midnight, up to 24:00.
std::optional<int> ParseTimeOfDay(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  int parts[3] = {0, 0, 0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2) {
      if (text[i] != ':') return std::nullopt;
    } else if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    } else {
      parts[i / 3] = parts[i / 3] * 10 + (text[i] - '0');
    }
  }
  if (parts[1] > 59 || parts[2] > 59) return std::nullopt;
  const int seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2];
  if (seconds > kSecondsPerDay) return std::nullopt;
  return seconds;
}

// Monday is 0.
size_t WeekdayOf(absl::CivilDay date) {
  return static_cast<size_t>(absl::GetWeekday(date));
}

class CalendarChecker {
 public:
  CalendarChecker(CheckContext& context, const CalendarSpec& spec,
                  int64_t* shifts_left)
      : context_(context), spec_(spec), shifts_left_(shifts_left) {}

  std::shared_ptr<const CompiledCalendar> Run() {
    const absl::StatusOr<absl::TimeZone> zone = LoadZone(spec_.time_zone);
    if (spec_.time_zone.empty()) {
      Error("time_zone", "no time zone is named",
            "such as time_zone: \"Europe/Berlin\"");
    } else if (!zone.ok()) {
      Error("time_zone", std::string(zone.status().message()));
    }
    first_ = CheckDate("from", spec_.from, absl::CivilDay(2000, 1, 1));
    last_ = CheckDate("until", spec_.until, absl::CivilDay(2100, 12, 31));
    if (first_ > last_) {
      Error("until", "until is before from", "swap them, or leave one out");
    } else if (last_ - first_ > kMaxValidDays) {
      Error("until", "a calendar of more than 200 years",
            "the rules of summer time are not known for so long");
    }
    CheckWeek();
    CheckHolidays();
    CheckOverrides();
    if (has_errors_) return nullptr;
    std::vector<OpenDate> dates = OpenDates(*zone);
    if (*shifts_left_ < 0) {
      Error("", "more than 2,000,000 shifts in all calendars",
            "give the calendar a later from, or an earlier until");
      return nullptr;
    }
    if (dates.empty()) {
      Error("", "the calendar never opens",
            "add open { days: [MON, TUE] from: \"09:00\" to: \"17:00\" }");
      return nullptr;
    }
    return std::make_shared<const CompiledCalendar>(spec_.name, *zone, first_,
                                                    last_, std::move(dates));
  }

 private:
  void Error(std::string_view field, std::string message,
             std::string remedy = "") {
    has_errors_ = true;
    context_.Error(field, std::move(message), std::move(remedy));
  }

  absl::CivilDay CheckDate(const char* field, const std::string& text,
                           absl::CivilDay otherwise) {
    if (text.empty()) return otherwise;
    const absl::StatusOr<absl::CivilDay> date = ParseDate(text);
    if (date.ok() && date->year() >= 1900 && date->year() <= 2500) return *date;
    Error(field, date.ok() ? "a year outside 1900 to 2500"
                           : std::string(date.status().message()));
    return otherwise;
  }

  int CheckTimeOfDay(const char* field, const std::string& text) {
    const std::optional<int> seconds = ParseTimeOfDay(text);
    if (seconds.has_value()) return *seconds;
    Error(field,
          text.empty() ? absl::StrCat("the hours have no ", field)
                       : absl::StrCat(Quoted(text), " is no time of day"),
          "such as \"09:00\"; the end of a day is \"24:00\"");
    return 0;
  }

  DayShift CheckShift(const std::string& from, const std::string& to) {
    const bool had_errors = std::exchange(has_errors_, false);
    DayShift shift{CheckTimeOfDay("from", from), CheckTimeOfDay("to", to)};
    if (!has_errors_ && shift.from == kSecondsPerDay) {
      Error("from", "hours that begin at the end of a day",
            "such as from: \"00:00\"");
    }
    if (!has_errors_ && shift.from == shift.to) {
      Error("to", "hours that end when they begin",
            "a whole day is from: \"00:00\" to: \"24:00\"");
    }
    if (shift.to <= shift.from) {
      shift.to += kSecondsPerDay;
      if (!has_errors_ && shift.to - shift.from > kSecondsPerDay / 2) {
        context_.Warning(
            "to",
            absl::StrCat("hours over midnight, ",
                         (shift.to - shift.from) / 3600, " of them"),
            "if they are those of one day, swap from and to");
      }
    }
    has_errors_ = has_errors_ || had_errors;
    return shift;
  }

  // Adds a shift to those of a day; says if they overlap.
  void AddShift(DayShift shift, std::vector<DayShift>* shifts) {
    if (shifts->size() == kMaxShiftsPerDay) {
      Error("", "more than 48 shifts on one day");
      return;
    }
    const bool overlaps =
        std::any_of(shifts->begin(), shifts->end(), [&](const DayShift& other) {
          return shift.from < other.to && other.from < shift.to;
        });
    if (overlaps && !has_warned_) {
      has_warned_ = true;
      context_.Warning("from", "hours that overlap others of the same day",
                       "they count once; write them as one");
    }
    shifts->push_back(shift);
  }

  void CheckWeek() {
    for (size_t i = 0; i < spec_.open.size(); ++i) {
      const OpenSpec& open = spec_.open[i];
      const Scope scope(context_, "open", i, "");
      has_warned_ = false;
      const DayShift shift = CheckShift(open.from, open.to);
      if (open.days.empty()) {
        Error("days", "hours of no day", "such as days: [MON, TUE]");
      }
      std::set<Weekday> days;
      for (Weekday day : open.days) {
        if (day == Weekday::kUnspecified) {
          Error("days", "a day that is none of the week");
        } else if (!days.insert(day).second) {
          Error("days", "a day stands twice");
        } else {
          AddShift(shift, &week_[static_cast<size_t>(day) - 1]);
        }
      }
    }
  }

  void CheckHolidays() {
    for (size_t i = 0; i < spec_.holidays.size(); ++i) {
      const absl::StatusOr<absl::CivilDay> date = ParseDate(spec_.holidays[i]);
      if (date.ok()) {
        holidays_.insert(*date);
        continue;
      }
      has_errors_ = true;
      context_.ErrorAt("holidays", i,
                       absl::StrCat(Quoted(spec_.holidays[i]), " is ",
                                    date.status().message()));
    }
    if (!spec_.holidays_file.empty() && !spec_.file_holidays.has_value()) {
      Error("holidays_file", "the file of holidays was not read",
            "load the policy with LoadSlaPolicy, or fill file_holidays");
    }
    for (const std::string& text :
         spec_.file_holidays.value_or(std::vector<std::string>())) {
      const absl::StatusOr<absl::CivilDay> date = ParseDate(text);
      if (date.ok()) {
        holidays_.insert(*date);
      } else {
        Error("holidays_file",
              absl::StrCat(Quoted(text), " is ", date.status().message()));
      }
    }
  }

  void CheckOverrides() {
    for (size_t i = 0; i < spec_.overrides.size(); ++i) {
      const OverrideSpec& spec = spec_.overrides[i];
      const Scope scope(context_, "overrides", i, spec.date);
      const absl::StatusOr<absl::CivilDay> date = ParseDate(spec.date);
      if (!date.ok()) {
        Error("date", spec.date.empty() ? "the override has no date"
                                        : std::string(date.status().message()));
        continue;
      }
      if (*date < first_ || *date > last_) {
        Error("date", "a date outside those for which the calendar is known",
              "see from and until of the calendar");
      }
      if (spec.closed == !spec.open.empty()) {
        Error("",
              spec.closed ? "the override is closed, and yet has hours"
                          : "the override neither is closed nor has hours",
              "write closed: true, or open { from: \"09:00\" to: \"13:00\" }");
      }
      std::vector<DayShift> shifts;
      for (size_t j = 0; j < spec.open.size(); ++j) {
        const Scope inner(context_, "open", j, "");
        has_warned_ = false;
        AddShift(CheckShift(spec.open[j].from, spec.open[j].to), &shifts);
      }
      if (!overrides_.emplace(*date, std::move(shifts)).second) {
        Error("date", "a second override of the same date",
              "write the hours of a date into one override");
      }
    }
  }

  // The instant at which a shift of a date ends: the second of two equal times.
  static Micros Closing(absl::CivilSecond time, absl::TimeZone zone) {
    const absl::TimeZone::TimeInfo info = zone.At(time);
    switch (info.kind) {
      case absl::TimeZone::TimeInfo::SKIPPED:
        return ToMicros(info.trans);
      case absl::TimeZone::TimeInfo::REPEATED:
        return ToMicros(info.post);
      default:
        return ToMicros(info.pre);
    }
  }

  // Whether clocks went forward over all of a date.
  static bool IsLeftOut(absl::CivilDay date, absl::TimeZone zone) {
    const auto first = zone.At(absl::CivilSecond(date));
    const auto last = zone.At(absl::CivilSecond(date + 1) - 1);
    return first.kind == absl::TimeZone::TimeInfo::SKIPPED &&
           last.kind == absl::TimeZone::TimeInfo::SKIPPED &&
           first.trans == last.trans;
  }

  std::vector<DayShift> ShiftsOf(absl::CivilDay date) const {
    const auto found = overrides_.find(date);
    if (found != overrides_.end()) return found->second;
    if (holidays_.count(date) > 0) return {};
    return week_[WeekdayOf(date)];
  }

  std::vector<OpenDate> OpenDates(absl::TimeZone zone) const {
    std::vector<OpenDate> dates;
    for (absl::CivilDay date = first_; date <= last_ && *shifts_left_ >= 0;
         ++date) {
      std::vector<DayShift> shifts = ShiftsOf(date);
      if (shifts.empty() || IsLeftOut(date, zone)) continue;
      *shifts_left_ -= static_cast<int64_t>(shifts.size());
      std::sort(shifts.begin(), shifts.end());
      OpenDate open{date, {}};
      for (const DayShift& shift : shifts) {
        const absl::CivilSecond midnight(date);
        const Shift placed{EarlierInstant(midnight + shift.from, zone),
                           Closing(midnight + shift.to, zone)};
        if (placed.open < placed.close) open.shifts.push_back(placed);
      }
      if (!open.shifts.empty()) dates.push_back(std::move(open));
    }
    return dates;
  }

  CheckContext& context_;
  const CalendarSpec& spec_;
  int64_t* const shifts_left_;
  bool has_errors_ = false;
  bool has_warned_ = false;
  absl::CivilDay first_;
  absl::CivilDay last_;
  std::array<std::vector<DayShift>, 7> week_;  // From Monday.
  std::set<absl::CivilDay> holidays_;
  std::map<absl::CivilDay, std::vector<DayShift>> overrides_;
};

}  // namespace

std::shared_ptr<const CompiledCalendar> CheckCalendar(CheckContext& context,
                                                      const CalendarSpec& spec,
                                                      int64_t* shifts_left) {
  return CalendarChecker(context, spec, shifts_left).Run();
}

}  // namespace leadscore::internal
