// Rows with named columns, written as CSV or as JSON lines.

#ifndef LEADSCORE_SRC_CLI_ROW_TABLE_H_
#define LEADSCORE_SRC_CLI_ROW_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace leadscore::internal {

// A cell; an empty one is left out of JSON.
struct Cell {
  std::string text;
  bool is_number = false;  // Or true or false: without quotes in JSON.

  static Cell Text(std::string value) { return {std::move(value), false}; }
  static Cell Whole(int64_t value);
  static Cell Real(double value);
  static Cell Bool(bool value) { return {value ? "true" : "false", true}; }
  // Seconds, with as many digits as needed.
  static Cell Seconds(absl::Duration value);
  // RFC 3339 in UTC.
  static Cell Instant(std::optional<absl::Time> value);
};

class RowTable {
 public:
  explicit RowTable(std::vector<std::string> columns)
      : columns_(std::move(columns)) {}

  // REQUIRES: a cell for each column.
  void Add(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }

  std::string ToCsv() const;
  std::string ToJsonLines() const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_ROW_TABLE_H_
