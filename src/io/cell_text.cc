#include "src/io/cell_text.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// Neither white space nor a part of some beyond ASCII.
bool IsVisibleAscii(char c) { return c > ' ' && c < '\x7F'; }

}  // namespace

std::string_view TrimmedCell(std::string_view cell) {
  const bool is_trimmed = cell.empty() || (IsVisibleAscii(cell.front()) &&
                                           IsVisibleAscii(cell.back()));
  return is_trimmed ? cell : TrimWhitespace(cell);
}

bool IsCleanText(std::string_view text) {
  // Most are ASCII: a byte of 0 or beyond 0x7F sets the highest bit of one.
  constexpr uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr uint64_t kHighest = 0x8080'8080'8080'8080;
  uint64_t found = 0;
  size_t pos = 0;
  for (; pos + sizeof(uint64_t) <= text.size(); pos += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + pos, sizeof(word));
    found |= word | (word - kOnes);
  }
  for (; pos < text.size(); ++pos) {
    const auto byte = static_cast<uint8_t>(text[pos]);
    found |= static_cast<uint64_t>(byte | (byte - 1)) & 0x80;
  }
  return (found & kHighest) == 0 ||
         (text.find('\0') == std::string_view::npos && IsValidUtf8(text));
}

}  // namespace leadscore::internal
