// The names that an expression may use besides CEL's own.

#ifndef LEADSCORE_SRC_CEL_ENVIRONMENT_H_
#define LEADSCORE_SRC_CEL_ENVIRONMENT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/issue.h"
#include "src/cel/type.h"

namespace leadscore::internal::cel {

struct Variable {
  std::string name;  // With its dots: "lead.budget".
  Type type;
};

// A set of declared variables. Built once, then only read.
class Environment {
 public:
  explicit Environment(Limits limits = {}) : limits_(limits) {}

  // Declares a variable and returns its index: 0, 1, 2 and so on. Of several
  // of one name the first is meant by it.
  int AddVariable(std::string name, Type type);

  // Tells how to speak of what stands under a root: names below "lead" are
  // each an "attribute". `remedy` is added to the message about a name there
  // that is not declared and near to no other.
  void DescribeRoot(std::string root, std::string noun, std::string remedy);

  // Tells why a root that other expressions may use cannot be used in these.
  void ForbidRoot(std::string root, std::string reason);

  // The namespace in which names are looked up first ("com.example").
  void set_container(std::string container) {
    container_ = std::move(container);
  }

  // The index of a variable by its full name; -1 if there is none.
  int Find(std::string_view name) const;

  struct Root {
    std::string noun;
    std::string remedy;
    std::string forbidden;  // Why it cannot be used; empty if it can.
  };
  // Null if nothing is known of it.
  const Root* FindRoot(std::string_view root) const;

  const std::vector<Variable>& variables() const { return variables_; }
  const std::map<std::string, Root, std::less<>>& roots() const {
    return roots_;
  }
  const std::string& container() const { return container_; }
  const Limits& limits() const { return limits_; }

 private:
  Limits limits_;
  std::vector<Variable> variables_;
  std::map<std::string, int, std::less<>> index_;
  std::map<std::string, Root, std::less<>> roots_;
  std::string container_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_ENVIRONMENT_H_
