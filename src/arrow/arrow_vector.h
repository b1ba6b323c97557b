// An array of Arrow whose structure has been checked, and its rows.
//
// The interface says how many buffers an array has, but not how long they are:
// what is checked is all that can be.

#ifndef LEADSCORE_SRC_ARROW_ARROW_VECTOR_H_
#define LEADSCORE_SRC_ARROW_ARROW_VECTOR_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "leadscore/arrow_c_data.h"
#include "src/arrow/arrow_type.h"

namespace leadscore::internal {

// Refers to the memory of an array, which has to stay as long.
class ArrowVector {
 public:
  // `name` is what messages call it: "column \"title\"".
  //
  // Errors: kInvalidArgument, a null pointer, one that was released, or numbers
  // that do not fit together.
  static absl::StatusOr<ArrowVector> Create(const ArrowSchema* schema,
                                            const ArrowArray* array,
                                            const std::string& name);

  const ArrowType& type() const { return type_; }
  size_t size() const { return size_; }
  const std::string& name() const { return name_; }

  // Whether it has codes of another array's rows, which is `dictionary`. Its
  // own type is that of the codes.
  bool has_dictionary() const { return array_->dictionary != nullptr; }
  absl::StatusOr<ArrowVector> dictionary() const;

  // Of structs: row i of a child belongs to row i of this. Of lists the one
  // child has the elements.
  //
  // Errors: as of Create; kInvalidArgument, fewer rows than this.
  size_t num_children() const {
    return static_cast<size_t>(array_->n_children);
  }
  std::string_view child_name(size_t index) const;
  absl::StatusOr<ArrowVector> child(size_t index,
                                    const std::string& name) const;

  // Which of up to 64 rows have a value: a bit each.
  //
  // REQUIRES: row + count <= size().
  uint64_t Present(size_t row, size_t count) const;
  bool IsPresent(size_t row) const { return Present(row, 1) != 0; }

  // Each REQUIRES the type, and row < size().
  template <typename T>
  T Value(size_t row) const {
    T value;
    std::memcpy(&value, values_ + (offset_ + row) * sizeof(T), sizeof(T));
    return value;
  }
  bool Bool(size_t row) const {
    const size_t bit = offset_ + row;
    return (values_[bit / 8] >> (bit % 8) & 1) != 0;
  }
  // The code of a dictionary; one that is negative is larger than any.
  //
  // REQUIRES: has_dictionary().
  size_t Code(size_t row) const;
  // False if the offsets of the row leave the memory that they speak of.
  bool Text(size_t row, std::string_view* text) const;
  // Appends what says which texts the rows have: arrays for which it is equal
  // have equal ones. False if it has no texts, views of them, or more than so
  // many bytes.
  bool AppendTextBytes(size_t most, std::string* bytes) const;
  bool Elements(size_t row, size_t* begin, size_t* end) const;

  // Checks every row of it and of what is below it, as far as that can be
  // done: offsets and codes.
  //
  // Errors: kInvalidArgument, the first that is wrong, or deeper nesting than
  // any model reads.
  absl::Status CheckAll() const { return CheckAll(0); }

 private:
  ArrowVector() = default;

  absl::Status CheckNumbers() const;
  absl::Status CheckBuffers();
  absl::Status CheckOffsets();
  absl::Status Fail(const std::string& what) const;
  const void* buffer(int64_t index) const {
    return array_->n_buffers > index ? array_->buffers[index] : nullptr;
  }
  int64_t Offset(size_t index) const;
  bool View(size_t row, std::string_view* text) const;
  absl::Status CheckRows() const;
  absl::Status CheckAll(int depth) const;

  const ArrowSchema* schema_ = nullptr;
  const ArrowArray* array_ = nullptr;
  std::string name_;
  ArrowType type_;
  size_t size_ = 0;
  size_t offset_ = 0;                  // Of the first row, in every buffer.
  const uint8_t* validity_ = nullptr;  // Null: all rows have a value.
  const uint8_t* values_ = nullptr;    // Offsets, of text and lists.
  const char* texts_ = nullptr;
  int64_t end_ = 0;  // Of texts and elements: the last offset.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_VECTOR_H_
