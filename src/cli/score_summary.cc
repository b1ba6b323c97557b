#include "src/cli/score_summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

constexpr size_t kBarWidth = 40;

// A bar whose length is `count` of `largest`; never empty for a count above 0.
std::string Bar(size_t count, size_t largest) {
  if (count == 0 || largest == 0) return "";
  return std::string(
      std::max<size_t>(1, (count * kBarWidth + largest / 2) / largest), '#');
}

std::string Percent(size_t count, size_t of) {
  const auto tenths = static_cast<int64_t>(std::round(
      1000.0 * static_cast<double>(count) / static_cast<double>(of)));
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

std::string Grouped(size_t count) {
  return FormatGrouped(static_cast<int64_t>(count));
}

std::string StagesText(const Model& model, const ScoreTable& scores) {
  std::vector<size_t> counts(model.stage_names().size());
  for (int32_t stage : scores.qualifies_for) {
    if (stage >= 0) ++counts[static_cast<size_t>(stage)];
  }
  if (counts.empty()) return "";
  const size_t largest = *std::max_element(counts.begin(), counts.end());
  TextTable table;
  table.AddColumn("", TextTable::Align::kLeft);
  table.AddColumn("", TextTable::Align::kRight);
  table.AddColumn("", TextTable::Align::kRight);
  table.AddColumn("", TextTable::Align::kLeft);
  for (size_t i = 0; i < counts.size(); ++i) {
    table.AddRow({model.stage_names()[i], Grouped(counts[i]),
                  Percent(counts[i], scores.size()), Bar(counts[i], largest)});
  }
  return "\nQualify for\n" + table.ToString();
}

// The width of histogram bins: 1, 2 or 5 times a power of ten, so that about
// ten of them cover the span.
double BinWidth(double span) {
  constexpr double kBins = 10;
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
  table.AddColumn("", TextTable::Align::kRight);
  table.AddColumn("", TextTable::Align::kLeft);
  table.AddColumn("", TextTable::Align::kRight);
  table.AddColumn("", TextTable::Align::kLeft);
  for (size_t i = 0; i < counts.size(); ++i) {
    const double from = (begin + static_cast<double>(i)) * width;
    table.AddRow({FormatDouble(from),
                  absl::StrCat("to below ", FormatDouble(from + width)),
                  Grouped(counts[i]), Bar(counts[i], most)});
  }
  return "\nTotal\n" + table.ToString();
}

std::string BestText(const Model& model, const LeadTable& leads,
                     const ScoreTable& scores) {
  constexpr size_t kBest = 10;
  const std::vector<size_t> rows = RowsByTotal(scores);
  TextTable table;
  table.AddColumn("", TextTable::Align::kRight);
  table.AddColumn("id", TextTable::Align::kLeft);
  table.AddColumn("total", TextTable::Align::kRight);
  table.AddColumn("grade", TextTable::Align::kLeft);
  table.AddColumn("qualifies for", TextTable::Align::kLeft);
  table.AddColumn("strongest reasons", TextTable::Align::kLeft);
  for (size_t i = 0; i < rows.size() && i < kBest; ++i) {
    const size_t row = rows[i];
    const int stage = scores.qualifies_for[row];
    const std::string& way = scores.ways[static_cast<size_t>(scores.way[row])];
    const std::string stage_text =
        stage < 0
            ? ""
            : absl::StrCat(model.stage_names()[static_cast<size_t>(stage)],
                           way.empty() ? "" : absl::StrCat(" (", way, ")"));
    table.AddRow({absl::StrCat(i + 1), std::string(leads.id(row)),
                  scores.total[row].ToShortString(),
                  scores.grades[static_cast<size_t>(scores.grade[row])],
                  stage_text,
                  absl::StrJoin(scores.reasons[row], ", ",
                                [](std::string* out, const Reason& reason) {
                                  out->append(reason.ToString());
                                })});
  }
  return absl::StrCat("\nBest ", std::min(rows.size(), kBest), "\n",
                      table.ToString());
}

}  // namespace

std::vector<size_t> RowsByTotal(const ScoreTable& scores) {
  std::vector<size_t> rows(scores.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](size_t a, size_t b) {
    return scores.total[a] > scores.total[b];
  });
  return rows;
}

std::string ScoreSummary(const Model& model, const LeadTable& leads,
                         const ScoreTable& scores) {
  std::string text = absl::StrCat(Grouped(scores.size()), " leads\n");
  if (scores.size() == 0) return text;
  return absl::StrCat(text, StagesText(model, scores), HistogramText(scores),
                      BestText(model, leads, scores));
}

}  // namespace leadscore::internal
