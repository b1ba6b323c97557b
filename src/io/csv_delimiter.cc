#include "src/io/csv_delimiter.h"

#include <algorithm>
#include <cstddef>

#include "src/core/status_macros.h"

namespace leadscore::internal {

char DelimiterOfFirstLine(std::string_view bytes) {
  constexpr std::string_view kDelimiters = ",;\t|";
  size_t counts[kDelimiters.size()] = {};
  bool is_quoted = false;
  for (const char c : bytes) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '\n' || c == '\r') break;
    const size_t found = kDelimiters.find(c);
    if (found != std::string_view::npos) ++counts[found];
  }
  return kDelimiters[static_cast<size_t>(
      std::max_element(counts, counts + kDelimiters.size()) - counts)];
}

absl::StatusOr<std::string> ReadFirstLine(
    const std::function<absl::StatusOr<size_t>(char* buffer, size_t size)>&
        read) {
  constexpr size_t kMostBytes = size_t{64} << 10;
  std::string bytes;
  while (bytes.size() < kMostBytes) {
    char some[4096];
    LEADSCORE_ASSIGN_OR_RETURN(const size_t size, read(some, sizeof(some)));
    if (size == 0) break;
    bytes.append(some, size);
    if (bytes.find('\n', bytes.size() - size) != std::string::npos) break;
  }
  return bytes;
}

}  // namespace leadscore::internal
