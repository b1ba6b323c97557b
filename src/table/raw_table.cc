#include "leadscore/raw_table.h"

#include <cassert>
#include <utility>

#include "src/table/dictionary.h"

namespace leadscore {

RawTable::RawTable(std::vector<std::string> columns)
    : names_(std::move(columns)), codes_(names_.size()) {
  for (size_t i = 0; i < names_.size(); ++i) {
    texts_.push_back(std::make_unique<internal::Dictionary>());
  }
}

RawTable::~RawTable() = default;
RawTable::RawTable(RawTable&&) noexcept = default;
RawTable& RawTable::operator=(RawTable&&) noexcept = default;

void RawTable::AddRow(absl::Span<const std::string_view> cells) {
  assert(cells.size() == names_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    codes_[i].push_back(texts_[i]->Encode(cells[i]));
  }
  ++num_rows_;
}

std::string_view RawTable::cell(size_t column, size_t row) const {
  return texts_[column]->value(codes_[column][row]);
}

}  // namespace leadscore
