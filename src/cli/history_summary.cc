#include "src/cli/history_summary.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

struct StageCounts {
  int64_t leads = 0;  // That ever entered it.
  int64_t entries = 0;
  int64_t up = 0;  // Stays that ended in a higher stage.
  int64_t down = 0;
  int64_t present = 0;                // Leads that are in it now.
  std::vector<absl::Duration> stays;  // That have ended.
};

std::string Grouped(int64_t count) { return FormatGrouped(count); }

std::string Share(int64_t count, int64_t of) {
  if (of == 0) return "";
  const int64_t tenths = (count * 2000 + of) / (2 * of);
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

// The nearest-rank median, in days and hours.
std::string MedianText(std::vector<absl::Duration> stays) {
  if (stays.empty()) return "";
  std::sort(stays.begin(), stays.end());
  const absl::Duration median = stays[(stays.size() - 1) / 2];
  const int64_t tenths = median / (absl::Hours(24) / 10);
  return absl::StrCat(tenths / 10, ".", tenths % 10, " d");
}

class Funnel {
 public:
  explicit Funnel(const std::vector<std::string>& stages)
      : counts_(stages.size()) {
    for (size_t i = 0; i < stages.size(); ++i) index_[stages[i]] = i;
  }

  void Add(const LeadHistory& history) {
    std::vector<bool> was_in(counts_.size());
    size_t stage = 0;
    ++counts_[0].leads;
    was_in[0] = true;
    std::optional<absl::Time> since = history.first_entry;
    for (const Transition& transition : history.transitions) {
      const size_t to = index_.at(transition.to);
      ++(to > stage ? counts_[stage].up : counts_[stage].down);
      if (since.has_value()) {
        counts_[stage].stays.push_back(transition.time - *since);
      }
      since = transition.time;
      stage = to;
      ++counts_[stage].entries;
      if (!was_in[stage]) ++counts_[stage].leads;
      was_in[stage] = true;
    }
    ++counts_[stage].present;
    if (!history.disqualified_by.empty()) {
      ++disqualified_[history.disqualified_by];
    }
  }

  const std::vector<StageCounts>& counts() const { return counts_; }

  // "declined 5,226, cancelled 2,021"; empty if none is.
  std::string DisqualifiedText(const Model& model) const {
    std::string text;
    for (const DisqualifySpec& reason : model.spec().disqualify) {
      const auto found = disqualified_.find(reason.name);
      if (found == disqualified_.end()) continue;
      absl::StrAppend(&text, text.empty() ? "" : ", ", reason.name, " ",
                      Grouped(found->second));
    }
    return text;
  }

 private:
  std::vector<StageCounts> counts_;
  std::map<std::string, size_t> index_;
  std::map<std::string, int64_t> disqualified_;  // Leads, by the reason.
};

}  // namespace

std::string HistorySummary(const Model& model,
                           const std::vector<LeadHistory>& histories,
                           absl::Time as_of) {
  Funnel funnel(model.stage_names());
  for (const LeadHistory& history : histories) funnel.Add(history);
  TextTable table;
  table.AddColumn("stage", TextTable::Align::kLeft);
  for (const char* title : {"leads", "share", "again", "went up", "fell back",
                            "in it now", "median stay"}) {
    table.AddColumn(title, TextTable::Align::kRight);
  }
  for (size_t i = 0; i < funnel.counts().size(); ++i) {
    const StageCounts& counts = funnel.counts()[i];
    const int64_t first_entries = i == 0 ? 0 : counts.leads;
    table.AddRow({model.stage_names()[i], Grouped(counts.leads),
                  Share(counts.leads, funnel.counts()[0].leads),
                  Grouped(counts.entries - first_entries), Grouped(counts.up),
                  Grouped(counts.down), Grouped(counts.present),
                  MedianText(counts.stays)});
  }
  const std::string disqualified = funnel.DisqualifiedText(model);
  return absl::StrCat(
      model.name(), model.version().empty() ? "" : " ", model.version(),
      " up to ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", as_of, absl::UTCTimeZone()),
      "\n\n", table.ToString(),
      disqualified.empty() ? "" : "\nKept out: ", disqualified,
      disqualified.empty() ? "" : "\n");
}

}  // namespace leadscore::internal
