#include "src/describe/wrapped_table.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kGap = 2;  // Between columns.

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = text.find_first_not_of(' ', pos);
    if (begin == std::string_view::npos) break;
    pos = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, pos - begin));
  }
  return words;
}

size_t LongestWord(std::string_view text) {
  size_t longest = 0;
  for (std::string_view word : WordsOf(text)) {
    longest = std::max(longest, CountCodePoints(word));
  }
  return longest;
}

// What each column gets of a width: the widest give way until all fit, none
// below its longest word.
std::vector<size_t> FitWidths(
    const std::vector<std::vector<std::string>>& lines, size_t width) {
  const size_t count = lines[0].size();
  std::vector<size_t> widths(count);
  std::vector<size_t> least(count);
  for (const auto& line : lines) {
    for (size_t i = 0; i < count; ++i) {
      widths[i] = std::max(widths[i], CountCodePoints(line[i]));
      least[i] = std::max(least[i], LongestWord(line[i]));
    }
  }
  const size_t gaps = kIndent + kGap * (count - 1);
  const size_t room = width > gaps ? width - gaps : 0;
  while (std::accumulate(widths.begin(), widths.end(), size_t{0}) > room) {
    size_t widest = count;
    for (size_t i = 0; i < count; ++i) {
      if (widths[i] > least[i] &&
          (widest == count || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == count) break;
    --widths[widest];
  }
  return widths;
}

// A line of cells, as many lines of text as its highest cell.
std::string LineText(const std::vector<WrappedColumn>& columns,
                     const std::vector<std::string>& cells,
                     const std::vector<size_t>& widths) {
  std::vector<std::vector<std::string>> wrapped;
  size_t height = 1;
  for (size_t i = 0; i < cells.size(); ++i) {
    wrapped.push_back(WrapText(cells[i], widths[i]));
    height = std::max(height, wrapped.back().size());
  }
  std::string text;
  for (size_t line = 0; line < height; ++line) {
    std::string row(kIndent, ' ');
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string cell =
          line < wrapped[i].size() ? wrapped[i][line] : std::string();
      const size_t taken = CountCodePoints(cell);
      const std::string padding(taken < widths[i] ? widths[i] - taken : 0, ' ');
      if (i > 0) row.append(kGap, ' ');
      row += columns[i].is_number ? padding + cell : cell + padding;
    }
    row.erase(row.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, row, "\n");
  }
  return text;
}

}  // namespace

std::vector<std::string> WrapText(std::string_view text, size_t width) {
  std::vector<std::string> lines = {""};
  size_t taken = 0;
  for (std::string_view word : WordsOf(text)) {
    const size_t length = CountCodePoints(word);
    if (taken > 0 && taken + 1 + length > width) {
      lines.emplace_back();
      taken = 0;
    }
    absl::StrAppend(&lines.back(), taken > 0 ? " " : "", ToAbsl(word));
    taken += (taken > 0 ? 1 : 0) + length;
  }
  return lines;
}

std::string WrappedTable(const std::vector<WrappedColumn>& columns,
                         const std::vector<std::vector<std::string>>& rows,
                         size_t width) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> titles;
  for (const WrappedColumn& column : columns) titles.push_back(column.title);
  if (std::any_of(titles.begin(), titles.end(),
                  [](const std::string& title) { return !title.empty(); })) {
    lines.push_back(titles);
  }
  lines.insert(lines.end(), rows.begin(), rows.end());
  if (lines.empty()) return "";
  const std::vector<size_t> widths = FitWidths(lines, width);
  std::string text;
  for (const auto& line : lines) text += LineText(columns, line, widths);
  return text;
}

}  // namespace leadscore::internal
