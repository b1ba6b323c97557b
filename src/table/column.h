// One column of a table: values, and for each row whether there is one.

#ifndef LEADSCORE_SRC_TABLE_COLUMN_H_
#define LEADSCORE_SRC_TABLE_COLUMN_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/lead.h"
#include "leadscore/model_spec.h"
#include "src/core/time_text.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// In the layout of Arrow: a bit a row for presence, plain values, codes into a
// dictionary for text, offsets for lists. A row without a value has the code -1
// or the number 0. Filled by appending rows; read-only once it is in a table.
class Column {
 public:
  explicit Column(ValueType type);

  ValueType type() const { return type_; }
  size_t size() const { return size_; }

  bool IsPresent(size_t row) const {
    return (present_[row / 64] >> (row % 64) & 1) != 0;
  }

  // Each REQUIRES the column's type and that the row has a value.
  bool Bool(size_t row) const { return numbers_[row] != 0; }
  int64_t Int(size_t row) const { return numbers_[row]; }
  Micros Time(size_t row) const { return numbers_[row]; }
  double Double(size_t row) const { return reals_[row]; }
  std::string_view String(size_t row) const {
    return dictionary_->value(codes_[row]);
  }
  int32_t Code(size_t row) const { return codes_[row]; }
  std::vector<std::string_view> StringList(size_t row) const;

  const Dictionary& dictionary() const { return *dictionary_; }

  // Appends the value of the next row; each REQUIRES the column's type. A NaN
  // is a missing value, -0.0 is kept as 0.0. Rows left out by PadTo are
  // missing.
  void AppendBool(bool value) { AppendNumber(value ? 1 : 0); }
  void AppendInt(int64_t value) { AppendNumber(value); }
  void AppendTime(Micros value) { AppendNumber(value); }
  void AppendDouble(double value);
  void AppendString(std::string_view value);
  void AppendStringList(const std::vector<std::string>& values);
  void AppendMissing() { PadTo(size_ + 1); }
  // Appends any of them, or a missing value; an int is taken as a double.
  //
  // REQUIRES: HasType(value, type()), or that there is no value.
  void Append(const AttributeValue& value);

  // Appends the value of a row of another column of the same type.
  void AppendFrom(const Column& other, size_t row);

  // Appends up to 64 rows at once; those whose bit in `present` is not set are
  // missing, and their values whatever they may be.
  //
  // REQUIRES: the column's type; no other bits are set; no double is a NaN.
  void AppendNumbers(const int64_t* values, uint64_t present, size_t count);
  void AppendDoubles(const double* values, uint64_t present, size_t count);
  // Codes of the dictionary, -1 for missing.
  void AppendCodes(const int32_t* codes, uint64_t present, size_t count);
  Dictionary& writable_dictionary() { return *dictionary_; }

  // Removes all rows, but keeps the memory, and the dictionary unless it has
  // grown beyond measure.
  void ClearRows();

  // Makes the column this long with missing values.
  //
  // REQUIRES: size >= this->size().
  void PadTo(size_t size);

  // The memory of all rows: a bit a row, rounded up to whole words; numbers of
  // all types but double and text; codes of text.
  const uint64_t* presence() const { return present_.data(); }
  const int64_t* numbers() const { return numbers_.data(); }
  const double* reals() const { return reals_.data(); }
  const int32_t* codes() const { return codes_.data(); }
  const std::shared_ptr<Dictionary>& shared_dictionary() const {
    return dictionary_;
  }

  // Of the rows; the dictionary knows its own.
  size_t MemoryBytes() const {
    return (present_.capacity() + numbers_.capacity() + reals_.capacity() +
            list_begins_.capacity() + list_ends_.capacity()) *
               sizeof(uint64_t) +
           codes_.capacity() * sizeof(int32_t);
  }

  // This column with its rows in another order: row i is order[i] of this.
  Column Reordered(const std::vector<uint32_t>& order) const;

  // The order of two rows' values: missing first, then by value, text bytewise.
  int Compare(size_t row, size_t other) const;

 private:
  void AppendNumber(int64_t value);
  void AppendCode(int32_t code);
  void MarkPresent();
  void AppendPresence(uint64_t present, size_t count);

  ValueType type_;
  size_t size_ = 0;
  std::vector<uint64_t> present_;
  // One of them, by row; `codes_` of lists by element.
  std::vector<int64_t> numbers_;
  std::vector<double> reals_;
  std::vector<int32_t> codes_;  // Of text, and of the elements of lists.
  std::vector<size_t> list_begins_;
  std::vector<size_t> list_ends_;
  std::shared_ptr<Dictionary> dictionary_;
};

// Whether a value may stand in a column of a type.
bool HasType(const AttributeValue& value, ValueType type);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_COLUMN_H_
