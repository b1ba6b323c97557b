// Tables in columns of characters, for people at a terminal.

#ifndef LEADSCORE_SRC_CLI_TEXT_TABLE_H_
#define LEADSCORE_SRC_CLI_TEXT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "leadscore/points.h"

namespace leadscore::internal {

class TextTable {
 public:
  enum class Align { kLeft, kRight };

  void AddColumn(std::string title, Align align);

  // REQUIRES: a cell for each column.
  void AddRow(std::vector<std::string> cells);

  // The titles, unless all are empty, and the rows, indented by two.
  std::string ToString() const;

 private:
  std::vector<std::string> titles_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

// A share in percent: "12.5 %".
//
// REQUIRES: of > 0.
std::string PercentText(int64_t count, int64_t of);

// "1,234.5": at most two digits behind the point.
std::string PointsText(Points points);

// A value of the leads on one line, whatever is in it.
std::string OneLine(const std::string& value);

// How many characters a text takes: code points, which is right for most.
size_t DisplayWidth(const std::string& text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_TEXT_TABLE_H_
