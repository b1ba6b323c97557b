// A clock while it goes through its events: what RunClock does, in microseconds
// and event by event.

#ifndef LEADSCORE_SRC_SLA_CLOCK_RUN_H_
#define LEADSCORE_SRC_SLA_CLOCK_RUN_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "leadscore/clock.h"
#include "src/core/time_text.h"
#include "src/sla/target.h"

namespace leadscore::internal {

struct ClockRunCycle {
  Micros start = 0;
  Target target;
  double warn_at = 0;
  Micros amount = 0;  // The target as time that counts.
  Micros due = 0;     // Of the running clock, or as it was when it was paused.
  Micros elapsed = 0;
  Micros paused = 0;
  std::optional<Micros> end;
  bool is_cancelled = false;
  bool is_paused = false;  // Also when it ended.
  bool is_late = false;    // It was still running behind the due instant.
  Micros since = 0;        // When it began to run, to wait or to rest, last.
  Micros counted_to = 0;   // The last instant of the time that counted.
  std::vector<Shift> ran;  // When it ran, up to counted_to.
};

// Events in order; a caller asks CanStart before it judges whether a start
// applies.
class ClockRun {
 public:
  explicit ClockRun(Again again) : again_(again) {}

  // Whether a start now would begin a cycle, or go on with one.
  bool CanStart() const;

  // REQUIRES: CanStart(). A cycle that goes on keeps its target.
  absl::Status Start(Micros time, const Target& target, double warn_at);

  // Any event but a start; one that means nothing now is passed over.
  absl::Status Take(ClockEventKind kind, Micros time);

  const std::vector<ClockRunCycle>& cycles() const { return cycles_; }

 private:
  // Counts the time up to an instant while the clock runs.
  static absl::Status RunTo(Micros time, ClockRunCycle* cycle);
  // Goes on after a pause or a stop.
  static absl::Status GoOn(Micros time, ClockRunCycle* cycle);

  Again again_;
  std::vector<ClockRunCycle> cycles_;
};

// Whether a running clock is past the share of its target that warns.
bool IsAtRisk(Micros elapsed, Micros amount, double warn_at);

// A cycle as of an instant.
absl::StatusOr<ClockCycle> JudgeCycle(const ClockRunCycle& cycle, int number,
                                      Micros as_of);

// The target of some terms, which are checked.
absl::StatusOr<Target> MakeTarget(
    std::optional<absl::Duration> within, int days, int business_days,
    const std::optional<BusinessCalendar>& calendar, absl::TimeZone zone);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_CLOCK_RUN_H_
