#include "leadscore/score_writer.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"
#include "src/io/json_writer.h"

namespace leadscore {
namespace {

// Six digits are more than a share of a few dozen attributes has.
std::string ShareText(double share) {
  constexpr double kDigits = 1e6;
  return internal::FormatDouble(std::round(share * kDigits) / kDigits);
}

// Empty if there is no such instant.
std::string InstantText(absl::Time time) {
  return time == absl::InfinitePast() || time == absl::InfiniteFuture()
             ? ""
             : internal::FormatInstant(internal::ToMicros(time));
}

std::string ReasonsText(const std::vector<Reason>& reasons) {
  return absl::StrJoin(reasons, "; ",
                       [](std::string* out, const Reason& reason) {
                         out->append(reason.ToString());
                       });
}

void AppendJsonReasons(const std::vector<Reason>& reasons, std::string* out) {
  *out += '[';
  for (size_t i = 0; i < reasons.size(); ++i) {
    *out += i == 0 ? "{\"label\":" : ",{\"label\":";
    internal::AppendJsonText(reasons[i].label, out);
    absl::StrAppend(out, ",\"points\":", reasons[i].points.ToString(), "}");
  }
  *out += ']';
}

}  // namespace

ScoreRows::ScoreRows(const Model& model, const LeadTable& leads,
                     const ScoreTable& scores, std::vector<KeptColumn> kept,
                     int reasons)
    : model_(model),
      leads_(leads),
      scores_(scores),
      kept_(std::move(kept)),
      num_reasons_(reasons) {
  const auto add = [this](std::string name, CellKind kind) {
    names_.push_back(std::move(name));
    kinds_.push_back(kind);
  };
  add("id", CellKind::kText);
  for (const std::string& score : model.score_names()) {
    add(score, CellKind::kNumber);
  }
  add("total", CellKind::kNumber);
  add("grade", CellKind::kText);
  add("qualifies_for", CellKind::kText);
  add("way", CellKind::kText);
  add("coverage", CellKind::kNumber);
  if (!scores.stage.empty() || scores.size() == 0) {
    add("stage", CellKind::kText);
    add("since", CellKind::kText);
  }
  if (!scores.valid_until.empty() || scores.size() == 0) {
    add("valid_until", CellKind::kText);
  }
  for (const KeptColumn& column : kept_) add(column.name, CellKind::kText);
  if (num_reasons_ > 0) add("reasons", CellKind::kReasons);
}

std::vector<Reason> ScoreRows::ReasonsOf(size_t row) const {
  std::vector<Reason> reasons = scores_.reasons[row];
  const auto most = static_cast<size_t>(num_reasons_);
  if (reasons.size() > most) reasons.resize(most);
  return reasons;
}

std::vector<std::string> ScoreRows::Cells(size_t row) const {
  std::vector<std::string> cells;
  cells.emplace_back(leads_.id(row));
  for (const std::vector<Points>& score : scores_.scores) {
    cells.push_back(score[row].ToString());
  }
  cells.push_back(scores_.total[row].ToString());
  cells.emplace_back(scores_.grade_of(row));
  const auto stage_name = [this](int32_t stage) {
    return stage < 0 ? "" : model_.stage_names()[static_cast<size_t>(stage)];
  };
  cells.push_back(scores_.qualifies_for.empty()
                      ? ""
                      : stage_name(scores_.qualifies_for[row]));
  cells.emplace_back(scores_.way_of(row));
  cells.push_back(ShareText(scores_.coverage(row)));
  if (!scores_.stage.empty()) {
    cells.push_back(stage_name(scores_.stage[row]));
    cells.push_back(InstantText(scores_.since[row]));
  }
  if (!scores_.valid_until.empty()) {
    cells.push_back(InstantText(scores_.valid_until[row]));
  }
  for (const KeptColumn& column : kept_) {
    cells.push_back((*column.values)[row]);
  }
  if (num_reasons_ > 0) cells.push_back(ReasonsText(ReasonsOf(row)));
  return cells;
}

void ScoreRows::AppendHeader(RowFormat format, char delimiter,
                             std::string* out) const {
  if (format != RowFormat::kCsv) return;
  for (size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) *out += delimiter;
    internal::AppendCsvCell(names_[i], delimiter, out);
  }
  *out += '\n';
}

void ScoreRows::AppendRow(size_t row, RowFormat format, char delimiter,
                          std::string* out) const {
  const std::vector<std::string> cells = Cells(row);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (format == RowFormat::kCsv) {
      if (i > 0) *out += delimiter;
      internal::AppendCsvCell(cells[i], delimiter, out);
      continue;
    }
    *out += i == 0 ? '{' : ',';
    internal::AppendJsonText(names_[i], out);
    *out += ':';
    switch (kinds_[i]) {
      case CellKind::kText:
        internal::AppendJsonText(cells[i], out);
        break;
      case CellKind::kNumber:
        *out += cells[i];
        break;
      case CellKind::kReasons:
        AppendJsonReasons(ReasonsOf(row), out);
        break;
    }
  }
  *out += format == RowFormat::kCsv ? "\n" : "}\n";
}

}  // namespace leadscore
