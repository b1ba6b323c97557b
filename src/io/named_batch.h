// A batch of records whose values have names, as it is filled and taken.

#ifndef LEADSCORE_SRC_IO_NAMED_BATCH_H_
#define LEADSCORE_SRC_IO_NAMED_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/core/record.h"

namespace leadscore::internal {

// Where the cells of a record go, by position: those that nobody wants are -1.
struct CellTarget {
  void Set(size_t position, std::string_view cell) const {
    const ptrdiff_t index = (*index_of_position)[position];
    if (index < 0) return;
    cells[static_cast<size_t>(index) * RecordBatch::kMostRecords] = cell;
  }

  const std::vector<ptrdiff_t>* index_of_position;
  std::string_view* cells;  // [index * RecordBatch::kMostRecords]
};

class NamedBatch {
 public:
  // Begins anew, with the fields at some of the positions.
  void Prepare(size_t num_positions, const std::vector<size_t>& positions) {
    index_of_position_.assign(num_positions, -1);
    for (size_t i = 0; i < positions.size(); ++i) {
      index_of_position_[positions[i]] = static_cast<ptrdiff_t>(i);
    }
    num_columns_ = positions.size();
    batch_.fields.resize(num_columns_ * RecordBatch::kMostRecords);
    batch_.size = 0;
  }

  // Appends a record that `read(target, activities)` reads, all of whose cells
  // are empty before; false, and nothing is appended, if that is.
  //
  // REQUIRES: !is_full().
  template <typename Read>
  bool Append(std::string_view raw, int64_t line, Read read) {
    const size_t row = batch_.size;
    // Nothing is asked for where only the names of columns are.
    std::string_view* const cells =
        num_columns_ == 0 ? nullptr : batch_.fields.data() + row;
    for (size_t i = 0; i < num_columns_; ++i) {
      cells[i * RecordBatch::kMostRecords] = std::string_view();
    }
    activities_.clear();
    if (!read(CellTarget{&index_of_position_, cells}, &activities_)) {
      return false;
    }
    batch_.raw[row] = raw;
    batch_.lines[row] = line;
    if (row == 0) batch_.activities.clear();
    if (!activities_.empty()) {
      batch_.activities.resize(RecordBatch::kMostRecords);
      batch_.activities[row].swap(activities_);
    }
    ++batch_.size;
    return true;
  }

  bool is_full() const { return batch_.size == RecordBatch::kMostRecords; }
  const RecordBatch& records() const { return batch_; }

  // Takes what is there by `take(records)`, unless that is nothing.
  template <typename Take>
  void Flush(Take take) {
    if (batch_.size > 0) take(batch_);
    batch_.size = 0;
  }

 private:
  std::vector<ptrdiff_t> index_of_position_;
  size_t num_columns_ = 0;
  RecordBatch batch_;
  std::vector<Record> activities_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_NAMED_BATCH_H_
