#include "src/sla/attempts_run.h"

#include <algorithm>
#include <tuple>

#include "src/core/status_macros.h"
#include "src/sla/clock_run.h"

namespace leadscore {
namespace internal {

bool AttemptsRun::CanStart() const {
  if (cycles_.empty()) return true;
  return cycles_.back().end.has_value() && rules_.again == Again::kNewCycle;
}

absl::Status AttemptsRun::Start(Micros time, const Target& target) {
  LEADSCORE_ASSIGN_OR_RETURN(due_, target.Due(time));
  start_ = time;
  counted_on_day_ = 0;
  AttemptsCycle cycle;
  cycle.number = static_cast<int>(cycles_.size()) + 1;
  cycle.verdict = Verdict::kRunning;
  cycle.start = FromMicros(time);
  cycle.due = FromMicros(due_);
  cycles_.push_back(cycle);
  breaks_at_ = BreaksAt();
  return absl::OkStatus();
}

void AttemptsRun::AdvanceTo(Micros time) {
  if (cycles_.empty() || cycles_.back().end.has_value()) return;
  // To be in time at exactly the due instant is in time; a day that is over is
  // over at midnight.
  const bool is_broken = breaks_at_ < due_ ? time >= breaks_at_ : time > due_;
  if (is_broken) End(Verdict::kBroken, breaks_at_);
}

void AttemptsRun::Take(AttemptsEventKind kind, Micros time) {
  if (cycles_.empty() || cycles_.back().end.has_value()) return;
  AttemptsCycle& cycle = cycles_.back();
  switch (kind) {
    case AttemptsEventKind::kStart:
      break;
    case AttemptsEventKind::kCount: {
      ++cycle.attempts;
      const absl::CivilDay day(rules_.zone.At(FromMicros(time)).cs);
      if (day != day_) counted_on_day_ = 0;
      day_ = day;
      if (rules_.max_per_day > 0 && counted_on_day_ == rules_.max_per_day) {
        break;
      }
      ++counted_on_day_;
      ++cycle.counted;
      if (cycle.counted >= rules_.at_least) End(Verdict::kKept, time);
      if (!cycle.end.has_value()) breaks_at_ = BreaksAt();
      break;
    }
    case AttemptsEventKind::kUntil:
      cycle.was_answered = true;
      End(Verdict::kKept, time);
      break;
    case AttemptsEventKind::kCancel:
      End(Verdict::kCancelled, time);
      break;
  }
}

void AttemptsRun::End(Verdict verdict, Micros time) {
  cycles_.back().verdict = verdict;
  cycles_.back().end = FromMicros(time);
}

Micros AttemptsRun::BreaksAt() const {
  if (rules_.max_per_day == 0) return due_;
  const int missing = rules_.at_least - cycles_.back().counted;
  // The days that the rest takes, the last of which is the one it is due on. An
  // attempt on a day takes as much from what is missing as from the room of the
  // day, so only the end of a day can break it.
  const int days = (missing + rules_.max_per_day - 1) / rules_.max_per_day;
  const absl::CivilDay last(rules_.zone.At(FromMicros(due_)).cs);
  const Micros too_late = StartOfDate(last - days + 2, rules_.zone);
  return std::min(std::max(too_late, start_), due_);
}

}  // namespace internal

using internal::AttemptsRun;
using internal::Micros;
using internal::ToMicros;

absl::StatusOr<std::vector<AttemptsCycle>> RunAttempts(
    const AttemptsTerms& terms, absl::Span<const AttemptsEvent> events,
    absl::Time as_of) {
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::Target target,
      internal::MakeTarget(terms.within, terms.days, terms.business_days,
                           terms.calendar, terms.time_zone));
  if (terms.at_least < 1 || terms.max_counted_per_day < 0) {
    return absl::InvalidArgumentError("fewer than 1 attempt");
  }
  const Micros now = ToMicros(as_of);
  std::vector<AttemptsEvent> ordered;
  for (const AttemptsEvent& event : events) {
    if (ToMicros(event.time) <= now) ordered.push_back(event);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const AttemptsEvent& a, const AttemptsEvent& b) {
              return std::make_tuple(ToMicros(a.time), a.kind) <
                     std::make_tuple(ToMicros(b.time), b.kind);
            });
  AttemptsRun run({terms.at_least, terms.max_counted_per_day, terms.time_zone,
                   terms.again});
  for (const AttemptsEvent& event : ordered) {
    const Micros time = ToMicros(event.time);
    run.AdvanceTo(time);
    if (event.kind == AttemptsEventKind::kStart) {
      if (run.CanStart()) LEADSCORE_RETURN_IF_ERROR(run.Start(time, target));
    } else {
      run.Take(event.kind, time);
    }
  }
  run.AdvanceTo(now);
  return run.cycles();
}

}  // namespace leadscore
