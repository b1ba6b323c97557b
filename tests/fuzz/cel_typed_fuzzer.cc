// Makes a well-typed expression and values of its variables from the input, so
// that what is tried goes deeper than the parser: it has to be accepted, to be
// evaluated within its bound, to survive printing, and to be allowed for by
// abstract evaluation of values that are not all known.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/abstract.h"
#include "tests/fuzz/cel_fuzzing.h"

namespace leadscore::internal::cel {
namespace {

// Half of the variables are known.
class HalfKnown : public AbstractActivation {
 public:
  explicit HalfKnown(const Activation& values) : values_(values) {}
  Abstract Get(int variable) const override {
    return variable % 2 == 0 ? Abstract::Exactly(values_.Get(variable))
                             : Abstract::Anything();
  }

 private:
  const Activation& values_;
};

bool Allows(const Abstract& abstract, const Value& value) {
  if (value.is_missing()) return abstract.may_be_missing();
  if (value.is_error()) return abstract.may_fail();
  if (value.is_true()) return abstract.may_be_true();
  if (value.is_false()) return abstract.may_be_false();
  return true;
}

void Fuzz(std::string_view bytes) {
  const leadscore::testing::Choose choose =
      leadscore::testing::ChooseByBytes(bytes);
  const std::string text = leadscore::testing::GenerateExpression(choose, 5);
  leadscore::testing::ExpressionScope scope(FuzzLimits());
  scope.ChooseValues(choose);
  std::vector<Issue> issues;
  const auto program = Program::Compile(text, scope.environment(), &issues);
  FUZZ_CHECK(program != nullptr);
  CheckEvaluation(*program, scope);
  CheckPrinting(text);
  int64_t steps = 0;
  const Value value = program->Evaluate(scope, &steps);
  // What comes too late is an error, which abstract evaluation need not
  // foresee.
  if (steps > FuzzLimits().max_steps) return;
  FUZZ_CHECK(Allows(EvaluateAbstractly(*program, HalfKnown(scope)), value));
}

}  // namespace
}  // namespace leadscore::internal::cel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::internal::cel::Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
