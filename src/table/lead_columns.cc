#include "src/table/lead_columns.h"

#include <utility>

namespace leadscore::internal {

LeadColumns::LeadColumns(LeadSchema schema) : schema_(std::move(schema)) {
  for (const ColumnSchema& column : schema_.columns) {
    columns_.emplace_back(column.type);
  }
}

bool LeadColumns::AddRow(std::string_view id, std::string_view account) {
  const auto row = static_cast<int32_t>(size());
  if (ids_.Encode(id) != row) return false;
  if (account.empty()) {
    accounts_.AppendMissing();
  } else {
    accounts_.AppendString(account);
  }
  return true;
}

Column& LeadColumns::WritableColumn(size_t index) {
  columns_[index].PadTo(size() - 1);
  return columns_[index];
}

void LeadColumns::Finish() {
  for (Column& column : columns_) column.PadTo(size());
}

}  // namespace leadscore::internal
