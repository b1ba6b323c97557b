#include "src/diff/element_pairs.h"

#include <algorithm>

namespace leadscore::internal {

std::vector<bool> LongestRising(const std::vector<size_t>& values) {
  std::vector<size_t> tails;  // Places in `values`, by length of the sequence.
  std::vector<size_t> before(values.size(), kNone);
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] == kNone) continue;
    const auto place = std::lower_bound(
        tails.begin(), tails.end(), values[i],
        [&](size_t tail, size_t value) { return values[tail] < value; });
    if (place != tails.begin()) before[i] = *(place - 1);
    if (place == tails.end()) {
      tails.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<bool> belongs(values.size());
  for (size_t i = tails.empty() ? kNone : tails.back(); i != kNone;
       i = before[i]) {
    belongs[i] = true;
  }
  return belongs;
}

}  // namespace leadscore::internal
