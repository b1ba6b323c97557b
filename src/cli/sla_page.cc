#include "src/cli/sla_page.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/sla/words.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

constexpr size_t kMostPeriods = 6;
constexpr size_t kMostGroups = 12;
constexpr size_t kMostNames = 10;

struct Column {
  const char* title;
  Align align;
};

// A table that leaves out columns in which nothing stands.
class CompactTable {
 public:
  explicit CompactTable(std::vector<Column> columns)
      : columns_(std::move(columns)) {}

  // REQUIRES: a cell for each column.
  void AddRow(std::vector<std::string> cells) {
    rows_.push_back(std::move(cells));
  }
  bool empty() const { return rows_.empty(); }

  std::string ToString() const {
    TextTable table;
    std::vector<bool> is_shown(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      for (const auto& row : rows_)
        is_shown[i] = is_shown[i] || !row[i].empty();
      if (is_shown[i]) table.AddColumn(columns_[i].title, columns_[i].align);
    }
    for (const auto& row : rows_) {
      std::vector<std::string> cells;
      for (size_t i = 0; i < row.size(); ++i) {
        if (is_shown[i]) cells.push_back(row[i]);
      }
      table.AddRow(std::move(cells));
    }
    return table.ToString();
  }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// A number for people: grouped, with two digits behind the point if it has any.
std::string NumberText(double value) {
  const double rounded = std::round(value * 100) / 100;
  const auto whole = static_cast<int64_t>(std::trunc(rounded));
  const auto cents =
      static_cast<int64_t>(std::llround(std::fabs(rounded) * 100)) % 100;
  std::string text = FormatGrouped(whole);
  if (cents != 0) {
    absl::StrAppend(&text, ".", absl::Dec(cents, absl::kZeroPad2));
  }
  return text;
}

std::string ShareText(double share) {
  const auto tenths = static_cast<int64_t>(std::llround(share * 1000));
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

// Nothing of none, so that what happened stands out.
std::string CountText(int64_t count) {
  return count == 0 ? "" : FormatGrouped(count);
}

std::string AttainedText(const PromiseFigures& figures) {
  return figures.attainment.has_value() ? ShareText(*figures.attainment) : "";
}

std::string StoppedText(const Promise& promise, const PromiseFigures& figures,
                        absl::Duration value) {
  return figures.stopped == 0 ? "" : DurationWords(value, promise.has_calendar);
}

std::string NameOr(const std::string& name, const char* otherwise) {
  return name.empty() ? otherwise : name;
}

class Page {
 public:
  Page(const SlaPolicy& policy, const SlaReport& report,
       const std::vector<PromiseSummary>& summaries,
       const std::vector<SlaBy>& by, const LeadTable& leads)
      : policy_(policy),
        report_(report),
        summaries_(summaries),
        by_(by),
        leads_(leads) {}

  std::string Make() {
    AddHead();
    AddMarketing();
    AddSales();
    AddLateness();
    AddStageAges();
    AddTouches();
    for (const PromiseSummary& summary : summaries_) AddGroups(summary);
    return std::move(text_);
  }

 private:
  std::string TimeText(absl::Time time) const {
    return absl::FormatTime("%Y-%m-%d %H:%M", time, policy_.time_zone());
  }

  void AddTitle(const std::string& title) {
    absl::StrAppend(&text_, "\n", title, "\n");
  }

  void AddHead() {
    absl::StrAppend(&text_, policy_.name(),
                    policy_.version().empty() ? "" : " ", policy_.version(),
                    " as of ", TimeText(report_.as_of));
    if (report_.from.has_value()) {
      absl::StrAppend(&text_, ", from ", TimeText(*report_.from));
    }
    absl::StrAppend(&text_, " (", policy_.time_zone().name(), ")\n",
                    FormatGrouped(report_.leads), " leads, stages of ",
                    policy_.model().name(),
                    policy_.model().version().empty() ? "" : " ",
                    policy_.model().version(), ", time zones of ",
                    report_.time_zone_data, "\n");
    std::map<std::string, int64_t> excluded;
    for (const ExcludedLead& lead : report_.excluded) ++excluded[lead.reason];
    if (excluded.empty()) return;
    std::string list;
    for (const auto& [reason, count] : excluded) {
      absl::StrAppend(&list, list.empty() ? "" : ", ", reason, " ",
                      FormatGrouped(count));
    }
    absl::StrAppend(&text_, "Left out of all figures: ", list, "\n");
  }

  // ---- Marketing -----------------------------------------------------------

  // Whether a period is among the last few of its promise.
  template <typename PeriodResult>
  static bool IsRecent(const std::vector<PeriodResult>& periods, size_t index) {
    size_t later = 0;
    for (size_t i = index + 1; i < periods.size(); ++i) {
      if (periods[i].promise == periods[index].promise) ++later;
    }
    return later < kMostPeriods;
  }

  void AddMarketing() {
    if (!report_.commitments.empty()) {
      AddTitle("Marketing owes");
      CompactTable table({{"promise", Align::kLeft},
                          {"period", Align::kLeft},
                          {"owed", Align::kRight},
                          {"delivered", Align::kRight},
                          {"taken back", Align::kRight},
                          {"expected by now", Align::kRight},
                          {"projected", Align::kRight},
                          {"days left", Align::kRight},
                          {"needed a day", Align::kRight},
                          {"", Align::kLeft}});
      for (size_t i = 0; i < report_.commitments.size(); ++i) {
        if (!IsRecent(report_.commitments, i)) continue;
        const CommitmentPeriod& period = report_.commitments[i];
        const bool is_over = period.end <= report_.as_of;
        table.AddRow({CommitmentLabel(period.promise), period.label,
                      NumberText(period.target), NumberText(period.delivered),
                      CountText(period.taken_back),
                      is_over ? "" : NumberText(period.expected),
                      is_over || !period.projection.has_value()
                          ? ""
                          : NumberText(std::round(*period.projection)),
                      is_over ? "" : FormatGrouped(period.days_left),
                      period.needed_per_day == 0 || is_over
                          ? ""
                          : NumberText(period.needed_per_day),
                      DeliveryStateName(period.state)});
      }
      text_ += table.ToString();
    }
    if (report_.qualities.empty()) return;
    AddTitle("Of what marketing delivered, sales accepted");
    CompactTable table({{"promise", Align::kLeft},
                        {"period", Align::kLeft},
                        {"owed", Align::kRight},
                        {"of the decided", Align::kRight},
                        {"accepted", Align::kRight},
                        {"rejected", Align::kRight},
                        {"undecided", Align::kRight},
                        {"", Align::kLeft}});
    for (size_t i = 0; i < report_.qualities.size(); ++i) {
      if (!IsRecent(report_.qualities, i)) continue;
      const QualityPeriod& period = report_.qualities[i];
      const int64_t decided = period.accepted + period.rejected;
      table.AddRow(
          {QualityLabel(period.promise), period.label, ShareText(period.target),
           decided == 0 ? "" : PercentText(period.accepted, decided),
           FormatGrouped(period.accepted), FormatGrouped(period.rejected),
           FormatGrouped(period.undecided), DeliveryStateName(period.state)});
    }
    text_ += table.ToString();
  }

  std::string CommitmentLabel(size_t index) const {
    const CommitmentSpec& spec = policy_.spec().commitments[index];
    return spec.label.empty() ? spec.name : spec.label;
  }
  std::string QualityLabel(size_t index) const {
    const QualitySpec& spec = policy_.spec().qualities[index];
    return spec.label.empty() ? spec.name : spec.label;
  }

  // ---- Sales ---------------------------------------------------------------

  const Promise& PromiseOf(const PromiseSummary& summary) const {
    return report_.promises[summary.promise];
  }

  void AddSales() {
    CompactTable clocks({{"promise", Align::kLeft},
                         {"within", Align::kLeft},
                         {"attained", Align::kRight},
                         {"in time", Align::kRight},
                         {"late", Align::kRight},
                         {"closed paused", Align::kRight},
                         {"overdue", Align::kRight},
                         {"paused", Align::kRight},
                         {"at risk", Align::kRight},
                         {"running", Align::kRight},
                         {"cancelled", Align::kRight},
                         {"median", Align::kRight},
                         {"p90", Align::kRight},
                         {"mean", Align::kRight}});
    CompactTable attempts({{"promise", Align::kLeft},
                           {"tries", Align::kLeft},
                           {"attained", Align::kRight},
                           {"kept", Align::kRight},
                           {"broken", Align::kRight},
                           {"running", Align::kRight},
                           {"cancelled", Align::kRight},
                           {"median", Align::kRight}});
    bool has_clocks = false;
    bool has_attempts = false;
    for (const PromiseSummary& summary : summaries_) {
      const Promise& promise = PromiseOf(summary);
      const PromiseFigures& all = summary.all;
      const auto count = [&all](Verdict verdict) {
        return CountText(all.Count(verdict));
      };
      if (promise.kind == PromiseKind::kClock) {
        has_clocks = true;
        clocks.AddRow({promise.label, promise.target, AttainedText(all),
                       count(Verdict::kMet), count(Verdict::kMetLate),
                       count(Verdict::kClosedWhilePaused),
                       count(Verdict::kBreached), count(Verdict::kPaused),
                       count(Verdict::kAtRisk), count(Verdict::kRunning),
                       count(Verdict::kCancelled),
                       StoppedText(promise, all, all.median),
                       StoppedText(promise, all, all.p90),
                       StoppedText(promise, all, all.mean)});
      } else if (promise.kind == PromiseKind::kAttempts) {
        has_attempts = true;
        attempts.AddRow({promise.label, promise.target, AttainedText(all),
                         count(Verdict::kKept), count(Verdict::kBroken),
                         count(Verdict::kRunning), count(Verdict::kCancelled),
                         StoppedText(promise, all, all.median)});
      }
    }
    if (has_clocks || has_attempts) AddTitle("Sales owes");
    if (has_clocks) text_ += clocks.ToString();
    if (has_clocks && has_attempts) text_ += "\n";
    if (has_attempts) text_ += attempts.ToString();
  }

  void AddLateness() {
    CompactTable table({{"promise", Align::kLeft},
                        {"late", Align::kRight},
                        {"closed hours", Align::kRight},
                        {"before assignment", Align::kRight},
                        {"after assignment", Align::kRight}});
    for (const PromiseSummary& summary : summaries_) {
      const PromiseFigures& all = summary.all;
      const absl::Duration split = all.late_closed + all.late_before_assignment;
      // Where neither calendars nor assignments are known it went nowhere.
      if (PromiseOf(summary).kind != PromiseKind::kClock || all.late == 0 ||
          split == absl::ZeroDuration()) {
        continue;
      }
      const absl::Duration sum = split + all.late_after_assignment;
      const auto share = [&](absl::Duration part) {
        if (part == absl::ZeroDuration()) return std::string();
        return absl::StrCat(DurationWords(part / all.late, true), "  ",
                            ShareText(absl::FDivDuration(part, sum)));
      };
      table.AddRow({PromiseOf(summary).label, FormatGrouped(all.late),
                    share(all.late_closed), share(all.late_before_assignment),
                    share(all.late_after_assignment)});
    }
    if (table.empty()) return;
    AddTitle("Where the time of the late ones went, on average");
    text_ += table.ToString();
  }

  void AddStageAges() {
    const std::vector<StageAgeSpec>& specs = policy_.spec().stage_ages;
    if (specs.empty()) return;
    AddTitle("Leads that stay too long");
    CompactTable table({{"promise", Align::kLeft},
                        {"stage", Align::kLeft},
                        {"within", Align::kLeft},
                        {"ever too long", Align::kRight},
                        {"still", Align::kRight}});
    const size_t first = report_.promises.size() - specs.size();
    for (size_t i = 0; i < specs.size(); ++i) {
      const Promise& promise = report_.promises[first + i];
      table.AddRow({promise.label, specs[i].stage, promise.target,
                    FormatGrouped(report_.stage_ages[i].ever),
                    FormatGrouped(report_.stage_ages[i].still)});
    }
    text_ += table.ToString();
  }

  void AddTouches() {
    if (!report_.never_touched.empty() && report_.touches == 0) {
      AddTitle(
          "Nobody ever touched a lead: is an export of activities missing?");
    } else if (!report_.never_touched.empty()) {
      std::string names;
      const size_t count = report_.never_touched.size();
      for (size_t i = 0; i < std::min(count, kMostNames); ++i) {
        absl::StrAppend(&names, i == 0 ? "" : ", ",
                        std::string(leads_.id(report_.never_touched[i])));
      }
      if (count > kMostNames) {
        absl::StrAppend(&names, " and ",
                        FormatGrouped(static_cast<int64_t>(count - kMostNames)),
                        " more");
      }
      AddTitle(absl::StrCat("Nobody ever touched ",
                            FormatGrouped(static_cast<int64_t>(count)),
                            count == 1 ? " lead" : " leads"));
      absl::StrAppend(&text_, "  ", names, "\n");
    }
    if (report_.early_touches > 0) {
      AddTitle(absl::StrCat(FormatGrouped(report_.early_touches),
                            report_.early_touches == 1 ? " touch" : " touches",
                            " of ", FormatGrouped(report_.leads_touched_early),
                            report_.leads_touched_early == 1
                                ? " lead that was"
                                : " leads that were",
                            " not ready"));
    }
  }

  // ---- Groups --------------------------------------------------------------

  void AddGroups(const PromiseSummary& summary) {
    const Promise& promise = PromiseOf(summary);
    if (promise.kind == PromiseKind::kStageAge) return;
    for (SlaBy by : by_) {
      switch (by) {
        case SlaBy::kOwner:
          AddGroup(promise, "owner", "(nobody)", summary.by_owner, false);
          break;
        case SlaBy::kSource:
          AddGroup(promise, "source", "(none)", summary.by_source, false);
          break;
        case SlaBy::kSegment:
          AddGroup(promise, "segment", "(none)", summary.by_segment, false);
          break;
        case SlaBy::kWeek:
          AddGroup(promise, "week", "", summary.by_week, true);
          break;
        case SlaBy::kPromise:
          break;  // As it is anyway.
      }
    }
  }

  // The groups with most missed first; weeks in their order, the last of them.
  void AddGroup(const Promise& promise, const char* by, const char* unnamed,
                const std::vector<NamedFigures>& groups, bool in_time) {
    if (groups.empty()) return;
    const auto missed = [](const PromiseFigures& figures) {
      return figures.Count(Verdict::kMetLate) +
             figures.Count(Verdict::kBreached) +
             figures.Count(Verdict::kClosedWhilePaused) +
             figures.Count(Verdict::kBroken);
    };
    std::vector<const NamedFigures*> order;
    for (const NamedFigures& group : groups) order.push_back(&group);
    if (!in_time) {
      std::stable_sort(order.begin(), order.end(),
                       [&](const NamedFigures* a, const NamedFigures* b) {
                         return missed(a->figures) > missed(b->figures);
                       });
    }
    const size_t left_out =
        order.size() > kMostGroups ? order.size() - kMostGroups : 0;
    if (in_time) {
      order.erase(order.begin(),
                  order.begin() + static_cast<ptrdiff_t>(left_out));
    } else {
      order.resize(order.size() - left_out);
    }
    AddTitle(absl::StrCat(
        promise.label, " by ", by,
        left_out == 0 ? ""
        : in_time
            ? absl::StrCat(", the last ", kMostGroups, " of ", groups.size())
            : absl::StrCat(", the ", kMostGroups, " of ", groups.size(),
                           " that missed most")));
    CompactTable table({{by, Align::kLeft},
                        {"attained", Align::kRight},
                        {"in time", Align::kRight},
                        {"missed", Align::kRight},
                        {"open", Align::kRight},
                        {"median", Align::kRight},
                        {"p90", Align::kRight}});
    for (const NamedFigures* group : order) {
      const PromiseFigures& figures = group->figures;
      table.AddRow({NameOr(group->name, unnamed), AttainedText(figures),
                    CountText(figures.Count(Verdict::kMet) +
                              figures.Count(Verdict::kKept)),
                    CountText(missed(figures)), CountText(figures.open),
                    StoppedText(promise, figures, figures.median),
                    StoppedText(promise, figures, figures.p90)});
    }
    text_ += table.ToString();
  }

  const SlaPolicy& policy_;
  const SlaReport& report_;
  const std::vector<PromiseSummary>& summaries_;
  const std::vector<SlaBy>& by_;
  const LeadTable& leads_;
  std::string text_;
};

}  // namespace

std::string SlaPage(const SlaPolicy& policy, const SlaReport& report,
                    const std::vector<PromiseSummary>& summaries,
                    const std::vector<SlaBy>& by, const LeadTable& leads) {
  return Page(policy, report, summaries, by, leads).Make();
}

std::string CallList(const SlaPolicy& policy, const SlaReport& report,
                     const std::vector<const SlaVerdict*>& upcoming,
                     absl::Duration within, std::optional<SlaBy> by,
                     const LeadTable& leads) {
  const absl::TimeZone zone = policy.time_zone();
  std::string text =
      absl::StrCat(FormatGrouped(static_cast<int64_t>(upcoming.size())),
                   " due within ", DurationWords(within), " of ",
                   absl::FormatTime("%Y-%m-%d %H:%M", report.as_of, zone), " (",
                   zone.name(), ")\n");
  const auto group_of = [&](const SlaVerdict& verdict) -> std::string {
    if (!by.has_value()) return "";
    switch (*by) {
      case SlaBy::kOwner:
        return NameOr(verdict.owner, "(nobody)");
      case SlaBy::kSource:
        return NameOr(verdict.source, "(none)");
      case SlaBy::kSegment:
        return NameOr(verdict.segment, "(none)");
      case SlaBy::kWeek:
      case SlaBy::kPromise:
        break;
    }
    return report.promises[verdict.promise].label;
  };
  std::vector<std::string> order;  // By what is most urgent in each.
  std::map<std::string, CompactTable> tables;
  const char* const format =
      within <= absl::Hours(6 * 24) ? "%a %H:%M" : "%Y-%m-%d %H:%M";
  for (const SlaVerdict* verdict : upcoming) {
    const std::string group = group_of(*verdict);
    const auto [found, is_new] =
        tables.emplace(group, CompactTable({{"due", Align::kLeft},
                                            {"in", Align::kRight},
                                            {"lead", Align::kLeft},
                                            {"promise", Align::kLeft},
                                            {"owner", Align::kLeft},
                                            {"", Align::kLeft}}));
    if (is_new) order.push_back(group);
    const Promise& promise = report.promises[verdict->promise];
    found->second.AddRow(
        {absl::FormatTime(format, *verdict->due, zone),
         DurationWords(*verdict->due - report.as_of),
         std::string(leads.id(verdict->row)), promise.label,
         by == SlaBy::kOwner ? "" : NameOr(verdict->owner, "(nobody)"),
         promise.kind == PromiseKind::kAttempts
             ? verdict->reason
             : VerdictName(verdict->verdict)});
  }
  for (const std::string& group : order) {
    absl::StrAppend(&text, "\n", group, group.empty() ? "" : "\n",
                    tables.at(group).ToString());
  }
  return text;
}

}  // namespace leadscore::internal
