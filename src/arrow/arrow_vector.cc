#include "src/arrow/arrow_vector.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

// Rows of which all offsets in bytes and bits are still numbers.
constexpr int64_t kMostRows = std::numeric_limits<int64_t>::max() / 64;

}  // namespace

absl::StatusOr<ArrowVector> ArrowVector::Create(const ArrowSchema* schema,
                                                const ArrowArray* array,
                                                const std::string& name) {
  ArrowVector vector;
  vector.name_ = name;
  if (schema == nullptr || array == nullptr) {
    return vector.Fail(schema == nullptr ? "its schema is a null pointer"
                                         : "its array is a null pointer");
  }
  if (schema->release == nullptr || array->release == nullptr) {
    return vector.Fail(schema->release == nullptr
                           ? "its schema has been released"
                           : "its array has been released");
  }
  if (schema->format == nullptr) return vector.Fail("its schema has no format");
  vector.schema_ = schema;
  vector.array_ = array;
  vector.type_ = ParseArrowType(schema->format);
  LEADSCORE_RETURN_IF_ERROR(vector.CheckNumbers());
  vector.size_ = static_cast<size_t>(array->length);
  vector.offset_ = static_cast<size_t>(array->offset);
  LEADSCORE_RETURN_IF_ERROR(vector.CheckBuffers());
  return vector;
}

absl::Status ArrowVector::Fail(const std::string& what) const {
  return absl::InvalidArgumentError(absl::StrCat(name_, ": ", what));
}

absl::Status ArrowVector::CheckNumbers() const {
  if (array_->length < 0 || array_->offset < 0 || array_->length > kMostRows ||
      array_->offset > kMostRows - array_->length) {
    return Fail("its length or offset is not possible");
  }
  if (array_->null_count < -1 || array_->null_count > array_->length) {
    return Fail("its null_count is not possible");
  }
  if ((schema_->dictionary == nullptr) != (array_->dictionary == nullptr)) {
    return Fail("only one of its schema and its array has a dictionary");
  }
  if (has_dictionary() && type_.kind != ArrowKind::kInt &&
      type_.kind != ArrowKind::kUnsigned) {
    return Fail("the codes of its dictionary are no whole numbers");
  }
  if (array_->n_children < 0 || array_->n_children != schema_->n_children) {
    return Fail("its schema and its array have different numbers of children");
  }
  if (array_->n_children > 0 &&
      (array_->children == nullptr || schema_->children == nullptr)) {
    return Fail("its children are a null pointer");
  }
  if (type_.kind == ArrowKind::kList && array_->n_children != 1) {
    return Fail("a list has exactly one child");
  }
  return absl::OkStatus();
}

absl::Status ArrowVector::CheckBuffers() {
  if (type_.kind == ArrowKind::kOther) return absl::OkStatus();
  const int64_t count = array_->n_buffers;
  const bool may_have_more = type_.kind == ArrowKind::kTextView;
  if (count < type_.num_buffers ||
      (!may_have_more && count > type_.num_buffers)) {
    return Fail(absl::StrCat("it has ", count, " buffers where an array of ",
                             NameOf(type_), " has ", type_.num_buffers));
  }
  if (count > 0 && array_->buffers == nullptr) {
    return Fail("its buffers are a null pointer");
  }
  if (type_.kind == ArrowKind::kNull) return absl::OkStatus();
  if (array_->null_count != 0) {
    validity_ = static_cast<const uint8_t*>(buffer(0));
    if (validity_ == nullptr && array_->null_count > 0) {
      return Fail("it has nulls, but no buffer that says which");
    }
  }
  if (type_.kind == ArrowKind::kStruct) return absl::OkStatus();
  values_ = static_cast<const uint8_t*>(buffer(1));
  if (values_ == nullptr && size_ > 0) {
    return Fail("its buffer of values is a null pointer");
  }
  return CheckOffsets();
}

absl::Status ArrowVector::CheckOffsets() {
  if (size_ == 0) return absl::OkStatus();
  if (type_.kind == ArrowKind::kTextView) {
    const int64_t num_texts = array_->n_buffers - type_.num_buffers;
    const auto* sizes =
        static_cast<const int64_t*>(buffer(array_->n_buffers - 1));
    if (num_texts > 0 && sizes == nullptr) {
      return Fail("its buffer of sizes is a null pointer");
    }
    return absl::OkStatus();
  }
  if (type_.kind != ArrowKind::kText && type_.kind != ArrowKind::kList) {
    return absl::OkStatus();
  }
  end_ = Offset(size_);
  if (Offset(0) < 0 || end_ < Offset(0)) {
    return Fail("its offsets are negative or descend");
  }
  if (type_.kind == ArrowKind::kText) {
    texts_ = static_cast<const char*>(buffer(2));
    if (texts_ == nullptr && end_ > 0) {
      return Fail("its buffer of texts is a null pointer");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ArrowVector> ArrowVector::dictionary() const {
  return Create(schema_->dictionary, array_->dictionary,
                name_ + ", its dictionary");
}

std::string_view ArrowVector::child_name(size_t index) const {
  const ArrowSchema* child = schema_->children[index];
  if (child == nullptr || child->name == nullptr) return "";
  return child->name;
}

absl::StatusOr<ArrowVector> ArrowVector::child(size_t index,
                                               const std::string& name) const {
  LEADSCORE_ASSIGN_OR_RETURN(
      ArrowVector child,
      Create(schema_->children[index], array_->children[index], name));
  // A slice of a list has offsets of its own; those of a struct are also those
  // of its children.
  const size_t needed = type_.kind == ArrowKind::kList
                            ? static_cast<size_t>(end_)
                            : offset_ + size_;
  if (child.size_ < needed) {
    return child.Fail("it is shorter than what it is a part of");
  }
  if (type_.kind == ArrowKind::kStruct) {
    child.offset_ += offset_;
    child.size_ = size_;
  }
  return child;
}

uint64_t ArrowVector::Present(size_t row, size_t count) const {
  if (type_.kind == ArrowKind::kNull) return 0;
  if (validity_ == nullptr) return FirstBits(count);
  const size_t begin = offset_ + row;
  const size_t shift = begin % 8;
  const size_t bytes = (shift + count + 7) / 8;
  const uint8_t* const from = validity_ + begin / 8;
  uint64_t word = 0;
  std::memcpy(&word, from, bytes < sizeof(word) ? bytes : sizeof(word));
  word >>= shift;
  if (bytes > sizeof(word)) {
    word |= uint64_t{from[sizeof(word)]} << (kWordBits - shift);
  }
  return word & FirstBits(count);
}

int64_t ArrowVector::Offset(size_t index) const {
  return type_.bytes == 4 ? Value<int32_t>(index) : Value<int64_t>(index);
}

size_t ArrowVector::Code(size_t row) const {
  const bool is_signed = type_.kind == ArrowKind::kInt;
  switch (type_.bytes) {
    case 1:
      return static_cast<size_t>(is_signed ? Value<int8_t>(row)
                                           : Value<uint8_t>(row));
    case 2:
      return static_cast<size_t>(is_signed ? Value<int16_t>(row)
                                           : Value<uint16_t>(row));
    case 4:
      return is_signed ? static_cast<size_t>(Value<int32_t>(row))
                       : Value<uint32_t>(row);
    default:
      return Value<uint64_t>(row);
  }
}

bool ArrowVector::Text(size_t row, std::string_view* text) const {
  if (type_.kind == ArrowKind::kTextView) return View(row, text);
  const int64_t begin = Offset(row);
  const int64_t end = Offset(row + 1);
  if (begin < 0 || begin > end || end > end_) return false;
  *text = {texts_ + begin, static_cast<size_t>(end - begin)};
  return true;
}

// Sixteen bytes: the size, and the text itself if it has at most twelve; or
// else four of it, the number of a buffer, and where in it the text begins.
bool ArrowVector::View(size_t row, std::string_view* text) const {
  constexpr int32_t kMostInside = 12;
  struct Parts {
    int32_t size;
    char prefix[4];
    int32_t buffer;
    int32_t offset;
  };
  const auto parts = Value<Parts>(row);
  if (parts.size < 0) return false;
  if (parts.size <= kMostInside) {
    *text = {reinterpret_cast<const char*>(values_) +
                 (offset_ + row) * sizeof(Parts) + sizeof(parts.size),
             static_cast<size_t>(parts.size)};
    return true;
  }
  const int64_t num_texts = array_->n_buffers - type_.num_buffers;
  if (parts.buffer < 0 || parts.buffer >= num_texts || parts.offset < 0) {
    return false;
  }
  int64_t size = 0;
  std::memcpy(&size,
              static_cast<const char*>(buffer(array_->n_buffers - 1)) +
                  sizeof(size) * static_cast<size_t>(parts.buffer),
              sizeof(size));
  const auto* const from =
      static_cast<const char*>(buffer(2 + int64_t{parts.buffer}));
  if (from == nullptr || int64_t{parts.offset} + parts.size > size) {
    return false;
  }
  *text = {from + parts.offset, static_cast<size_t>(parts.size)};
  return true;
}

bool ArrowVector::AppendTextBytes(size_t most, std::string* bytes) const {
  if (type_.kind != ArrowKind::kText || size_ == 0 || has_dictionary()) {
    return false;
  }
  const auto width = static_cast<size_t>(type_.bytes);
  const size_t offset_bytes = (size_ + 1) * width;
  const auto text_bytes = static_cast<size_t>(end_ - Offset(0));
  if (size_ > most || text_bytes > most - size_) return false;
  // The width of offsets is told by how many bytes they are.
  for (const size_t number : {size_, offset_bytes, text_bytes}) {
    bytes->append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  for (size_t row = 0; row < size_; row += kWordBits) {
    const uint64_t word = Present(row, std::min(kWordBits, size_ - row));
    bytes->append(reinterpret_cast<const char*>(&word), sizeof(word));
  }
  bytes->append(reinterpret_cast<const char*>(values_) + offset_ * width,
                offset_bytes);
  if (text_bytes > 0) bytes->append(texts_ + Offset(0), text_bytes);
  return true;
}

bool ArrowVector::Elements(size_t row, size_t* begin, size_t* end) const {
  const int64_t first = Offset(row);
  const int64_t behind = Offset(row + 1);
  if (first < 0 || first > behind || behind > end_) return false;
  *begin = static_cast<size_t>(first);
  *end = static_cast<size_t>(behind);
  return true;
}

absl::Status ArrowVector::CheckRows() const {
  const bool is_text = type_.kind == ArrowKind::kText;
  std::string_view text;
  size_t begin = 0;
  size_t end = 0;
  for (size_t row = 0; row < size_; ++row) {
    // A view that is null may be anything; offsets may not.
    const bool is_right =
        type_.kind == ArrowKind::kTextView
            ? !IsPresent(row) || View(row, &text)
            : (is_text ? Text(row, &text) : Elements(row, &begin, &end));
    if (!is_right) {
      return Fail(absl::StrCat("row ", row + 1,
                               ": its offsets leave the memory they are of"));
    }
  }
  return absl::OkStatus();
}

absl::Status ArrowVector::CheckAll(int depth) const {
  constexpr int kDeepest = 32;
  if (depth > kDeepest) return Fail("it is nested too deeply");
  if (has_dictionary()) {
    LEADSCORE_ASSIGN_OR_RETURN(const ArrowVector values, dictionary());
    for (size_t row = 0; row < size_; ++row) {
      if (IsPresent(row) && Code(row) >= values.size()) {
        return Fail(absl::StrCat("row ", row + 1,
                                 ": its code is none of its dictionary"));
      }
    }
    return values.CheckAll(depth + 1);
  }
  if (type_.kind == ArrowKind::kText || type_.kind == ArrowKind::kTextView ||
      type_.kind == ArrowKind::kList) {
    LEADSCORE_RETURN_IF_ERROR(CheckRows());
  }
  if (type_.kind != ArrowKind::kList && type_.kind != ArrowKind::kStruct) {
    return absl::OkStatus();
  }
  for (size_t i = 0; i < num_children(); ++i) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const ArrowVector below,
        child(i, absl::StrCat(name_, ".", ToAbsl(child_name(i)))));
    LEADSCORE_RETURN_IF_ERROR(below.CheckAll(depth + 1));
  }
  return absl::OkStatus();
}

}  // namespace leadscore::internal
