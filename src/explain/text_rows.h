// Rows of points, a label and a text, in columns.

#ifndef LEADSCORE_SRC_EXPLAIN_TEXT_ROWS_H_
#define LEADSCORE_SRC_EXPLAIN_TEXT_ROWS_H_

#include <string>
#include <utility>
#include <vector>

namespace leadscore::internal {

class TextRows {
 public:
  void Add(std::string points, std::string label, std::string text) {
    rows_.push_back({std::move(points), std::move(label), std::move(text)});
  }

  bool empty() const { return rows_.empty(); }

  // Each row on a line of its own, indented.
  std::string ToString() const;

 private:
  struct Row {
    std::string points;
    std::string label;
    std::string text;
  };
  std::vector<Row> rows_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_TEXT_ROWS_H_
