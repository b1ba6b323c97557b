#include "src/cel/cost.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "src/cel/functions.h"
#include "tests/testing/expressions.h"
#include "tests/testing/generator.h"

namespace leadscore::internal::cel {
namespace {

using leadscore::testing::Choose;
using leadscore::testing::ExpressionScope;

int Count(int usual) {
  const char* const count = std::getenv("LEADSCORE_EXPRESSIONS");
  return count == nullptr ? usual : std::atoi(count);
}

std::unique_ptr<const Program> Compiled(const std::string& text,
                                        const Environment& environment) {
  std::vector<Issue> issues;
  auto program = Program::Compile(text, environment, &issues);
  EXPECT_NE(program, nullptr) << text << ": " << issues[0].message;
  return program;
}

int64_t Bound(const std::string& text, int64_t text_bytes, int64_t elements) {
  const ExpressionScope scope;
  const auto program = Compiled(text, scope.environment());
  if (program == nullptr) return -1;
  return CostBound(*program, [&](int variable) {
    const auto& variables = scope.environment().variables();
    return Extent::Largest(variables[static_cast<size_t>(variable)].type,
                           text_bytes, elements);
  });
}

TEST(CostTest, GrowsWithWhatIsRead) {
  EXPECT_EQ(Bound("lead.flag", 100, 10), 1);
  EXPECT_LT(Bound("lead.count > 5", 100, 10), 20);
  EXPECT_LT(Bound("lead.title.contains('a')", 1000, 10), 3000);
  // Linear in the list, and quadratic where one macro stands in another.
  const auto one = [](int64_t elements) {
    return Bound("lead.tags.exists(x, x == 'a')", 10, elements);
  };
  EXPECT_EQ(one(201) - one(200), one(101) - one(100));
  const auto two = [](int64_t elements) {
    return Bound("lead.tags.exists(x, lead.tags.exists(y, x == y))", 10,
                 elements);
  };
  EXPECT_GT(two(200), 3 * two(100));
  EXPECT_LT(two(200), 5 * two(100));
  // A dyn may be anything.
  EXPECT_GE(Bound("any == 3", 10, 10), Extent::kUnlimited);
}

TEST(CostTest, EveryEvaluationStaysUnderItsBound) {
  leadscore::testing::Random random(4);
  const Choose choose = [&random](int below) { return random.Below(below); };
  ExpressionScope scope;
  int64_t most = 0;
  for (int i = Count(20'000); i > 0; --i) {
    const std::string text = leadscore::testing::GenerateExpression(choose, 4);
    const auto program = Compiled(text, scope.environment());
    ASSERT_NE(program, nullptr);
    scope.ChooseValues(choose);
    int64_t steps = 0;
    program->Evaluate(scope, &steps);
    const int64_t bound = CostBound(*program, [&scope](int variable) {
      return Extent::Of(scope.Get(variable));
    });
    ASSERT_LE(steps, bound) << text;
    ASSERT_GT(steps, 0);
    most = std::max(most, steps);
  }
  EXPECT_GT(most, 500);
}

// Every function and macro stands in some generated expression.
TEST(CostTest, GeneratedExpressionsHaveEveryFunction) {
  leadscore::testing::Random random(5);
  const Choose choose = [&random](int below) { return random.Below(below); };
  std::set<std::string_view> absent(FunctionNames().begin(),
                                    FunctionNames().end());
  for (int i = 0; i < 20'000 && !absent.empty(); ++i) {
    const std::string text = leadscore::testing::GenerateExpression(choose, 4);
    for (auto name = absent.begin(); name != absent.end();) {
      const bool is_there =
          text.find(std::string(*name) + "(") != std::string::npos;
      name = is_there ? absent.erase(name) : std::next(name);
    }
  }
  EXPECT_TRUE(absent.empty()) << *absent.begin();
}

TEST(CostTest, TheStepsOfAnEvaluationEndAtItsLimit) {
  Limits limits;
  limits.max_steps = 1000;
  ExpressionScope scope(limits);
  const auto program = Compiled(
      "[1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, "
      "[1, 2, 3, 4, 5, 6, 7, 8, 9].all(c, a + b + c > 0)))",
      scope.environment());
  int64_t steps = 0;
  EXPECT_EQ(program->Evaluate(scope, &steps).ToString(),
            "<too costly to evaluate>");
  EXPECT_GE(steps, 1000);
  EXPECT_LT(steps, 2000);
}

}  // namespace
}  // namespace leadscore::internal::cel
