#include "src/arrow/arrow_leads.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/io/file_columns.h"

namespace leadscore::internal {

ArrowLeads::ArrowLeads(const CheckedModel& model, bool with_accounts,
                       size_t max_text_bytes)
    : account_name_(OrDefault(model.spec.columns.account, "account")),
      with_accounts_(with_accounts),
      accounts_(max_text_bytes) {
  std::vector<FileColumn> columns = LeadColumnsOf(model);
  attributes_.reserve(columns.size());
  for (FileColumn& column : columns) {
    attributes_.push_back(
        {std::move(column.name), column.target,
         ArrowCells(std::move(column.parser), max_text_bytes)});
  }
}

absl::Status ArrowLeads::Bind(const ArrowFields& leads) {
  for (Attribute& attribute : attributes_) {
    LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ArrowVector> column,
                               leads.Find(attribute.name));
    attribute.is_there = column.has_value();
    if (!attribute.is_there) continue;
    LEADSCORE_RETURN_IF_ERROR(attribute.cells.Bind(*column));
  }
  accounts_.Unbind();
  if (!with_accounts_) return absl::OkStatus();
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ArrowVector> accounts,
                             leads.Find(account_name_));
  return accounts.has_value() ? accounts_.Bind(*accounts) : absl::OkStatus();
}

std::vector<std::string> ArrowLeads::MissingColumns() const {
  std::vector<std::string> names;
  for (const Attribute& attribute : attributes_) {
    if (!attribute.is_there) names.push_back(attribute.name);
  }
  return names;
}

absl::Status ArrowLeads::Append(size_t begin, size_t end, LeadColumns* table) {
  table->AddNamelessRows(end - begin);
  for (Attribute& attribute : attributes_) {
    if (!attribute.is_there) continue;
    Column& column = table->WritableColumn(attribute.target, end - begin);
    for (size_t row = begin; row < end; row += kWordBits) {
      const size_t count = std::min(kWordBits, end - row);
      LEADSCORE_RETURN_IF_ERROR(attribute.cells.Load(row, count, &column));
      attribute.cells.values().AppendTo(0, count, &column);
    }
  }
  return AppendAccounts(begin, end, &table->WritableAccounts());
}

absl::Status ArrowLeads::AppendAccounts(size_t begin, size_t end,
                                        Column* accounts) {
  if (!accounts_.is_bound()) {
    accounts->PadTo(accounts->size() + (end - begin));
    return absl::OkStatus();
  }
  for (size_t row = begin; row < end; row += kWordBits) {
    const size_t count = std::min(kWordBits, end - row);
    LEADSCORE_RETURN_IF_ERROR(accounts_.Load(row, count));
    for (size_t i = 0; i < count; ++i) {
      const std::string_view account = accounts_.texts()[i];
      if (account.empty()) {
        accounts->AppendMissing();
      } else {
        accounts->AppendString(account);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace leadscore::internal
