#include "src/cel/printer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "src/cel/parser.h"
#include "tests/testing/expressions.h"
#include "tests/testing/generator.h"

namespace leadscore::internal::cel {
namespace {

std::unique_ptr<Expr> Parsed(const std::string& text) {
  std::vector<Issue> issues;
  auto expr = Parse(text, Limits(), &issues);
  EXPECT_TRUE(issues.empty()) << text << ": " << issues[0].message;
  return expr;
}

std::string Printed(const std::string& text) {
  const auto expr = Parsed(text);
  return expr == nullptr ? "" : Print(*expr);
}

TEST(PrinterTest, WritesAsPeopleDo) {
  EXPECT_EQ(Printed("a&&(b||c)&&  d"), "a && (b || c) && d");
  EXPECT_EQ(Printed("(a && b) || c"), "a && b || c");
  EXPECT_EQ(Printed("(a && b) && c"), "(a && b) && c");
  EXPECT_EQ(Printed("1-(2-3)-4"), "1 - (2 - 3) - 4");
  EXPECT_EQ(Printed("(1+2)*3"), "(1 + 2) * 3");
  EXPECT_EQ(Printed("(x ? y : z) ? 1 : (a ? 2 : 3)"),
            "(x ? y : z) ? 1 : a ? 2 : 3");
  EXPECT_EQ(Printed("!(a in [1,2,])"), "!(a in [1, 2])");
  EXPECT_EQ(Printed("-(-5)"), "-(-5)");
  EXPECT_EQ(Printed("-(5)"), "-(5)");
  EXPECT_EQ(Printed("- -x"), "--x");
  EXPECT_EQ(Printed("(5).f()"), "(5).f()");
  EXPECT_EQ(Printed("{'a':1,}.a[0]"), "{'a': 1}.a[0]");
  EXPECT_EQ(Printed("has ( a . b )"), "has(a.b)");
  EXPECT_EQ(Printed("a.`b-c`.d"), "a.`b-c`.d");
  EXPECT_EQ(Printed(".a.b(1)"), ".a.b(1)");
  EXPECT_EQ(Printed("___(a) == _f_(a, b)"), "___(a) == _f_(a, b)");
  EXPECT_EQ(Printed("0x1F + 1u"), "31 + 1u");
  EXPECT_EQ(Printed("b'\\xff' + r'\\d'"), "b'\\xff' + '\\\\d'");
}

TEST(PrinterTest, WritesMacros) {
  for (const char* text :
       {"l.all(x, x > 0)", "l.exists(i, x, x > i)", "l.exists_one(x, x == 1)",
        "l.filter(x, x > 0)", "l.map(x, x + 1)", "l.map(x, x > 0, x + 1)",
        "m.transformList(k, v, v)", "m.transformMap(k, v, v > 0, v)",
        "m.transformMapEntry(k, v, {v: k})", "cel.bind(x, 1 + 2, x * x)",
        "f.bind(x, 1, x)", "l.all(1)"}) {
    EXPECT_EQ(Printed(text), text);
  }
  EXPECT_EQ(Printed("l.existsOne(x, true)"), "l.exists_one(x, true)");
}

TEST(PrinterTest, TellsExpressionsApart) {
  const std::vector<std::string> texts = {
      "a",
      ".a",
      "a.b",
      "a.`b`",
      "has(a.b)",
      "a()",
      "a.b()",
      "b.a()",
      "1",
      "1u",
      "1.0",
      "'1'",
      "b'1'",
      "a && b",
      "a || b",
      "a && b && c",
      "(a && b) && c",
      "l.all(x, x)",
      "l.exists(x, x)",
      "l.all(y, x)",
      "l.all(x, y, x)",
      "[a]",
      "{a: a}",
  };
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      EXPECT_EQ(IsSameExpression(*Parsed(a), *Parsed(b)), a == b)
          << a << " and " << b;
    }
  }
}

TEST(PrinterTest, WhatIsPrintedParsesAsTheSame) {
  const char* const count = std::getenv("LEADSCORE_EXPRESSIONS");
  leadscore::testing::Random random(20261126);
  const leadscore::testing::Choose choose = [&random](int below) {
    return random.Below(below);
  };
  for (int i = count == nullptr ? 20'000 : std::atoi(count); i > 0; --i) {
    const std::string text = leadscore::testing::GenerateExpression(choose, 4);
    const auto expr = Parsed(text);
    ASSERT_NE(expr, nullptr);
    const std::string printed = Print(*expr);
    const auto again = Parsed(printed);
    ASSERT_NE(again, nullptr);
    ASSERT_TRUE(IsSameExpression(*expr, *again)) << text << "\n" << printed;
    ASSERT_EQ(Print(*again), printed);
  }
}

}  // namespace
}  // namespace leadscore::internal::cel
