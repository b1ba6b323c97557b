// That abstract evaluation allows for whatever an expression can give, on
// generated expressions, and that it says more than that anything is possible.

#include "src/cel/abstract.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/testing/expressions.h"
#include "tests/testing/generator.h"

namespace leadscore::internal::cel {
namespace {

using leadscore::testing::Choose;
using leadscore::testing::ExpressionScope;

class AbstractScope : public AbstractActivation {
 public:
  Abstract Get(int variable) const override {
    return values_[static_cast<size_t>(variable)];
  }
  void Add(Abstract value) { values_.push_back(std::move(value)); }

 private:
  std::vector<Abstract> values_;
};

// Something that allows for a value, and mostly for others too.
Abstract Blurred(const Value& value, const Choose& choose) {
  const bool has_order = value.is_numeric() || value.is(Kind::kTimestamp) ||
                         value.is(Kind::kDuration);
  switch (choose(4)) {
    case 0:
      return Abstract::Exactly(value);
    case 1:
      return Abstract::Anything();
    default:
      break;
  }
  if (value.is(Kind::kBool) || value.is_missing()) {
    return Abstract::Truth(
        value.is_true() || choose(2) == 1, value.is_false() || choose(2) == 1,
        value.is_missing() || choose(2) == 1, choose(4) == 0);
  }
  if (value.is(Kind::kInt)) {
    const int64_t reach = choose(50);
    return Abstract::Between(
        Value::Int(std::max(value.as_int(), INT64_MIN + reach) - reach),
        Value::Int(std::min(value.as_int(), INT64_MAX - reach) + reach));
  }
  if (value.is(Kind::kDouble)) {
    return Abstract::Between(Value::Double(value.as_double() - choose(9)),
                             Value::Double(value.as_double() + choose(9)));
  }
  if (value.is(Kind::kString)) {
    auto texts = std::make_shared<Abstract::Texts>();
    for (const char* text : {"a", "VP", "", "b"}) {
      if (value.as_string() != text && choose(2) == 1) texts->insert(text);
    }
    return Abstract::TextOtherThan(std::move(texts));
  }
  return has_order ? Abstract::Between(value, value) : Abstract::Anything();
}

bool IsAtMost(const Value& a, const Value& b) {
  if (a.is_numeric()) return CompareNumbers(a, b).value_or(1) <= 0;
  if (a.is(Kind::kDuration)) return a.as_duration() <= b.as_duration();
  const Instant x = a.as_timestamp();
  const Instant y = b.as_timestamp();
  return x.seconds != y.seconds ? x.seconds < y.seconds : x.nanos <= y.nanos;
}

bool Allows(const Abstract& abstract, const Value& value) {
  if (value.is_missing()) return abstract.may_be_missing();
  if (value.is_error()) return abstract.may_fail();
  if (value.is_true()) return abstract.may_be_true();
  if (value.is_false()) return abstract.may_be_false();
  if (abstract.is_between()) {
    return abstract.low().kind() == value.kind() &&
           IsAtMost(abstract.low(), value) && IsAtMost(value, abstract.high());
  }
  if (abstract.is_other_text()) {
    return value.is(Kind::kString) && abstract.may_be_text(value.as_string());
  }
  return !abstract.is_exact() || abstract.value() == value ||
         value.ToString() == abstract.value().ToString();  // NaN.
}

TEST(AbstractTest, AllowsForWhateverAnExpressionGives) {
  const char* const count = std::getenv("LEADSCORE_EXPRESSIONS");
  leadscore::testing::Random random(11);
  const Choose choose = [&random](int below) { return random.Below(below); };
  ExpressionScope scope;
  int certain = 0;
  for (int i = count == nullptr ? 20'000 : std::atoi(count); i > 0; --i) {
    const std::string text = leadscore::testing::GenerateExpression(choose, 3);
    std::vector<Issue> issues;
    const auto program = Program::Compile(text, scope.environment(), &issues);
    ASSERT_NE(program, nullptr) << text << ": " << issues[0].message;
    scope.ChooseValues(choose);
    AbstractScope blurred;
    bool is_all_exact = true;
    for (size_t v = 0; v < scope.environment().variables().size(); ++v) {
      const Value value = scope.Get(static_cast<int>(v));
      blurred.Add(Blurred(value, choose));
      is_all_exact =
          is_all_exact && blurred.Get(static_cast<int>(v)).is_exact();
    }
    const Value value = program->Evaluate(scope);
    const Abstract abstract = EvaluateAbstractly(*program, blurred);
    ASSERT_TRUE(Allows(abstract, value)) << text << " is " << value.ToString();
    const bool is_certain =
        abstract.is_true() ||
        (!abstract.may_be_true() && program->type().is(Kind::kBool));
    if (is_certain && !is_all_exact) ++certain;
  }
  EXPECT_GT(certain, 100);
}

// What conditions on leads are mostly made of.
TEST(AbstractTest, FollowsComparisonsAndLogic) {
  Environment environment;
  environment.AddVariable("n", Kind::kInt);
  environment.AddVariable("text", Kind::kString);
  environment.AddVariable("flag", Kind::kBool);
  AbstractScope scope;
  scope.Add(Abstract::Between(Value::Int(10), Value::Int(20)));
  scope.Add(Abstract::TextOtherThan(
      std::make_shared<Abstract::Texts>(Abstract::Texts{"a", "b"})));
  scope.Add(Abstract::Truth(true, false, /*may_be_missing=*/true));
  const auto verdict = [&](const std::string& text) -> std::string {
    std::vector<Issue> issues;
    const auto program = Program::Compile(text, environment, &issues);
    if (program == nullptr) return issues[0].message;
    const Abstract value = EvaluateAbstractly(*program, scope);
    return std::string(value.may_be_true() ? "t" : "") +
           (value.may_be_false() ? "f" : "") +
           (value.may_be_missing() ? "m" : "") + (value.may_fail() ? "e" : "");
  };
  EXPECT_EQ(verdict("n > 9"), "t");
  EXPECT_EQ(verdict("n > 10"), "tf");
  EXPECT_EQ(verdict("n > 20"), "f");
  EXPECT_EQ(verdict("n + 5 < 15"), "f");
  EXPECT_EQ(verdict("n - 5 <= 15"), "t");
  EXPECT_EQ(verdict("n == 21"), "f");
  EXPECT_EQ(verdict("n in [1, 2, 21]"), "f");
  EXPECT_EQ(verdict("text == 'a'"), "f");
  EXPECT_EQ(verdict("text == 'c'"), "tf");
  EXPECT_EQ(verdict("text in ['a', 'b']"), "f");
  EXPECT_EQ(verdict("flag"), "tm");
  EXPECT_EQ(verdict("!flag"), "fm");
  EXPECT_EQ(verdict("flag || n > 9"), "t");
  EXPECT_EQ(verdict("flag && n > 20"), "f");
  EXPECT_EQ(verdict("n > 9 ? flag : false"), "tm");
  EXPECT_EQ(verdict("text.startsWith('a')"), "tfme");
}

}  // namespace
}  // namespace leadscore::internal::cel
