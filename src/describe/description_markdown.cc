#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"

namespace leadscore {
namespace {

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// Text that means only itself.
std::string EscapedText(std::string_view text) {
  constexpr std::string_view kMeaningful = "\\`*_[]{}<>#|~&$!+=";
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // A line may not begin like that of a list, nor be a rule.
    const bool may_begin_list = (c == '-' && escaped.empty()) ||
                                ((c == '.' || c == ')') && i > 0 &&
                                 text.substr(0, i).find_first_not_of(
                                     "0123456789") == std::string_view::npos);
    if (kMeaningful.find(c) != std::string_view::npos || may_begin_list) {
      escaped += '\\';
    }
    escaped += IsControl(c) ? ' ' : c;
  }
  return escaped;
}

// A span of code, between more backquotes than stand in it. In tables bars are
// escaped even there.
std::string CodeSpan(std::string_view code, bool in_table) {
  std::string body;
  size_t longest = 0;
  size_t run = 0;
  for (char c : code) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|' && in_table) body += '\\';
    body += IsControl(c) ? ' ' : c;
  }
  const std::string quotes(longest + 1, '`');
  const char* const space = longest > 0 ? " " : "";
  return absl::StrCat(quotes, space, body, space, quotes);
}

std::string Inline(const DescribedText& text, bool in_table) {
  std::string line;
  for (const DescribedSpan& span : text) {
    line += span.is_formula ? CodeSpan(span.text, in_table)
                            : EscapedText(span.text);
  }
  return line;
}

std::string TableText(const DescribedTable& table) {
  std::string titles = "|";
  std::string aligns = "|";
  for (const DescribedColumn& column : table.columns) {
    absl::StrAppend(&titles, " ", EscapedText(column.title), " |");
    aligns += column.is_number ? "---:|" : "---|";
  }
  std::string text = absl::StrCat(titles, "\n", aligns, "\n");
  for (const auto& row : table.rows) {
    text += "|";
    for (const DescribedText& cell : row) {
      absl::StrAppend(&text, " ", Inline(cell, true), " |");
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string DescriptionMarkdown(const ModelDescription& description) {
  std::string text = absl::StrCat("# ", EscapedText(description.title), "\n");
  for (const DescribedBlock& block : description.blocks) {
    text += "\n";
    switch (block.kind) {
      case DescribedBlock::Kind::kHeading:
        absl::StrAppend(&text,
                        std::string(static_cast<size_t>(block.level) + 1, '#'),
                        " ", Inline(block.text, false), "\n");
        break;
      case DescribedBlock::Kind::kParagraph:
        absl::StrAppend(&text, Inline(block.text, false), "\n");
        break;
      case DescribedBlock::Kind::kTable:
      case DescribedBlock::Kind::kSignatures:
        text += TableText(block.table);
        break;
    }
  }
  return text;
}

}  // namespace leadscore
