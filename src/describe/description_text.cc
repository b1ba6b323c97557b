#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/describe.h"
#include "src/core/text.h"
#include "src/describe/wrapped_table.h"

namespace leadscore {
namespace {

constexpr size_t kWidth = 100;

// Without line breaks and the like, which nobody means in a page.
std::string OneLine(const std::string& text) {
  std::string line = text;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

std::string PlainText(const DescribedText& text) {
  std::string plain;
  for (const DescribedSpan& span : text) {
    const char* const quote = span.is_formula ? "`" : "";
    absl::StrAppend(&plain, quote, OneLine(span.text), quote);
  }
  return plain;
}

std::string Wrapped(const std::string& text) {
  return absl::StrCat(absl::StrJoin(internal::WrapText(text, kWidth), "\n"),
                      "\n");
}

// A heading, underlined by a character for its level; level 0 is the title.
std::string HeadingText(const std::string& text, int level) {
  static constexpr char kLines[] = {'=', '=', '-', '\0'};
  const std::string wrapped = Wrapped(text);
  const char line = kLines[level];
  if (line == '\0') return wrapped;
  const size_t length = internal::CountCodePoints(text);
  return absl::StrCat(wrapped, std::string(std::min(length, kWidth), line),
                      "\n");
}

std::string TableText(const DescribedTable& table, const char* blank) {
  std::vector<internal::WrappedColumn> columns;
  for (const DescribedColumn& column : table.columns) {
    columns.push_back({OneLine(column.title), column.is_number});
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (const DescribedText& cell : row) {
      rows.back().push_back(cell.empty() ? blank : PlainText(cell));
    }
  }
  return internal::WrappedTable(columns, rows, kWidth);
}

}  // namespace

std::string DescriptionText(const ModelDescription& description) {
  std::string text = HeadingText(OneLine(description.title), 0);
  for (const DescribedBlock& block : description.blocks) {
    text += "\n";
    switch (block.kind) {
      case DescribedBlock::Kind::kHeading:
        text += HeadingText(PlainText(block.text), block.level);
        break;
      case DescribedBlock::Kind::kParagraph:
        text += Wrapped(PlainText(block.text));
        break;
      case DescribedBlock::Kind::kTable:
        text += TableText(block.table, "");
        break;
      case DescribedBlock::Kind::kSignatures:
        text += TableText(block.table, "____________________");
        break;
    }
  }
  return text;
}

}  // namespace leadscore
