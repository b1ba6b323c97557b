// Opening hours and the time that goes by in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "leadscore/business_calendar.h"
#include "tests/sla/calendar_testing.h"
#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::AllDays;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeCalendar;
using testing::MakeCalendarSpec;
using testing::MondayToFriday;
using testing::Random;
using testing::StatusIs;
using testing::Wall;

constexpr auto kHour = absl::Hours(1);

// ---- Opening and closing ---------------------------------------------------

TEST(Calendar, IsOpenFromTheOpeningToBeforeTheClosing) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_FALSE(*calendar.IsOpen(Wall("2026-11-20 08:59:59.999999")));
  EXPECT_TRUE(*calendar.IsOpen(Wall("2026-11-20 09:00")));
  EXPECT_TRUE(*calendar.IsOpen(Wall("2026-11-20 16:59:59.999999")));
  EXPECT_FALSE(*calendar.IsOpen(Wall("2026-11-20 17:00")));
  EXPECT_FALSE(*calendar.IsOpen(Wall("2026-11-21 12:00")));
}

TEST(Calendar, NextOpenIsNowWhileItIsOpen) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_EQ(*calendar.NextOpen(Wall("2026-11-20 09:00")),
            Wall("2026-11-20 09:00"));
  EXPECT_EQ(*calendar.NextOpen(Wall("2026-11-20 17:00")),
            Wall("2026-11-23 09:00"));
  EXPECT_EQ(*calendar.NextClose(Wall("2026-11-20 16:59")),
            Wall("2026-11-20 17:00"));
  EXPECT_EQ(*calendar.NextClose(Wall("2026-11-20 17:00")),
            Wall("2026-11-23 17:00"));
}

TEST(Calendar, ANightShiftBelongsToItsEvening) {
  CalendarSpec spec = MakeCalendarSpec({{MondayToFriday(), "22:00", "06:00"}});
  spec.holidays = {"2026-11-19"};  // A Thursday.
  const auto calendar = MakeCalendar(spec);
  // The night from Wednesday on is worked to its end ...
  EXPECT_TRUE(*calendar.IsOpen(Wall("2026-11-19 05:59")));
  // ... and nothing opens on the holiday.
  EXPECT_FALSE(*calendar.IsOpen(Wall("2026-11-19 22:30")));
  EXPECT_FALSE(*calendar.IsOpen(Wall("2026-11-20 03:00")));
  EXPECT_TRUE(*calendar.IsOpen(Wall("2026-11-21 03:00")));
}

TEST(Calendar, AnOverrideStandsInPlaceOfHoursAndHolidays) {
  CalendarSpec spec = MakeCalendarSpec({{MondayToFriday(), "09:00", "17:00"}});
  spec.holidays = {"2026-12-24"};
  spec.overrides.resize(2);
  spec.overrides[0].date = "2026-12-24";
  spec.overrides[0].open = {{"09:00", "12:00"}};
  spec.overrides[1].date = "2026-12-31";
  spec.overrides[1].closed = true;
  const auto calendar = MakeCalendar(spec);
  EXPECT_EQ(
      *calendar.Elapsed(Wall("2026-12-24 00:00"), Wall("2026-12-25 00:00")),
      3 * kHour);
  EXPECT_EQ(
      *calendar.Elapsed(Wall("2026-12-31 00:00"), Wall("2027-01-01 00:00")),
      absl::ZeroDuration());
}

TEST(Calendar, OverlappingHoursCountOnce) {
  Diagnostics diagnostics;
  const auto calendar = BusinessCalendar::Create(
      MakeCalendarSpec({{MondayToFriday(), "09:00", "14:00"},
                        {MondayToFriday(), "12:00", "17:00"}}),
      &diagnostics);
  ASSERT_THAT(calendar, IsOk());
  EXPECT_EQ(
      *calendar->Elapsed(Wall("2026-11-20 00:00"), Wall("2026-11-21 00:00")),
      8 * kHour);
  ASSERT_EQ(diagnostics.size(), 1);
  EXPECT_EQ(diagnostics[0].severity, Diagnostic::Severity::kWarning);
  EXPECT_EQ(diagnostics[0].PathText(), "open[1].from");
}

TEST(Calendar, RoundTheClockNeverCloses) {
  const auto calendar =
      MakeCalendar({{AllDays(), "00:00", "24:00"}}, "Europe/Berlin");
  EXPECT_EQ(
      *calendar.Elapsed(Wall("2026-03-28 00:00"), Wall("2026-03-30 00:00")),
      48 * kHour);
  EXPECT_THAT(calendar.NextClose(Wall("2026-03-28 00:00")),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("office")));
}

// ---- Clocks that are changed -----------------------------------------------

TEST(Calendar, AnOpeningInTheGapMovesToItsEnd) {
  // On 2026-03-29 clocks go from 02:00 to 03:00.
  const std::string zone = "Europe/Berlin";
  const auto calendar = MakeCalendar({{AllDays(), "02:30", "04:00"}}, zone);
  EXPECT_EQ(*calendar.NextOpen(Wall("2026-03-29 00:00", zone)),
            Wall("2026-03-29 03:00", zone));
  EXPECT_EQ(*calendar.Elapsed(Wall("2026-03-29 00:00", zone),
                              Wall("2026-03-30 00:00", zone)),
            kHour);
}

TEST(Calendar, OfTwoEqualTimesTheFirstOpensAndTheSecondCloses) {
  // On 2026-10-25 clocks go from 03:00 back to 02:00.
  const std::string zone = "Europe/Berlin";
  const auto opening = MakeCalendar({{AllDays(), "02:30", "04:00"}}, zone);
  EXPECT_EQ(*opening.Elapsed(Wall("2026-10-25 00:00", zone),
                             Wall("2026-10-26 00:00", zone)),
            2.5 * kHour);
  const auto closing = MakeCalendar({{AllDays(), "01:00", "02:30"}}, zone);
  EXPECT_EQ(*closing.Elapsed(Wall("2026-10-25 00:00", zone),
                             Wall("2026-10-26 00:00", zone)),
            2.5 * kHour);
}

TEST(Calendar, ADateThatTheZoneLeftOutHasNoHours) {
  // Samoa went from the 29th to the 31st of December 2011.
  const std::string zone = "Pacific/Apia";
  const auto calendar = MakeCalendar({{AllDays(), "20:00", "02:00"}}, zone);
  EXPECT_EQ(*calendar.Elapsed(Wall("2011-12-29 12:00", zone),
                              Wall("2012-01-01 12:00", zone)),
            // From the 29th until midnight, which began the 31st; from the
            // 31st.
            10 * kHour);
  EXPECT_EQ(*calendar.AddBusinessDays(absl::CivilDay(2011, 12, 29), 1),
            absl::CivilDay(2011, 12, 31));
}

// ---- Due and back ----------------------------------------------------------

TEST(Calendar, DueIsTheEarliestInstant) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_EQ(*calendar.Due(Wall("2026-11-20 16:00"), kHour),
            Wall("2026-11-20 17:00"));
  EXPECT_EQ(
      *calendar.Due(Wall("2026-11-20 16:00"), kHour + absl::Microseconds(1)),
      Wall("2026-11-23 09:00:00.000001"));
  EXPECT_EQ(*calendar.Due(Wall("2026-11-21 16:00"), absl::ZeroDuration()),
            Wall("2026-11-21 16:00"));
  EXPECT_THAT(
      calendar.Due(Wall("2026-11-20 16:00"), -kHour),
      StatusIs(absl::StatusCode::kInvalidArgument, "a negative duration"));
}

TEST(Calendar, BackwardItIsTheLatestInstant) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_EQ(*calendar.Add(Wall("2026-11-23 10:00"), -kHour),
            Wall("2026-11-23 09:00"));
  EXPECT_EQ(*calendar.Add(Wall("2026-11-23 10:00"), -2 * kHour),
            Wall("2026-11-20 16:00"));
  EXPECT_EQ(*calendar.Add(Wall("2026-11-21 10:00"), absl::ZeroDuration()),
            Wall("2026-11-23 09:00"));
}

TEST(Calendar, BusinessDaysKeepTheTimeOfDay) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_EQ(*calendar.AddBusinessDays(Wall("2026-11-20 10:12:13.5"), 1),
            Wall("2026-11-23 10:12:13.5"));
  EXPECT_EQ(*calendar.AddBusinessDays(Wall("2026-11-20 17:00"), 2),
            Wall("2026-11-25 09:00"));
  EXPECT_EQ(*calendar.AddBusinessDays(Wall("2026-11-23 08:00"), -1),
            Wall("2026-11-19 17:00"));
  EXPECT_EQ(*calendar.AddBusinessDays(Wall("2026-11-21 08:00"), 0),
            Wall("2026-11-23 09:00"));
  EXPECT_EQ(*calendar.AddBusinessDays(absl::CivilDay(2026, 11, 21), 0),
            absl::CivilDay(2026, 11, 21));
  EXPECT_EQ(*calendar.AddBusinessDays(absl::CivilDay(2026, 11, 21), 1),
            absl::CivilDay(2026, 11, 24));
  EXPECT_EQ(*calendar.AddBusinessDays(absl::CivilDay(2026, 11, 21), -1),
            absl::CivilDay(2026, 11, 19));
}

TEST(Calendar, BusinessDaysOfANightShift) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "22:00", "06:00"}});
  // 02:00 on Saturday is Friday's shift; the next is Monday's.
  EXPECT_EQ(*calendar.AddBusinessDays(Wall("2026-11-21 02:00"), 1),
            Wall("2026-11-24 02:00"));
}

TEST(Calendar, DaysKeepTheTimeOnTheWall) {
  const std::string zone = "America/New_York";
  const auto calendar = MakeCalendar({{AllDays(), "09:00", "17:00"}}, zone);
  EXPECT_EQ(*calendar.AddDays(Wall("2026-03-07 10:30", zone), 120),
            Wall("2026-07-05 10:30", zone));
  // 02:30 does not exist on 2026-03-08.
  EXPECT_EQ(*calendar.AddDays(Wall("2026-03-07 02:30", zone), 1),
            Wall("2026-03-08 03:00", zone));
}

// ---- Where it ends ---------------------------------------------------------

TEST(Calendar, KnowsWhereItEnds) {
  CalendarSpec spec = MakeCalendarSpec({{MondayToFriday(), "09:00", "17:00"}});
  spec.from = "2026-01-01";
  spec.until = "2026-12-31";
  const auto calendar = MakeCalendar(spec);
  EXPECT_EQ(calendar.begin(), Wall("2026-01-01 00:00"));
  EXPECT_EQ(calendar.end(), Wall("2027-01-01 00:00"));
  const std::string message =
      "the calendar \"office\" is known from 2026-01-01 until 2026-12-31 only; "
      "give it an earlier from, or a later until with the holidays of those "
      "years";
  const auto out_of_range = StatusIs(absl::StatusCode::kOutOfRange, message);
  const absl::Time before = Wall("2025-12-31 23:59:59.999999");
  const absl::Time last = Wall("2026-12-31 16:00");
  EXPECT_THAT(calendar.IsOpen(before), out_of_range);
  EXPECT_THAT(calendar.Elapsed(before, last), out_of_range);
  EXPECT_THAT(calendar.Elapsed(last, Wall("2027-01-01 00:01")), out_of_range);
  EXPECT_EQ(*calendar.Due(last, kHour), Wall("2026-12-31 17:00"));
  EXPECT_THAT(calendar.Due(last, kHour + absl::Microseconds(1)), out_of_range);
  EXPECT_THAT(calendar.Due(last, absl::InfiniteDuration()), out_of_range);
  EXPECT_THAT(calendar.Add(Wall("2026-01-01 10:00"), -2 * kHour), out_of_range);
  EXPECT_THAT(calendar.NextOpen(Wall("2026-12-31 17:00")), out_of_range);
  EXPECT_THAT(calendar.AddBusinessDays(last, 1), out_of_range);
  EXPECT_THAT(calendar.AddBusinessDays(last, -1000), out_of_range);
  EXPECT_THAT(calendar.AddDays(last, 1), out_of_range);
  EXPECT_THAT(calendar.AddDays(last, 2'000'000'000), out_of_range);
  EXPECT_THAT(calendar.AddBusinessDays(absl::CivilDay(2027, 1, 1), 0),
              out_of_range);
}

// ---- Columns ---------------------------------------------------------------

TEST(Calendar, ColumnsAreAsSingleInstants) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  const std::vector<int64_t> from = {
      absl::ToUnixMicros(Wall("2026-11-20 16:00")),
      absl::ToUnixMicros(Wall("2026-11-23 10:00"))};
  const std::vector<int64_t> to = {from[1], from[0]};
  std::vector<int64_t> found(2);
  ASSERT_THAT(calendar.Elapsed(from, to, absl::MakeSpan(found)), IsOk());
  EXPECT_THAT(found, ElementsAre(7'200'000'000, -7'200'000'000));
  ASSERT_THAT(calendar.Due(from, 2 * kHour, absl::MakeSpan(found)), IsOk());
  EXPECT_THAT(found, ElementsAre(absl::ToUnixMicros(Wall("2026-11-23 10:00")),
                                 absl::ToUnixMicros(Wall("2026-11-23 12:00"))));
  std::vector<int64_t> short_column(1);
  EXPECT_THAT(calendar.Elapsed(from, to, absl::MakeSpan(short_column)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "columns of different lengths"));
  const std::vector<int64_t> far = {from[0], INT64_MAX};
  EXPECT_THAT(calendar.Elapsed(from, far, absl::MakeSpan(found)),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("office")));
  EXPECT_THAT(calendar.Due(far, kHour, absl::MakeSpan(found)),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("office")));
}

// ---- Properties ------------------------------------------------------------

CalendarSpec RandomSpec(Random& random) {
  const std::vector<std::string> zones = {
      "UTC",          "Europe/Berlin",       "America/New_York",
      "Asia/Kolkata", "Australia/Lord_Howe", "Antarctica/Troll",
      "Pacific/Apia"};
  CalendarSpec spec = MakeCalendarSpec({}, random.Pick(zones));
  spec.from = "2011-10-01";
  spec.until = "2012-05-31";
  const auto time = [&random] {
    const int minutes = random.Below(24 * 60);
    std::string text = "00:00";
    text[0] = static_cast<char>('0' + minutes / 600);
    text[1] = static_cast<char>('0' + minutes / 60 % 10);
    text[3] = static_cast<char>('0' + minutes % 60 / 10);
    text[4] = static_cast<char>('0' + minutes % 10);
    return text;
  };
  for (int count = 1 + random.Below(4); count > 0; --count) {
    OpenSpec open;
    for (Weekday day : AllDays()) {
      if (random.Below(2) == 0) open.days.push_back(day);
    }
    if (open.days.empty()) open.days = AllDays();
    open.from = time();
    do open.to = time();
    while (open.to == open.from);
    spec.open.push_back(open);
  }
  return spec;
}

TEST(CalendarProperties, TimeAddsUpAndComesBack) {
  Random random(20);
  for (int round = 0; round < 60; ++round) {
    const auto calendar = MakeCalendar(RandomSpec(random));
    const int64_t span =
        absl::ToInt64Microseconds(calendar.end() - calendar.begin());
    const auto instant = [&] {
      // Mostly whole minutes, which meet openings and closings.
      const int64_t unit = random.Below(3) == 0 ? 1 : 60'000'000;
      return calendar.begin() +
             absl::Microseconds(
                 static_cast<int64_t>(random.engine()() %
                                      static_cast<uint64_t>(span / unit)) *
                 unit);
    };
    for (int i = 0; i < 200; ++i) {
      const absl::Time a = instant();
      const absl::Time b = instant();
      const absl::Time c = instant();
      const absl::Duration ab = *calendar.Elapsed(a, b);
      // Additive and antisymmetric.
      EXPECT_EQ(ab + *calendar.Elapsed(b, c), *calendar.Elapsed(a, c));
      EXPECT_EQ(*calendar.Elapsed(b, a), -ab);
      // Monotonic, and never more than what goes by.
      if (a <= b) {
        EXPECT_GE(ab, absl::ZeroDuration());
        EXPECT_LE(ab, b - a);
        // Due goes as far as what elapsed, and no further.
        const absl::Time due = *calendar.Due(a, ab);
        EXPECT_LE(due, b);
        EXPECT_EQ(*calendar.Elapsed(a, due), ab);
        if (ab > absl::ZeroDuration()) {
          EXPECT_LT(*calendar.Elapsed(a, due - absl::Microseconds(1)), ab);
          const absl::Time back = *calendar.Add(b, -ab);
          EXPECT_GE(back, a);
          EXPECT_EQ(*calendar.Elapsed(back, b), ab);
          EXPECT_LT(*calendar.Elapsed(back + absl::Microseconds(1), b), ab);
        }
      }
      // It is open where time goes by.
      if (a + absl::Microseconds(1) <= calendar.end()) {
        EXPECT_EQ(*calendar.IsOpen(a),
                  *calendar.Elapsed(a, a + absl::Microseconds(1)) >
                      absl::ZeroDuration());
      }
      const auto open = calendar.NextOpen(a);
      if (open.ok()) {
        EXPECT_TRUE(*calendar.IsOpen(*open));
        EXPECT_EQ(*calendar.Elapsed(a, *open), absl::ZeroDuration());
        const auto close = calendar.NextClose(a);
        if (close.ok()) {
          EXPECT_FALSE(*calendar.IsOpen(*close));
          EXPECT_EQ(*calendar.Elapsed(*open, *close), *close - *open);
        }
      }
    }
  }
}

// ---- Mistakes --------------------------------------------------------------

struct BadCalendar {
  std::string name;
  void (*spoil)(CalendarSpec* spec);
  std::string path;
  std::string message;
};

class BadCalendarTest : public ::testing::TestWithParam<BadCalendar> {};

TEST_P(BadCalendarTest, IsRefused) {
  CalendarSpec spec = MakeCalendarSpec({{MondayToFriday(), "09:00", "17:00"}});
  GetParam().spoil(&spec);
  Diagnostics diagnostics;
  EXPECT_THAT(BusinessCalendar::Create(spec, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr(GetParam().message)));
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics[0].PathText(), GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Calendars, BadCalendarTest,
    ::testing::Values(
        BadCalendar{"NoName", [](CalendarSpec* s) { s->name = ""; }, "name",
                    "the calendar has no name"},
        BadCalendar{"NoZone", [](CalendarSpec* s) { s->time_zone = ""; },
                    "time_zone", "no time zone is named"},
        BadCalendar{"UnknownZone",
                    [](CalendarSpec* s) { s->time_zone = "Europe/Berlim"; },
                    "time_zone", "Europe/Berlim"},
        BadCalendar{
            "ZoneThatIsAPath",
            [](CalendarSpec* s) { s->time_zone = "../../../etc/passwd"; },
            "time_zone", "not the name of a time zone"},
        BadCalendar{"ZoneThatIsAFile",
                    [](CalendarSpec* s) { s->time_zone = "file:/etc/passwd"; },
                    "time_zone", "not the name of a time zone"},
        BadCalendar{"NeverOpen", [](CalendarSpec* s) { s->open.clear(); }, "",
                    "the calendar never opens"},
        BadCalendar{"OpenInNoDate",
                    [](CalendarSpec* s) {
                      s->from = "2026-11-21";
                      s->until = "2026-11-22";
                    },
                    "", "the calendar never opens"},
        BadCalendar{"NoDays", [](CalendarSpec* s) { s->open[0].days.clear(); },
                    "open[0].days", "hours of no day"},
        BadCalendar{"ADayTwice",
                    [](CalendarSpec* s) {
                      s->open[0].days.push_back(Weekday::kMonday);
                    },
                    "open[0].days", "a day stands twice"},
        BadCalendar{
            "UnknownDay",
            [](CalendarSpec* s) { s->open[0].days = {Weekday::kUnspecified}; },
            "open[0].days", "a day that is none of the week"},
        BadCalendar{"NoTime", [](CalendarSpec* s) { s->open[0].from = ""; },
                    "open[0].from", "the hours have no from"},
        BadCalendar{"NotATime", [](CalendarSpec* s) { s->open[0].to = "5 pm"; },
                    "open[0].to", "\"5 pm\" is no time of day"},
        BadCalendar{"BeyondTheDay",
                    [](CalendarSpec* s) { s->open[0].to = "24:01"; },
                    "open[0].to", "\"24:01\" is no time of day"},
        BadCalendar{"NoHours", [](CalendarSpec* s) { s->open[0].to = "09:00"; },
                    "open[0].to", "hours that end when they begin"},
        BadCalendar{"FromTheEnd",
                    [](CalendarSpec* s) { s->open[0].from = "24:00"; },
                    "open[0].from", "hours that begin at the end of a day"},
        BadCalendar{"NoSuchHoliday",
                    [](CalendarSpec* s) { s->holidays = {"2026-02-30"}; },
                    "holidays[0]", "\"2026-02-30\" is a date that does not"},
        BadCalendar{"UnreadFile",
                    [](CalendarSpec* s) { s->holidays_file = "a.ics"; },
                    "holidays_file", "the file of holidays was not read"},
        BadCalendar{
            "EmptyOverride",
            [](CalendarSpec* s) { s->overrides = {{"2026-12-24", false, {}}}; },
            "overrides[2026-12-24]",
            "the override neither is closed nor has hours"},
        BadCalendar{"ClosedAndOpen",
                    [](CalendarSpec* s) {
                      s->overrides = {
                          {"2026-12-24", true, {{"09:00", "12:00"}}}};
                    },
                    "overrides[2026-12-24]",
                    "the override is closed, and yet has hours"},
        BadCalendar{"OverrideTwice",
                    [](CalendarSpec* s) {
                      s->overrides = {{"2026-12-24", true, {}},
                                      {"2026-12-24", true, {}}};
                    },
                    "overrides[2026-12-24].date",
                    "a second override of the same date"},
        BadCalendar{"OverrideOutside",
                    [](CalendarSpec* s) {
                      s->until = "2026-12-01";
                      s->overrides = {{"2026-12-24", true, {}}};
                    },
                    "overrides[2026-12-24].date", "a date outside those"},
        BadCalendar{"EndsBeforeItBegins",
                    [](CalendarSpec* s) {
                      s->from = "2027-01-01";
                      s->until = "2026-01-01";
                    },
                    "until", "until is before from"},
        BadCalendar{"TooManyShifts",
                    [](CalendarSpec* s) {
                      s->open.clear();
                      for (int i = 0; i < 48; ++i) {
                        const std::string hour = std::to_string(10 + i / 6);
                        const std::string minute = std::to_string(i % 6);
                        s->open.push_back({AllDays(), hour + ":" + minute + "0",
                                           hour + ":" + minute + "5"});
                      }
                      s->until = "2190-01-01";
                    },
                    "", "more than 2,000,000 shifts in all calendars"},
        BadCalendar{"TooManyOnADay",
                    [](CalendarSpec* s) { s->open.assign(49, s->open[0]); },
                    "open[1].from", "more than 48 shifts on one day"},
        BadCalendar{"TooLong",
                    [](CalendarSpec* s) {
                      s->from = "1900-01-01";
                      s->until = "2400-01-01";
                    },
                    "until", "a calendar of more than 200 years"}),
    [](const auto& test) { return test.param.name; });

TEST(Calendar, WarnsOfHoursThatMayBeSwapped) {
  Diagnostics diagnostics;
  ASSERT_THAT(BusinessCalendar::Create(
                  MakeCalendarSpec({{MondayToFriday(), "17:00", "09:00"}}),
                  &diagnostics),
              IsOk());
  ASSERT_EQ(diagnostics.size(), 1);
  EXPECT_EQ(diagnostics[0].message, "hours over midnight, 16 of them");
}

TEST(Calendar, TellsTheVersionOfItsZones) {
  EXPECT_THAT(TimeZoneDataVersion(),
              ::testing::MatchesRegex("[0-9]+[a-z]+|unknown"));
}

}  // namespace
}  // namespace leadscore
