// Text in lines and tables of a width, for terminals and mails.

#ifndef LEADSCORE_SRC_DESCRIBE_WRAPPED_TABLE_H_
#define LEADSCORE_SRC_DESCRIBE_WRAPPED_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal {

// The words of a text in lines of at most `width` characters; a longer word is
// a line of its own. At least one line.
std::vector<std::string> WrapText(std::string_view text, size_t width);

struct WrappedColumn {
  std::string title;
  bool is_number = false;
};

// A table in columns of characters, cells wrapped so that it fits `width`
// where the longest words let it. Titles stand above, unless all are empty.
//
// REQUIRES: a cell for each column in every row.
std::string WrappedTable(const std::vector<WrappedColumn>& columns,
                         const std::vector<std::vector<std::string>>& rows,
                         size_t width);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_WRAPPED_TABLE_H_
