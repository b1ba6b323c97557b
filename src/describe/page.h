// The page of a model while its sections are written.

#ifndef LEADSCORE_SRC_DESCRIBE_PAGE_H_
#define LEADSCORE_SRC_DESCRIBE_PAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "leadscore/describe.h"

namespace leadscore::internal {

class Page {
 public:
  void AddHeading(int level, std::string text);

  // Nothing if the text is empty.
  void AddParagraph(DescribedText text);
  void AddParagraph(std::string text);

  // Nothing if the table has no rows. Columns in which nothing stands are left
  // out.
  void AddTable(DescribedTable table);

  // Lines to be signed by each of some parties.
  void AddSignatures(const std::vector<std::string>& parties);

  std::vector<DescribedBlock> Finish() { return std::move(blocks_); }

 private:
  std::vector<DescribedBlock> blocks_;
};

// Sentences of a paragraph, blanks between them.
class Sentences {
 public:
  // Nothing if it is empty. Ends it with a full stop.
  void Add(DescribedText sentence);
  void Add(std::string sentence);

  DescribedText Finish() { return std::move(text_); }

 private:
  DescribedText text_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_PAGE_H_
