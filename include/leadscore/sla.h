// Whether both sides of an agreement keep their promises.
//
//   absl::StatusOr<SlaReport> report =
//       CheckSla(policy, tables, {absl::Now()});
//   for (const SlaVerdict& verdict : report->verdicts) ...
//
// A report is a function of the policy, the model's history of each lead, the
// tables and `as_of`, nothing else. sla_summary.h makes the figures of it.

#ifndef LEADSCORE_SLA_H_
#define LEADSCORE_SLA_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/clock.h"
#include "leadscore/sla_policy.h"
#include "leadscore/table.h"

namespace leadscore {

struct SlaOptions {
  // What is later does not exist yet.
  absl::Time as_of;
  // What began earlier is not judged; the later of this and the policy's
  // effective_from counts.
  std::optional<absl::Time> from{};
};

enum class PromiseKind : uint8_t { kClock, kAttempts, kStageAge };

// A promise of sales.
struct Promise {
  PromiseKind kind = PromiseKind::kClock;
  std::string name;
  std::string label;
  std::string target;  // In words: "24h", "2 business days of berlin".
  // Whether a target of it has a calendar: then what elapsed are opening hours.
  bool has_calendar = false;
  int64_t not_started = 0;  // Leads for which it never began.
};

// One cycle of one promise for one lead.
struct SlaVerdict {
  size_t promise = 0;  // Of SlaReport::promises.
  size_t row = 0;      // Of the leads.
  int cycle = 0;       // From 1.
  // Whether it is the last one of its promise and lead, which figures count.
  bool is_latest = false;
  Verdict verdict = Verdict::kNotStarted;
  absl::Time start;
  std::optional<absl::Time> end;
  std::optional<absl::Time> due;
  // As of ClockCycle.
  absl::Duration target;
  absl::Duration elapsed;
  absl::Duration remaining;
  absl::Duration overshoot;
  absl::Duration paused;
  // Of attempts.
  int attempts_counted = 0;

  std::string owner;  // Whoever answers for it; empty: nobody.
  std::string source;
  std::string segment;
  std::string reason;  // In words: what ended it, or how it stands.

  // Where the time went, from the start to the end, without pauses: while it
  // was closed, while it was open but the lead belonged to nobody, and while it
  // was open and somebody's. Without a calendar it is always open; where the
  // policy does not know what assigns a lead, it is somebody's.
  absl::Duration closed;
  absl::Duration before_assignment;
  absl::Duration after_assignment;
};

// How a promise of marketing stands in a period.
enum class DeliveryState : uint8_t {
  kKept,    // Also ahead of time.
  kBroken,  // The period is over.
  kOnTrack,
  kBehind,
  kUndecided,  // Of a quality: sales has decided on none.
};

// "KEPT", "ON_TRACK" ...
std::string DeliveryStateName(DeliveryState state);

struct DeliveryPeriod {
  size_t promise = 0;  // Of the policy's commitments, or its qualities.
  absl::Time begin;
  absl::Time end;
  std::string label;  // "2026-11", "2026-W47", "2026-Q4".
  DeliveryState state = DeliveryState::kOnTrack;
  // Leads, each once; those taken back are not among them.
  int64_t leads = 0;
  int64_t taken_back = 0;
};

// A volume, or its worth.
struct CommitmentPeriod : DeliveryPeriod {
  double target = 0;
  double delivered = 0;  // Leads, or their worth, to 6 digits.
  int64_t without_worth = 0;
  double elapsed_share = 0;  // Of the period, by its pace.
  double expected = 0;       // By now: target * elapsed_share.
  // Delivered / elapsed_share; nothing before the period's first hour counts.
  std::optional<double> projection;
  // Days left on which the calendar still opens, today among them; days of the
  // wall without one.
  int64_t days_left = 0;
  double needed_per_day =
      0;  // 0 once it is kept; all that is missing if no day is left.
};

// Accepted / decided.
struct QualityPeriod : DeliveryPeriod {
  double target = 0;
  int64_t accepted = 0;
  int64_t rejected = 0;
  int64_t undecided = 0;
};

// Of SlaPolicySpec::stage_ages, in its order.
struct StageAgeCount {
  int64_t ever = 0;   // Leads that overstayed at some time in the window.
  int64_t still = 0;  // Those that do so now.
};

struct ExcludedLead {
  size_t row = 0;
  std::string reason;
};

struct SlaReport {
  absl::Time as_of;
  std::optional<absl::Time> from;  // That counted, if there is one.
  std::string time_zone_data;      // The version of the zones.

  int64_t leads = 0;  // Without those that were left out.
  std::vector<Promise> promises;
  // By promise, row and cycle.
  std::vector<SlaVerdict> verdicts;
  // By promise and period, the last 1,000 of each: from the first that counts,
  // or that anything was delivered in.
  std::vector<CommitmentPeriod> commitments;
  std::vector<QualityPeriod> qualities;
  std::vector<StageAgeCount> stage_ages;

  std::vector<ExcludedLead> excluded;
  // Leads for which a clock ran that a touch stops, and that nobody ever
  // touched.
  std::vector<size_t> never_touched;
  int64_t touches = 0;  // By as_of, of all leads that count.
  // Touches of leads below the stage from which on the policy speaks of them.
  int64_t early_touches = 0;
  int64_t leads_touched_early = 0;
};

// Judges all promises for all leads. `tables` are read with the policy's
// input_model().
//
// Errors:
//   kInvalidArgument  a column of another type than the model's; `from` behind
//                     as_of
//   kOutOfRange       an instant outside the years 1 to 9999, or one for which
//   a
//                     calendar is not known
absl::StatusOr<SlaReport> CheckSla(const SlaPolicy& policy,
                                   const Tables& tables,
                                   const SlaOptions& options);

}  // namespace leadscore

#endif  // LEADSCORE_SLA_H_
