#include "src/cli/sla_rows.h"

#include <utility>

namespace leadscore::internal {
namespace {

const char* KindName(PromiseKind kind) {
  switch (kind) {
    case PromiseKind::kClock:
      return "clock";
    case PromiseKind::kAttempts:
      return "attempts";
    case PromiseKind::kStageAge:
      break;
  }
  return "stage_age";
}

Cell OptionalReal(std::optional<double> value) {
  return value.has_value() ? Cell::Real(*value) : Cell::Text("");
}

constexpr Verdict kVerdicts[] = {
    Verdict::kMet,       Verdict::kMetLate,   Verdict::kClosedWhilePaused,
    Verdict::kKept,      Verdict::kBroken,    Verdict::kBreached,
    Verdict::kPaused,    Verdict::kAtRisk,    Verdict::kRunning,
    Verdict::kCancelled, Verdict::kNotStarted};

std::string LowerName(Verdict verdict) {
  std::string name = VerdictName(verdict);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

void AddFigures(const Promise& promise, const std::string& by,
                const NamedFigures& named, RowTable* rows) {
  const PromiseFigures& figures = named.figures;
  std::vector<Cell> cells = {Cell::Text(promise.name), Cell::Text(by),
                             Cell::Text(named.name),
                             OptionalReal(figures.attainment)};
  for (Verdict verdict : kVerdicts) {
    cells.push_back(Cell::Whole(figures.Count(verdict)));
  }
  const bool has_stopped = figures.stopped > 0;
  for (absl::Duration value : {figures.median, figures.p90, figures.mean}) {
    cells.push_back(has_stopped ? Cell::Seconds(value) : Cell::Text(""));
  }
  cells.push_back(Cell::Whole(figures.late));
  for (absl::Duration value :
       {figures.late_closed, figures.late_before_assignment,
        figures.late_after_assignment}) {
    cells.push_back(Cell::Seconds(value));
  }
  rows->Add(std::move(cells));
}

}  // namespace

RowTable VerdictRows(const SlaReport& report, const LeadTable& leads) {
  std::vector<const SlaVerdict*> all;
  for (const SlaVerdict& verdict : report.verdicts) all.push_back(&verdict);
  return VerdictRows(report, leads, all);
}

RowTable VerdictRows(const SlaReport& report, const LeadTable& leads,
                     const std::vector<const SlaVerdict*>& verdicts) {
  RowTable rows({"promise",
                 "kind",
                 "lead",
                 "cycle",
                 "latest",
                 "verdict",
                 "start",
                 "due",
                 "end",
                 "target_s",
                 "elapsed_s",
                 "remaining_s",
                 "overshoot_s",
                 "paused_s",
                 "closed_s",
                 "before_assignment_s",
                 "after_assignment_s",
                 "attempts",
                 "owner",
                 "source",
                 "segment",
                 "reason"});
  for (const SlaVerdict* verdict : verdicts) {
    const Promise& promise = report.promises[verdict->promise];
    const bool is_attempts = promise.kind == PromiseKind::kAttempts;
    const auto of_clock = [&](absl::Duration value) {
      return is_attempts ? Cell::Text("") : Cell::Seconds(value);
    };
    rows.Add(
        {Cell::Text(promise.name),
         Cell::Text(KindName(promise.kind)),
         Cell::Text(std::string(leads.id(verdict->row))),
         Cell::Whole(verdict->cycle),
         Cell::Bool(verdict->is_latest),
         Cell::Text(VerdictName(verdict->verdict)),
         Cell::Instant(verdict->start),
         Cell::Instant(verdict->due),
         Cell::Instant(verdict->end),
         Cell::Seconds(verdict->target),
         Cell::Seconds(verdict->elapsed),
         Cell::Seconds(verdict->remaining),
         of_clock(verdict->overshoot),
         of_clock(verdict->paused),
         of_clock(verdict->closed),
         of_clock(verdict->before_assignment),
         of_clock(verdict->after_assignment),
         is_attempts ? Cell::Whole(verdict->attempts_counted) : Cell::Text(""),
         Cell::Text(verdict->owner),
         Cell::Text(verdict->source),
         Cell::Text(verdict->segment),
         Cell::Text(verdict->reason)});
  }
  return rows;
}

RowTable PeriodRows(const SlaPolicy& policy, const SlaReport& report) {
  RowTable rows({"promise", "period", "begin", "end", "state", "target",
                 "delivered", "leads", "taken_back", "without_worth",
                 "elapsed_share", "expected", "projection", "days_left",
                 "needed_per_day", "accepted", "rejected", "undecided"});
  const auto head = [](const std::string& name, const DeliveryPeriod& period) {
    return std::vector<Cell>{
        Cell::Text(name), Cell::Text(period.label), Cell::Instant(period.begin),
        Cell::Instant(period.end), Cell::Text(DeliveryStateName(period.state))};
  };
  const Cell none = Cell::Text("");
  for (const CommitmentPeriod& period : report.commitments) {
    std::vector<Cell> cells =
        head(policy.spec().commitments[period.promise].name, period);
    for (Cell cell :
         {Cell::Real(period.target), Cell::Real(period.delivered),
          Cell::Whole(period.leads), Cell::Whole(period.taken_back),
          Cell::Whole(period.without_worth), Cell::Real(period.elapsed_share),
          Cell::Real(period.expected), OptionalReal(period.projection),
          Cell::Whole(period.days_left), Cell::Real(period.needed_per_day),
          none, none, none}) {
      cells.push_back(std::move(cell));
    }
    rows.Add(std::move(cells));
  }
  for (const QualityPeriod& period : report.qualities) {
    std::vector<Cell> cells =
        head(policy.spec().qualities[period.promise].name, period);
    const int64_t decided = period.accepted + period.rejected;
    for (Cell cell :
         {Cell::Real(period.target),
          decided > 0 ? Cell::Real(static_cast<double>(period.accepted) /
                                   static_cast<double>(decided))
                      : none,
          Cell::Whole(period.leads), none, none, none, none, none, none, none,
          Cell::Whole(period.accepted), Cell::Whole(period.rejected),
          Cell::Whole(period.undecided)}) {
      cells.push_back(std::move(cell));
    }
    rows.Add(std::move(cells));
  }
  return rows;
}

RowTable FigureRows(const SlaReport& report,
                    const std::vector<PromiseSummary>& summaries) {
  std::vector<std::string> columns = {"promise", "by", "name", "attainment"};
  for (Verdict verdict : kVerdicts) columns.push_back(LowerName(verdict));
  for (const char* column :
       {"median_s", "p90_s", "mean_s", "late", "late_closed_s",
        "late_before_assignment_s", "late_after_assignment_s"}) {
    columns.push_back(column);
  }
  RowTable rows(std::move(columns));
  for (const PromiseSummary& summary : summaries) {
    const Promise& promise = report.promises[summary.promise];
    AddFigures(promise, "all", {"", summary.all}, &rows);
    const auto add = [&](const char* by,
                         const std::vector<NamedFigures>& groups) {
      for (const NamedFigures& group : groups) {
        AddFigures(promise, by, group, &rows);
      }
    };
    add("owner", summary.by_owner);
    add("source", summary.by_source);
    add("segment", summary.by_segment);
    add("week", summary.by_week);
  }
  return rows;
}

}  // namespace leadscore::internal
