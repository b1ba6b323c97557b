#include "src/cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"

namespace leadscore::internal {

std::string PercentText(int64_t count, int64_t of) {
  const double share = static_cast<double>(count) / static_cast<double>(of);
  const auto tenths = static_cast<int64_t>(std::round(share * 1000));
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

std::string PointsText(Points points) {
  std::string text = points.ToShortString();
  const size_t first_digit = points < Points() ? 1 : 0;
  for (size_t i = std::min(text.find('.'), text.size()); i > first_digit + 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return text;
}

size_t DisplayWidth(const std::string& text) { return CountCodePoints(text); }

void TextTable::AddColumn(std::string title, Align align) {
  titles_.push_back(std::move(title));
  aligns_.push_back(align);
}

void TextTable::AddRow(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}

std::string TextTable::ToString() const {
  std::vector<std::vector<std::string>> lines;
  const bool has_titles =
      std::any_of(titles_.begin(), titles_.end(),
                  [](const std::string& title) { return !title.empty(); });
  if (has_titles) lines.push_back(titles_);
  lines.insert(lines.end(), rows_.begin(), rows_.end());
  std::vector<size_t> widths(titles_.size());
  for (const auto& line : lines) {
    for (size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(line[i]));
    }
  }
  std::string text;
  for (const auto& line : lines) {
    std::string row;
    for (size_t i = 0; i < widths.size(); ++i) {
      const std::string padding(widths[i] - DisplayWidth(line[i]), ' ');
      row += "  ";
      if (aligns_[i] == Align::kRight) row += padding;
      row += line[i];
      if (aligns_[i] == Align::kLeft) row += padding;
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

std::string OneLine(const std::string& value) {
  const std::string quoted = Quoted(value);
  return quoted.substr(1, quoted.size() - (quoted.back() == '"' ? 2 : 1));
}

}  // namespace leadscore::internal
