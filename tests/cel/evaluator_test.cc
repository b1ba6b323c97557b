#include "src/cel/evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/cel/cel_testing.h"

namespace leadscore::internal::cel {
namespace {

using ::testing::HasSubstr;

struct EvalCase {
  std::string name;
  std::string expression;
  std::string value;
};

// A lead of whom the title is known and the budget is not.
TestScope Scope() {
  TestScope scope;
  scope.Set("lead.title", Kind::kString, Value::String("VP Sales"))
      .Set("lead.employees", Kind::kInt, Value::Int(200))
      .Set("lead.score", Kind::kDouble, Value::Double(0.5))
      .Set("lead.created", Kind::kTimestamp,
           Value::Timestamp(*ParseInstant("2026-11-20T23:30:00Z")))
      .Set("lead.tags", Type::List(Kind::kString),
           Value::List({Value::String("a"), Value::String("b")}))
      .Set("list.free_mail", Type::List(Kind::kString),
           Value::StringSet({"gmail.com", "gmx.de"}))
      .Declare("lead.budget", Kind::kDouble)
      .Declare("lead.email", Kind::kString);
  return scope;
}

class EvalTest : public ::testing::TestWithParam<EvalCase> {};

TEST_P(EvalTest, HasValue) {
  EXPECT_EQ(Scope().Eval(GetParam().expression), GetParam().value)
      << GetParam().expression;
}

// A missing value is an error that && and || absorb; nothing else does.
INSTANTIATE_TEST_SUITE_P(
    Missing, EvalTest,
    ::testing::ValuesIn<EvalCase>({
        {"Comparison", "lead.budget > 1.0", "<missing value>"},
        {"FalseDecidesAnd", "false && lead.budget > 1.0", "false"},
        {"FalseDecidesAndFromTheRight", "lead.budget > 1.0 && false", "false"},
        {"TrueDoesNotDecideAnd", "true && lead.budget > 1.0",
         "<missing value>"},
        {"TrueDecidesOr", "lead.budget > 1.0 || true", "true"},
        {"FalseDoesNotDecideOr", "lead.budget > 1.0 || false",
         "<missing value>"},
        {"WinsOverAnotherErrorBefore", "1 / 0 == 1 && lead.budget > 1.0",
         "<missing value>"},
        {"WinsOverAnotherErrorBehind", "lead.budget > 1.0 && 1 / 0 == 1",
         "<missing value>"},
        {"WinsInAnOperator", "1.0 / 0.0 + double(1 / 0) + lead.budget > 1.0",
         "<missing value>"},
        {"WinsInAList", "[1 / 0, int(lead.budget)].size() == 2",
         "<missing value>"},
        {"OtherErrorAlone", "1 / 0 == 1 || false", "<division by zero>"},
        {"NotOfMissing", "!(lead.budget > 1.0)", "<missing value>"},
        {"ConditionOfConditional", "lead.budget > 1.0 ? 1 : 2",
         "<missing value>"},
        {"UnusedBranch", "true ? 1 : int(lead.budget)", "1"},
        {"InList", "lead.email in list.free_mail", "<missing value>"},
        {"EqualToItself", "lead.budget == lead.budget", "<missing value>"},
        {"HasNot", "has(lead.budget)", "false"},
        {"Has", "has(lead.title)", "true"},
        {"GuardedByHas", "has(lead.budget) && lead.budget > 1.0", "false"},
        {"ExistsDecidedByAnother",
         "['x', lead.title].exists(t, t == 'x' || lead.budget > 1.0)", "true"},
        {"AllNotDecided", "lead.tags.all(t, lead.budget > 1.0)",
         "<missing value>"},
        {"LongChain", "lead.budget > 1.0 && true && true && false", "false"},
    }),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Conditions, EvalTest,
    ::testing::ValuesIn<EvalCase>({
        {"Precedence", "1 + 2 * 3 == 7 && !false || false", "true"},
        {"LeftToRight", "10 - 3 - 2", "5"},
        {"Nested", "(1 + 2) * 3", "9"},
        {"ConditionalFromTheRight", "false ? 1 : true ? 2 : 3", "2"},
        {"IntAndDouble", "lead.employees >= 199.5", "true"},
        {"IntEqualsDouble", "lead.employees == 200.0", "true"},
        {"ExactBeyondDoubles", "9007199254740993 == 9007199254740992.0",
         "false"},
        {"ExactOrderBeyondDoubles", "9007199254740993 > 9007199254740992.0",
         "true"},
        {"UintAndNegativeInt", "-1 < 0u", "true"},
        {"NotANumberEqualsNothing", "double('NaN') == double('NaN')", "false"},
        {"NotANumberHasNoOrder", "double('NaN') < 1.0", "false"},
        {"InLiteral", "lead.title in ['CEO', 'VP Sales']", "true"},
        {"InList", "'gmx.de' in list.free_mail", "true"},
        {"NotInList", "'acme.example' in list.free_mail", "false"},
        {"Contains", "lead.title.contains('Sales')", "true"},
        {"StartsWith", "lead.title.startsWith('VP')", "true"},
        {"EndsWith", "lead.title.endsWith('VP')", "false"},
        {"Matches", "lead.title.matches('^(VP|Head)\\\\b')", "true"},
        {"MatchesAnywhere", "matches(lead.title, 'S.l')", "true"},
        {"PatternFromData", "'abc'.matches(lead.title)", "false"},
        {"SizeInCodePoints", "size('\\u00fcb')", "2"},
        {"SizeOfList", "lead.tags.size()", "2"},
        {"Split", "'a@b'.split('@')[1]", "'b'"},
        {"SplitCharacters", "'\\u00fcb'.split('')", "['\u00fc', 'b']"},
        {"SplitWithLimit", "'a,b,c'.split(',', 2)", "['a', 'b,c']"},
        {"SplitIntoNothing", "'a,b'.split(',', 0)", "[]"},
        {"SplitWithoutLimit", "'a,b'.split(',', -1)", "['a', 'b']"},
        {"SplitBeyondTheEnd", "'ab'.split('@')[1]", "<index out of range>"},
        {"Days", "days(30) == duration('720h')", "true"},
        {"DaysOverflow", "days(200000) > days(1)",
         "<a number, time or duration out of range>"},
        {"TimeDifference",
         "lead.created - timestamp('2026-11-20T00:00:00Z') < days(1)", "true"},
        {"HourInZone", "lead.created.getHours('Europe/Berlin')", "0"},
        {"DayInUtc", "lead.created.getDate()", "20"},
        {"DayInZone", "lead.created.getDate('Europe/Berlin')", "21"},
        {"WeekdayOfFriday", "lead.created.getDayOfWeek()", "5"},
        {"HourByOffset", "lead.created.getHours('-02:30')", "21"},
        {"All", "[1, 2].all(x, x > 0)", "true"},
        {"AllOfNone", "[].all(x, x > 0)", "true"},
        {"Exists", "lead.tags.exists(t, t == 'b')", "true"},
        {"ExistsOne", "[1, 2, 2].exists_one(x, x == 2)", "false"},
        {"Filter", "[1, 2, 3].filter(x, x > 1)", "[2, 3]"},
        {"Map", "[1, 2].map(x, x * 10)", "[10, 20]"},
        {"MapOfSome", "[1, 2, 3].map(x, x != 2, x * 10)", "[10, 30]"},
        {"NestedVariables", "[1, 2].all(x, [3, 4].exists(y, y > x))", "true"},
        {"InnerVariableHidesOuter", "[1].all(x, [2].all(x, x == 2))", "true"},
        {"Overflow", "9223372036854775807 + 1",
         "<a number, time or duration out of range>"},
        {"LeastIntDivided", "-9223372036854775808 / -1",
         "<a number, time or duration out of range>"},
        {"LongestDuration", "duration('9223372036854775807ns').getHours()",
         "2562047"},
        {"ShortestDuration", "duration('-9223372036854775808ns') < days(0)",
         "true"},
        {"ShortestDurationNegated", "-duration('-9223372036854775808ns')",
         "<a number, time or duration out of range>"},
        {"DurationBeyondTheLongest",
         "duration('9223372036854775807ns') + duration('1ns')",
         "<a number, time or duration out of range>"},
        {"DaysBeyondTheLongestDuration", "days(106752)",
         "<a number, time or duration out of range>"},
        {"LastDaysOfADuration", "days(106751).getHours()", "2562024"},
        {"TimesTooFarApart", "lead.created - timestamp('0001-01-01T00:00:00Z')",
         "<a number, time or duration out of range>"},
        {"RemainderOfZero", "1 % 0", "<division by zero>"},
        {"UintBelowZero", "1u - 2u",
         "<a number, time or duration out of range>"},
        {"Comment", "1 + // one\n2", "3"},
        {"RawString", "r'\\d' == '\\\\d'", "true"},
        {"TripleQuotes", "'''a'b''' == 'a\\'b'", "true"},
        {"DurationText", "string(duration('90m'))", "'5400s'"},
        {"NegativeDuration", "duration('-1.5s') < duration('0s')", "true"},
        {"MapLookup", "{'a': 1, 'b': 2}['b']", "2"},
        {"MapField", "{'a': 1}.a", "1"},
        {"MapHas", "has({'a': 1}.b)", "false"},
        {"TypeOf", "type(lead.employees) == int", "true"},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(EvaluatorTest, ErrorsKnowWhereTheyAre) {
  const TestScope scope = Scope();
  std::vector<Issue> issues;
  const auto program =
      Program::Compile("lead.employees > 0 && 5 / (lead.employees - 200) > 1",
                       const_cast<TestScope&>(scope).environment(), &issues);
  ASSERT_NE(program, nullptr);
  const Value value = program->Evaluate(scope);
  ASSERT_TRUE(value.is_error());
  EXPECT_EQ(value.as_error().code, ErrorCode::kDivisionByZero);
  EXPECT_EQ(value.as_error().offset, 24);
}

TEST(EvaluatorTest, MissingValuesKnowTheirVariable) {
  TestScope scope = Scope();
  std::vector<Issue> issues;
  const auto program =
      Program::Compile("1.0 + lead.budget > 2.0", scope.environment(), &issues);
  ASSERT_NE(program, nullptr);
  EXPECT_EQ(program->Evaluate(scope).as_error().variable,
            scope.environment().Find("lead.budget"));
}

TEST(EvaluatorTest, ProgramsKnowWhatTheyRead) {
  TestScope scope = Scope();
  std::vector<Issue> issues;
  const auto program = Program::Compile(
      "lead.title == 'x' && has(lead.budget) && lead.title != 'y'",
      scope.environment(), &issues);
  ASSERT_NE(program, nullptr);
  EXPECT_THAT(program->variables(),
              ::testing::ElementsAre(scope.environment().Find("lead.title"),
                                     scope.environment().Find("lead.budget")));
}

TEST(EvaluatorTest, NothingRunsForLong) {
  // Eight nested loops over a list of a hundred would take 10^16 steps.
  std::string expression = "true";
  std::vector<Value> items;
  for (int i = 0; i < 100; ++i) items.push_back(Value::Int(i));
  TestScope scope;
  scope.Set("numbers", Type::List(Kind::kInt), Value::List(items));
  for (char variable = 'a'; variable <= 'h'; ++variable) {
    expression =
        std::string("numbers.all(") + variable + ", " + expression + ")";
  }
  EXPECT_EQ(scope.Eval(expression), "<too costly to evaluate>");
}

TEST(EvaluatorTest, TextsCannotGrowWithoutBound) {
  // Each addition doubles a text of 64 KiB.
  TestScope scope;
  scope.Set("t", Kind::kString, Value::String(std::string(1 << 16, 'x')));
  std::string sum = "t";
  for (int i = 0; i < 20; ++i) {
    sum = "[" + sum + "].map(x, x + x)[0]";
  }
  EXPECT_EQ(scope.Eval("size(" + sum + ") > 0"), "<too costly to evaluate>");
}

TEST(EvaluatorTest, LongListsAreLookedUp) {
  std::vector<std::string> domains;
  for (int i = 0; i < 100'000; ++i) {
    domains.push_back("d" + std::to_string(i) + ".example");
  }
  TestScope scope;
  scope.Set("list.domains", Type::List(Kind::kString),
            Value::StringSet(domains));
  EXPECT_EQ(scope.Eval("'d99999.example' in list.domains"), "true");
  EXPECT_EQ(scope.Eval("'x.example' in list.domains"), "false");
}

}  // namespace
}  // namespace leadscore::internal::cel
