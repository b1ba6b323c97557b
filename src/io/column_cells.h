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

// Values of a column, for some rows at a time, before they are appended to it.
struct CellValues {
  // Appends the rows from one up to, but not including, another.
  void AppendTo(size_t begin, size_t end, Column* column) const;

  void SetPresent(size_t row) { present |= uint64_t{1} << row; }

  uint64_t present = 0;  // The rows that have a value: a bit each.
  // One of them, by the type of the column, by row.
  std::vector<int64_t> numbers;
  std::vector<double> reals;
  std::vector<int32_t> codes;
  std::vector<AttributeValue> lists;
};

class ColumnCells {
 public:
  // Rows of a batch are bits of a word.
  static_assert(RecordBatch::kMostRecords == 64);

  explicit ColumnCells(CellParser parser);

  // Parses cells. `column` is that which they are for: its dictionary takes the
  // texts that are new. Gives the rows that are not as they should be; what is
  // wrong with them CellParser tells.
  uint64_t Parse(const std::string_view* cells, size_t count, Column* column);

  // What Parse found.
  const CellValues& values() const { return values_; }

  const CellParser& parser() const { return parser_; }

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

  CellParser parser_;
  bool is_message_;
  bool may_be_null_[256] = {};  // By the first byte of a trimmed cell.

  CellValues values_;

  // The codes of texts, -1 for those that mean that there is no value: nearer
  // at hand than the dictionary.
  std::vector<TextKey> keys_;  // Of the present batch, by row.
  TextMemo<int32_t> code_of_text_;
  std::shared_ptr<Dictionary> dictionary_;  // Whose codes they are.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_COLUMN_CELLS_H_
