#include "src/qualify/valid_until.h"

#include <algorithm>
#include <vector>

#include "src/qualify/quick_steps.h"

namespace leadscore::internal {
namespace {

// The search itself. `Lead` has what a lead is, by the plain scorer or by the
// kernels of batches:
//
//   std::vector<Micros> AdjustmentEnds()
//   const SoftPoints& Soft()
//   bool IsConstant(Micros first, Micros last)  what counts is what it is now
//   bool Differs(Micros instant)  called with instants in their order; a change
//                                 of stage behind an adjustment is no
//                                 difference, but is remembered
template <typename Lead>
class Search {
 public:
  Search(const CheckedModel& model, Micros as_of, const StageMemory& memory,
         Lead* lead)
      : model_(model), as_of_(as_of), memory_(memory), lead_(*lead) {}

  std::optional<Micros> Run() {
    const Micros end = std::min(as_of_ + kHorizon, kMaxInstant);
    Micros begin = as_of_;
    for (Micros stop : Stops(end)) {
      if (const auto found = FindBetween(begin + 1, stop - 1)) return found;
      if (lead_.Differs(stop)) return stop;
      begin = stop;
    }
    return FindBetween(begin + 1, end);
  }

 private:
  // The ends of adjustments and cooldowns ahead.
  std::vector<Micros> Stops(Micros end) const {
    std::vector<Micros> stops = lead_.AdjustmentEnds();
    const std::vector<Micros> cooldowns = CooldownEnds(model_, memory_);
    stops.insert(stops.end(), cooldowns.begin(), cooldowns.end());
    stops.erase(std::remove_if(
                    stops.begin(), stops.end(),
                    [&](Micros stop) { return stop <= as_of_ || stop > end; }),
                stops.end());
    std::sort(stops.begin(), stops.end());
    return stops;
  }

  // Looks near first, because what fades fades at the next tick.
  std::optional<Micros> FindBetween(Micros first, Micros last) {
    for (Micros length = model_.tick; first <= last; length *= 2) {
      const Micros end = std::min(last, first + length - 1);
      const std::optional<Micros> found = lead_.Soft().FindFirst(
          first, end,
          [this](Micros a, Micros b) { return lead_.IsConstant(a, b); },
          [this](Micros instant) { return lead_.Differs(instant); });
      if (found.has_value()) return found;
      first = end + 1;
    }
    return std::nullopt;
  }

  const CheckedModel& model_;
  const Micros as_of_;
  const StageMemory memory_;
  Lead& lead_;
};

class PlainSearchedLead {
 public:
  PlainSearchedLead(const CheckedModel& model, const BoundTables& tables,
                    size_t row, const Evaluation& now,
                    const StageMemory& memory, Holds holds)
      : model_(model),
        tables_(tables),
        row_(row),
        now_(now),
        memory_(memory),
        scores_count_(holds == Holds::kAll),
        log_(now.facts.lead_log()),
        reported_stage_(
            ReportedStage(tables, log_.own, now.facts.as_of(), memory.stage)),
        rules_(model, tables, row),
        soft_(model, tables, log_) {}

  std::vector<Micros> AdjustmentEnds() const {
    return internal::AdjustmentEnds(tables_, log_.own);
  }
  const SoftPoints& Soft() const { return soft_; }

  bool IsConstant(Micros first, Micros last) const {
    const Span span(model_, tables_, row_, log_, first, last);
    for (size_t i = 0; scores_count_ && i < model_.scores.size(); ++i) {
      const PointsRange range = span.scores()[i];
      if (!range.is_point() || range.low != now_.scores.scores[i].points) {
        return false;
      }
    }
    return span.grade() == now_.qualification.grade &&
           (model_.stages.empty() ||
            rules_.Stays(span, log_, first, last, memory_));
  }

  bool Differs(Micros instant) {
    const Evaluation then(model_, tables_, row_, log_, instant);
    if (!model_.stages.empty()) {
      memory_.stage = rules_.Judge(then, memory_).stage;
      if (ReportedStageAt(instant) != reported_stage_) return true;
    }
    for (size_t i = 0; scores_count_ && i < model_.scores.size(); ++i) {
      if (then.scores.scores[i].points != now_.scores.scores[i].points) {
        return true;
      }
    }
    return then.qualification.grade != now_.qualification.grade;
  }

  // At the instant of the last Differs.
  int ReportedStageAt(Micros instant) const {
    return ReportedStage(tables_, log_.own, instant, memory_.stage);
  }

 private:
  const CheckedModel& model_;
  const BoundTables& tables_;
  const size_t row_;
  const Evaluation& now_;
  StageMemory memory_;
  const bool scores_count_;
  const LeadLog& log_;
  const int reported_stage_;
  const StageRules rules_;
  const SoftPoints soft_;
};

// Once the steps cannot tell something, all is different, and nothing is found.
class QuickSearchedLead {
 public:
  QuickSearchedLead(const CheckedModel& model, const StageMemory& memory,
                    QuickSteps* steps)
      : model_(model), memory_(memory), steps_(*steps) {}

  // False if the steps cannot tell what the lead is now.
  bool Start(Micros as_of) {
    steps_.StandStillAt(as_of);
    const QuickSteps::State* now = steps_.Look(as_of);
    if (now == nullptr) return false;
    scores_ = now->scores;
    reported_stage_ = ReportedStageAt(as_of);
    return true;
  }
  bool is_lost() const { return is_lost_; }

  std::vector<Micros> AdjustmentEnds() const { return steps_.AdjustmentEnds(); }
  const SoftPoints& Soft() const { return steps_.Soft(); }

  bool IsConstant(Micros first, Micros last) {
    return !is_lost_ && steps_.IsConstant(first, last, memory_, scores_);
  }

  // Grades follow from scores.
  bool Differs(Micros instant) {
    const QuickSteps::State* then = nullptr;
    if (!is_lost_) {
      if (!model_.stages.empty()) {
        memory_.stage = steps_.Judge(instant, memory_).stage;
      }
      then = steps_.Look(instant);
    }
    is_lost_ = then == nullptr;
    return is_lost_ || then->scores != scores_ ||
           ReportedStageAt(instant) != reported_stage_;
  }

 private:
  int ReportedStageAt(Micros instant) const {
    const QuickSteps::AdjustedStage adjusted =
        steps_.FindAdjustedStage(instant);
    return adjusted.stage >= 0 ? adjusted.stage : memory_.stage;
  }

  const CheckedModel& model_;
  StageMemory memory_;
  QuickSteps& steps_;
  std::vector<Points> scores_;
  int reported_stage_ = 0;
  bool is_lost_ = false;
};

}  // namespace

int ReportedStage(const BoundTables& tables, const ActivityLog& log,
                  Micros as_of, int stage) {
  for (size_t i : log.entries) {
    if (tables.activity_type(i) != kAdjustCode) continue;
    const LogEntry& entry = tables.activities().entry(i);
    if (entry.stage >= 0 && entry.until > as_of) stage = tables.stage_of(entry);
  }
  return stage;
}

ValidityEnd FindValidUntil(const CheckedModel& model, const BoundTables& tables,
                           size_t row, const Evaluation& now,
                           const StageMemory& memory, Holds holds) {
  PlainSearchedLead lead(model, tables, row, now, memory, holds);
  ValidityEnd end;
  end.time = Search(model, now.facts.as_of(), memory, &lead).Run();
  if (end.time.has_value() && !model.stages.empty()) {
    end.reported_stage = lead.ReportedStageAt(*end.time);
  }
  return end;
}

bool FindValidUntil(const CheckedModel& model, Micros as_of,
                    const StageMemory& memory, QuickSteps* steps,
                    std::optional<Micros>* time) {
  QuickSearchedLead lead(model, memory, steps);
  if (!lead.Start(as_of)) return false;
  *time = Search(model, as_of, memory, &lead).Run();
  return !lead.is_lost();
}

}  // namespace leadscore::internal
