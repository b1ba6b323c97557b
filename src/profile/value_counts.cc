#include "src/profile/value_counts.h"

#include <algorithm>

#include "src/core/std_absl.h"

namespace leadscore::internal {

void ValueCounts::Add(std::string_view text) {
  ++total_;
  const auto found = counts_.find(ToAbsl(text));
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < most_distinct_) {
    counts_.emplace(text, 1);
  } else {
    is_full_ = true;
  }
}

std::vector<ValueCount> ValueCounts::MostFrequent(size_t count) const {
  std::vector<ValueCount> all;
  for (const auto& [text, times] : counts_) {
    all.push_back(ValueCount{text, times});
  }
  const auto shown = static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), all.begin() + shown, all.end(),
                    [](const ValueCount& a, const ValueCount& b) {
                      return a.count != b.count ? a.count > b.count
                                                : a.value < b.value;
                    });
  all.resize(static_cast<size_t>(shown));
  return all;
}

}  // namespace leadscore::internal
