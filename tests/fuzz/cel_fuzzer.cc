// Parses, checks and evaluates a condition over variables of every type, with
// and without static types. What parses has to survive printing.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/fuzz/cel_fuzzing.h"

namespace leadscore::internal::cel {
namespace {

void Fuzz(std::string_view text) {
  static const auto* const scope =
      new leadscore::testing::ExpressionScope(FuzzLimits());
  for (Typing typing : {Typing::kStatic, Typing::kDynamic}) {
    std::vector<Issue> issues;
    const auto program =
        Program::Compile(text, scope->environment(), &issues, typing);
    FUZZ_CHECK((program == nullptr) == !issues.empty());
    for (const Issue& issue : issues) {
      FUZZ_CHECK(!issue.message.empty());
      FUZZ_CHECK(issue.begin <= issue.end && issue.end <= text.size() + 1);
      FindLineColumn(text, issue.begin);
    }
    if (program != nullptr) CheckEvaluation(*program, *scope);
  }
  CheckPrinting(text);
}

}  // namespace
}  // namespace leadscore::internal::cel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::internal::cel::Fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
