// Counts by index, such as by rule of a model.

#ifndef LEADSCORE_SRC_CORE_COUNTS_H_
#define LEADSCORE_SRC_CORE_COUNTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace leadscore::internal {

inline void AddTo(const std::vector<int64_t>& counts,
                  std::vector<int64_t>* sums) {
  if (sums->size() < counts.size()) sums->resize(counts.size());
  for (size_t i = 0; i < counts.size(); ++i) (*sums)[i] += counts[i];
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_COUNTS_H_
