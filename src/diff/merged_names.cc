#include "src/diff/merged_names.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace leadscore::internal {

MergedNames MergeNames(const std::vector<std::string>& from,
                       const std::vector<std::string>& to) {
  // What only `from` has, by the name behind which it comes.
  const std::set<std::string> in_to(to.begin(), to.end());
  std::vector<std::string> at_front;
  std::map<std::string, std::vector<std::string>> behind;
  std::vector<std::string>* place = &at_front;
  for (const std::string& name : from) {
    if (in_to.count(name) > 0) {
      place = &behind[name];
    } else {
      place->push_back(name);
    }
  }
  MergedNames merged;
  merged.names = at_front;
  for (const std::string& name : to) {
    merged.names.push_back(name);
    const auto found = behind.find(name);
    if (found == behind.end()) continue;
    merged.names.insert(merged.names.end(), found->second.begin(),
                        found->second.end());
  }
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < merged.names.size(); ++i) index[merged.names[i]] = i;
  const auto indices = [&index](const std::vector<std::string>& names) {
    std::vector<size_t> places;
    for (const std::string& name : names) places.push_back(index.at(name));
    return places;
  };
  merged.from = indices(from);
  merged.to = indices(to);
  return merged;
}

}  // namespace leadscore::internal
