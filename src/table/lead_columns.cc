#include "src/table/lead_columns.h"

#include <utility>

namespace leadscore::internal {

LeadColumns::LeadColumns(LeadSchema schema) : schema_(std::move(schema)) {
  for (const ColumnSchema& column : schema_.columns) {
    columns_.emplace_back(column.type);
  }
}

bool LeadColumns::AddRow(std::string_view id, std::string_view account) {
  if (!AddId(Dictionary::Key(id))) return false;
  if (account.empty()) {
    accounts_.AppendMissing();
  } else {
    accounts_.AppendString(account);
  }
  return true;
}

bool LeadColumns::AddId(const Dictionary::Key& id) {
  if (ids_.Find(id) >= 0) return false;
  ids_.Add(id);
  return true;
}

Column& LeadColumns::WritableColumn(size_t index) {
  return WritableColumn(index, 1);
}

Column& LeadColumns::WritableColumn(size_t index, size_t count) {
  columns_[index].PadTo(size() - count);
  return columns_[index];
}

void LeadColumns::ClearRows() {
  ids_.Clear();
  num_nameless_ = 0;
  accounts_.ClearRows();
  for (Column& column : columns_) column.ClearRows();
}

void LeadColumns::Finish() {
  for (Column& column : columns_) column.PadTo(size());
}

}  // namespace leadscore::internal
