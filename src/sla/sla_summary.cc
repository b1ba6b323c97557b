#include "leadscore/sla_summary.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "src/sla/checked_policy.h"
#include "src/sla/periods.h"

namespace leadscore {
namespace {

class FiguresMaker {
 public:
  void Add(const SlaVerdict& verdict) {
    ++figures_.counts[static_cast<size_t>(verdict.verdict)];
    switch (verdict.verdict) {
      case Verdict::kMet:
      case Verdict::kMetLate:
      case Verdict::kClosedWhilePaused:
      case Verdict::kKept:
        elapsed_.push_back(verdict.elapsed);
        break;
      case Verdict::kBreached:
      case Verdict::kPaused:
      case Verdict::kAtRisk:
      case Verdict::kRunning:
        ++figures_.open;
        break;
      case Verdict::kNotStarted:
      case Verdict::kCancelled:
      case Verdict::kBroken:
        break;
    }
    if (verdict.verdict == Verdict::kMetLate ||
        verdict.verdict == Verdict::kBreached) {
      ++figures_.late;
      figures_.late_closed += verdict.closed;
      figures_.late_before_assignment += verdict.before_assignment;
      figures_.late_after_assignment += verdict.after_assignment;
    }
  }

  PromiseFigures Finish() {
    const int64_t good =
        figures_.Count(Verdict::kMet) + figures_.Count(Verdict::kKept);
    const int64_t bad = figures_.Count(Verdict::kMetLate) +
                        figures_.Count(Verdict::kBreached) +
                        figures_.Count(Verdict::kClosedWhilePaused) +
                        figures_.Count(Verdict::kBroken);
    if (good + bad > 0) {
      figures_.attainment =
          static_cast<double>(good) / static_cast<double>(good + bad);
    }
    figures_.stopped = static_cast<int64_t>(elapsed_.size());
    if (!elapsed_.empty()) {
      std::sort(elapsed_.begin(), elapsed_.end());
      figures_.median = NearestRank(50);
      figures_.p90 = NearestRank(90);
      absl::Duration sum;
      for (absl::Duration elapsed : elapsed_) sum += elapsed;
      figures_.mean = sum / figures_.stopped;
    }
    return figures_;
  }

 private:
  // The least value that so many percent are not above.
  absl::Duration NearestRank(size_t percent) const {
    const size_t rank = (elapsed_.size() * percent + 99) / 100;
    return elapsed_[std::max<size_t>(rank, 1) - 1];
  }

  PromiseFigures figures_;
  std::vector<absl::Duration> elapsed_;
};

// The figures of verdicts by what `name_of` gives of each.
template <typename NameOf>
std::vector<NamedFigures> GroupBy(
    const std::vector<const SlaVerdict*>& verdicts, const NameOf& name_of) {
  std::map<std::string, FiguresMaker> makers;
  for (const SlaVerdict* verdict : verdicts) {
    makers[name_of(*verdict)].Add(*verdict);
  }
  std::vector<NamedFigures> groups;
  for (auto& [name, maker] : makers) groups.push_back({name, maker.Finish()});
  return groups;
}

bool IsOpen(Verdict verdict) {
  return verdict == Verdict::kRunning || verdict == Verdict::kAtRisk;
}

}  // namespace

std::vector<PromiseSummary> SummarizeSla(const SlaPolicy& policy,
                                         const SlaReport& report) {
  std::vector<std::vector<const SlaVerdict*>> latest(report.promises.size());
  for (const SlaVerdict& verdict : report.verdicts) {
    if (verdict.is_latest) latest[verdict.promise].push_back(&verdict);
  }
  std::vector<PromiseSummary> summaries;
  for (size_t i = 0; i < report.promises.size(); ++i) {
    PromiseSummary summary;
    summary.promise = i;
    FiguresMaker all;
    for (const SlaVerdict* verdict : latest[i]) all.Add(*verdict);
    summary.all = all.Finish();
    summary.all.counts[static_cast<size_t>(Verdict::kNotStarted)] =
        report.promises[i].not_started;
    const internal::CheckedPolicy& checked = policy.checked();
    if (checked.owner.property >= 0 || checked.owner.attribute >= 0) {
      summary.by_owner = GroupBy(
          latest[i], [](const SlaVerdict& verdict) { return verdict.owner; });
    }
    if (checked.source != nullptr) {
      summary.by_source = GroupBy(
          latest[i], [](const SlaVerdict& verdict) { return verdict.source; });
    }
    if (checked.segment != nullptr) {
      summary.by_segment = GroupBy(
          latest[i], [](const SlaVerdict& verdict) { return verdict.segment; });
    }
    summary.by_week = GroupBy(latest[i], [&policy](const SlaVerdict& verdict) {
      const absl::CivilDay date(policy.time_zone().At(verdict.start).cs);
      return internal::PeriodLabel(
          Period::kWeek, internal::BeginOfPeriod(Period::kWeek, date));
    });
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

bool IsAnythingBreached(const SlaReport& report) {
  const auto is_broken = [](const DeliveryPeriod& period) {
    return period.state == DeliveryState::kBroken;
  };
  return std::any_of(report.verdicts.begin(), report.verdicts.end(),
                     [](const SlaVerdict& verdict) {
                       return verdict.is_latest &&
                              (verdict.verdict == Verdict::kBreached ||
                               verdict.verdict == Verdict::kBroken);
                     }) ||
         std::any_of(report.commitments.begin(), report.commitments.end(),
                     is_broken) ||
         std::any_of(report.qualities.begin(), report.qualities.end(),
                     is_broken);
}

std::vector<const SlaVerdict*> UpcomingBreaches(const SlaReport& report,
                                                absl::Duration within) {
  std::vector<const SlaVerdict*> upcoming;
  for (const SlaVerdict& verdict : report.verdicts) {
    if (verdict.is_latest && IsOpen(verdict.verdict) &&
        verdict.due.has_value() && *verdict.due <= report.as_of + within) {
      upcoming.push_back(&verdict);
    }
  }
  std::stable_sort(upcoming.begin(), upcoming.end(),
                   [](const SlaVerdict* a, const SlaVerdict* b) {
                     return *a->due < *b->due;
                   });
  return upcoming;
}

}  // namespace leadscore
