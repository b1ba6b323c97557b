// Well-typed CEL expressions at random, over variables of every type.

#ifndef LEADSCORE_TESTS_TESTING_EXPRESSIONS_H_
#define LEADSCORE_TESTS_TESTING_EXPRESSIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/program.h"

namespace leadscore::testing {

// Gives a number from 0 up to, but not including, its argument.
using Choose = std::function<int(int)>;

// Chooses by the bytes of a text, and 0 when they are used up.
class ChooseByBytes {
 public:
  explicit ChooseByBytes(std::string_view bytes) : bytes_(bytes) {}
  int operator()(int count);

 private:
  std::string_view bytes_;
};

// Variables of every type, each with a value or missing.
class ExpressionScope : public internal::cel::Activation {
 public:
  // With the values that stand in cel_fuzzer's seeds' place; `limits` for the
  // environment.
  explicit ExpressionScope(internal::cel::Limits limits = {});

  // Values of any size up to a few dozen bytes or elements; some missing.
  void ChooseValues(const Choose& choose);

  internal::cel::Value Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  const internal::cel::Environment& environment() const { return environment_; }

 private:
  void Add(std::string name, internal::cel::Type type,
           internal::cel::Value value);

  internal::cel::Environment environment_;
  std::vector<internal::cel::Value> values_;
};

// An expression over the variables of an ExpressionScope that the checker
// accepts. Every operator, macro and function of CEL may stand in it.
std::string GenerateExpression(const Choose& choose, int depth);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_EXPRESSIONS_H_
