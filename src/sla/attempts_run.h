// Attempts while they are counted: what RunAttempts does, event by event.

#ifndef LEADSCORE_SRC_SLA_ATTEMPTS_RUN_H_
#define LEADSCORE_SRC_SLA_ATTEMPTS_RUN_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "leadscore/clock.h"
#include "src/core/time_text.h"
#include "src/sla/target.h"

namespace leadscore::internal {

struct AttemptsRules {
  int at_least = 1;
  int max_per_day = 0;  // 0: any number.
  absl::TimeZone zone;  // Of the days.
  Again again = Again::kNewCycle;
};

class AttemptsRun {
 public:
  explicit AttemptsRun(const AttemptsRules& rules) : rules_(rules) {}

  // Ends what is broken by then; to be called before each event.
  void AdvanceTo(Micros time);

  bool CanStart() const;

  // REQUIRES: CanStart().
  absl::Status Start(Micros time, const Target& target);

  // Any event but a start.
  void Take(AttemptsEventKind kind, Micros time);

  const std::vector<AttemptsCycle>& cycles() const { return cycles_; }

 private:
  void End(Verdict verdict, Micros time);
  // The first instant at which the days left cannot hold what is missing, up to
  // the end of the time.
  Micros BreaksAt() const;

  AttemptsRules rules_;
  std::vector<AttemptsCycle> cycles_;
  Micros start_ = 0;
  Micros due_ = 0;
  absl::CivilDay day_;  // Of the attempt that counted last.
  int counted_on_day_ = 0;
  Micros breaks_at_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_ATTEMPTS_RUN_H_
