#include "src/cli/score_summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

constexpr size_t kBarWidth = 40;
constexpr size_t kBest = 10;

// A bar whose length is `count` of `largest`; never empty for a count above 0.
std::string Bar(size_t count, size_t largest) {
  if (count == 0 || largest == 0) return "";
  return std::string(
      std::max<size_t>(1, (count * kBarWidth + largest / 2) / largest), '#');
}

std::string Grouped(size_t count) {
  return FormatGrouped(static_cast<int64_t>(count));
}

bool IsDisqualified(const ScoreTable& scores, size_t row) {
  return absl::StartsWith(internal::ToAbsl(scores.way_of(row)),
                          "disqualified: ");
}

// What holds the leads of a stage in it: the way that is open to them now, or
// nothing but its hold. "score 334, hand-raiser 42, held 12".
std::string WaysText(const ScoreTable& scores, int32_t stage) {
  std::map<std::string, size_t> counts;
  for (size_t row = 0; row < scores.size(); ++row) {
    if (scores.stage[row] != stage) continue;
    const bool is_open = scores.qualifies_for[row] == stage;
    const std::string way(scores.way_of(row));
    if (stage == 0) {
      if (IsDisqualified(scores, row)) ++counts[way];
    } else {
      ++counts[is_open ? way : "held"];
    }
  }
  std::vector<std::pair<std::string, size_t>> order(counts.begin(),
                                                    counts.end());
  std::stable_sort(
      order.begin(), order.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  return absl::StrJoin(order, ", ", [](std::string* out, const auto& way) {
    absl::StrAppend(out, way.first, " ", Grouped(way.second));
  });
}

std::string StagesText(const Model& model, const ScoreTable& scores) {
  std::vector<size_t> counts(model.stage_names().size());
  for (int32_t stage : scores.stage) {
    if (stage >= 0) ++counts[static_cast<size_t>(stage)];
  }
  if (counts.empty()) return "";
  const size_t largest = *std::max_element(counts.begin(), counts.end());
  TextTable table;
  for (Align align : {Align::kLeft, Align::kRight, Align::kRight, Align::kLeft,
                      Align::kLeft}) {
    table.AddColumn("", align);
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    table.AddRow({model.stage_names()[i], Grouped(counts[i]),
                  PercentText(static_cast<int64_t>(counts[i]),
                              static_cast<int64_t>(scores.size())),
                  Bar(counts[i], largest),
                  WaysText(scores, static_cast<int32_t>(i))});
  }
  return "\nStages\n" + table.ToString();
}

// The width of histogram bins: 1, 2 or 5 times a power of ten, so that about
// ten of them cover the span.
double BinWidth(double span) {
  constexpr double kBins = 10;
  if (span <= 0) return 1;
  const double least = std::max(span / kBins, 1e-6);
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

std::string HistogramText(const ScoreTable& scores) {
  const auto [least, largest] =
      std::minmax_element(scores.total.begin(), scores.total.end());
  const double low = least->ToDouble();
  const double width = BinWidth(largest->ToDouble() - low);
  const double begin = std::floor(low / width);
  std::vector<size_t> counts;
  for (Points total : scores.total) {
    const auto bin =
        static_cast<size_t>(std::floor(total.ToDouble() / width) - begin);
    if (bin >= counts.size()) counts.resize(bin + 1);
    ++counts[bin];
  }
  const size_t most = *std::max_element(counts.begin(), counts.end());
  TextTable table;
  for (Align align :
       {Align::kRight, Align::kLeft, Align::kRight, Align::kLeft}) {
    table.AddColumn("", align);
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    const double from = (begin + static_cast<double>(i)) * width;
    table.AddRow({FormatDouble(from),
                  absl::StrCat("to below ", FormatDouble(from + width)),
                  Grouped(counts[i]), Bar(counts[i], most)});
  }
  return "\nTotal\n" + table.ToString();
}

// The rows to call first: those of the largest total, equal ones in their
// order, without the disqualified.
std::vector<size_t> BestRows(const ScoreTable& scores) {
  std::vector<size_t> rows;
  for (size_t row = 0; row < scores.size(); ++row) {
    if (!IsDisqualified(scores, row)) rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) {
    return scores.total[a] > scores.total[b];
  });
  if (rows.size() > kBest) rows.resize(kBest);
  return rows;
}

std::string StageText(const Model& model, const ScoreTable& scores,
                      size_t row) {
  const int stage = scores.stage[row];
  if (stage < 0) return "";
  const std::string way(scores.way_of(row));
  const bool is_open = scores.qualifies_for[row] == stage && !way.empty();
  return absl::StrCat(model.stage_names()[static_cast<size_t>(stage)],
                      is_open ? absl::StrCat(" by ", way) : "");
}

std::string BestText(const Model& model, const LeadTable& leads,
                     const ScoreTable& scores,
                     const std::vector<KeptColumn>& kept) {
  TextTable table;
  table.AddColumn("id", Align::kLeft);
  for (const KeptColumn& column : kept) {
    table.AddColumn(column.name, Align::kLeft);
  }
  table.AddColumn("total", Align::kRight);
  table.AddColumn("grade", Align::kLeft);
  table.AddColumn("stage", Align::kLeft);
  table.AddColumn("strongest reasons", Align::kLeft);
  for (size_t row : BestRows(scores)) {
    std::vector<std::string> cells = {std::string(leads.id(row))};
    for (const KeptColumn& column : kept) {
      cells.push_back((*column.values)[row]);
    }
    cells.push_back(scores.total[row].ToShortString());
    cells.emplace_back(scores.grade_of(row));
    cells.push_back(StageText(model, scores, row));
    cells.push_back(absl::StrJoin(scores.reasons[row], "; ",
                                  [](std::string* out, const Reason& reason) {
                                    out->append(reason.ToString());
                                  }));
    table.AddRow(std::move(cells));
  }
  return "\nThe best\n" + table.ToString();
}

}  // namespace

std::string ScoreSummary(const Model& model, const LeadTable& leads,
                         const ScoreTable& scores,
                         const std::vector<KeptColumn>& kept) {
  if (scores.size() == 0) return "";
  return absl::StrCat(StagesText(model, scores), HistogramText(scores),
                      BestText(model, leads, scores, kept));
}

}  // namespace leadscore::internal
