// Which character separates the fields of a CSV file.

#ifndef LEADSCORE_SRC_IO_CSV_DELIMITER_H_
#define LEADSCORE_SRC_IO_CSV_DELIMITER_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace leadscore::internal {

// That of comma, semicolon, tab and bar which the first line has most of,
// outside of quotes; the comma if it has none.
char DelimiterOfFirstLine(std::string_view bytes);

// Reads by `read` until there is the end of a line, and not much more, or until
// there is nothing left.
absl::StatusOr<std::string> ReadFirstLine(
    const std::function<absl::StatusOr<size_t>(char* buffer, size_t size)>&
        read);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_CSV_DELIMITER_H_
