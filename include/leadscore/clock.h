// Clocks: how long something took, whether that was in time, and until when it
// would be.
//
//   ClockTerms terms;
//   terms.within = absl::Hours(4);
//   terms.calendar = calendar;                       // Opening hours only.
//   auto cycles = RunClock(terms,
//                          {{ClockEventKind::kStart, created},
//                           {ClockEventKind::kStop, answered}}, now);
//
// A clock runs from a start to a stop; pauses are left out, a cancel ends it
// without a verdict on time. The due instant is the earliest at which the
// elapsed time reaches the target; a stop at exactly that instant is in time.
// docs/semantics.md has the whole of it.

#ifndef LEADSCORE_CLOCK_H_
#define LEADSCORE_CLOCK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/business_calendar.h"
#include "leadscore/sla_policy_spec.h"

namespace leadscore {

enum class Verdict : uint8_t {
  kNotStarted,
  kCancelled,
  // Of a clock that was stopped.
  kMetLate,
  kClosedWhilePaused,  // Never counted as met.
  kMet,
  // Of a clock that is open.
  kBreached,
  kPaused,
  kAtRisk,
  kRunning,  // Also of attempts.
  // Of attempts.
  kKept,
  kBroken,
};
inline constexpr size_t kNumVerdicts = 11;

// "MET_LATE", "RUNNING" ...
std::string VerdictName(Verdict verdict);

struct ClockTerms {
  // The target: exactly one of them, above zero.
  std::optional<absl::Duration> within{};
  int days = 0;           // The same time on the wall so many days later.
  int business_days = 0;  // Needs a calendar.

  // Whose opening hours count; without it all hours do.
  std::optional<BusinessCalendar> calendar{};

  // In which the wall of `days` hangs, if there is no calendar.
  absl::TimeZone time_zone{};

  // The share of the target beyond which an open clock is at risk; 0: never.
  double warn_at = 0;

  Again again = Again::kNewCycle;
};

// In the order in which they apply at one instant.
enum class ClockEventKind : uint8_t { kStart, kResume, kStop, kCancel, kPause };

struct ClockEvent {
  ClockEventKind kind = ClockEventKind::kStart;
  absl::Time time;
};

// One run of a clock. Times that are elapsed count opening hours where the
// terms name a calendar.
struct ClockCycle {
  int number = 0;  // From 1.
  Verdict verdict = Verdict::kNotStarted;
  absl::Time start;
  std::optional<absl::Time> end;  // Of a stop or a cancel.
  // None while it is paused, and of one that was cancelled.
  std::optional<absl::Time> due;
  absl::Duration target;     // Of days, from the start to when it was due.
  absl::Duration elapsed;    // Without pauses.
  absl::Duration remaining;  // To the due instant; zero behind it.
  absl::Duration overshoot;  // Behind the due instant.
  absl::Duration paused;     // By the wall.
};

// The cycles of a clock as of an instant, in order; none if it never started.
// Events may come in any order; later ones do not exist yet.
//
// Errors:
//   kInvalidArgument  terms with no target or several, or out of range
//   kOutOfRange       an instant for which the calendar is not known
absl::StatusOr<std::vector<ClockCycle>> RunClock(
    const ClockTerms& terms, absl::Span<const ClockEvent> events,
    absl::Time as_of);

// The instant of a clock that was not stopped, in columns.
inline constexpr int64_t kNoInstant = INT64_MIN;

// Judges many clocks that each start once, in microseconds since 1970-01-01
// UTC: `stop` is kNoInstant, or behind as_of, where there was none yet; `start`
// behind as_of, or kNoInstant, is NOT_STARTED. Writes the verdicts and the due
// instants, kNoInstant of those that did not start.
//
// Errors: as above; kInvalidArgument, columns of different lengths.
absl::Status JudgeClocks(const ClockTerms& terms,
                         absl::Span<const int64_t> start,
                         absl::Span<const int64_t> stop, absl::Time as_of,
                         absl::Span<Verdict> verdicts, absl::Span<int64_t> due);

struct AttemptsTerms {
  int at_least = 1;
  std::optional<absl::Duration> within{};  // As of a clock, and what follows.
  int days = 0;
  int business_days = 0;
  std::optional<BusinessCalendar> calendar{};
  // Of the wall, and of the days on which attempts are counted.
  absl::TimeZone time_zone{};
  int max_counted_per_day = 0;  // 0: any number.
  Again again = Again::kNewCycle;
};

// In the order in which they apply at one instant.
enum class AttemptsEventKind : uint8_t { kStart, kCount, kUntil, kCancel };

struct AttemptsEvent {
  AttemptsEventKind kind = AttemptsEventKind::kStart;
  absl::Time time;
};

struct AttemptsCycle {
  int number = 0;
  Verdict verdict = Verdict::kNotStarted;
  absl::Time start;
  // When it was kept, broken or cancelled. It is broken when the time is over,
  // or on the first day on which the days left cannot hold what is missing.
  std::optional<absl::Time> end;
  absl::Time due;
  int counted = 0;
  int attempts = 0;  // With those beyond max_counted_per_day.
  bool was_answered = false;
};

// As RunClock.
absl::StatusOr<std::vector<AttemptsCycle>> RunAttempts(
    const AttemptsTerms& terms, absl::Span<const AttemptsEvent> events,
    absl::Time as_of);

}  // namespace leadscore

#endif  // LEADSCORE_CLOCK_H_
