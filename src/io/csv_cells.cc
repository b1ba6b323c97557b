#include "src/io/csv_cells.h"

namespace leadscore::internal {

void AppendCsvCell(const std::string& cell, char delimiter, std::string* out) {
  if (cell.find_first_of("\"\r\n") == std::string::npos &&
      cell.find(delimiter) == std::string::npos) {
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
