// The extension functions and macros, by their results and by their errors.

#include "src/cel/functions.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/cel/evaluator.h"
#include "tests/cel/cel_testing.h"
#include "tests/testing/expressions.h"
#include "tests/testing/generator.h"

namespace leadscore::internal::cel {
namespace {

struct Case {
  std::string name;
  std::string expression;
  std::string value;
};

class FunctionTest : public ::testing::TestWithParam<Case> {};

TEST_P(FunctionTest, Gives) {
  const TestScope scope;
  EXPECT_EQ(scope.Eval(GetParam().expression), GetParam().value);
}

// Types are found out late for what is dyn, and then give the same.
TEST_P(FunctionTest, GivesTheSameUnchecked) {
  const TestScope scope;
  EXPECT_EQ(scope.Eval(GetParam().expression, Typing::kDynamic),
            GetParam().value);
}

const auto kName = [](const auto& tested) { return tested.param.name; };

constexpr char kOutOfRange[] = "<index out of range>";
constexpr char kInvalid[] = "<a value that cannot be converted>";

INSTANTIATE_TEST_SUITE_P(
    Characters, FunctionTest,
    ::testing::ValuesIn<Case>({
        {"CharAt", "'B\u00fcro'.charAt(1)", "'\u00fc'"},
        {"CharAtEnd", "'ab'.charAt(2)", "''"},
        {"CharAtBehindEnd", "'ab'.charAt(3)", kOutOfRange},
        {"CharAtBefore", "'ab'.charAt(-1)", kOutOfRange},
        {"IndexOf", "'B\u00fcro B'.indexOf('ro')", "2"},
        {"IndexOfNothing", "'abc'.indexOf('')", "0"},
        {"IndexOfAbsent", "'abc'.indexOf('x')", "-1"},
        {"IndexOfFrom", "'\u00fcaba'.indexOf('a', 2)", "3"},
        {"IndexOfFromEnd", "'aba'.indexOf('a', 3)", "-1"},
        {"IndexOfNothingFromEnd", "'aba'.indexOf('', 3)", "3"},
        {"IndexOfFromBehindEnd", "'aba'.indexOf('a', 4)", kOutOfRange},
        {"LastIndexOf", "'\u00fcaba'.lastIndexOf('a')", "3"},
        {"LastIndexOfNothing", "'aba'.lastIndexOf('')", "3"},
        {"LastIndexOfFrom", "'\u00fcaba'.lastIndexOf('a', 2)", "1"},
        {"LastIndexOfFromItself", "'\u00fcaba'.lastIndexOf('ba', 2)", "2"},
        {"LastIndexOfBefore", "'aba'.lastIndexOf('a', -1)", kOutOfRange},
        {"Substring", "'B\u00fcro'.substring(1)", "'\u00fcro'"},
        {"SubstringBetween", "'B\u00fcro'.substring(1, 3)", "'\u00fcr'"},
        {"SubstringEmpty", "'ab'.substring(2, 2)", "''"},
        {"SubstringBackwards", "'abc'.substring(2, 1)", kOutOfRange},
        {"SubstringBehindEnd", "'abc'.substring(1, 4)", kOutOfRange},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Texts, FunctionTest,
    ::testing::ValuesIn<Case>({
        {"LowerAscii", "'\u00dcBER Z'.lowerAscii()", "'\u00dcber z'"},
        {"UpperAscii", "'\u00fcber z'.upperAscii()", "'\u00fcBER Z'"},
        {"Trim", "' \\t\\u00a0a b\\u3000\\n'.trim()", "'a b'"},
        {"Reverse", "'a\u00fcb'.reverse()", "'b\u00fca'"},
        {"Replace", "'a-b-c'.replace('-', ', ')", "'a, b, c'"},
        {"ReplaceFirst", "'a-b-c'.replace('-', '', 1)", "'ab-c'"},
        {"ReplaceNone", "'a-b'.replace('-', '+', 0)", "'a-b'"},
        {"ReplaceAll", "'a-b-c'.replace('-', '+', -1)", "'a+b+c'"},
        {"ReplaceNothing", "'\u00fcb'.replace('', '-')", "'-\u00fc-b-'"},
        {"ReplaceNothingTwice", "'abc'.replace('', '-', 2)", "'-a-bc'"},
        {"ReplaceInNothing", "''.replace('', '-')", "'-'"},
        {"ReplaceDoesNotRepeat", "'aaa'.replace('aa', 'a')", "'aa'"},
        {"Join", "['a', 'b'].join()", "'ab'"},
        {"JoinWith", "['a', '', 'b'].join(', ')", "'a, , b'"},
        {"JoinOfNothing", "[].join(', ')", "''"},
        {"JoinOfNumbers", "dyn([1]).join()",
         "<values of types that do not fit>"},
        {"Quote", "strings.quote('a \"b\" \\n\\\\')",
         "'\"a \\\\\"b\\\\\" \\\\n\\\\\\\\\"'"},
        {"EncodeBase64", "base64.encode(b'hello')", "'aGVsbG8='"},
        {"DecodeBase64", "base64.decode('aGVsbG8')", "b'hello'"},
        {"DecodeNoBase64", "base64.decode('%')", kInvalid},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Format, FunctionTest,
    ::testing::ValuesIn<Case>({
        {"Nothing", "'50%% of it'.format([])", "'50% of it'"},
        {"Text", "'%s!'.format(['a'])", "'a!'"},
        {"Values", "'%s %s %s %s %s %s'.format([null, true, 1, 2u, 0.5, b'z'])",
         "'null true 1 2 0.5 z'"},
        {"Times",
         "'%s %s'.format([timestamp('2026-11-20T09:00:00Z'), "
         "duration('90.5s')])",
         "'2026-11-20T09:00:00Z 90.5s'"},
        {"Type", "'%s'.format([type(1)])", "'int'"},
        {"Nested", "'%s'.format([[1, ['a'], {'k': 2, 'a': [null]}]])",
         "'[1, [a], {a: [null], k: 2}]'"},
        {"LargeReal", "'%s'.format([1e21])", "'1000000000000000000000'"},
        {"SmallReal", "'%s'.format([1e-7])", "'0.0000001'"},
        {"BytesThatAreNoText", "'%s'.format([b'a\\xff\\xfeb\\xff'])",
         "'a\uFFFDb\uFFFD'"},
        {"Decimal", "'%d %d %d'.format([-5, 18446744073709551615u, 2.5])",
         "'-5 18446744073709551615 2.5'"},
        {"Bases", "'%b %o %x %X'.format([-5, 8, 255, -255])",
         "'-101 10 ff -FF'"},
        {"LeastInt", "'%x'.format([-9223372036854775808])",
         "'-8000000000000000'"},
        {"Bool", "'%b%b'.format([true, false])", "'10'"},
        {"HexOfText", "'%x %X'.format(['\u00fc', b'\\xab'])", "'c3bc AB'"},
        {"Fixed", "'%f %.0f %.1f'.format([2, 2.5, 3.25])", "'2.000000 2 3.2'"},
        {"FixedIsExact", "'%.1f'.format([9007199254740993])",
         "'9007199254740993.0'"},
        {"Scientific", "'%e %.2e'.format([0.5, -1234.5])",
         "'5.000000e-01 -1.23e+03'"},
        {"ScientificWhole",
         "'%.2e %.1e %.0e %.3e'.format([12345, 99950, 25, 7])",
         "'1.23e+04 1.0e+05 2e+01 7.000e+00'"},
        {"ScientificHalfUp", "'%.0e %.1e'.format([35, 1251])",
         "'4e+01 1.3e+03'"},
        {"ScientificLarge", "'%e'.format([18446744073709551615u])",
         "'1.844674e+19'"},
        {"NotFinite", "'%f %e %d'.format([1.0 / 0.0, -1.0 / 0.0, 0.0 / 0.0])",
         "'Infinity -Infinity NaN'"},
        {"TooFewValues", "dyn('%d %d').format([1])", kOutOfRange},
        {"MoreValuesThanPlaces", "'%d'.format([1, 2])", "'1'"},
        {"UnknownClause", "dyn('%q').format([1])", kInvalid},
        {"NoClause", "dyn('100%').format([1])", kInvalid},
        {"NoDigitsBehindPoint", "dyn('%.f').format([1])", kInvalid},
        {"PrecisionOfAnInt", "dyn('%.2d').format([1])", kInvalid},
        {"TooPrecise", "dyn('%.1001f').format([1])", kInvalid},
        {"TextAsDecimal", "'%d'.format(['a'])", kInvalid},
        {"TextAsBinary", "'%b'.format(['a'])", kInvalid},
        {"TextAsOctal", "'%o'.format(['a'])", kInvalid},
        {"TextAsFixed", "'%f'.format(['a'])", kInvalid},
        {"TextAsScientific", "'%e'.format(['a'])", kInvalid},
        {"RealAsHex", "'%x'.format([0.5])", kInvalid},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Math, FunctionTest,
    ::testing::ValuesIn<Case>({
        {"Greatest", "math.greatest(1, 3, 2)", "3"},
        {"GreatestOfOne", "math.greatest(-5)", "-5"},
        {"GreatestOfTypes", "math.greatest(1, 2.5, 2u)", "2.5"},
        {"GreatestOfEqualIsTheFirst", "math.greatest(1u, 1.0)", "1u"},
        {"GreatestOfList", "math.greatest([1.0, 2.5])", "2.5"},
        {"GreatestOfNothing", "math.greatest([])", kInvalid},
        {"Least", "math.least(4, 3, 5)", "3"},
        {"LeastOfList", "math.least([4, 3])", "3"},
        {"LeastOfText", "math.least(dyn('a'))",
         "<values of types that do not fit>"},
        {"Ceil", "math.ceil(-1.5)", "-1.0"},
        {"Floor", "math.floor(-1.5)", "-2.0"},
        {"RoundsHalfAwayFromZero", "math.round(-2.5)", "-3.0"},
        {"Trunc", "math.trunc(-1.9)", "-1.0"},
        {"CeilOfInt", "math.ceil(dyn(1))", "<values of types that do not fit>"},
        {"SquareRoot", "math.sqrt(9)", "3.0"},
        {"SquareRootOfUint", "math.sqrt(9u)", "3.0"},
        {"SquareRootOfNegative", "math.sqrt(-1.0)", "double('NaN')"},
        {"SquareRootOfText", "math.sqrt(dyn('a'))",
         "<values of types that do not fit>"},
        {"Abs", "math.abs(-3)", "3"},
        {"AbsOfUint", "math.abs(3u)", "3u"},
        {"AbsOfDouble", "math.abs(-0.5)", "0.5"},
        {"AbsOfLeast", "math.abs(-9223372036854775808)",
         "<a number, time or duration out of range>"},
        {"AbsOfText", "math.abs(dyn('a'))",
         "<values of types that do not fit>"},
        {"Sign", "math.sign(-3)", "-1"},
        {"SignOfUint", "math.sign(3u)", "1u"},
        {"SignOfDouble", "math.sign(0.0)", "0.0"},
        {"SignOfNaN", "math.sign(0.0 / 0.0)", "double('NaN')"},
        {"SignOfText", "math.sign(dyn('a'))",
         "<values of types that do not fit>"},
        {"IsNaN", "math.isNaN(0.0 / 0.0)", "true"},
        {"IsInf", "math.isInf(-1.0 / 0.0)", "true"},
        {"IsFinite", "math.isFinite(1.0 / 0.0)", "false"},
        {"IsNaNOfInt", "math.isNaN(dyn(1))",
         "<values of types that do not fit>"},
        {"BitAnd", "math.bitAnd(12, 10)", "8"},
        {"BitOr", "math.bitOr(12u, 3u)", "15u"},
        {"BitXor", "math.bitXor(-1, 1)", "-2"},
        {"BitXorOfTypes", "math.bitXor(dyn(1), 1u)",
         "<values of types that do not fit>"},
        {"BitNot", "math.bitNot(0)", "-1"},
        {"BitNotOfUint", "math.bitNot(0u)", "18446744073709551615u"},
        {"BitNotOfDouble", "math.bitNot(dyn(0.5))",
         "<values of types that do not fit>"},
        {"ShiftLeft", "math.bitShiftLeft(1, 3)", "8"},
        {"ShiftLeftFar", "math.bitShiftLeft(1u, 64)", "0u"},
        {"ShiftRight", "math.bitShiftRight(-1, 63)", "1"},
        {"ShiftRightBackwards", "math.bitShiftRight(8, -1)", kInvalid},
        {"ShiftOfDouble", "math.bitShiftRight(dyn(0.5), 1)",
         "<values of types that do not fit>"},
        {"ShiftByUint", "math.bitShiftRight(8, dyn(1u))",
         "<values of types that do not fit>"},
    }),
    kName);

INSTANTIATE_TEST_SUITE_P(
    Macros, FunctionTest,
    ::testing::ValuesIn<Case>({
        {"AllWithIndex", "[0, 1, 2].all(i, x, i == x)", "true"},
        {"AllOfMap", "{'a': 1, 'b': 2}.all(k, v, k != '' && v > 1)", "false"},
        {"ExistsWithIndex", "['a', 'b'].exists(i, x, i == 1 && x == 'b')",
         "true"},
        {"ExistsOneOfMap", "{1: 1, 2: 1}.existsOne(k, v, k == v)", "true"},
        {"ExistsOneWithError", "[1, 0].exists_one(i, x, 1 / x == 1)",
         "<division by zero>"},
        {"TransformList", "[5, 7].transformList(i, x, x * 10 + i)", "[50, 71]"},
        {"TransformListFiltered", "[5, 7].transformList(i, x, i > 0, x)",
         "[7]"},
        {"TransformListOfMap", "{'a': 1}.transformList(k, v, k + string(v))",
         "['a1']"},
        {"TransformMap", "{'a': 1, 'b': 2}.transformMap(k, v, v * 2)",
         "{'a': 2, 'b': 4}"},
        {"TransformMapOfList", "['x', 'y'].transformMap(i, x, i > 0, x)",
         "{1: 'y'}"},
        {"TransformMapEntry", "{'a': 'b'}.transformMapEntry(k, v, {v: k})",
         "{'b': 'a'}"},
        {"TransformMapEntryFiltered",
         "[3, 4].transformMapEntry(i, x, x > 3, {x: i})", "{4: 1}"},
        {"TransformMapEntryTwice", "[3, 3].transformMapEntry(i, x, {x: i})",
         "<a key that stands twice>"},
        {"TransformMapEntryOfInt", "[3].transformMapEntry(i, x, dyn(x))",
         "<values of types that do not fit>"},
        {"Bind", "cel.bind(x, 2 + 3, x * x)", "25"},
        {"BindInBind", "cel.bind(x, 2, cel.bind(y, x + 1, x * y))", "6"},
        {"BindHides", "[1, 2].map(x, cel.bind(x, x * 10, x + 1))", "[11, 21]"},
        {"BoundErrorThatIsNotUsed", "cel.bind(x, 1 / 0, true || x == 1)",
         "true"},
        {"BoundError", "cel.bind(x, 1 / 0, x == 1)", "<division by zero>"},
        {"BindInMacro", "[1, 2].filter(x, cel.bind(y, x % 2, y == 0))", "[2]"},
        {"VariablesOfNestedMacros",
         "[1, 2].transformList(i, x, [10].transformList(j, y, i + j + x + y))",
         "[[11], [13]]"},
    }),
    kName);

// Calls `visit` with calls of every function, with up to three arguments of all
// types, as a function and as a member.
template <typename Visit>
void ForEachCall(const Visit& visit) {
  const std::vector<std::string> values = {
      "null", "true",  "1",          "2u",     "0.5",     "'a'",
      "b'a'", "['a']", "{'a': 'b'}", "[1, 2]", "days(1)", "timestamp(5)"};
  const auto with = [&](const std::string& name, const std::string& args,
                        const std::string& receiver, const std::string& rest) {
    visit(name + "(" + args + ")");
    if (name.find('.') == std::string::npos) {
      visit(receiver + "." + name + "(" + rest + ")");
    }
  };
  for (std::string_view view : FunctionNames()) {
    const std::string name(view);
    if (FindFunction(name) == nullptr) continue;  // A macro.
    with(name, "", "1", "");
    for (const std::string& a : values) {
      with(name, a, a, "");
      for (const std::string& b : values) {
        with(name, a + ", " + b, a, b);
        for (const std::string& c : {std::string("1"), std::string("'a'")}) {
          with(name, a + ", " + b + ", " + c, a, b + ", " + c);
          with(name, a + ", " + b + ", " + c + ", 1", a, b + ", " + c + ", 1");
        }
      }
    }
  }
}

// What the checker refuses is an error for whoever does not check.
TEST(FunctionTypesTest, WhatIsRefusedIsAnErrorUnchecked) {
  const TestScope scope;
  int refused = 0;
  int accepted = 0;
  ForEachCall([&](const std::string& call) {
    std::vector<Issue> issues;
    const auto checked =
        Program::Compile(call, scope.environment(), &issues, Typing::kStatic);
    const auto unchecked =
        Program::Compile(call, scope.environment(), &issues, Typing::kDynamic);
    ASSERT_NE(unchecked, nullptr) << call;
    const Value value = unchecked->Evaluate(scope);
    if (checked == nullptr) {
      ++refused;
      EXPECT_TRUE(value.is_error()) << call << " is " << value.ToString();
    } else {
      ++accepted;
      EXPECT_EQ(checked->Evaluate(scope).ToString(), value.ToString()) << call;
      EXPECT_TRUE(value.is_error() || checked->type().is(Kind::kDyn) ||
                  value.kind() == checked->type().kind())
          << call;
    }
  });
  EXPECT_GT(refused, 1000);
  EXPECT_GT(accepted, 150);
}

// An evaluation that has the steps it takes gives its value; no budget makes
// one go wrong in another way.
TEST(FunctionBudgetTest, EnoughStepsGiveTheValue) {
  leadscore::testing::Random random(7);
  const leadscore::testing::Choose choose = [&random](int below) {
    return random.Below(below);
  };
  leadscore::testing::ExpressionScope scope;
  int cut = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = leadscore::testing::GenerateExpression(choose, 4);
    std::vector<Issue> issues;
    const auto program = Program::Compile(text, scope.environment(), &issues);
    ASSERT_NE(program, nullptr) << text;
    scope.ChooseValues(choose);
    int64_t steps = 0;
    const std::string value = program->Evaluate(scope, &steps).ToString();
    Limits limits;
    for (int64_t budget : {steps / 4, steps / 2, steps - 1, steps}) {
      limits.max_steps = budget;
      const Value bounded = Evaluate(program->root(), scope, limits);
      if (budget >= steps) {
        EXPECT_EQ(bounded.ToString(), value) << text;
      } else if (bounded.ToString() != value) {
        ++cut;
      }
    }
  }
  EXPECT_GT(cut, 5'000);
}

TEST(FunctionIssueTest, AreReportedOnce) {
  TestScope scope;
  scope.Declare("lead.title", Kind::kString);
  const auto issue = [&scope](std::string_view text) {
    const auto issues = scope.Issues(text);
    return issues.size() == 1 ? issues[0] : std::to_string(issues.size());
  };
  EXPECT_EQ(issue("math.gratest(1, 2) > 1"),
            "5-12 unknown function \"math.gratest\"; did you mean "
            "\"math.greatest\"?");
  EXPECT_EQ(issue("math.greatest('a', 1) > 1"),
            "0-13 \"math.greatest\" cannot be called as "
            "math.greatest(string, int) | it takes numbers, or one list of "
            "numbers");
  EXPECT_EQ(issue("math.least() > 1"),
            "0-10 \"math.least\" cannot be called as math.least() | it takes "
            "numbers, or one list of numbers");
  EXPECT_EQ(issue("lead.title.charAt('a') == ''"),
            "11-17 \"charAt\" cannot be called as string.charAt(string) | it "
            "is called as string.charAt(int)");
  EXPECT_EQ(issue("'50% of %s'.format(['x']) == ''"),
            "0-11 not a format | such as '%s', '%d' or '%.2f'; a percent sign "
            "is written %%");
  EXPECT_EQ(issue("'%.3s'.format(['x']) == ''"),
            "0-6 not a format | such as '%s', '%d' or '%.2f'; a percent sign "
            "is written %%");
  EXPECT_EQ(issue("'%s %X'.format(['x']) == ''"),
            "0-7 the format asks for 2 values, but is given 1");
  EXPECT_EQ(issue("'%% %d'.format([1, 2]) == ''"), "0");
  EXPECT_EQ(issue("[1].all(i, i, true)"),
            "11-12 the two variables of \"all\" have the same name | such as "
            "i and x in all(i, x, x > i)");
  EXPECT_EQ(issue("[1].all(1, true)"),
            "8-9 the first argument of \"all\" has to be the name of a "
            "variable | such as x in all(x, x > 0)");
  EXPECT_EQ(issue("cel.bind(1, 2, true)"),
            "9-10 the first argument of \"bind\" has to be the name of a "
            "variable | such as x in cel.bind(x, 5, x > 0)");
  EXPECT_EQ(issue("[1].all(i, 2, true)"),
            "11-12 the second argument of \"all\" has to be the name of a "
            "variable | such as i and x in all(i, x, x > i)");
  EXPECT_EQ(issue("[1].transformMapEntry(i, x, x) == {}"),
            "28-29 an entry has to be a map, not an int | such as {key: "
            "value}");
}

}  // namespace
}  // namespace leadscore::internal::cel
