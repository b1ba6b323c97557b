#include "src/cli/funnel_page.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/score_report.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/sla/words.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;
using Parts = std::vector<const FunnelPart*>;

constexpr size_t kMostSegments = 20;
constexpr size_t kMostWeeks = 26;

// Nothing of none, so that what happened stands out.
std::string CountText(int64_t count) {
  return count == 0 ? "" : FormatGrouped(count);
}

std::string CountedText(int64_t count, const char* one, const char* many) {
  return absl::StrCat(FormatGrouped(count), " ", count == 1 ? one : many);
}

int64_t EntriesOf(const FunnelPart& part) {
  int64_t entries = 0;
  for (const StageFlow& flow : part.stages) entries += flow.entries;
  return entries;
}

class Page {
 public:
  explicit Page(const FunnelPageParts& parts) : parts_(parts) {}

  std::string Make() {
    AddHead();
    AddStages();
    AddKeptOut();
    AddSegments();
    AddWeeks();
    return std::move(text_);
  }

 private:
  const std::vector<std::string>& names() const {
    return parts_.model->stage_names();
  }

  std::string TimeText(absl::Time time) const {
    return absl::FormatTime("%Y-%m-%d %H:%M", time, parts_.model->time_zone());
  }

  void AddHead() {
    absl::StrAppend(&text_, ModelText(*parts_.model));
    if (parts_.from != absl::InfinitePast()) {
      absl::StrAppend(&text_, " from ", TimeText(parts_.from));
    }
    absl::StrAppend(
        &text_, " up to ", TimeText(parts_.to), ", times of ",
        parts_.model->time_zone().name(), "\n",
        CountedText(parts_.leads, "lead", "leads"), ", ",
        CountedText(parts_.transitions, "change of stage", "changes of stage"),
        "\n\n");
  }

  // Of a week, whom it still has are those who remain.
  static TextTable NewTable(const std::string& what, bool is_of_weeks) {
    TextTable table;
    table.AddColumn(what, Align::kLeft);
    for (const char* title :
         {"leads", "entries", "recycled", "went up", "fell back", "remain",
          "conversion", "median stay", "p90"}) {
      table.AddColumn(title, Align::kRight);
    }
    if (!is_of_weeks) table.AddColumn("in it now", Align::kRight);
    return table;
  }

  void AddRow(std::string name, const FunnelPart& part, size_t stage,
              TextTable* table) const {
    const StageFlow& flow = part.stages[stage];
    const bool can_convert = flow.leads > 0 && stage + 1 < names().size();
    const bool has_ended = flow.ended > 0;
    std::vector<std::string> cells = {
        std::move(name),
        CountText(flow.leads),
        CountText(flow.entries),
        CountText(flow.recycled),
        CountText(flow.went_up),
        CountText(flow.fell_back),
        CountText(flow.remained),
        can_convert ? PercentText(flow.converted, flow.leads) : "",
        has_ended ? DurationWords(flow.median) : "",
        has_ended ? DurationWords(flow.p90) : ""};
    if (!part.week.has_value()) cells.push_back(CountText(flow.open));
    table->AddRow(std::move(cells));
  }

  void AddStages() {
    TextTable table = NewTable("stage", /*is_of_weeks=*/false);
    for (size_t i = 0; i < names().size(); ++i) {
      AddRow(names()[i], parts_.funnel->parts[0], i, &table);
    }
    text_ += table.ToString();
  }

  // "declined 5,226, cancelled 2,021"
  void AddKeptOut() {
    std::string text;
    for (size_t i = 0; i < parts_.funnel->kept_out.size(); ++i) {
      const int64_t leads = parts_.funnel->kept_out[i];
      if (leads == 0) continue;
      absl::StrAppend(&text, text.empty() ? "" : ", ",
                      parts_.model->spec().disqualify[i].name, " ",
                      FormatGrouped(leads));
    }
    if (!text.empty()) absl::StrAppend(&text_, "\nKept out: ", text, "\n");
  }

  void AddSegments() {
    Parts segments;
    for (const FunnelPart& part : parts_.funnel->parts) {
      if (part.segment.has_value() && !part.week.has_value()) {
        segments.push_back(&part);
      }
    }
    std::stable_sort(segments.begin(), segments.end(),
                     [](const FunnelPart* a, const FunnelPart* b) {
                       return EntriesOf(*a) > EntriesOf(*b);
                     });
    const size_t all = segments.size();
    segments.resize(std::min(all, kMostSegments));
    const std::string rest =
        all == segments.size()
            ? ""
            : absl::StrCat("  ... and ", all - segments.size(),
                           " more; --funnel csv has all\n");
    AddByStage(absl::StrCat("by ", parts_.by), parts_.by, segments, rest,
               [](const FunnelPart& part) {
                 return part.segment->empty() ? "(none)"
                                              : OneLine(*part.segment);
               });
  }

  void AddWeeks() {
    Parts weeks;
    for (const FunnelPart& part : parts_.funnel->parts) {
      if (!part.segment.has_value() && part.week.has_value()) {
        weeks.push_back(&part);
      }
    }
    std::string rest;
    if (weeks.size() > kMostWeeks) {
      rest = absl::StrCat("  ... and ", weeks.size() - kMostWeeks,
                          " weeks before; --funnel csv has all\n");
      weeks.erase(weeks.begin(),
                  weeks.end() - static_cast<ptrdiff_t>(kMostWeeks));
    }
    AddByStage("by week of entry", "week from", weeks, rest,
               [](const FunnelPart& part) {
                 return absl::FormatCivilTime(*part.week);
               });
  }

  // A table for each stage that some of the parts have to do with.
  template <typename NameOf>
  void AddByStage(const std::string& title, const std::string& column,
                  const Parts& parts, const std::string& rest,
                  const NameOf& name_of) {
    const bool is_of_weeks = !parts.empty() && parts[0]->week.has_value();
    for (size_t stage = 0; stage < names().size(); ++stage) {
      bool is_empty = true;
      TextTable table = NewTable(column, is_of_weeks);
      for (const FunnelPart* part : parts) {
        const StageFlow& flow = part->stages[stage];
        if (flow.entries + flow.ended + flow.open == 0) continue;
        AddRow(name_of(*part), *part, stage, &table);
        is_empty = false;
      }
      if (is_empty) continue;
      absl::StrAppend(&text_, "\n", names()[stage], " ", title, "\n",
                      table.ToString(), rest);
    }
  }

  const FunnelPageParts& parts_;
  std::string text_;
};

}  // namespace

std::string FunnelPage(const FunnelPageParts& parts) {
  return Page(parts).Make();
}

}  // namespace leadscore::internal
