// What a LeadTable holds.

#ifndef LEADSCORE_SRC_TABLE_LEAD_COLUMNS_H_
#define LEADSCORE_SRC_TABLE_LEAD_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "leadscore/table.h"
#include "src/table/column.h"

namespace leadscore::internal {

// A row a lead. Filled row by row, then read-only.
class LeadColumns {
 public:
  explicit LeadColumns(LeadSchema schema);

  const LeadSchema& schema() const { return schema_; }
  size_t size() const {
    return static_cast<size_t>(ids_.size()) + num_nameless_;
  }
  // Empty for rows without ids.
  std::string_view id(size_t row) const {
    return num_nameless_ > 0 ? std::string_view()
                             : ids_.value(static_cast<int32_t>(row));
  }
  // The column of the schema with this index.
  const Column& column(size_t index) const { return columns_[index]; }
  const Column& accounts() const { return accounts_; }

  // The row of a lead, or -1.
  ptrdiff_t FindRow(std::string_view id) const { return ids_.Find(id); }
  int32_t FindRow(const Dictionary::Key& id) const { return ids_.Find(id); }
  // Those of many, -1 each if there is none.
  void FindRows(const Dictionary::Key* ids, size_t count, int32_t* rows) const {
    ids_.FindAll(ids, count, rows);
  }

  // Starts the next row; false, and nothing happens, if the id is there
  // already. The account is missing if it is empty.
  bool AddRow(std::string_view id, std::string_view account);

  // Starts the next row without its account, which has to be appended to
  // WritableAccounts in the order of the rows.
  bool AddId(const Dictionary::Key& id);
  void AskAhead(const Dictionary::Key& id) const { ids_.AskAhead(id); }
  Column& WritableAccounts() { return accounts_; }

  // Appends rows without ids, for whose accounts the same holds.
  //
  // REQUIRES: no other rows have ids.
  void AddNamelessRows(size_t count) { num_nameless_ += count; }

  // A column whose dictionary takes texts before there are rows for them.
  Column& Writable(size_t index) { return columns_[index]; }

  // To append the value of the last row to, at most once a row.
  Column& WritableColumn(size_t index);

  // The same for the last `count` rows, all of which have to be appended.
  Column& WritableColumn(size_t index, size_t count);

  // Removes all rows, to be filled again.
  void ClearRows();

  // Ends the filling: makes all columns as long as the table.
  void Finish();

 private:
  LeadSchema schema_;
  // Ids are all different, so the code of an id is its row.
  Dictionary ids_;
  size_t num_nameless_ = 0;
  Column accounts_{ValueType::kString};
  std::vector<Column> columns_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_LEAD_COLUMNS_H_
