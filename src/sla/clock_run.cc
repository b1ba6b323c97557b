#include "src/sla/clock_run.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "src/core/status_macros.h"

namespace leadscore {
namespace internal {

bool ClockRun::CanStart() const {
  if (cycles_.empty()) return true;
  const ClockRunCycle& last = cycles_.back();
  return last.end.has_value() && again_ != Again::kFirst;
}

absl::Status ClockRun::Start(Micros time, const Target& target,
                             double warn_at) {
  if (again_ == Again::kResume && !cycles_.empty() &&
      !cycles_.back().is_cancelled) {
    ClockRunCycle& cycle = cycles_.back();
    cycle.paused += time - cycle.since;
    cycle.end.reset();
    return GoOn(time, &cycle);
  }
  ClockRunCycle cycle;
  cycle.start = time;
  cycle.since = time;
  cycle.counted_to = time;
  cycle.target = target;
  cycle.warn_at = warn_at;
  LEADSCORE_ASSIGN_OR_RETURN(cycle.due, target.Due(time));
  LEADSCORE_ASSIGN_OR_RETURN(cycle.amount, target.Elapsed(time, cycle.due));
  cycles_.push_back(cycle);
  return absl::OkStatus();
}

absl::Status ClockRun::Take(ClockEventKind kind, Micros time) {
  if (cycles_.empty() || cycles_.back().end.has_value()) {
    return absl::OkStatus();
  }
  ClockRunCycle& cycle = cycles_.back();
  switch (kind) {
    case ClockEventKind::kStart:
      break;
    case ClockEventKind::kResume:
      if (cycle.is_paused) {
        cycle.paused += time - cycle.since;
        return GoOn(time, &cycle);
      }
      break;
    case ClockEventKind::kPause:
      if (!cycle.is_paused) {
        LEADSCORE_RETURN_IF_ERROR(RunTo(time, &cycle));
        cycle.is_paused = true;
      }
      break;
    case ClockEventKind::kStop:
    case ClockEventKind::kCancel:
      if (cycle.is_paused) {
        cycle.paused += time - cycle.since;
      } else {
        LEADSCORE_RETURN_IF_ERROR(RunTo(time, &cycle));
      }
      cycle.since = time;
      cycle.end = time;
      cycle.is_cancelled = kind == ClockEventKind::kCancel;
      break;
  }
  return absl::OkStatus();
}

absl::Status ClockRun::RunTo(Micros time, ClockRunCycle* cycle) {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros elapsed,
                             cycle->target.Elapsed(cycle->since, time));
  cycle->elapsed += elapsed;
  cycle->ran.push_back({cycle->since, time});
  cycle->is_late = cycle->is_late || time > cycle->due;
  cycle->since = time;
  cycle->counted_to = time;
  return absl::OkStatus();
}

absl::Status ClockRun::GoOn(Micros time, ClockRunCycle* cycle) {
  // What was left when it began to wait is still left. A clock that was late
  // keeps the instant at which it was due.
  if (!cycle->is_late) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const Micros left,
        cycle->target.Elapsed(cycle->counted_to, cycle->due));
    LEADSCORE_ASSIGN_OR_RETURN(
        cycle->due, cycle->target.Reach(time, std::max<Micros>(left, 0)));
  }
  cycle->is_paused = false;
  cycle->since = time;
  cycle->counted_to = time;
  return absl::OkStatus();
}

bool IsAtRisk(Micros elapsed, Micros amount, double warn_at) {
  return warn_at > 0 &&
         static_cast<double>(elapsed) > warn_at * static_cast<double>(amount);
}

absl::StatusOr<ClockCycle> JudgeCycle(const ClockRunCycle& run, int number,
                                      Micros as_of) {
  ClockCycle cycle;
  cycle.number = number;
  cycle.start = FromMicros(run.start);
  cycle.target = absl::Microseconds(run.amount);
  if (run.end.has_value()) cycle.end = FromMicros(*run.end);
  const bool runs = !run.end.has_value() && !run.is_paused;
  Micros elapsed = run.elapsed;
  Micros paused = run.paused;
  if (runs) {
    LEADSCORE_ASSIGN_OR_RETURN(const Micros now,
                               run.target.Elapsed(run.since, as_of));
    elapsed += now;
  } else if (!run.end.has_value()) {
    paused += as_of - run.since;
  }
  const bool is_late = run.is_late || (runs && as_of > run.due);
  const Micros last = runs ? as_of : run.counted_to;
  if (is_late) {
    const Micros over_to = run.end.value_or(as_of);
    LEADSCORE_ASSIGN_OR_RETURN(const Micros over,
                               run.target.Elapsed(run.due, over_to));
    cycle.overshoot = absl::Microseconds(std::max<Micros>(over, 0));
  } else {
    LEADSCORE_ASSIGN_OR_RETURN(const Micros left,
                               run.target.Elapsed(last, run.due));
    cycle.remaining = absl::Microseconds(std::max<Micros>(left, 0));
  }
  cycle.elapsed = absl::Microseconds(elapsed);
  cycle.paused = absl::Microseconds(paused);
  if (!run.is_cancelled && (runs || is_late || !run.is_paused)) {
    cycle.due = FromMicros(run.due);
  }
  if (run.is_cancelled) {
    cycle.verdict = Verdict::kCancelled;
  } else if (run.end.has_value()) {
    cycle.verdict = is_late         ? Verdict::kMetLate
                    : run.is_paused ? Verdict::kClosedWhilePaused
                                    : Verdict::kMet;
  } else if (is_late) {
    cycle.verdict = Verdict::kBreached;
  } else if (run.is_paused) {
    cycle.verdict = Verdict::kPaused;
  } else {
    cycle.verdict = IsAtRisk(elapsed, run.amount, run.warn_at)
                        ? Verdict::kAtRisk
                        : Verdict::kRunning;
  }
  return cycle;
}

absl::StatusOr<Target> MakeTarget(
    std::optional<absl::Duration> within, int days, int business_days,
    const std::optional<BusinessCalendar>& calendar, absl::TimeZone zone) {
  const int given = (within.has_value() ? 1 : 0) + (days != 0 ? 1 : 0) +
                    (business_days != 0 ? 1 : 0);
  if (given != 1) {
    return absl::InvalidArgumentError(
        "the target has to be exactly one of within, days and business_days");
  }
  constexpr absl::Duration kMax = absl::Hours(24 * 100'000);
  constexpr int kMaxDays = 100'000;
  if ((within.has_value() &&
       (*within <= absl::ZeroDuration() || *within > kMax)) ||
      days < 0 || days > kMaxDays || business_days < 0 ||
      business_days > kMaxDays) {
    return absl::InvalidArgumentError(
        "the target is not above zero and at most 100,000 days");
  }
  if (business_days > 0 && !calendar.has_value()) {
    return absl::InvalidArgumentError("business days of no calendar");
  }
  Target target;
  if (within.has_value()) target.within = absl::ToInt64Microseconds(*within);
  target.days = days;
  target.business_days = business_days;
  if (calendar.has_value()) target.calendar = calendar->compiled();
  target.zone = zone;
  return target;
}

}  // namespace internal

using internal::ClockRun;
using internal::ClockRunCycle;
using internal::Micros;
using internal::ToMicros;

std::string VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNotStarted:
      return "NOT_STARTED";
    case Verdict::kCancelled:
      return "CANCELLED";
    case Verdict::kMetLate:
      return "MET_LATE";
    case Verdict::kClosedWhilePaused:
      return "CLOSED_WHILE_PAUSED";
    case Verdict::kMet:
      return "MET";
    case Verdict::kBreached:
      return "BREACHED";
    case Verdict::kPaused:
      return "PAUSED";
    case Verdict::kAtRisk:
      return "AT_RISK";
    case Verdict::kRunning:
      return "RUNNING";
    case Verdict::kKept:
      return "KEPT";
    case Verdict::kBroken:
      break;
  }
  return "BROKEN";
}

absl::StatusOr<std::vector<ClockCycle>> RunClock(
    const ClockTerms& terms, absl::Span<const ClockEvent> events,
    absl::Time as_of) {
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::Target target,
      internal::MakeTarget(terms.within, terms.days, terms.business_days,
                           terms.calendar, terms.time_zone));
  const Micros now = ToMicros(as_of);
  std::vector<ClockEvent> ordered;
  for (const ClockEvent& event : events) {
    if (ToMicros(event.time) <= now) ordered.push_back(event);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const ClockEvent& a, const ClockEvent& b) {
              return std::make_tuple(ToMicros(a.time), a.kind) <
                     std::make_tuple(ToMicros(b.time), b.kind);
            });
  ClockRun run(terms.again);
  for (const ClockEvent& event : ordered) {
    const Micros time = ToMicros(event.time);
    if (event.kind == ClockEventKind::kStart) {
      if (run.CanStart()) {
        LEADSCORE_RETURN_IF_ERROR(run.Start(time, target, terms.warn_at));
      }
    } else {
      LEADSCORE_RETURN_IF_ERROR(run.Take(event.kind, time));
    }
  }
  std::vector<ClockCycle> cycles;
  for (const ClockRunCycle& cycle : run.cycles()) {
    LEADSCORE_ASSIGN_OR_RETURN(
        ClockCycle judged,
        internal::JudgeCycle(cycle, static_cast<int>(cycles.size()) + 1, now));
    cycles.push_back(std::move(judged));
  }
  return cycles;
}

absl::Status JudgeClocks(const ClockTerms& terms,
                         absl::Span<const int64_t> start,
                         absl::Span<const int64_t> stop, absl::Time as_of,
                         absl::Span<Verdict> verdicts,
                         absl::Span<int64_t> due) {
  if (start.size() != stop.size() || start.size() != verdicts.size() ||
      start.size() != due.size()) {
    return absl::InvalidArgumentError("columns of different lengths");
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::Target target,
      internal::MakeTarget(terms.within, terms.days, terms.business_days,
                           terms.calendar, terms.time_zone));
  const Micros now = ToMicros(as_of);
  for (size_t i = 0; i < start.size(); ++i) {
    if (start[i] == kNoInstant || start[i] > now) {
      verdicts[i] = Verdict::kNotStarted;
      due[i] = kNoInstant;
      continue;
    }
    LEADSCORE_ASSIGN_OR_RETURN(due[i], target.Due(start[i]));
    if (stop[i] >= start[i] && stop[i] <= now) {
      verdicts[i] = stop[i] <= due[i] ? Verdict::kMet : Verdict::kMetLate;
      continue;
    }
    if (now > due[i]) {
      verdicts[i] = Verdict::kBreached;
      continue;
    }
    LEADSCORE_ASSIGN_OR_RETURN(const Micros elapsed,
                               target.Elapsed(start[i], now));
    LEADSCORE_ASSIGN_OR_RETURN(const Micros amount,
                               target.Elapsed(start[i], due[i]));
    verdicts[i] = internal::IsAtRisk(elapsed, amount, terms.warn_at)
                      ? Verdict::kAtRisk
                      : Verdict::kRunning;
  }
  return absl::OkStatus();
}

}  // namespace leadscore
