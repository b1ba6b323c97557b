// The names of two models in one order.

#ifndef LEADSCORE_SRC_DIFF_MERGED_NAMES_H_
#define LEADSCORE_SRC_DIFF_MERGED_NAMES_H_

#include <cstddef>
#include <string>
#include <vector>

namespace leadscore::internal {

struct MergedNames {
  // Those of `to` in their order; those that only `from` has behind what stands
  // before them there.
  std::vector<std::string> names;
  std::vector<size_t> from;  // Where each name of `from` is among `names`.
  std::vector<size_t> to;
};

// REQUIRES: names are unique in each.
MergedNames MergeNames(const std::vector<std::string>& from,
                       const std::vector<std::string>& to);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DIFF_MERGED_NAMES_H_
