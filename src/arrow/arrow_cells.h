// The rows of an array of Arrow as values of a column of a table, some at a
// time, read where they lie.

#ifndef LEADSCORE_SRC_ARROW_ARROW_CELLS_H_
#define LEADSCORE_SRC_ARROW_ARROW_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/arrow/arrow_vector.h"
#include "src/io/column_cells.h"
#include "src/table/column.h"

namespace leadscore::internal {

// The text of any row for people and for columns of text, as it stands in a
// CSV file; empty for a row without a value. False if it has none that is
// certain, as of reals in a column of text.
bool CellTextOf(const ArrowVector& vector, size_t row, std::string* text);

// Stays from batch to batch, and remembers texts.
class ArrowCells {
 public:
  // `parser` says what the values are to become, and reads those that are
  // texts, as it does the cells of a CSV file. Texts that are longer than
  // `max_text_bytes` are wrong.
  ArrowCells(CellParser parser, size_t max_text_bytes);
  ~ArrowCells();
  ArrowCells(ArrowCells&&);
  ArrowCells& operator=(ArrowCells&&);

  // Takes the array of a batch, whose memory has to stay as long as it is read.
  //
  // Errors: kInvalidArgument, it has values that cannot become what they are
  // to.
  absl::Status Bind(const ArrowVector& vector);

  // Looks at up to 64 rows. `column` is that which they are for: its dictionary
  // takes the texts that are new; it may be null unless it has text.
  //
  // Errors: kInvalidArgument, the first row that is wrong, and why.
  absl::Status Load(size_t row, size_t count, Column* column);

  const CellValues& values() const {
    return is_text_ ? texts_.values() : values_;
  }

 private:
  // Each reads rows of one kind, and gives those that are wrong: a bit each.
  using Loader = uint64_t (ArrowCells::*)(size_t row, size_t count);

  ValueType type() const { return texts_.parser().format().type; }

  // Null if the values cannot become what they are to.
  Loader FindLoader();
  Loader FindIntLoader();
  Loader FindRealLoader();
  Loader FindCodeLoader() const;
  template <typename T>
  Loader CodeLoaderOf() const;

  uint64_t LoadNothing(size_t row, size_t count);
  template <typename T>
  uint64_t LoadInts(size_t row, size_t count);
  template <typename T>
  uint64_t LoadWholeReals(size_t row, size_t count);
  template <typename T>
  uint64_t LoadReals(size_t row, size_t count);
  uint64_t LoadDecimals(size_t row, size_t count);
  uint64_t LoadBools(size_t row, size_t count);
  uint64_t LoadTimes(size_t row, size_t count);
  uint64_t LoadDays(size_t row, size_t count);
  uint64_t LoadTexts(size_t row, size_t count);
  uint64_t LoadNumbersAsTexts(size_t row, size_t count);
  uint64_t LoadLists(size_t row, size_t count);
  template <typename T>
  uint64_t LoadCodes(size_t row, size_t count);
  template <typename T>
  uint64_t LoadTextCodes(size_t row, size_t count);

  // Looks at a row of the dictionary, once; false if it is wrong.
  bool LookUp(size_t code);
  void TakeDictionary(const ArrowVector& dictionary);
  void ForgetDictionary();

  uint64_t ParseTexts(const std::string_view* cells, size_t count);
  bool SetTime(Micros time, size_t row);
  // The instant of a local time.
  Micros InZone(Micros local) const;
  std::string WhyWrong(size_t row) const;
  std::string WhyWrong(const std::string& text) const;

  ColumnCells texts_;
  size_t max_text_bytes_;
  std::optional<ArrowVector> vector_;
  Loader loader_ = nullptr;
  bool is_text_ = false;  // What `texts_` reads.
  Column* column_ = nullptr;
  CellValues values_;

  // Of a list.
  std::optional<ArrowVector> elements_;

  // Of a dictionary: the values that were looked at, by code. The codes of
  // texts say it themselves: -1 for a text that means that there is none.
  static constexpr int32_t kUnseenCode = -2;
  enum State : uint8_t { kUnseen, kMissing, kPresent, kWrong };
  std::unique_ptr<ArrowCells> dictionary_cells_;
  std::vector<State> states_;
  CellValues dictionary_values_;
  std::shared_ptr<Dictionary> text_codes_;  // Whose codes they have.
  std::string dictionary_bytes_;            // Empty: not to be compared.
  std::string spare_bytes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_CELLS_H_
