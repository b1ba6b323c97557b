#include "src/table/dictionary.h"

namespace leadscore::internal {

int32_t Dictionary::Encode(std::string_view value) {
  const auto found = codes_.find(value);
  if (found != codes_.end()) return found->second;
  const int32_t code = size();
  values_.emplace_back(value);
  codes_.emplace(values_.back(), code);
  return code;
}

int32_t Dictionary::Find(std::string_view value) const {
  const auto found = codes_.find(value);
  return found == codes_.end() ? -1 : found->second;
}

}  // namespace leadscore::internal
