#include "src/qualify/valid_until.h"

#include <algorithm>
#include <vector>

namespace leadscore::internal {
namespace {

class Search {
 public:
  Search(const CheckedModel& model, const BoundTables& tables, size_t row,
         const Evaluation& now, const StageMemory& memory, Holds holds)
      : model_(model),
        tables_(tables),
        row_(row),
        now_(now),
        memory_(memory),
        scores_count_(holds == Holds::kAll),
        log_(now.facts.lead_log()),
        as_of_(now.facts.as_of()),
        reported_stage_(ReportedStage(tables, log_.own, as_of_, memory.stage)),
        rules_(model, tables, row),
        soft_(model, tables, log_) {}

  std::optional<Micros> Run() {
    const Micros end = std::min(as_of_ + kHorizon, kMaxInstant);
    Micros begin = as_of_;
    for (Micros stop : Stops(end)) {
      if (const auto found = FindBetween(begin + 1, stop - 1)) return found;
      if (Differs(stop)) return stop;
      begin = stop;
    }
    return FindBetween(begin + 1, end);
  }

  // At the instant that Run found.
  int ReportedStageAt(Micros instant) const {
    return ReportedStage(tables_, log_.own, instant, memory_.stage);
  }

 private:
  // The ends of adjustments and cooldowns ahead.
  std::vector<Micros> Stops(Micros end) const {
    std::vector<Micros> stops = AdjustmentEnds(tables_, log_.own);
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
      const std::optional<Micros> found = soft_.FindFirst(
          first, end, [this](Micros a, Micros b) { return IsConstant(a, b); },
          [this](Micros instant) { return Differs(instant); });
      if (found.has_value()) return found;
      first = end + 1;
    }
    return std::nullopt;
  }

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

  // Called with instants in their order. A change of stage behind an adjustment
  // is no difference, but is remembered.
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

  const CheckedModel& model_;
  const BoundTables& tables_;
  const size_t row_;
  const Evaluation& now_;
  StageMemory memory_;
  const bool scores_count_;
  const LeadLog& log_;
  const Micros as_of_;
  const int reported_stage_;
  const StageRules rules_;
  const SoftPoints soft_;
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
  Search search(model, tables, row, now, memory, holds);
  ValidityEnd end;
  end.time = search.Run();
  if (end.time.has_value() && !model.stages.empty()) {
    end.reported_stage = search.ReportedStageAt(*end.time);
  }
  return end;
}

}  // namespace leadscore::internal
