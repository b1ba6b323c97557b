// The cells of a column, a batch at a time: what CellParser gives for each, for
// the columns of a table.

#ifndef LEADSCORE_SRC_IO_COLUMN_CELLS_H_
#define LEADSCORE_SRC_IO_COLUMN_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/lead.h"
#include "src/core/record.h"
#include "src/core/text_memo.h"
#include "src/core/time_text.h"
#include "src/io/cell_parser.h"
#include "src/table/column.h"

namespace leadscore::internal {

class ColumnCells {
 public:
  // Rows of a batch are bits of a word.
  static_assert(RecordBatch::kMostRecords == 64);

  explicit ColumnCells(CellParser parser);

  // Parses cells. `column` is that which they are for: its dictionary takes the
  // texts that are new. Gives the rows that are not as they should be; what is
  // wrong with them CellParser tells.
  uint64_t Parse(const std::string_view* cells, size_t count, Column* column);

  // The rows that have a value.
  uint64_t present() const { return present_; }

  // REQUIRES: a column of whole numbers or instants; the row has a value.
  int64_t number(size_t row) const { return numbers_[row]; }

  // Appends the rows from one up to, but not including, another to the column.
  void AppendTo(size_t begin, size_t end, Column* column) const;

 private:
  // Each gives whether a cell that is not empty is right.
  bool ParseText(std::string_view cell, size_t row);
  void AskAhead(const std::string_view* cells, size_t count);
  bool ParseInt(std::string_view cell, size_t row);
  bool ParseDouble(std::string_view cell, size_t row);
  bool ParseTime(std::string_view cell, size_t row);
  bool ParseOther(std::string_view cell, size_t row);
  uint64_t ParseMessages(const std::string_view* cells, size_t count);
  // The code of a text; -1 for what means that there is none.
  bool EncodeText(std::string_view cell, int32_t* code);

  // Runs one of them over all cells.
  template <typename ParseOne>
  uint64_t ForEach(const std::string_view* cells, size_t count,
                   ParseOne parse_one);

  void SetPresent(size_t row) { present_ |= uint64_t{1} << row; }

  CellParser parser_;
  bool is_message_;
  bool may_be_null_[256] = {};  // By the first byte of a trimmed cell.

  uint64_t present_ = 0;
  // One of them, by row.
  std::vector<int64_t> numbers_;
  std::vector<double> reals_;
  std::vector<int32_t> codes_;
  std::vector<AttributeValue> lists_;

  // The codes of texts, -1 for those that mean that there is no value: nearer
  // at hand than the dictionary.
  std::vector<TextKey> keys_;  // Of the present batch, by row.
  TextMemo<int32_t> code_of_text_;
  std::shared_ptr<Dictionary> dictionary_;  // Whose codes they are.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_COLUMN_CELLS_H_
