#include <string>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"
#include "src/core/html_text.h"

namespace leadscore {
namespace {

using internal::EscapeHtml;

constexpr char kStyle[] = R"(
@page { size: A4; margin: 18mm 16mm; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  color: #1c2530; background: #fff; max-width: 56rem; margin: 2.5rem auto;
  padding: 0 1.25rem; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; padding-bottom: .25rem;
  border-bottom: 2px solid #1f5f8b; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1.25rem 0 .3rem; color: #48566a; }
h2, h3, h4 { break-after: avoid; }
h2 + p, h3 + p, h4 + p { break-after: avoid; }
p { margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th { text-align: left; font-weight: 600; font-size: .85rem; color: #48566a;
  border-bottom: 1px solid #aab5c2; padding: .25rem .6rem .25rem 0; }
td { vertical-align: top; border-top: 1px solid #e3e8ee;
  padding: .25rem .6rem .25rem 0; }
tr.more { break-before: avoid; }
tr.more td { border-top: none; padding-top: 0; }
th.number, td.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; padding-right: 1.2rem; width: 4rem; }
td:first-child { width: 26%; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
code { font: .87em ui-monospace, Menlo, Consolas, monospace;
  background: #f1f4f7; padding: .05em .3em; border-radius: 3px; }
table.signatures { margin-top: 3.5rem; break-inside: avoid; }
table.signatures td { height: 3.2rem; vertical-align: bottom;
  border-top: none; border-bottom: 1px solid #1c2530; }
@media print {
  body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; }
  thead { display: table-header-group; }
  code { background: none; padding: 0; }
}
)";

std::string Inline(const DescribedText& text) {
  std::string html;
  for (const DescribedSpan& span : text) {
    absl::StrAppend(&html, span.is_formula ? "<code>" : "",
                    EscapeHtml(span.text), span.is_formula ? "</code>" : "");
  }
  return html;
}

std::string TableHtml(const DescribedTable& table, const char* table_class) {
  const auto class_of = [&table](size_t column) {
    return table.columns[column].is_number ? " class=\"number\"" : "";
  };
  std::string html = absl::StrCat("<table", table_class, ">\n");
  bool has_titles = false;
  std::string titles;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    has_titles = has_titles || !table.columns[i].title.empty();
    absl::StrAppend(&titles, "<th", class_of(i), ">",
                    EscapeHtml(table.columns[i].title), "</th>");
  }
  if (has_titles) {
    absl::StrAppend(&html, "<thead><tr>", titles, "</tr></thead>\n");
  }
  html += "<tbody>\n";
  for (const auto& row : table.rows) {
    html += row[0].empty() ? "<tr class=\"more\">" : "<tr>";
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&html, "<td", class_of(i), ">", Inline(row[i]), "</td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n";
}

}  // namespace

std::string DescriptionHtml(const ModelDescription& description) {
  const std::string title = EscapeHtml(description.title);
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
      title, "</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n<h1>",
      title, "</h1>\n");
  for (const DescribedBlock& block : description.blocks) {
    switch (block.kind) {
      case DescribedBlock::Kind::kHeading: {
        const std::string tag = absl::StrCat("h", block.level + 1);
        absl::StrAppend(&html, "<", tag, ">", Inline(block.text), "</", tag,
                        ">\n");
        break;
      }
      case DescribedBlock::Kind::kParagraph:
        absl::StrAppend(&html, "<p>", Inline(block.text), "</p>\n");
        break;
      case DescribedBlock::Kind::kTable:
        html += TableHtml(block.table, "");
        break;
      case DescribedBlock::Kind::kSignatures:
        html += TableHtml(block.table, " class=\"signatures\"");
        break;
    }
  }
  return html + "</body>\n</html>\n";
}

}  // namespace leadscore
