// A table of texts as a file has them, before anybody knows what they mean:
// what a first model is drafted from (model_draft.h). ReadRawTable
// (raw_table_reader.h) fills one from a file.
//
//   RawTable table({"id", "industry", "employees"});
//   table.AddRow({"L-1", "Software", "250"});

#ifndef LEADSCORE_RAW_TABLE_H_
#define LEADSCORE_RAW_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace leadscore {

namespace internal {
class Dictionary;
}  // namespace internal

// Each different text of a column is kept once. Movable, not copyable. May be
// read by several threads, not written.
class RawTable {
 public:
  // The names of the columns, as the header of a file has them.
  explicit RawTable(std::vector<std::string> columns = {});
  ~RawTable();
  RawTable(RawTable&&) noexcept;
  RawTable& operator=(RawTable&&) noexcept;

  // REQUIRES: a cell for each column, in UTF-8 and without NUL bytes.
  void AddRow(absl::Span<const std::string_view> cells);
  void AddRow(std::initializer_list<std::string_view> cells) {
    AddRow(absl::MakeConstSpan(cells.begin(), cells.size()));
  }

  const std::vector<std::string>& columns() const { return names_; }
  size_t num_rows() const { return num_rows_; }

  // A cell as it was added. REQUIRES: there is one.
  std::string_view cell(size_t column, size_t row) const;

  // The different texts of a column, and for each row the number of its own.
  const internal::Dictionary& texts(size_t column) const {
    return *texts_[column];
  }
  const std::vector<int32_t>& codes(size_t column) const {
    return codes_[column];
  }

  // For those who fill columns: the numbers of further rows of one, then how
  // many rows there are. REQUIRES: at the end all columns have as many.
  internal::Dictionary& writable_texts(size_t column) {
    return *texts_[column];
  }
  std::vector<int32_t>& writable_codes(size_t column) { return codes_[column]; }
  void AddRowsOfColumns(size_t count) { num_rows_ += count; }

 private:
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<internal::Dictionary>> texts_;
  std::vector<std::vector<int32_t>> codes_;
  size_t num_rows_ = 0;
};

}  // namespace leadscore

#endif  // LEADSCORE_RAW_TABLE_H_
