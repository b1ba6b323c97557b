// What is said in the description of a model.

#ifndef LEADSCORE_TESTS_DESCRIBE_DESCRIPTION_WORDS_H_
#define LEADSCORE_TESTS_DESCRIBE_DESCRIPTION_WORDS_H_

#include <gtest/gtest.h>

#include <string>

#include "leadscore/describe.h"
#include "leadscore/model.h"

namespace leadscore::testing {

// All texts of a description but the fingerprint, a line each.
inline std::string AllText(const Model& model) {
  const ModelDescription description = DescribeModel(model);
  std::string all = description.title + "\n";
  const auto add = [&all](const DescribedText& text) {
    for (const DescribedSpan& span : text) all += span.text;
    all += "\n";
  };
  for (const DescribedBlock& block : description.blocks) {
    add(block.text);
    for (const auto& column : block.table.columns) all += column.title + "\n";
    for (const auto& row : block.table.rows) {
      for (const DescribedText& cell : row) add(cell);
    }
  }
  const size_t at = all.find(model.fingerprint());
  EXPECT_NE(at, std::string::npos);
  return all.erase(at, model.fingerprint().size());
}

// Whether a change of a spec changed nothing, as of what was not there.
inline bool IsSame(const Model& a, const Model& b) {
  return a.fingerprint() == b.fingerprint();
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_DESCRIBE_DESCRIPTION_WORDS_H_
