#include "src/cli/diff_rows.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/io/csv_cells.h"

namespace leadscore::internal {
namespace {

void AppendRow(const std::vector<std::string>& cells, std::string* out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *out += ',';
    AppendCsvCell(cells[i], ',', out);
  }
  *out += '\n';
}

std::vector<std::string> HeaderOf(const ScoreDiff& diff) {
  std::vector<std::string> names = {"id", "account"};
  const auto add = [&names](const std::string& name) {
    names.push_back(absl::StrCat(name, "_from"));
    names.push_back(absl::StrCat(name, "_to"));
  };
  for (const char* name : {"stage", "grade", "total"}) add(name);
  for (const ScoreShift& score : diff.scores) add(score.name);
  names.emplace_back("causes");
  return names;
}

std::vector<std::string> CellsOf(const ScoreDiff& diff, const LeadTable& leads,
                                 const Mover& mover) {
  std::vector<std::string> cells = {std::string(leads.id(mover.from_row)),
                                    std::string(leads.account(mover.from_row)),
                                    StageName(diff, mover.stage_from),
                                    StageName(diff, mover.stage_to),
                                    GradeName(diff, mover.grade_from),
                                    GradeName(diff, mover.grade_to),
                                    mover.total.from.ToString(),
                                    mover.total.to.ToString()};
  for (const PointsMove& score : mover.scores) {
    cells.push_back(score.from.ToString());
    cells.push_back(score.to.ToString());
  }
  std::string causes;
  for (const CausedChange& caused : mover.causes) {
    absl::StrAppend(
        &causes, causes.empty() ? "" : "; ", diff.causes[caused.cause].text,
        caused.change > Points() ? " +" : " ", caused.change.ToString());
  }
  cells.push_back(std::move(causes));
  return cells;
}

}  // namespace

std::string StageName(const ScoreDiff& diff, int stage) {
  return stage < 0 ? "" : diff.stages[static_cast<size_t>(stage)];
}

std::string GradeName(const ScoreDiff& diff, int grade) {
  return grade < 0 ? "" : diff.grades[static_cast<size_t>(grade)];
}

absl::Status WriteMovers(
    const ScoreDiff& diff, const LeadTable& leads,
    const std::function<absl::Status(const std::string& text)>& write) {
  constexpr size_t kBytesAtOnce = size_t{64} << 10;
  std::string text;
  AppendRow(HeaderOf(diff), &text);
  for (const Mover& mover : diff.movers) {
    AppendRow(CellsOf(diff, leads, mover), &text);
    if (text.size() < kBytesAtOnce) continue;
    LEADSCORE_RETURN_IF_ERROR(write(text));
    text.clear();
  }
  return write(text);
}

}  // namespace leadscore::internal
