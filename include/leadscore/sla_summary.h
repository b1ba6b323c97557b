// The figures of an SLA report: attainment, median, 90th percentile, by owner,
// source, segment and week.

#ifndef LEADSCORE_SLA_SUMMARY_H_
#define LEADSCORE_SLA_SUMMARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/sla.h"

namespace leadscore {

// The verdicts of some leads for one promise, each lead by its latest cycle.
struct PromiseFigures {
  std::array<int64_t, kNumVerdicts> counts{};  // By Verdict.

  int64_t Count(Verdict verdict) const {
    return counts[static_cast<size_t>(verdict)];
  }

  // MET / (MET + MET_LATE + BREACHED + CLOSED_WHILE_PAUSED), of attempts KEPT /
  // (KEPT + BROKEN); nothing if there are none of them.
  std::optional<double> attainment;

  // Over the clocks that were stopped, and the attempts that were kept: their
  // number, nearest-rank percentiles and the mean of what elapsed.
  int64_t stopped = 0;
  absl::Duration median;
  absl::Duration p90;
  absl::Duration mean;

  int64_t open = 0;  // Breached, paused, at risk or running.

  // Of those that are late, MET_LATE and BREACHED: how many, and where the time
  // went.
  int64_t late = 0;
  absl::Duration late_closed;
  absl::Duration late_before_assignment;
  absl::Duration late_after_assignment;
};

struct NamedFigures {
  std::string name;  // Empty: no owner, no source ...
  PromiseFigures figures;
};

struct PromiseSummary {
  size_t promise = 0;  // Of SlaReport::promises.
  PromiseFigures all;
  // Each ascending by name; weeks by the start, in the policy's time zone:
  // "2026-W47". Empty where the policy names no source or segment.
  std::vector<NamedFigures> by_owner;
  std::vector<NamedFigures> by_source;
  std::vector<NamedFigures> by_segment;
  std::vector<NamedFigures> by_week;
};

// By promise.
std::vector<PromiseSummary> SummarizeSla(const SlaPolicy& policy,
                                         const SlaReport& report);

// Whether a promise is broken now: a latest cycle that is BREACHED or BROKEN,
// or a period of marketing's that ended BROKEN.
bool IsAnythingBreached(const SlaReport& report);

// The latest cycles that are open and due after as_of, at most so much later;
// the most urgent first.
std::vector<const SlaVerdict*> UpcomingBreaches(const SlaReport& report,
                                                absl::Duration within);

}  // namespace leadscore

#endif  // LEADSCORE_SLA_SUMMARY_H_
