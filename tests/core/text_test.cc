#include "src/core/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/core/html_text.h"

namespace leadscore::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ClosestNameTest, IsOneThatDiffersLittleOrHoldsTheName) {
  EXPECT_EQ(ClosestName("industri", {"title", "industry"}), "industry");
  EXPECT_EQ(ClosestName("employees", {"title", "number_of_employees"}),
            "number_of_employees");
  EXPECT_EQ(ClosestName("type", {"Lead", "Activity Type"}), "Activity Type");
  // Which of them nobody can tell.
  EXPECT_EQ(ClosestName("employees", {"employees_min", "employees_max"}), "");
  EXPECT_EQ(ClosestName("id", {"Record ID"}), "");
  EXPECT_EQ(ClosestName("color", {"title"}), "");
}

TEST(EscapeHtmlTest, LeavesNoCharacterThatMeansSomething) {
  EXPECT_EQ(EscapeHtml("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
}

TEST(Utf8Test, FindsTheFirstInvalidByte) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain"));
  EXPECT_TRUE(IsValidUtf8("\u00fc\u20ac\U0001F600"));
  EXPECT_EQ(FindInvalidUtf8("ab\xff"), 2u);
  EXPECT_EQ(FindInvalidUtf8("\xc3"), 0u);              // Cut off.
  EXPECT_EQ(FindInvalidUtf8("a\xc0\x80"), 1u);         // Overlong.
  EXPECT_EQ(FindInvalidUtf8("\xe0\x80\x80"), 0u);      // Overlong.
  EXPECT_EQ(FindInvalidUtf8("\xed\xa0\x80"), 0u);      // A surrogate.
  EXPECT_EQ(FindInvalidUtf8("\xf4\x90\x80\x80"), 0u);  // Above U+10FFFF.
  EXPECT_EQ(FindInvalidUtf8("\xf8\x88\x80\x80\x80"), 0u);
}

TEST(Utf8Test, CodePointsComeBackAsTheyWere) {
  for (char32_t code : {U'\0', U'a', U'\u007f', U'\u0080', U'\u07ff', U'\u0800',
                        U'\uffff', U'\U00010000', U'\U0010ffff'}) {
    std::string text;
    AppendUtf8(code, &text);
    size_t pos = 0;
    EXPECT_EQ(NextCodePoint(text, &pos), code);
    EXPECT_EQ(pos, text.size());
    EXPECT_TRUE(IsValidUtf8(text));
  }
  EXPECT_EQ(CountCodePoints("\u00fcb\U0001F600"), 3u);
}

TEST(FoldTextTest, TrimsAndFolds) {
  EXPECT_EQ(FoldText("  Software\t"), "software");
  EXPECT_EQ(FoldText("\u00a0M\u00dcNCHEN\u2003"), "m\u00fcnchen");
  EXPECT_EQ(FoldText("STRASSE"), FoldText("stra\u00dfe"));
  EXPECT_EQ(FoldText("\u03a3\u03b1\u03c2"), "\u03c3\u03b1\u03c3");  // Sigmas.
  EXPECT_EQ(FoldText("\u1e9e"), "ss");
  EXPECT_EQ(FoldText("\U00010400"), "\U00010428");  // Deseret.
  EXPECT_EQ(FoldText("\u0100\u0101\u0102"), "\u0101\u0101\u0103");
  EXPECT_EQ(FoldText("   "), "");
  // Turkish dotless letters are not those of the locale but of Unicode.
  EXPECT_EQ(FoldText("I"), "i");
}

TEST(FoldTextTest, FoldingTwiceChangesNothing) {
  for (char32_t code = 0x80; code < 0x20000; ++code) {
    if (code >= 0xd800 && code < 0xe000) continue;
    std::string text;
    AppendUtf8(code, &text);
    const std::string folded = FoldText(text);
    ASSERT_TRUE(IsValidUtf8(folded)) << static_cast<uint32_t>(code);
    ASSERT_EQ(FoldText(folded), folded) << static_cast<uint32_t>(code);
  }
}

TEST(FoldedWordsTest, SplitsAtWhatIsNoLetterOrDigit) {
  EXPECT_THAT(FoldedWords("VP, Sales (EMEA)"),
              ElementsAre("vp", "sales", "emea"));
  EXPECT_THAT(FoldedWords("Co-Founder & CTO"),
              ElementsAre("co", "founder", "cto"));
  EXPECT_THAT(FoldedWords("Gesch\u00e4ftsf\u00fchrer\u2019s"),
              ElementsAre("gesch\u00e4ftsf\u00fchrer", "s"));
  EXPECT_THAT(FoldedWords("C++ 17"), ElementsAre("c", "17"));
  EXPECT_THAT(FoldedWords("\u90e8\u9577\u3000\u8ab2\u9577"),
              ElementsAre("\u90e8\u9577", "\u8ab2\u9577"));
  EXPECT_THAT(FoldedWords(" -- "), IsEmpty());
  EXPECT_THAT(FoldedWords(""), IsEmpty());
}

TEST(QuotedTest, EscapesAndShortens) {
  EXPECT_EQ(Quoted("plain"), "\"plain\"");
  EXPECT_EQ(Quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(Quoted("a\nb\t\x01\x7f"), "\"a\\nb\\t\\x01\\x7f\"");
  EXPECT_EQ(Quoted("\xff\u00fc"), "\"\\xff\u00fc\"");
  EXPECT_EQ(Quoted("123456789", 5), "\"12345...\"");
  // A control sequence of terminals, a line end, a turn to the left.
  EXPECT_EQ(Quoted("\u009b2J\u2028\u202e"), "\"\\u009b2J\\u2028\\u202e\"");
}

TEST(EditDistanceTest, CountsSingleEdits) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("abc", ""), 3u);
  EXPECT_EQ(EditDistance("employes", "employees"), 1u);
  EXPECT_EQ(EditDistance("teh", "the"), 1u);
  EXPECT_EQ(EditDistance("Budget", "budget"), 0u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

TEST(ClosestNameTest, FindsOnlyWhatMayBeMeant) {
  EXPECT_EQ(ClosestName("industy", {"country", "industry"}), "industry");
  EXPECT_EQ(ClosestName("xyz", {"country", "industry"}), "");
  EXPECT_EQ(ClosestName("ab", {"x"}), "");
  EXPECT_EQ(DidYouMean("demo_requst", {"demo_request"}),
            "; did you mean \"demo_request\"?");
  EXPECT_EQ(DidYouMean("q", {"demo_request"}), "");
}

TEST(IsIdentifierTest, TakesWhatConditionsCanSpell) {
  EXPECT_TRUE(IsIdentifier("lead_source"));
  EXPECT_TRUE(IsIdentifier("_x1"));
  EXPECT_FALSE(IsIdentifier(""));
  EXPECT_FALSE(IsIdentifier("1st"));
  EXPECT_FALSE(IsIdentifier("lead source"));
  EXPECT_FALSE(IsIdentifier("stra\u00dfe"));
  EXPECT_FALSE(IsIdentifier("true"));
  EXPECT_FALSE(IsIdentifier("in"));
}

}  // namespace
}  // namespace leadscore::internal
