// Clocks and attempts, without leads and policies.

#include "leadscore/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/sla/calendar_testing.h"
#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::MakeCalendar;
using testing::MakeCalendarSpec;
using testing::MondayToFriday;
using testing::Random;
using testing::StatusIs;
using testing::Wall;
using Kind = ClockEventKind;

absl::Time At(int minutes) {
  return Wall("2026-11-16 00:00") + absl::Minutes(minutes);
}

ClockTerms Within(int minutes) {
  ClockTerms terms;
  terms.within = absl::Minutes(minutes);
  return terms;
}

struct Step {
  Kind kind;
  int minute;
};

std::vector<ClockCycle> CyclesOf(const ClockTerms& terms,
                                 const std::vector<Step>& steps, int as_of) {
  std::vector<ClockEvent> events;
  for (const Step& step : steps) events.push_back({step.kind, At(step.minute)});
  return RunClock(terms, events, At(as_of)).value();
}

Verdict VerdictOf(const ClockTerms& terms, const std::vector<Step>& steps,
                  int as_of) {
  const std::vector<ClockCycle> cycles = CyclesOf(terms, steps, as_of);
  return cycles.empty() ? Verdict::kNotStarted : cycles.back().verdict;
}

TEST(Clock, ExactlyThenIsInTime) {
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 0}, {Kind::kStop, 10}}, 20),
            Verdict::kMet);
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 0}, {Kind::kStop, 11}}, 20),
            Verdict::kMetLate);
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 0}}, 10), Verdict::kRunning);
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 0}}, 11), Verdict::kBreached);
}

TEST(Clock, WarnsBeyondTheShare) {
  ClockTerms terms = Within(10);
  terms.warn_at = 0.5;
  EXPECT_EQ(VerdictOf(terms, {{Kind::kStart, 0}}, 5), Verdict::kRunning);
  EXPECT_EQ(VerdictOf(terms, {{Kind::kStart, 0}}, 6), Verdict::kAtRisk);
}

TEST(Clock, WhatIsLaterDoesNotExist) {
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 5}}, 4),
            Verdict::kNotStarted);
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStart, 0}, {Kind::kStop, 5}}, 4),
            Verdict::kRunning);
}

TEST(Clock, AStopBeforeTheStartDoesNotCount) {
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStop, 0}, {Kind::kStart, 1}}, 5),
            Verdict::kRunning);
  EXPECT_EQ(VerdictOf(Within(10), {{Kind::kStop, 1}, {Kind::kStart, 1}}, 5),
            Verdict::kMet);
}

TEST(Clock, TheOrderAtOneInstant) {
  // Resume before stop, stop before cancel, cancel before pause.
  EXPECT_EQ(VerdictOf(Within(10),
                      {{Kind::kStart, 0},
                       {Kind::kPause, 1},
                       {Kind::kStop, 5},
                       {Kind::kResume, 5}},
                      6),
            Verdict::kMet);
  EXPECT_EQ(
      VerdictOf(Within(10),
                {{Kind::kCancel, 5}, {Kind::kStart, 0}, {Kind::kStop, 5}}, 6),
      Verdict::kMet);
  EXPECT_EQ(
      VerdictOf(Within(10),
                {{Kind::kPause, 5}, {Kind::kStart, 0}, {Kind::kCancel, 5}}, 6),
      Verdict::kCancelled);
}

TEST(Clock, PausesAreLeftOut) {
  const std::vector<Step> steps = {{Kind::kStart, 0},    {Kind::kPause, 4},
                                   {Kind::kResume, 100}, {Kind::kPause, 102},
                                   {Kind::kPause, 103},  {Kind::kResume, 200},
                                   {Kind::kResume, 201}};
  const ClockCycle open = CyclesOf(Within(10), steps, 203).at(0);
  EXPECT_EQ(open.verdict, Verdict::kRunning);
  EXPECT_EQ(open.due, At(204));
  EXPECT_EQ(open.elapsed, absl::Minutes(9));
  EXPECT_EQ(open.remaining, absl::Minutes(1));
  EXPECT_EQ(open.paused, absl::Minutes(96 + 98));
  const ClockCycle late = CyclesOf(Within(10), steps, 207).at(0);
  EXPECT_EQ(late.verdict, Verdict::kBreached);
  EXPECT_EQ(late.overshoot, absl::Minutes(3));
  EXPECT_EQ(late.remaining, absl::ZeroDuration());
}

TEST(Clock, WhilePausedThereIsNoDueInstant) {
  const ClockCycle cycle =
      CyclesOf(Within(10), {{Kind::kStart, 0}, {Kind::kPause, 4}}, 1000).at(0);
  EXPECT_EQ(cycle.verdict, Verdict::kPaused);
  EXPECT_FALSE(cycle.due.has_value());
  EXPECT_EQ(cycle.remaining, absl::Minutes(6));
  EXPECT_EQ(cycle.paused, absl::Minutes(996));
}

TEST(Clock, APauseDoesNotUndoALateness) {
  const std::vector<Step> steps = {{Kind::kStart, 0}, {Kind::kPause, 11}};
  EXPECT_EQ(VerdictOf(Within(10), steps, 20), Verdict::kBreached);
  std::vector<Step> closed = steps;
  closed.push_back({Kind::kStop, 30});
  EXPECT_EQ(VerdictOf(Within(10), closed, 40), Verdict::kMetLate);
  std::vector<Step> resumed = steps;
  resumed.push_back({Kind::kResume, 30});
  EXPECT_EQ(VerdictOf(Within(10), resumed, 31), Verdict::kBreached);
}

TEST(Clock, AStartAfterTheEndBeginsACycle) {
  const std::vector<Step> steps = {{Kind::kStart, 0},  {Kind::kStart, 2},
                                   {Kind::kCancel, 4}, {Kind::kStart, 6},
                                   {Kind::kStop, 7},   {Kind::kStart, 50}};
  const std::vector<ClockCycle> cycles = CyclesOf(Within(10), steps, 70);
  ASSERT_EQ(cycles.size(), 3);
  EXPECT_EQ(cycles[0].verdict, Verdict::kCancelled);
  EXPECT_EQ(cycles[0].end, At(4));
  EXPECT_FALSE(cycles[0].due.has_value());
  EXPECT_EQ(cycles[1].verdict, Verdict::kMet);
  EXPECT_EQ(cycles[1].number, 2);
  EXPECT_EQ(cycles[2].verdict, Verdict::kBreached);

  ClockTerms first = Within(10);
  first.again = Again::kFirst;
  EXPECT_EQ(CyclesOf(first, steps, 70).size(), 1);
}

TEST(Clock, AStartMayGoOnWithAStoppedCycle) {
  ClockTerms terms = Within(10);
  terms.again = Again::kResume;
  const std::vector<Step> steps = {
      {Kind::kStart, 0}, {Kind::kStop, 4}, {Kind::kStart, 100}};
  const std::vector<ClockCycle> cycles = CyclesOf(terms, steps, 105);
  ASSERT_EQ(cycles.size(), 1);
  EXPECT_EQ(cycles[0].due, At(106));
  EXPECT_EQ(cycles[0].paused, absl::Minutes(96));
  // After a cancel there is nothing to go on with.
  EXPECT_EQ(
      CyclesOf(terms,
               {{Kind::kStart, 0}, {Kind::kCancel, 4}, {Kind::kStart, 100}},
               105)
          .size(),
      2);
}

TEST(Clock, AClosedWhilePausedOneThatGoesOnHasWhatWasLeft) {
  ClockTerms terms = Within(10);
  terms.again = Again::kResume;
  const ClockCycle cycle = CyclesOf(terms,
                                    {{Kind::kStart, 0},
                                     {Kind::kPause, 4},
                                     {Kind::kStop, 50},
                                     {Kind::kStart, 100}},
                                    101)
                               .at(0);
  EXPECT_EQ(cycle.due, At(106));
  EXPECT_EQ(cycle.paused, absl::Minutes(96));
}

TEST(Clock, BusinessDaysMoveByWhatWasPaused) {
  ClockTerms terms;
  terms.business_days = 1;
  terms.calendar = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  const absl::Time start = Wall("2026-11-16 10:00");
  const auto cycles = RunClock(terms,
                               {{Kind::kStart, start},
                                {Kind::kPause, Wall("2026-11-16 12:00")},
                                {Kind::kResume, Wall("2026-11-16 15:00")}},
                               Wall("2026-11-17 09:00"));
  ASSERT_THAT(cycles, IsOk());
  EXPECT_EQ(cycles->at(0).due, Wall("2026-11-17 13:00"));
  EXPECT_EQ(cycles->at(0).target, absl::Hours(8));
}

TEST(Clock, DaysWithoutACalendarHangInTheZone) {
  ClockTerms terms;
  terms.days = 1;
  absl::LoadTimeZone("Europe/Berlin", &terms.time_zone);
  const absl::Time start = Wall("2026-03-28 12:00", "Europe/Berlin");
  const auto cycles = RunClock(terms, {{Kind::kStart, start}}, start);
  ASSERT_THAT(cycles, IsOk());
  EXPECT_EQ(cycles->at(0).due, Wall("2026-03-29 12:00", "Europe/Berlin"));
  EXPECT_EQ(cycles->at(0).target, absl::Hours(23));
}

TEST(Clock, RefusesTermsThatAreNone) {
  const auto status = [](const ClockTerms& terms) {
    return RunClock(terms, {}, At(0)).status();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(status(ClockTerms()),
              StatusIs(kInvalid, HasSubstr("exactly one")));
  ClockTerms two = Within(10);
  two.days = 1;
  EXPECT_THAT(status(two), StatusIs(kInvalid, HasSubstr("exactly one")));
  EXPECT_THAT(status(Within(0)), StatusIs(kInvalid, HasSubstr("above zero")));
  EXPECT_THAT(status(Within(-1)), StatusIs(kInvalid, HasSubstr("above zero")));
  ClockTerms days;
  days.business_days = 1;
  EXPECT_THAT(status(days), StatusIs(kInvalid, "business days of no calendar"));
}

TEST(Clock, SaysWhereItsCalendarEnds) {
  CalendarSpec spec = MakeCalendarSpec({{MondayToFriday(), "09:00", "17:00"}});
  spec.until = "2026-11-30";
  ClockTerms terms = Within(60);
  terms.calendar = MakeCalendar(spec);
  EXPECT_THAT(RunClock(terms, {{Kind::kStart, Wall("2026-11-30 16:30")}},
                       Wall("2026-11-30 16:30")),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("until 2026-11-30 only")));
}

// What a clock says, by looking at every minute.
TEST(ClockProperties, IsWhatEveryMinuteSays) {
  Random random(7);
  const auto office = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  for (int round = 0; round < 3000; ++round) {
    ClockTerms terms = Within(random.Between(1, 900));
    if (random.OneIn(2)) terms.calendar = office;
    std::vector<ClockEvent> events;
    const int count = random.Between(1, 7);
    for (int i = 0; i < count; ++i) {
      events.push_back(
          {static_cast<Kind>(random.Below(5)), At(random.Below(3 * 24 * 60))});
    }
    events.push_back({Kind::kStart, At(random.Below(24 * 60))});
    const int as_of = random.Below(4 * 24 * 60);
    const std::vector<ClockCycle> cycles =
        RunClock(terms, events, At(as_of)).value();

    std::stable_sort(events.begin(), events.end(),
                     [](const ClockEvent& a, const ClockEvent& b) {
                       return a.time != b.time ? a.time < b.time
                                               : a.kind < b.kind;
                     });
    size_t next = 0;
    size_t number = 0;
    bool runs = false, waits = false, is_late = false;
    int elapsed = 0;
    const int target = static_cast<int>(*terms.within / absl::Minutes(1));
    std::vector<Verdict> verdicts;
    std::vector<int> minutes;
    const auto end = [&](Verdict verdict) {
      verdicts.push_back(verdict);
      minutes.push_back(elapsed);
      runs = waits = is_late = false;
      elapsed = 0;
    };
    for (int minute = 0; minute <= as_of; ++minute) {
      for (; next < events.size() && events[next].time == At(minute); ++next) {
        const Kind kind = events[next].kind;
        const bool is_open = runs || waits;
        if (kind == Kind::kStart && !is_open) {
          runs = true;
          ++number;
        } else if (kind == Kind::kResume && waits) {
          runs = true;
          waits = false;
        } else if (kind == Kind::kPause && runs) {
          runs = false;
          waits = true;
        } else if (kind == Kind::kStop && is_open) {
          end(is_late ? Verdict::kMetLate
              : waits ? Verdict::kClosedWhilePaused
                      : Verdict::kMet);
        } else if (kind == Kind::kCancel && is_open) {
          end(Verdict::kCancelled);
        }
      }
      if (!runs || minute == as_of) continue;
      // The minute that follows counts if it is open; it is late as soon as
      // anything comes behind the target.
      is_late = is_late || elapsed >= target;
      if (!terms.calendar.has_value() || *office.IsOpen(At(minute))) ++elapsed;
    }
    if (runs || waits) {
      end(is_late ? Verdict::kBreached
          : waits ? Verdict::kPaused
                  : Verdict::kRunning);
    }
    ASSERT_EQ(cycles.size(), number);
    for (size_t i = 0; i < number; ++i) {
      EXPECT_EQ(cycles[i].verdict, verdicts[i]) << round << " cycle " << i;
      EXPECT_EQ(cycles[i].elapsed, absl::Minutes(minutes[i]));
    }
  }
}

TEST(ClockProperties, ColumnsAreAsSingleClocks) {
  Random random(11);
  const auto office = MakeCalendar({{MondayToFriday(), "09:00", "17:00"}});
  std::vector<ClockTerms> all = {Within(300), Within(300), ClockTerms(),
                                 ClockTerms()};
  all[1].calendar = office;
  all[1].warn_at = 0.4;
  all[2].business_days = 2;
  all[2].calendar = office;
  all[3].days = 3;
  for (const ClockTerms& terms : all) {
    std::vector<int64_t> starts, stops;
    const absl::Time as_of = At(5 * 24 * 60);
    for (int i = 0; i < 400; ++i) {
      starts.push_back(random.OneIn(10)
                           ? kNoInstant
                           : absl::ToUnixMicros(At(random.Below(6 * 24 * 60))));
      stops.push_back(random.OneIn(3)
                          ? kNoInstant
                          : absl::ToUnixMicros(At(random.Below(6 * 24 * 60))));
    }
    std::vector<Verdict> verdicts(starts.size());
    std::vector<int64_t> due(starts.size());
    ASSERT_THAT(JudgeClocks(terms, starts, stops, as_of,
                            absl::MakeSpan(verdicts), absl::MakeSpan(due)),
                IsOk());
    for (size_t i = 0; i < starts.size(); ++i) {
      std::vector<ClockEvent> events;
      if (starts[i] != kNoInstant) {
        events.push_back({Kind::kStart, absl::FromUnixMicros(starts[i])});
      }
      if (stops[i] != kNoInstant) {
        events.push_back({Kind::kStop, absl::FromUnixMicros(stops[i])});
      }
      const auto cycles = RunClock(terms, events, as_of).value();
      if (cycles.empty()) {
        EXPECT_EQ(verdicts[i], Verdict::kNotStarted);
        EXPECT_EQ(due[i], kNoInstant);
      } else {
        EXPECT_EQ(verdicts[i], cycles[0].verdict);
        EXPECT_EQ(absl::FromUnixMicros(due[i]), cycles[0].due);
      }
    }
  }
}

// ---- Attempts --------------------------------------------------------------

AttemptsTerms Tries(int at_least, int days, int per_day) {
  AttemptsTerms terms;
  terms.at_least = at_least;
  terms.within = absl::Hours(24) * days;
  terms.max_counted_per_day = per_day;
  return terms;
}

struct Try {
  AttemptsEventKind kind;
  int hour;
};

std::vector<AttemptsCycle> RunTries(const AttemptsTerms& terms,
                                    const std::vector<Try>& tries, int as_of) {
  std::vector<AttemptsEvent> events;
  for (const Try& each : tries) {
    events.push_back({each.kind, At(each.hour * 60)});
  }
  return RunAttempts(terms, events, At(as_of * 60)).value();
}

constexpr auto kStart = AttemptsEventKind::kStart;
constexpr auto kCount = AttemptsEventKind::kCount;
constexpr auto kUntil = AttemptsEventKind::kUntil;
constexpr auto kCancel = AttemptsEventKind::kCancel;

TEST(Attempts, OnlySoManyCountADay) {
  const auto cycle =
      RunTries(Tries(3, 5, 2),
               {{kStart, 8}, {kCount, 9}, {kCount, 10}, {kCount, 11}}, 20)
          .at(0);
  EXPECT_EQ(cycle.verdict, Verdict::kRunning);
  EXPECT_EQ(cycle.counted, 2);
  EXPECT_EQ(cycle.attempts, 3);
}

TEST(Attempts, BreakWhenTheDaysLeftAreTooFew) {
  // From Monday 08:00 to Wednesday 08:00: three days of two.
  const AttemptsTerms terms = Tries(5, 2, 2);
  EXPECT_EQ(RunTries(terms, {{kStart, 8}}, 23).at(0).verdict,
            Verdict::kRunning);
  const auto broken = RunTries(terms, {{kStart, 8}}, 24).at(0);
  EXPECT_EQ(broken.verdict, Verdict::kBroken);
  EXPECT_EQ(broken.end, At(24 * 60));
  // With one on Monday the two other days are enough ...
  const auto one = RunTries(terms, {{kStart, 8}, {kCount, 9}}, 47).at(0);
  EXPECT_EQ(one.verdict, Verdict::kRunning);
  // ... but not once Tuesday is over.
  EXPECT_EQ(RunTries(terms, {{kStart, 8}, {kCount, 9}}, 48).at(0).verdict,
            Verdict::kBroken);
}

TEST(Attempts, AnAnswerKeepsThePromiseInTime) {
  const AttemptsTerms terms = Tries(5, 2, 0);
  const auto kept = RunTries(terms, {{kStart, 8}, {kUntil, 56}}, 80).at(0);
  EXPECT_EQ(kept.verdict, Verdict::kKept);
  EXPECT_TRUE(kept.was_answered);
  EXPECT_EQ(RunTries(terms, {{kStart, 8}, {kUntil, 57}}, 80).at(0).verdict,
            Verdict::kBroken);
}

TEST(Attempts, BeginAgainAfterTheEnd) {
  const auto cycles = RunTries(Tries(2, 1, 0),
                               {{kStart, 0},
                                {kCancel, 3},
                                {kStart, 5},
                                {kCount, 5},
                                {kCount, 6},
                                {kStart, 40}},
                               41);
  ASSERT_EQ(cycles.size(), 3);
  EXPECT_EQ(cycles[0].verdict, Verdict::kCancelled);
  EXPECT_EQ(cycles[1].verdict, Verdict::kKept);
  EXPECT_EQ(cycles[1].end, At(6 * 60));
  EXPECT_EQ(cycles[2].verdict, Verdict::kRunning);
  EXPECT_EQ(cycles[2].number, 3);
}

// Whether it can still be kept, by trying as often as is allowed on every day
// that is left.
TEST(AttemptsProperties, BreakExactlyWhenTheyCannotBeKept) {
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    const int days = random.Between(1, 6);
    const AttemptsTerms terms =
        Tries(random.Between(1, 8), days, random.Between(1, 3));
    const int start = random.Below(24);
    std::vector<Try> tries = {{kStart, start}};
    for (int i = random.Below(8); i > 0; --i) {
      tries.push_back({kCount, start + random.Below(24 * 7)});
    }
    const int as_of = start + random.Below(24 * 8);
    const auto now = RunTries(terms, tries, as_of).at(0);
    if (now.verdict == Verdict::kKept) continue;
    // All that it did by now, and the best that may come.
    std::vector<Try> best;
    for (const Try& each : tries) {
      if (each.hour <= as_of) best.push_back(each);
    }
    for (int hour = as_of; hour <= start + 24 * days; ++hour) {
      for (int i = 0; i < 3; ++i) best.push_back({kCount, hour});
    }
    const bool can_be_kept =
        RunTries(terms, best, start + 24 * 9).at(0).verdict == Verdict::kKept;
    EXPECT_EQ(now.verdict == Verdict::kRunning, can_be_kept) << round;
  }
}

}  // namespace
}  // namespace leadscore
