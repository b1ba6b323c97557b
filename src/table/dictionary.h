// The different values of a column of text, each with a small number, its
// code, in the order of their first appearance.

#ifndef LEADSCORE_SRC_TABLE_DICTIONARY_H_
#define LEADSCORE_SRC_TABLE_DICTIONARY_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace leadscore::internal {

class Dictionary {
 public:
  Dictionary() = default;
  // Not copied: the index points into the values.
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  // The code of a value, which is added if it is new.
  int32_t Encode(std::string_view value);

  // The code of a value, or -1.
  int32_t Find(std::string_view value) const;

  // REQUIRES: 0 <= code < size().
  std::string_view value(int32_t code) const {
    return values_[static_cast<size_t>(code)];
  }
  int32_t size() const { return static_cast<int32_t>(values_.size()); }

 private:
  std::deque<std::string> values_;  // Does not move its elements.
  absl::flat_hash_map<std::string_view, int32_t> codes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_DICTIONARY_H_
