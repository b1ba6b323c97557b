// The values of a row in eight bytes each, and what texts and lists they name.

#ifndef LEADSCORE_SRC_LIVE_PACKED_VALUES_H_
#define LEADSCORE_SRC_LIVE_PACKED_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "leadscore/lead_view.h"
#include "leadscore/table.h"
#include "src/qualify/lead_log_view.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// The texts and lists of many rows, each kept once.
class TextPool {
 public:
  int64_t Encode(std::string_view text) { return texts_.Encode(text); }
  std::string_view Text(int64_t code) const {
    return texts_.value(static_cast<int32_t>(code));
  }

  int64_t EncodeList(const std::vector<std::string_view>& list);
  std::vector<std::string_view> List(int64_t code) const;

  size_t MemoryBytes() const {
    return texts_.MemoryBytes() + lists_.MemoryBytes();
  }

 private:
  Dictionary texts_;
  Dictionary lists_;  // The bytes of the codes of their texts.
};

// One value for each column of a schema, or none. Empty until one is set.
class PackedValues {
 public:
  bool is_empty() const { return words_ == nullptr; }

  // Sets a value of the column's type, or none. NaN is none, and there is one
  // zero; an int is a double where the column is of doubles.
  void Set(const std::vector<ColumnSchema>& schema, size_t column,
           const ValueView& value, TextPool* pool);

  // `lists` gives lists a place.
  ValueView Get(const std::vector<ColumnSchema>& schema, size_t column,
                const TextPool& pool, ListPlaces* lists) const;

  // The bits that stand for a value, or nothing.
  std::optional<int64_t> Word(size_t columns, size_t column) const {
    if (!Has(column)) return std::nullopt;
    return words_[PresenceWords(columns) + column];
  }

  // The order of the bits of two values of a type: missing first, text
  // bytewise.
  static int Compare(std::optional<int64_t> a, std::optional<int64_t> b,
                     ValueType type, const TextPool& pool);

  static size_t MemoryBytes(size_t columns) {
    return (PresenceWords(columns) + columns) * sizeof(int64_t);
  }

 private:
  static size_t PresenceWords(size_t columns) { return (columns + 63) / 64; }
  bool Has(size_t column) const {
    return words_ != nullptr &&
           (static_cast<uint64_t>(words_[column / 64]) >> (column % 64) & 1) !=
               0;
  }

  // A bit a column for presence, then the values.
  std::unique_ptr<int64_t[]> words_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LIVE_PACKED_VALUES_H_
