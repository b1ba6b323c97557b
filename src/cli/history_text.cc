#include "src/cli/history_text.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/cli/score_report.h"
#include "src/cli/text_table.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

// How a lead came into a stage; nothing of one that it fell back to.
std::string ByText(const Model& model, const Transition& transition) {
  if (!transition.disqualified_by.empty()) {
    return absl::StrCat("disqualified: ", transition.disqualified_by);
  }
  for (const std::string& stage : model.stage_names()) {
    if (stage == transition.from) return transition.way;
    if (stage == transition.to) break;
  }
  return "";
}

std::string TransitionsText(const Model& model, const LeadHistory& history) {
  const bool has_grade = !model.spec().grade.empty();
  TextTable table;
  for (const char* title : {"when", "from", "to", "by", "why"}) {
    table.AddColumn(title, Align::kLeft);
  }
  table.AddColumn("total", Align::kRight);
  table.AddColumn(has_grade ? "grade" : "", Align::kLeft);
  for (const Transition& transition : history.transitions) {
    table.AddRow(
        {absl::FormatTime("%Y-%m-%d %H:%M", transition.time, model.time_zone()),
         transition.from, transition.to, ByText(model, transition),
         transition.CauseText(), transition.total.ToShortString(),
         transition.grade});
  }
  return table.ToString();
}

}  // namespace

std::string HistoryText(const Model& model,
                        const std::vector<LeadHistory>& histories) {
  std::string text;
  for (const LeadHistory& history : histories) {
    absl::StrAppend(
        &text, text.empty() ? "" : "\n", history.id, " by ", ModelText(model),
        ", times of ", model.time_zone().name(), "\n\n",
        history.transitions.empty() ? "  It never left the first stage.\n"
                                    : TransitionsText(model, history));
    if (!history.disqualified_by.empty()) {
      absl::StrAppend(&text, "\nKept out by ", history.disqualified_by, "\n");
    }
  }
  return text;
}

}  // namespace leadscore::internal
