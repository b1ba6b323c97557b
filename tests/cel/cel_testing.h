// Evaluates expressions over variables that a test sets.

#ifndef LEADSCORE_TESTS_CEL_CEL_TESTING_H_
#define LEADSCORE_TESTS_CEL_CEL_TESTING_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cel/program.h"

namespace leadscore::internal::cel {

// Variables with values; one that has none is missing.
class TestScope : public Activation {
 public:
  TestScope() {
    environment_.DescribeRoot("lead", "attribute",
                              "declare it: attributes { name: \"...\" }");
  }

  TestScope& Declare(std::string name, Type type) {
    const int index =
        environment_.AddVariable(std::move(name), std::move(type));
    values_.push_back(Value::Missing(index));
    return *this;
  }

  TestScope& Set(std::string name, Type type, Value value) {
    Declare(std::move(name), std::move(type));
    values_.back() = std::move(value);
    return *this;
  }

  Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }

  Environment& environment() { return environment_; }
  const Environment& environment() const { return environment_; }

  // The value of an expression as text, or "does not compile: " and why.
  std::string Eval(std::string_view text,
                   Typing typing = Typing::kStatic) const {
    std::vector<Issue> issues;
    const auto program = Program::Compile(text, environment_, &issues, typing);
    if (program == nullptr) return "does not compile: " + issues[0].message;
    return program->Evaluate(*this).ToString();
  }

  // All issues, each as "begin-end message | remedy".
  std::vector<std::string> Issues(std::string_view text) const {
    std::vector<Issue> issues;
    Program::Compile(text, environment_, &issues);
    std::vector<std::string> texts;
    for (const Issue& issue : issues) {
      texts.push_back(std::to_string(issue.begin) + "-" +
                      std::to_string(issue.end) + " " + issue.message +
                      (issue.remedy.empty() ? "" : " | " + issue.remedy));
    }
    return texts;
  }

 private:
  Environment environment_;
  std::vector<Value> values_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_TESTS_CEL_CEL_TESTING_H_
