// Counts, shares and paragraphs of comments, for people.

#ifndef LEADSCORE_SRC_DRAFT_SHARE_TEXT_H_
#define LEADSCORE_SRC_DRAFT_SHARE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal {

// "45.1 %", of a share within [0, 1]; of a count and what it is of, which may
// be 0.
std::string PercentOf(double share);
std::string ShareText(int64_t count, int64_t of);

// "1 lead", "1,234 leads".
std::string CountText(uint64_t count, const char* what);

// A number with two digits behind the point: "1.17".
//
// REQUIRES: number >= 0.
std::string TwoDigits(double number);

// A text in lines of at most 98 characters, broken at blanks.
std::vector<std::string> WrappedLines(std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_SHARE_TEXT_H_
