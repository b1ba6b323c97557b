#include "src/io/csv_cells.h"

#include <algorithm>

namespace leadscore::internal {

void AppendCsvCell(std::string_view cell, char delimiter, std::string* out) {
  const bool is_plain =
      std::none_of(cell.begin(), cell.end(), [delimiter](char c) {
        return c == delimiter || c == '"' || c == '\r' || c == '\n';
      });
  if (is_plain) {
    *out += cell;
    return;
  }
  *out += '"';
  for (char c : cell) {
    if (c == '"') *out += '"';
    *out += c;
  }
  *out += '"';
}

}  // namespace leadscore::internal
