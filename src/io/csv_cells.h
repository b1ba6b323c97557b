// Cells of CSV files that are written.

#ifndef LEADSCORE_SRC_IO_CSV_CELLS_H_
#define LEADSCORE_SRC_IO_CSV_CELLS_H_

#include <string>
#include <string_view>

namespace leadscore::internal {

// Appends a cell, quoted if it has to be.
void AppendCsvCell(std::string_view cell, char delimiter, std::string* out);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CSV_CELLS_H_
