#include "src/describe/page.h"

#include <algorithm>
#include <cstddef>

#include "src/describe/phrases.h"

namespace leadscore::internal {

void Page::AddHeading(int level, std::string text) {
  DescribedBlock block;
  block.kind = DescribedBlock::Kind::kHeading;
  block.level = level;
  block.text = Words(std::move(text));
  blocks_.push_back(std::move(block));
}

void Page::AddParagraph(DescribedText text) {
  if (text.empty()) return;
  DescribedBlock block;
  block.text = std::move(text);
  blocks_.push_back(std::move(block));
}

void Page::AddParagraph(std::string text) {
  AddParagraph(Words(std::move(text)));
}

void Page::AddTable(DescribedTable table) {
  if (table.rows.empty()) return;
  for (size_t i = table.columns.size(); i-- > 0;) {
    if (std::any_of(table.rows.begin(), table.rows.end(),
                    [i](const auto& row) { return !row[i].empty(); })) {
      continue;
    }
    const auto at = static_cast<ptrdiff_t>(i);
    table.columns.erase(table.columns.begin() + at);
    for (auto& row : table.rows) row.erase(row.begin() + at);
  }
  DescribedBlock block;
  block.kind = DescribedBlock::Kind::kTable;
  block.table = std::move(table);
  blocks_.push_back(std::move(block));
}

void Page::AddSignatures(const std::vector<std::string>& parties) {
  DescribedBlock block;
  block.kind = DescribedBlock::Kind::kSignatures;
  block.table.columns = {{"For"}, {"Name"}, {"Date"}, {"Signature"}};
  for (const std::string& party : parties) {
    block.table.rows.push_back({Words(party), {}, {}, {}});
  }
  blocks_.push_back(std::move(block));
}

void Sentences::Add(DescribedText sentence) {
  if (sentence.empty()) return;
  if (!text_.empty()) Append(" ", &text_);
  Append(sentence, &text_);
  Append(".", &text_);
}

void Sentences::Add(std::string sentence) { Add(Words(std::move(sentence))); }

}  // namespace leadscore::internal
