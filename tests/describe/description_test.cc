// The three forms of a description say the same, and nothing in it can break
// them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "leadscore/describe.h"
#include "src/core/text.h"
#include "src/describe/phrases.h"

namespace leadscore {
namespace {

using internal::Formula;
using internal::Words;
using ::testing::HasSubstr;
using ::testing::Not;

DescribedBlock Paragraph(DescribedText text) {
  DescribedBlock block;
  block.text = std::move(text);
  return block;
}

DescribedBlock Heading(int level, const std::string& text) {
  DescribedBlock block;
  block.kind = DescribedBlock::Kind::kHeading;
  block.level = level;
  block.text = Words(text);
  return block;
}

DescribedBlock Table(DescribedTable table,
                     DescribedBlock::Kind kind = DescribedBlock::Kind::kTable) {
  DescribedBlock block;
  block.kind = kind;
  block.table = std::move(table);
  return block;
}

ModelDescription Sample() {
  ModelDescription description;
  description.title = "acme 1";
  DescribedText mixed = Words("Kept if ");
  internal::Append(Formula("lead.a + 1 > 2"), &mixed);
  DescribedTable rules;
  rules.columns = {{"Reason"}, {"Points", true}, {"For"}};
  rules.rows = {{Words("Size"), Words("+30"), Words("every lead")},
                {{}, Words("-5"), mixed}};
  DescribedTable signatures;
  signatures.columns = {{"For"}, {"Date"}};
  signatures.rows = {{Words("Sales"), {}}};
  description.blocks = {Heading(1, "What counts"),
                        Heading(2, "Fit"),
                        Heading(3, "Company"),
                        Paragraph(mixed),
                        Table(rules),
                        Table(signatures, DescribedBlock::Kind::kSignatures)};
  return description;
}

TEST(DescriptionTextTest, IsAPageOfText) {
  EXPECT_EQ(DescriptionText(Sample()), R"(acme 1
======

What counts
===========

Fit
---

Company

Kept if `lead.a + 1 > 2`

  Reason  Points  For
  Size       +30  every lead
              -5  Kept if `lead.a + 1 > 2`

  For    Date
  Sales  ____________________
)");
}

TEST(DescriptionMarkdownTest, IsWhatGitHubReads) {
  EXPECT_EQ(DescriptionMarkdown(Sample()), R"(# acme 1

## What counts

### Fit

#### Company

Kept if `lead.a + 1 > 2`

| Reason | Points | For |
|---|---:|---|
| Size | \+30 | every lead |
|  | \-5 | Kept if `lead.a + 1 > 2` |

| For | Date |
|---|---|
| Sales |  |
)");
}

TEST(DescriptionHtmlTest, IsOneFile) {
  const std::string html = DescriptionHtml(Sample());
  EXPECT_THAT(html, HasSubstr("<title>acme 1</title>"));
  EXPECT_THAT(html, HasSubstr("<h2>What counts</h2>\n<h3>Fit</h3>\n"
                              "<h4>Company</h4>\n"
                              "<p>Kept if <code>lead.a + 1 &gt; 2</code></p>"));
  EXPECT_THAT(
      html, HasSubstr("<tr class=\"more\"><td></td><td class=\"number\">-5</td>"
                      "<td>Kept if <code>lead.a + 1 &gt; 2</code></td></tr>"));
  EXPECT_THAT(html, HasSubstr("<table class=\"signatures\">"));
  for (const char* outside :
       {"http", "src=", "href=", "url(", "@import", "<script"}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

// Names, labels and texts of a model may hold anything.
ModelDescription Hostile(const std::string& text) {
  ModelDescription description;
  description.title = text;
  DescribedTable table;
  table.columns = {{text}, {text, true}};
  table.rows = {{Words(text), Formula(text)}};
  description.blocks = {Heading(1, text), Paragraph(Words(text)),
                        Paragraph(Formula(text)), Table(table)};
  return description;
}

TEST(DescriptionHtmlTest, EscapesEverything) {
  const std::string html =
      DescriptionHtml(Hostile("</td><script>alert('x')</script> & \"q\""));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("</td><script")));
  size_t count = 0;
  const std::string escaped =
      "&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; "
      "&quot;q&quot;";
  for (size_t pos = html.find(escaped); pos != std::string::npos;
       pos = html.find(escaped, pos + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 9u);  // The title twice.
}

TEST(DescriptionMarkdownTest, EscapesEverything) {
  EXPECT_EQ(DescriptionMarkdown(Hostile("a|b `c` <i> *d* [e](f) # g\nh")),
            "# a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h\n\n"
            "## a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h\n\n"
            "a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h\n\n"
            "`` a|b `c` <i> *d* [e](f) # g h ``\n\n"
            "| a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h "
            "| a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h |\n"
            "|---|---:|\n"
            "| a\\|b \\`c\\` \\<i\\> \\*d\\* \\[e\\](f) \\# g h "
            "| `` a\\|b `c` <i> *d* [e](f) # g h `` |\n");
}

TEST(DescriptionMarkdownTest, BeginsNoListOrRule) {
  ModelDescription description;
  for (const char* text : {"- a", "1. a", "12) a", "--- ", "+ a", "3.5 a"}) {
    description.blocks.push_back(Paragraph(Words(text)));
  }
  EXPECT_EQ(DescriptionMarkdown(description),
            "# \n\n\\- a\n\n1\\. a\n\n12\\) a\n\n\\--- \n\n\\+ a\n\n3\\.5 a\n");
}

TEST(DescriptionTextTest, WrapsToAHundredCharacters) {
  std::string sentence;
  for (int i = 0; i < 60; ++i) sentence += "w\u00f6rter zwei ";
  DescribedTable table;
  table.columns = {{"Reason"}, {"Points", true}, {"For"}};
  table.rows = {{Words(sentence), Words("+30"), Words(sentence)},
                {Words("short"), Words("1"), Formula(sentence)}};
  ModelDescription description;
  description.title = sentence;
  description.blocks = {Heading(2, sentence), Paragraph(Words(sentence)),
                        Table(table)};
  const std::string text = DescriptionText(description);
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_LE(internal::CountCodePoints(line), 100u) << line;
  }
  EXPECT_GT(count, 30);
}

TEST(DescriptionTextTest, KeepsLongWordsWhole) {
  const std::string word(150, 'x');
  DescribedTable table;
  table.columns = {{"Reason"}, {"For"}};
  table.rows = {{Words("a b c"), Words("see " + word + " there")}};
  ModelDescription description;
  description.blocks = {Paragraph(Words("see " + word + " there")),
                        Table(table)};
  const std::string text = DescriptionText(description);
  EXPECT_THAT(text, HasSubstr("see\n" + word + "\nthere\n"));
  EXPECT_THAT(text, HasSubstr("      " + word + "\n"));
}

}  // namespace
}  // namespace leadscore
