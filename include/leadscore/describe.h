// A model in words: the page that marketing and sales sign. It says what
// counts and how much, what fades, who gets a lead when, and whether the agreed
// examples hold.
//
//   const ModelDescription page = DescribeModel(model);
//   file << DescriptionHtml(page);
//
// Everything that a model says stands on its page. Conditions are put into
// words where these are exact; others are shown as the formulas that they are.

#ifndef LEADSCORE_DESCRIBE_H_
#define LEADSCORE_DESCRIBE_H_

#include <string>
#include <vector>

#include "leadscore/model.h"

namespace leadscore {

// A piece of text, UTF-8, without line breaks.
struct DescribedSpan {
  std::string text{};
  bool is_formula = false;  // CEL, to be shown as code.
};

using DescribedText = std::vector<DescribedSpan>;

struct DescribedColumn {
  std::string title{};
  bool is_number = false;  // Its cells belong to the right.
};

struct DescribedTable {
  std::vector<DescribedColumn> columns{};
  // A cell for each column. A row whose first cell is empty goes on with what
  // the row above began.
  std::vector<std::vector<DescribedText>> rows{};
};

// A heading, a paragraph or a table.
struct DescribedBlock {
  enum class Kind {
    kHeading,
    kParagraph,
    kTable,
    kSignatures,  // A table to be filled in by hand.
  };
  Kind kind = Kind::kParagraph;
  int level = 0;           // Of a heading: 1 to 3, below that of the page.
  DescribedText text{};    // Of a heading or paragraph.
  DescribedTable table{};  // Of the other two.
};

struct ModelDescription {
  std::string title{};
  std::vector<DescribedBlock> blocks{};  // From top to bottom.
};

// Runs the agreed examples of the model on the way. The same model gives the
// same description.
ModelDescription DescribeModel(const Model& model);

// As text for a terminal or a mail, in lines of at most 100 characters but for
// words that are longer, formulas between backquotes.
std::string DescriptionText(const ModelDescription& description);

// As Markdown, tables in the form that GitHub reads.
std::string DescriptionMarkdown(const ModelDescription& description);

// As one HTML file without references to others, to be read and printed.
std::string DescriptionHtml(const ModelDescription& description);

}  // namespace leadscore

#endif  // LEADSCORE_DESCRIBE_H_
