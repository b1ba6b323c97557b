#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/business_calendar.h"
#include "leadscore/sla.h"
#include "src/core/status_macros.h"
#include "src/sla/attempts_run.h"
#include "src/sla/checked_policy.h"
#include "src/sla/clock_run.h"
#include "src/sla/deliveries.h"
#include "src/sla/lead_story.h"
#include "src/sla/words.h"

namespace leadscore {
namespace internal {
namespace {

// Events of several lists, one behind the other.
template <typename Kind>
struct KindedHappening {
  Kind kind;
  const CheckedEvents* events;
  Happening happening;
};

template <typename Kind>
std::vector<KindedHappening<Kind>> InOrder(
    LeadStory& story,
    std::initializer_list<std::pair<Kind, const CheckedEvents*>> lists) {
  std::vector<KindedHappening<Kind>> all;
  for (const auto& [kind, events] : lists) {
    for (const Happening& happening : story.Find(*events)) {
      all.push_back({kind, events, happening});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(a.happening.time, a.kind) <
           std::make_tuple(b.happening.time, b.kind);
  });
  return all;
}

// One report while it is made.
class SlaRun {
 public:
  SlaRun(const PolicyTables& tables, const JudgedSpan& span, SlaReport* report)
      : tables_(tables), policy_(tables.policy), span_(span), report_(report) {
    for (const CheckedClock& clock : policy_.clocks) {
      std::string target = TargetWords(clock.targets.back().target);
      if (clock.targets.size() > 1) {
        target = absl::StrCat(TargetWords(clock.targets.front().target), " to ",
                              target);
      }
      AddPromise(PromiseKind::kClock, clock.name, clock.label,
                 std::move(target));
      for (const CheckedTarget& each : clock.targets) {
        TakeCalendar(each.target);
      }
    }
    for (const CheckedAttempts& attempts : policy_.attempts) {
      AddPromise(PromiseKind::kAttempts, attempts.name, attempts.label,
                 absl::StrCat(attempts.at_least, " in ",
                              TargetWords(attempts.target)));
    }
    for (const CheckedStageAge& age : policy_.stage_ages) {
      AddPromise(PromiseKind::kStageAge, age.name, age.label,
                 TargetWords(age.target));
      TakeCalendar(age.target);
    }
    commitments_.resize(policy_.commitments.size());
    qualities_.resize(policy_.qualities.size());
    report_->stage_ages.resize(policy_.stage_ages.size());
    verdicts_.resize(report_->promises.size());
  }

  absl::Status Add(size_t row) {
    LeadStory story(tables_, row, span_.as_of);
    for (const CheckedDisqualify& exclude : policy_.exclude) {
      if (!story.Holds(exclude.when, span_.as_of)) continue;
      report_->excluded.push_back({row, exclude.name});
      return absl::OkStatus();
    }
    ++report_->leads;
    waits_for_touch_ = false;
    size_t promise = 0;
    for (const CheckedClock& clock : policy_.clocks) {
      LEADSCORE_RETURN_IF_ERROR(AddClock(clock, promise++, story));
    }
    for (const CheckedAttempts& attempts : policy_.attempts) {
      LEADSCORE_RETURN_IF_ERROR(AddAttempts(attempts, promise++, story));
    }
    for (size_t i = 0; i < policy_.stage_ages.size(); ++i) {
      LEADSCORE_RETURN_IF_ERROR(AddStageAge(i, promise++, story));
    }
    for (size_t i = 0; i < policy_.commitments.size(); ++i) {
      Append(FindDeliveries(policy_.commitments[i], story), &commitments_[i]);
    }
    for (size_t i = 0; i < policy_.qualities.size(); ++i) {
      Append(FindDeliveries(policy_.qualities[i], story), &qualities_[i]);
    }
    AddTouches(story);
    return absl::OkStatus();
  }

  absl::Status Finish() {
    for (std::vector<SlaVerdict>& of_promise : verdicts_) {
      std::move(of_promise.begin(), of_promise.end(),
                std::back_inserter(report_->verdicts));
    }
    for (size_t i = 0; i < commitments_.size(); ++i) {
      LEADSCORE_ASSIGN_OR_RETURN(
          std::vector<CommitmentPeriod> periods,
          CountCommitment(policy_, i, commitments_[i], span_));
      std::move(periods.begin(), periods.end(),
                std::back_inserter(report_->commitments));
    }
    for (size_t i = 0; i < qualities_.size(); ++i) {
      std::vector<QualityPeriod> periods =
          CountQuality(policy_, i, qualities_[i], span_);
      std::move(periods.begin(), periods.end(),
                std::back_inserter(report_->qualities));
    }
    return absl::OkStatus();
  }

 private:
  void AddPromise(PromiseKind kind, const std::string& name,
                  const std::string& label, std::string target) {
    Promise promise;
    promise.kind = kind;
    promise.name = name;
    promise.label = label;
    promise.target = std::move(target);
    report_->promises.push_back(std::move(promise));
  }

  // Of the promise that was added last.
  void TakeCalendar(const Target& target) {
    if (target.calendar != nullptr)
      report_->promises.back().has_calendar = true;
  }

  static void Append(std::vector<Delivery> found,
                     std::vector<Delivery>* deliveries) {
    deliveries->insert(deliveries->end(), found.begin(), found.end());
  }

  bool IsJudged(Micros start) const {
    return !span_.from.has_value() || start >= *span_.from;
  }

  // ---- Clocks --------------------------------------------------------------

  // The target of a lead at a start; nothing if the clock does not apply.
  std::optional<Target> TargetAt(const CheckedClock& clock, Micros time,
                                 LeadStory& story) const {
    for (const CheckedTarget& candidate : clock.targets) {
      if (!story.Holds(candidate.when, time)) continue;
      Target target = candidate.target;
      const auto named =
          policy_.calendars.find(story.TextOf(candidate.business_by, time));
      if (named != policy_.calendars.end()) target.calendar = named->second;
      return target;
    }
    return std::nullopt;
  }

  absl::Status AddClock(const CheckedClock& clock, size_t promise,
                        LeadStory& story) {
    using Kind = ClockEventKind;
    ClockRun run(clock.again);
    std::vector<std::string> ends;  // What ended each cycle, in words.
    for (const auto& event :
         InOrder<Kind>(story, {{Kind::kStart, &clock.start},
                               {Kind::kResume, &clock.resume},
                               {Kind::kStop, &clock.stop},
                               {Kind::kCancel, &clock.cancel},
                               {Kind::kPause, &clock.pause}})) {
      const Micros time = event.happening.time;
      if (event.kind == Kind::kStart) {
        const Condition& when =
            clock.start[static_cast<size_t>(event.happening.event)].when;
        if (!run.CanStart() || !story.Holds(when, time)) continue;
        const std::optional<Target> target = TargetAt(clock, time, story);
        if (!target.has_value()) continue;
        LEADSCORE_RETURN_IF_ERROR(Located(
            run.Start(time, *target, clock.warn_at), clock.name, story.row()));
        ends.resize(run.cycles().size());
        continue;
      }
      LEADSCORE_RETURN_IF_ERROR(
          Located(run.Take(event.kind, time), clock.name, story.row()));
      if (!run.cycles().empty() && run.cycles().back().end == time &&
          ends.back().empty()) {
        ends.back() = story.Describe(*event.events, event.happening);
      }
    }
    const bool is_touch = std::any_of(clock.stop.begin(), clock.stop.end(),
                                      [](const CheckedEvent& event) {
                                        return event.kind == EventKind::kTouch;
                                      });
    LEADSCORE_ASSIGN_OR_RETURN(
        const bool has_any,
        AddCycles(run, ends, promise, clock.name, clock.blame, story));
    waits_for_touch_ = waits_for_touch_ || (has_any && is_touch);
    return absl::OkStatus();
  }

  // Adds the cycles that are judged; returns whether there are any.
  absl::StatusOr<bool> AddCycles(const ClockRun& run,
                                 const std::vector<std::string>& ends,
                                 size_t promise, const std::string& name,
                                 Blame blame, LeadStory& story) {
    std::vector<SlaVerdict>& verdicts = verdicts_[promise];
    const size_t before = verdicts.size();
    for (size_t i = 0; i < run.cycles().size(); ++i) {
      const ClockRunCycle& cycle = run.cycles()[i];
      if (!IsJudged(cycle.start)) continue;
      const absl::StatusOr<ClockCycle> judged =
          JudgeCycle(cycle, static_cast<int>(i) + 1, span_.as_of);
      if (!judged.ok()) return Located(judged.status(), name, story.row());
      SlaVerdict verdict;
      verdict.cycle = judged->number;
      verdict.verdict = judged->verdict;
      verdict.start = judged->start;
      verdict.end = judged->end;
      verdict.due = judged->due;
      verdict.target = judged->target;
      verdict.elapsed = judged->elapsed;
      verdict.remaining = judged->remaining;
      verdict.overshoot = judged->overshoot;
      verdict.paused = judged->paused;
      verdict.reason =
          ReasonOf(*judged, ends[i], cycle.target.calendar != nullptr);
      LEADSCORE_RETURN_IF_ERROR(
          Located(SplitOrSayWhy(cycle, story, &verdict), name, story.row()));
      AddNames(promise, blame, story, &verdict);
      verdicts.push_back(std::move(verdict));
    }
    if (verdicts.size() == before) {
      ++report_->promises[promise].not_started;
      return false;
    }
    verdicts.back().is_latest = true;
    return true;
  }

  static std::string ReasonOf(const ClockCycle& cycle, const std::string& end,
                              bool is_opening_hours) {
    const auto words = [&](absl::Duration duration) {
      return DurationWords(duration, is_opening_hours);
    };
    switch (cycle.verdict) {
      case Verdict::kCancelled:
      case Verdict::kMet:
        return end;
      case Verdict::kMetLate:
        return absl::StrCat(end, ", ", words(cycle.overshoot), " late");
      case Verdict::kClosedWhilePaused:
        return absl::StrCat(end, " while it was paused");
      case Verdict::kBreached:
        return absl::StrCat(words(cycle.overshoot), " overdue");
      case Verdict::kPaused:
        return absl::StrCat("paused with ", words(cycle.remaining), " left");
      default:
        return absl::StrCat(words(cycle.remaining), " left");
    }
  }

  // As SplitTime. A calendar that the promise does not name is told apart.
  absl::Status SplitOrSayWhy(const ClockRunCycle& cycle, const LeadStory& story,
                             SlaVerdict* verdict) const {
    const absl::Status split = SplitTime(cycle, story, verdict);
    if (split.ok() || cycle.target.calendar != nullptr) return split;
    return absl::Status(
        split.code(),
        absl::StrCat(
            "by the hours of the policy's calendar its time is split: ",
            split.message()));
  }

  // Where the time of a cycle went.
  absl::Status SplitTime(const ClockRunCycle& cycle, const LeadStory& story,
                         SlaVerdict* verdict) const {
    std::vector<Shift> spans = cycle.ran;
    if (!cycle.end.has_value() && !cycle.is_paused) {
      spans.push_back({cycle.since, span_.as_of});
    }
    Target by = cycle.target;
    if (by.calendar == nullptr) by.calendar = policy_.business;
    const bool knows_assignments = !policy_.owner.types.empty();
    const std::optional<Micros> assigned = story.FirstAssigned();
    Micros closed = 0, before = 0, after = 0;
    for (const Shift& span : spans) {
      LEADSCORE_ASSIGN_OR_RETURN(const Micros open,
                                 by.Elapsed(span.open, span.close));
      closed += span.close - span.open - open;
      if (!knows_assignments) {
        after += open;
        continue;
      }
      const Micros cut =
          std::clamp(assigned.value_or(span.close), span.open, span.close);
      LEADSCORE_ASSIGN_OR_RETURN(const Micros nobodys,
                                 by.Elapsed(span.open, cut));
      before += nobodys;
      after += open - nobodys;
    }
    verdict->closed = absl::Microseconds(closed);
    verdict->before_assignment = absl::Microseconds(before);
    verdict->after_assignment = absl::Microseconds(after);
    return absl::OkStatus();
  }

  void AddNames(size_t promise, Blame blame, LeadStory& story,
                SlaVerdict* verdict) const {
    verdict->promise = promise;
    verdict->row = story.row();
    const Micros start = ToMicros(verdict->start);
    const Micros end =
        verdict->end.has_value() ? ToMicros(*verdict->end) : span_.as_of;
    verdict->owner = story.OwnerAt(blame == Blame::kOwnerAtStart ? start : end);
    // A lead that is assigned later was nobody's at the start.
    if (verdict->owner.empty()) verdict->owner = story.OwnerAt(end);
    verdict->source = story.TextOf(policy_.source, start);
    verdict->segment = story.TextOf(policy_.segment, start);
  }

  absl::Status Located(const absl::Status& status, const std::string& promise,
                       size_t row) const {
    if (status.ok()) return status;
    return absl::Status(status.code(),
                        absl::StrCat("\"", promise, "\" of the lead in row ",
                                     row + 1, ": ", status.message()));
  }

  // ---- Attempts and ages ---------------------------------------------------

  absl::Status AddAttempts(const CheckedAttempts& attempts, size_t promise,
                           LeadStory& story) {
    using Kind = AttemptsEventKind;
    AttemptsRun run({attempts.at_least, attempts.max_per_day, policy_.zone,
                     attempts.again});
    std::vector<std::string> ends;
    for (const auto& event :
         InOrder<Kind>(story, {{Kind::kStart, &attempts.start},
                               {Kind::kCount, &attempts.counts},
                               {Kind::kUntil, &attempts.until},
                               {Kind::kCancel, &attempts.cancel}})) {
      const Micros time = event.happening.time;
      run.AdvanceTo(time);
      if (event.kind != Kind::kStart) {
        run.Take(event.kind, time);
        if (!ends.empty() && ends.back().empty() &&
            run.cycles().back().end.has_value()) {
          ends.back() = story.Describe(*event.events, event.happening);
        }
        continue;
      }
      const Condition& when =
          attempts.start[static_cast<size_t>(event.happening.event)].when;
      if (!run.CanStart() || !story.Holds(when, time)) continue;
      LEADSCORE_RETURN_IF_ERROR(Located(run.Start(time, attempts.target),
                                        attempts.name, story.row()));
      ends.resize(run.cycles().size());
    }
    run.AdvanceTo(span_.as_of);
    std::vector<SlaVerdict>& verdicts = verdicts_[promise];
    const size_t before = verdicts.size();
    for (size_t i = 0; i < run.cycles().size(); ++i) {
      const AttemptsCycle& cycle = run.cycles()[i];
      if (!IsJudged(ToMicros(cycle.start))) continue;
      SlaVerdict verdict;
      verdict.cycle = cycle.number;
      verdict.verdict = cycle.verdict;
      verdict.start = cycle.start;
      verdict.end = cycle.end;
      verdict.due = cycle.due;
      verdict.target = cycle.due - cycle.start;
      verdict.elapsed =
          cycle.end.value_or(FromMicros(span_.as_of)) - cycle.start;
      verdict.remaining = cycle.verdict == Verdict::kRunning
                              ? cycle.due - FromMicros(span_.as_of)
                              : absl::ZeroDuration();
      verdict.attempts_counted = cycle.counted;
      verdict.reason = ReasonOf(attempts, cycle, ends[i]);
      AddNames(promise, attempts.blame, story, &verdict);
      verdicts.push_back(std::move(verdict));
    }
    if (verdicts.size() == before) {
      ++report_->promises[promise].not_started;
    } else {
      verdicts.back().is_latest = true;
    }
    return absl::OkStatus();
  }

  static std::string ReasonOf(const CheckedAttempts& attempts,
                              const AttemptsCycle& cycle,
                              const std::string& end) {
    const std::string counted =
        absl::StrCat(cycle.counted, " of ", attempts.at_least);
    switch (cycle.verdict) {
      case Verdict::kCancelled:
        return absl::StrCat(end, " after ", counted);
      case Verdict::kKept:
        return cycle.was_answered ? absl::StrCat(end, " after ", counted)
                                  : counted;
      case Verdict::kBroken:
        return *cycle.end < cycle.due
                   ? absl::StrCat(counted, ", too few days left for the rest")
                   : absl::StrCat(counted, " in time");
      default:
        return absl::StrCat(counted, " so far");
    }
  }

  absl::Status AddStageAge(size_t index, size_t promise, LeadStory& story) {
    const CheckedStageAge& age = policy_.stage_ages[index];
    CheckedEvents enters(1), leaves(1);
    enters[0].kind = EventKind::kEnters;
    enters[0].stage = age.stage;
    leaves[0].kind = EventKind::kLeaves;
    leaves[0].stage = age.stage;
    ClockRun run(Again::kNewCycle);
    std::vector<std::string> ends;
    for (const auto& event :
         InOrder<ClockEventKind>(story, {{ClockEventKind::kStart, &enters},
                                         {ClockEventKind::kStop, &leaves}})) {
      if (event.kind == ClockEventKind::kStart) {
        LEADSCORE_RETURN_IF_ERROR(
            Located(run.Start(event.happening.time, age.target, /*warn_at=*/0),
                    age.name, story.row()));
        ends.emplace_back();
      } else {
        LEADSCORE_RETURN_IF_ERROR(Located(
            run.Take(event.kind, event.happening.time), age.name, story.row()));
        if (!ends.empty()) {
          ends.back() = story.Describe(leaves, event.happening);
        }
      }
    }
    // A stay from before the window may have lasted too long in it.
    bool ever = false;
    bool still = false;
    for (const ClockRunCycle& cycle : run.cycles()) {
      const Micros end = cycle.end.value_or(span_.as_of);
      const bool began = !policy_.effective_from.has_value() ||
                         cycle.start >= *policy_.effective_from;
      if (!began || end <= cycle.due) continue;
      ever = ever || !span_.from.has_value() || end > *span_.from;
      still = still || !cycle.end.has_value();
    }
    report_->stage_ages[index].ever += ever ? 1 : 0;
    report_->stage_ages[index].still += still ? 1 : 0;
    return AddCycles(run, ends, promise, age.name, age.blame, story).status();
  }

  // ---- Touches -------------------------------------------------------------

  void AddTouches(const LeadStory& story) {
    report_->touches += static_cast<int64_t>(story.touches().size());
    if (waits_for_touch_ && story.touches().empty()) {
      report_->never_touched.push_back(story.row());
    }
    if (policy_.ready_stage < 0) return;
    int64_t early = 0;
    for (Micros touch : story.touches()) {
      if (IsJudged(touch) && story.StageAt(touch) < policy_.ready_stage) {
        ++early;
      }
    }
    report_->early_touches += early;
    report_->leads_touched_early += early > 0 ? 1 : 0;
  }

  const PolicyTables& tables_;
  const CheckedPolicy& policy_;
  const JudgedSpan span_;
  SlaReport* const report_;
  std::vector<std::vector<SlaVerdict>> verdicts_;  // By promise.
  std::vector<std::vector<Delivery>> commitments_;
  std::vector<std::vector<Delivery>> qualities_;
  bool waits_for_touch_ = false;  // The present lead.
};

// The later of what is asked for and what was agreed.
std::optional<Micros> JudgedFrom(const CheckedPolicy& policy,
                                 const SlaOptions& options) {
  if (!options.from.has_value()) return policy.effective_from;
  const Micros from = ToMicros(*options.from);
  return policy.effective_from.has_value()
             ? std::max(from, *policy.effective_from)
             : from;
}

}  // namespace
}  // namespace internal

std::string DeliveryStateName(DeliveryState state) {
  switch (state) {
    case DeliveryState::kKept:
      return "KEPT";
    case DeliveryState::kBroken:
      return "BROKEN";
    case DeliveryState::kOnTrack:
      return "ON_TRACK";
    case DeliveryState::kBehind:
      return "BEHIND";
    case DeliveryState::kUndecided:
      break;
  }
  return "UNDECIDED";
}

absl::StatusOr<SlaReport> CheckSla(const SlaPolicy& policy,
                                   const Tables& tables,
                                   const SlaOptions& options) {
  const internal::CheckedPolicy& checked = policy.checked();
  if (options.as_of < internal::FromMicros(internal::kMinInstant) ||
      options.as_of > internal::FromMicros(internal::kMaxInstant)) {
    return absl::OutOfRangeError("an instant outside the years 1 to 9999");
  }
  if (options.from.has_value() && *options.from > options.as_of) {
    return absl::InvalidArgumentError("from is later than as_of");
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::BoundTables model,
      internal::BoundTables::Bind(checked.model.checked(), tables.leads,
                                  tables.activities));
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::BoundTables input,
      internal::BoundTables::Bind(checked.input_model.checked(), tables.leads,
                                  tables.activities));
  const internal::AccountIndex accounts(model.leads());
  const internal::PolicyTables bound{checked, model, input, accounts};
  SlaReport report;
  report.as_of = options.as_of;
  report.time_zone_data = TimeZoneDataVersion();
  internal::JudgedSpan span;
  span.as_of = internal::ToMicros(options.as_of);
  span.from = internal::JudgedFrom(checked, options);
  if (span.from.has_value()) report.from = internal::FromMicros(*span.from);
  internal::SlaRun run(bound, span, &report);
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    LEADSCORE_RETURN_IF_ERROR(run.Add(row));
  }
  LEADSCORE_RETURN_IF_ERROR(run.Finish());
  return report;
}

}  // namespace leadscore
