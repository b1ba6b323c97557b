#include "src/cel/environment.h"

#include <utility>

namespace leadscore::internal::cel {

int Environment::AddVariable(std::string name, Type type) {
  const int index = static_cast<int>(variables_.size());
  index_.emplace(name, index);
  variables_.push_back(Variable{std::move(name), std::move(type)});
  return index;
}

void Environment::DescribeRoot(std::string root, std::string noun,
                               std::string remedy) {
  roots_[std::move(root)] = Root{std::move(noun), std::move(remedy), ""};
}

void Environment::ForbidRoot(std::string root, std::string reason) {
  roots_[std::move(root)].forbidden = std::move(reason);
}

int Environment::Find(std::string_view name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? -1 : found->second;
}

const Environment::Root* Environment::FindRoot(std::string_view root) const {
  const auto found = roots_.find(root);
  return found == roots_.end() ? nullptr : &found->second;
}

}  // namespace leadscore::internal::cel
