#include "src/cel/checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cel/cel_testing.h"

namespace leadscore::internal::cel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TestScope Scope() {
  TestScope scope;
  scope.Declare("lead.employees", Kind::kInt)
      .Declare("lead.industry", Kind::kString)
      .Declare("lead.budget", Kind::kDouble)
      .Declare("lead.authority", Kind::kBool)
      .Declare("lead.start_by", Kind::kTimestamp)
      .Declare("signal.visits", Kind::kInt)
      .Declare("as_of", Kind::kTimestamp);
  scope.environment().DescribeRoot("signal", "signal", "");
  scope.environment().DescribeRoot("score", "score", "");
  scope.environment().ForbidRoot("score", "scores are known only to stages");
  return scope;
}

struct IssueCase {
  std::string name;
  std::string expression;
  std::string issue;  // "begin-end message | remedy"
};

class IssueTest : public ::testing::TestWithParam<IssueCase> {};

TEST_P(IssueTest, SaysWhatAndWhere) {
  EXPECT_THAT(Scope().Issues(GetParam().expression),
              ElementsAre(GetParam().issue));
}

INSTANTIATE_TEST_SUITE_P(
    Names, IssueTest,
    ::testing::ValuesIn<IssueCase>({
        {"MisspeltAttribute", "lead.employes > 5",
         "5-13 unknown attribute \"employes\"; did you mean \"employees\"?"},
        {"UnknownAttribute", "true && lead.xyzzy > 5",
         "13-18 unknown attribute \"xyzzy\" | declare it: attributes { name: "
         "\"...\" }"},
        {"AttributeThatIsASignal", "lead.visits > 5",
         "5-11 unknown attribute \"visits\" | write signal.visits"},
        {"RootAlone", "lead == 5",
         "0-4 \"lead\" alone is not a value | name one attribute, as in "
         "lead.name"},
        {"MisspeltRoot", "leed.employees > 5",
         "0-4 unknown name \"leed\"; did you mean \"lead\"?"},
        {"WithoutRoot", "employees > 5",
         "0-9 unknown name \"employees\" | write lead.employees"},
        {"ForbiddenRoot", "score.fit > 5.0",
         "0-9 \"score\" cannot be used here | scores are known only to "
         "stages"},
        {"MisspeltFunction", "lead.industry.startWith('x')",
         "14-23 unknown function \"startWith\"; did you mean \"startsWith\"?"},
        {"FunctionWithoutBrackets", "size > 5",
         "0-4 unknown name \"size\" | a function is called with brackets: "
         "size(...)"},
        {"FieldOfAText", "lead.industry.size > 5",
         "14-18 a string has no field \"size\" | a function is called with "
         "brackets: .size(...)"},
    }),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Types, IssueTest,
    ::testing::ValuesIn<IssueCase>({
        {"NumberInQuotes", "lead.employees > '5'",
         "15-16 \">\" cannot be applied to int and string | write the number "
         "without quotes, or declare the attribute as a number"},
        {"BoolInQuotes", "lead.authority == 'true'",
         "15-17 \"==\" cannot be applied to bool and string | write true and "
         "false without quotes"},
        {"Null", "lead.budget == null",
         "12-14 \"==\" cannot compare with null | whether a value is there is "
         "asked by has(lead.name)"},
        {"IntAndDoubleAdded", "lead.employees + 1.5 > 2.0",
         "15-16 \"+\" cannot be applied to int and double | convert one of "
         "them, as in double(lead.count)"},
        {"TimeAndText", "lead.start_by > '2026-01-01'",
         "14-15 \">\" cannot be applied to timestamp and string | write "
         "timestamp('2026-11-20T00:00:00Z')"},
        {"DurationAndNumber", "lead.start_by - as_of < 90",
         "22-23 \"<\" cannot be applied to duration and int | write days(30) "
         "for 30 days"},
        {"PartOfAText", "'x' in lead.industry",
         "4-6 \"in\" cannot be applied to string and string | whether a text "
         "is part of another is asked by contains()"},
        {"TextAsCondition", "lead.industry && true",
         "0-13 an operand of \"&&\" has to be true or false, not a string | "
         "compare it with something"},
        {"ConditionOfConditional", "lead.employees ? 1 : 2",
         "0-14 what stands before \"?\" has to be true or false, not an int | "
         "compare it with something"},
        {"BranchesOfConditional", "lead.authority ? 1 : 'x'",
         "15-16 the two results of \"?\" are of different types, int and "
         "string"},
        {"WrongArgument", "lead.industry.contains(5)",
         "14-22 \"contains\" cannot be called as string.contains(int) | it is "
         "called as string.contains(string)"},
        {"NotOfANumber", "!lead.employees",
         "0-1 \"!\" cannot be applied to an int"},
        {"IndexOfANumber", "lead.employees[0] == 1",
         "14-15 an int cannot be indexed by an int"},
        {"LoopOverANumber", "lead.employees.all(x, x > 0)",
         "0-14 an int has no elements to go through"},
        {"LoopWithoutCondition", "[1].all(x, x + 1)",
         "11-16 the condition on each element has to be true or false, not an "
         "int | compare it with something"},
    }),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Literals, IssueTest,
    ::testing::ValuesIn<IssueCase>({
        {"BadTimestamp", "as_of > timestamp('2026-11-20')",
         "18-30 not a date and time with a zone | such as "
         "'2026-11-20T09:00:00Z' or '2026-11-20T09:00:00+01:00'"},
        {"BadDuration", "lead.start_by - as_of < duration('30d')",
         "33-38 not a duration | such as '36h' or '1h30m'; for days write "
         "days(30)"},
        {"BadRegex", "lead.industry.matches('a(b')",
         "22-27 not a regular expression: missing ): a(b | the syntax is that "
         "of RE2; a backslash stands best in r'...'"},
        {"BadZone", "as_of.getHours('Europe/Bonn') > 5",
         "15-28 unknown time zone | use an IANA name such as 'Europe/Berlin', "
         "or an offset such as '+01:00'"},
        {"FileAsZone", "as_of.getHours('../../etc/passwd') > 5",
         "15-33 unknown time zone | use an IANA name such as 'Europe/Berlin', "
         "or an offset such as '+01:00'"},
        {"LargeRegex",
         "lead.industry.matches('" + std::string(1025, 'x') + "')",
         "22-1049 a regular expression of more than 1024 bytes | use a list "
         "of the model and \"in\", or several rules"},
    }),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Syntax, IssueTest,
    ::testing::ValuesIn<IssueCase>({
        {"Empty", "", "0-0 expected a value, found the end of the condition"},
        {"EndTooSoon", "lead.employees >",
         "16-16 expected a value, found the end of the condition"},
        {"TooMuch", "lead.employees > 5 6",
         "19-20 expected an operator or the end, found \"6\""},
        {"SingleEquals", "lead.employees = 5",
         "15-16 a single \"=\" | write \"==\""},
        {"ArrowForNotBelow", "lead.employees => 5",
         "15-17 an operator that does not exist | write \">=\""},
        {"SingleAnd", "true & false", "5-6 a single \"&\" | write \"&&\""},
        {"And", "true and false",
         "5-8 expected an operator or the end, found \"and\" | write \"&&\""},
        {"Or", "true OR false",
         "5-7 expected an operator or the end, found \"OR\" | write \"||\""},
        {"Not", "not lead.authority",
         "0-3 expected a value, found \"not\" | write \"!\""},
        {"OpenBracket", "(1 + 2",
         "6-6 expected \")\", found the end of the condition"},
        {"OpenQuote", "lead.industry == 'abc",
         "17-21 a text whose closing quote is missing"},
        {"LineEndInText", "lead.industry == 'a\nb'",
         "17-19 a text whose closing quote is missing | a text over several "
         "lines stands between three quotes"},
        {"BadEscape", "lead.industry == '\\d'",
         "18-20 an escape sequence that does not exist | a backslash itself "
         "is written \\\\, or as it is in r'...'"},
        {"Surrogate", "'\\ud800' == ''",
         "1-7 an escape sequence for a character that does not exist"},
        {"NumberWithLetters", "lead.employees > 5k",
         "17-19 a number with letters behind it | put a text in quotes, or an "
         "operator in between"},
        {"NumberOutOfRange", "lead.employees > 9223372036854775808",
         "17-36 a number out of range"},
        {"DoubleOutOfRange", "lead.budget > 1e999",
         "14-19 a number out of range"},
        {"StrangeCharacter", "lead.employees \u2265 5",
         "15-18 unexpected character \"\u2265\""},
        {"ReservedWord", "package == 1",
         "0-7 \"package\" is a reserved word | a name behind a root may have "
         "it, as in lead.package"},
        {"HasOfNothing", "has(lead)",
         "0-9 has() takes one name with a dot in it | such as "
         "has(lead.budget)"},
        {"MacroVariable", "[1].all(1, true)",
         "8-9 the first argument of \"all\" has to be the name of a "
         "variable | such as x in all(x, x > 0)"},
        {"Utf8", "lead.industry == '\xff'", "18-19 not valid UTF-8"},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(CheckerTest, ReportsEveryMistakeOnce) {
  EXPECT_THAT(
      Scope().Issues("lead.employes > 5 && lead.industy == 'x' && "
                     "lead.budget > 'y'"),
      ElementsAre(
          "5-13 unknown attribute \"employes\"; did you mean \"employees\"?",
          "26-33 unknown attribute \"industy\"; did you mean \"industry\"?",
          "56-57 \">\" cannot be applied to double and string | write the "
          "number without quotes, or declare the attribute as a number"));
}

TEST(CheckerTest, ReadsOnBehindMistakesOfSyntax) {
  EXPECT_THAT(
      Scope().Issues("lead.employees => 5k and (lead.industy = 'x' || "
                     "not lead.authority) && lead.budget >"),
      ElementsAre("15-17 an operator that does not exist | write \">=\"",
                  "18-20 a number with letters behind it | put a text in "
                  "quotes, or an operator in between",
                  "21-24 expected an operator or the end, found \"and\" | "
                  "write \"&&\"",
                  "31-38 unknown attribute \"industy\"; did you mean "
                  "\"industry\"?",
                  "39-40 a single \"=\" | write \"==\"",
                  "48-51 expected a value, found \"not\" | write \"!\"",
                  "84-84 expected a value, found the end of the condition"));
  // What belongs to a mistake in brackets is skipped with them.
  EXPECT_THAT(Scope().Issues("size([1, 2 3, (4)]) > 1 || lead.employes > 1"),
              ElementsAre("11-12 expected \",\" or \"]\", found \"3\"",
                          "32-40 unknown attribute \"employes\"; did you mean "
                          "\"employees\"?"));
  EXPECT_THAT(Scope().Issues("[1].all(x, x >) && lead.employes > 1"),
              ElementsAre("14-15 expected a value, found \")\"",
                          "24-32 unknown attribute \"employes\"; did you mean "
                          "\"employees\"?"));
  EXPECT_THAT(
      Scope().Issues("lead.employees 5 && lead.authority 6 7 || true"),
      ElementsAre("15-16 expected an operator or the end, found \"5\"",
                  "35-36 expected an operator or the end, found \"6\""));
  // Behind a text that does not end nothing can be told apart.
  EXPECT_THAT(Scope().Issues("lead.employes > 1 && lead.industry == 'x && 1 +"),
              ElementsAre("38-47 a text whose closing quote is missing"));
}

TEST(CheckerTest, ReportsAFewMistakesAtMost) {
  std::string text = "true";
  for (int i = 0; i < 1000; ++i) text += " && 5k";
  EXPECT_EQ(Scope().Issues(text).size(), 20u);
}

TEST(CheckerTest, NumbersOfDifferentTypesCompare) {
  for (const char* expression :
       {"lead.employees > 1.5", "lead.budget >= 10", "lead.employees == 1u",
        "lead.employees in [1, 2.5]", "lead.employees != 2.0"}) {
    EXPECT_THAT(Scope().Issues(expression), IsEmpty()) << expression;
  }
}

TEST(CheckerTest, DepthIsBounded) {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '(') + "true" +
           std::string(static_cast<size_t>(depth), ')');
  };
  EXPECT_THAT(Scope().Issues(nested(60)), IsEmpty());
  EXPECT_THAT(Scope().Issues(nested(64)),
              ElementsAre("64-68 nested more than 64 levels deep | give a part "
                          "of it a name as a derived attribute"));
  EXPECT_EQ(Scope().Issues(nested(100'000)).size(), 1u);
  EXPECT_EQ(Scope().Issues(std::string(100'000, '!') + "true").size(), 1u);
  EXPECT_EQ(Scope().Issues(std::string(100'000, '[')).size(), 1u);
  EXPECT_EQ(Scope().Issues(std::string(100'000, '{')).size(), 1u);
  std::string sum = "1";
  for (int i = 0; i < 1000; ++i) sum += " + 1";
  EXPECT_EQ(Scope().Issues(sum + " > 0").size(), 1u);
}

TEST(CheckerTest, ChainsOfLogicAreAsLongAsTheyLike) {
  std::string chain = "lead.employees == 0";
  for (int i = 1; i < 5000; ++i) {
    chain += " || lead.employees == " + std::to_string(i);
  }
  EXPECT_THAT(Scope().Issues(chain), IsEmpty());
}

TEST(CheckerTest, TextsAreBounded) {
  const std::string text(300'000, ' ');
  EXPECT_THAT(Scope().Issues(text + "true"),
              ElementsAre("0-0 longer than 262144 bytes | put long lists of "
                          "values into a list of the model"));
}

TEST(FindLineColumnTest, CountsCharacters) {
  const std::string text = "ab\n\u00fc == 1";
  EXPECT_EQ(FindLineColumn(text, 0).line, 1);
  EXPECT_EQ(FindLineColumn(text, 0).column, 1);
  EXPECT_EQ(FindLineColumn(text, 6).line, 2);
  EXPECT_EQ(FindLineColumn(text, 6).column, 3);
}

}  // namespace
}  // namespace leadscore::internal::cel
