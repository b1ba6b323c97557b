// The worked examples of docs/semantics.md about promises, each by its name.
// S8 and S10 go through a policy: tests/sla/sla_checker_test.cc has them too.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "leadscore/clock.h"
#include "tests/sla/calendar_testing.h"

namespace leadscore {
namespace {

using testing::AllDays;
using testing::MakeCalendar;
using testing::MondayToFriday;
using testing::Wall;
using Kind = ClockEventKind;

// In the week of Monday 2026-11-16.
absl::Time Mon(const std::string& time) { return Wall("2026-11-16 " + time); }
absl::Time Tue(const std::string& time) { return Wall("2026-11-17 " + time); }
absl::Time Wed(const std::string& time) { return Wall("2026-11-18 " + time); }
absl::Time Thu(const std::string& time) { return Wall("2026-11-19 " + time); }
absl::Time Fri(const std::string& time) { return Wall("2026-11-20 " + time); }
absl::Time Sat(const std::string& time) { return Wall("2026-11-21 " + time); }
absl::Time NextMon(const std::string& time) {
  return Wall("2026-11-23 " + time);
}

ClockTerms Terms(absl::Duration within,
                 std::optional<BusinessCalendar> calendar = std::nullopt) {
  ClockTerms terms;
  terms.within = within;
  terms.calendar = std::move(calendar);
  return terms;
}

ClockCycle OnlyCycle(const ClockTerms& terms,
                     const std::vector<ClockEvent>& events, absl::Time as_of) {
  const std::vector<ClockCycle> cycles = RunClock(terms, events, as_of).value();
  EXPECT_EQ(cycles.size(), 1);
  return cycles.at(0);
}

TEST(WorkedExample, S1) {
  const auto calendar =
      MakeCalendar({{{Weekday::kMonday}, "09:00", "17:00"},
                    {{Weekday::kTuesday}, "09:00", "16:00"},
                    {{Weekday::kThursday}, "08:00", "17:00"}});
  const ClockTerms terms = Terms(absl::Hours(16), calendar);
  const ClockCycle cycle =
      OnlyCycle(terms, {{Kind::kStart, Mon("11:00")}}, Tue("12:00"));
  EXPECT_EQ(cycle.due, Thu("11:00"));
  EXPECT_EQ(cycle.elapsed, absl::Hours(9));
}

TEST(WorkedExample, S2) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  EXPECT_EQ(*calendar.Due(Fri("16:30"), absl::Hours(1)), NextMon("09:30"));
  EXPECT_EQ(*calendar.Due(Mon("16:30"), absl::Hours(1)), Tue("09:30"));
}

TEST(WorkedExample, S3) {
  const auto calendar = MakeCalendar({{MondayToFriday(), "09:00", "18:00"}});
  EXPECT_EQ(*calendar.Due(Sat("15:00"), absl::Hours(1)), NextMon("10:00"));
}

TEST(WorkedExample, S4) {
  const ClockTerms terms = Terms(
      absl::Hours(4), MakeCalendar({{MondayToFriday(), "09:00", "17:00"}}));
  const ClockEvent created = {Kind::kStart, Mon("07:00")};
  EXPECT_EQ(OnlyCycle(terms,
                      {created,
                       {Kind::kPause, Mon("07:30")},
                       {Kind::kResume, Mon("08:30")}},
                      Mon("12:00"))
                .due,
            Mon("13:00"));
  EXPECT_EQ(OnlyCycle(terms,
                      {created,
                       {Kind::kPause, Mon("10:00")},
                       {Kind::kResume, Mon("11:00")}},
                      Mon("12:00"))
                .due,
            Mon("14:00"));
}

TEST(WorkedExample, S5) {
  const ClockCycle speed_to_lead =
      OnlyCycle(Terms(absl::Hours(1)),
                {{Kind::kStart, Mon("10:00")}, {Kind::kStop, Mon("10:35")}},
                Mon("12:00"));
  EXPECT_EQ(speed_to_lead.elapsed, absl::Minutes(35));
  const ClockCycle owner_response =
      OnlyCycle(Terms(absl::Minutes(10)),
                {{Kind::kStart, Mon("10:30")}, {Kind::kStop, Mon("10:35")}},
                Mon("12:00"));
  EXPECT_EQ(owner_response.verdict, Verdict::kMet);
}

TEST(WorkedExample, S6) {
  const absl::Time created = Mon("10:00");
  EXPECT_EQ(OnlyCycle(Terms(absl::Hours(24)), {{Kind::kStart, created}},
                      created + absl::Hours(25))
                .verdict,
            Verdict::kBreached);

  AttemptsTerms terms;
  terms.at_least = 5;
  terms.within = absl::Hours(14 * 24);
  terms.max_counted_per_day = 2;
  const auto verdict = [&](const std::vector<absl::Duration>& attempts,
                           std::optional<absl::Duration> reply,
                           absl::Duration age) {
    std::vector<AttemptsEvent> events = {{AttemptsEventKind::kStart, created}};
    for (absl::Duration attempt : attempts) {
      events.push_back({AttemptsEventKind::kCount, created + attempt});
    }
    if (reply.has_value()) {
      events.push_back({AttemptsEventKind::kUntil, created + *reply});
    }
    return RunAttempts(terms, events, created + age).value().at(0).verdict;
  };
  const absl::Duration day = absl::Hours(24);
  EXPECT_EQ(verdict({day, 2 * day, 3 * day, 4 * day}, std::nullopt, 15 * day),
            Verdict::kBroken);
  EXPECT_EQ(verdict({day, 2 * day, 3 * day, 4 * day, 14 * day}, std::nullopt,
                    15 * day),
            Verdict::kKept);
  EXPECT_EQ(verdict({day, 2 * day}, 3 * day, 15 * day), Verdict::kKept);
}

TEST(WorkedExample, S7) {
  const ClockCycle cycle = OnlyCycle(Terms(absl::Hours(4)),
                                     {{Kind::kStart, Mon("10:00")},
                                      {Kind::kPause, Mon("12:00")},
                                      {Kind::kStop, Fri("12:00")}},
                                     Fri("13:00"));
  EXPECT_EQ(cycle.verdict, Verdict::kClosedWhilePaused);
  EXPECT_EQ(cycle.elapsed, absl::Hours(2));
  EXPECT_EQ(cycle.remaining, absl::Hours(2));
  EXPECT_EQ(cycle.paused, absl::Hours(4 * 24));
  EXPECT_FALSE(cycle.due.has_value());
}

TEST(WorkedExample, S9) {
  ClockTerms terms;
  terms.business_days = 1;
  terms.calendar = MakeCalendar({{MondayToFriday(), "08:30", "17:00"}});
  const auto due = [&terms](absl::Time start) {
    return OnlyCycle(terms, {{Kind::kStart, start}}, start).due;
  };
  EXPECT_EQ(due(Tue("10:12")), Wed("10:12"));
  EXPECT_EQ(due(Tue("07:00")), Wed("08:30"));
  EXPECT_EQ(due(Fri("18:00")), Wall("2026-11-24 08:30"));
}

}  // namespace
}  // namespace leadscore
