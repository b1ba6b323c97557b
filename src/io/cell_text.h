// What the text of cells may be.

#ifndef LEADSCORE_SRC_IO_CELL_TEXT_H_
#define LEADSCORE_SRC_IO_CELL_TEXT_H_

#include <string_view>

namespace leadscore::internal {

// The text of a cell without the white space at its ends.
std::string_view TrimmedCell(std::string_view cell);

// Valid UTF-8 without a NUL byte: what every text that is read has to be.
bool IsCleanText(std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CELL_TEXT_H_
