// How often each of many texts was met, in bounded memory.

#ifndef LEADSCORE_SRC_PROFILE_VALUE_COUNTS_H_
#define LEADSCORE_SRC_PROFILE_VALUE_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "leadscore/profile.h"

namespace leadscore::internal {

class ValueCounts {
 public:
  // At most `most_distinct` texts are told apart: those that come first.
  explicit ValueCounts(size_t most_distinct) : most_distinct_(most_distinct) {}

  void Add(std::string_view text);

  int64_t total() const { return total_; }
  int64_t distinct() const { return static_cast<int64_t>(counts_.size()); }
  // Whether there were more than are told apart.
  bool is_full() const { return is_full_; }

  // The most frequent texts, at most `count`: counts fall, equal ones stand
  // bytewise.
  std::vector<ValueCount> MostFrequent(size_t count) const;

 private:
  size_t most_distinct_;
  absl::flat_hash_map<std::string, int64_t> counts_;
  int64_t total_ = 0;
  bool is_full_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROFILE_VALUE_COUNTS_H_
