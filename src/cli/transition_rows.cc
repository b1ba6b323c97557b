#include "src/cli/transition_rows.h"

#include "absl/strings/str_cat.h"
#include "leadscore/explanation_json.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"

namespace leadscore::internal {
namespace {

constexpr char kHeader[] = "id,time,from,to,way,cause,what,total,grade\n";

void AppendRow(const std::string& id, const Transition& transition,
               std::string* out) {
  const std::vector<std::string> cells = {
      id,
      FormatInstant(ToMicros(transition.time)),
      transition.from,
      transition.to,
      transition.disqualified_by.empty()
          ? transition.way
          : absl::StrCat("disqualified: ", transition.disqualified_by),
      CauseName(transition.cause),
      transition.CauseText(),
      transition.total.ToString(),
      transition.grade};
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *out += ',';
    AppendCsvCell(cells[i], ',', out);
  }
  *out += '\n';
}

}  // namespace

absl::Status WriteTransitions(
    const std::vector<LeadHistory>& histories, const TransitionRows& rows,
    const std::function<absl::Status(const std::string& text)>& write) {
  constexpr size_t kBytesAtOnce = size_t{64} << 10;
  std::string text = rows.as_json ? "" : kHeader;
  for (const LeadHistory& history : histories) {
    for (const Transition& transition : history.transitions) {
      if (transition.time < rows.from || transition.time >= rows.to) continue;
      if (rows.as_json) {
        absl::StrAppend(&text, TransitionJson(history.id, transition), "\n");
      } else {
        AppendRow(history.id, transition, &text);
      }
    }
    if (text.size() < kBytesAtOnce) continue;
    LEADSCORE_RETURN_IF_ERROR(write(text));
    text.clear();
  }
  return write(text);
}

}  // namespace leadscore::internal
