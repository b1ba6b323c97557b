// Text as people write it: UTF-8, case folding, words, and how to quote it in
// a message. Knows nothing of leads or rules.

#ifndef LEADSCORE_SRC_CORE_TEXT_H_
#define LEADSCORE_SRC_CORE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal {

// Where the first byte stands that is not part of well-formed UTF-8 (overlong
// forms, surrogates and values above U+10FFFF are not); npos when all is well.
size_t FindInvalidUtf8(std::string_view text);

inline bool IsValidUtf8(std::string_view text) {
  return FindInvalidUtf8(text) == std::string_view::npos;
}

// Reads the code point at `*pos` and moves behind it.
//
// REQUIRES: text is valid UTF-8 and *pos stands at the start of a code point.
char32_t NextCodePoint(std::string_view text, size_t* pos);

// Appends a code point as UTF-8.
//
// REQUIRES: code is a Unicode scalar value.
void AppendUtf8(char32_t code, std::string* out);

// How many code points valid UTF-8 has.
size_t CountCodePoints(std::string_view text);

// Without the white space (Unicode's White_Space) at both ends.
std::string_view TrimWhitespace(std::string_view text);

// Trimmed and folded by Unicode's full case folding, so that "  STRASSE" and
// "Straße" are the same text.
std::string FoldText(std::string_view text);

// The words of a text, folded: its longest runs of letters and digits. Of the
// code points above ASCII only white space, the general punctuation and the
// ideographic punctuation separate words.
std::vector<std::string> FoldedWords(std::string_view text);

// "text" in double quotes, at most `max_bytes` of it. Control characters, what
// turns the direction of writing, and bytes that are not UTF-8 are escaped.
std::string Quoted(std::string_view text, size_t max_bytes = 60);

// `"a", "b", ...`: the first eight of some names, quoted.
std::string QuotedSome(const std::vector<std::string_view>& names);

// The number of single-character edits (insert, delete, replace, swap two
// neighbours) between two short texts, bytewise and ignoring ASCII case.
size_t EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to a misspelt name, or "" when none is near enough to
// be meant. The first of several equally near ones.
std::string_view ClosestName(std::string_view name,
                             const std::vector<std::string_view>& candidates);

// `; did you mean "employees"?`, or nothing.
std::string DidYouMean(std::string_view name,
                       const std::vector<std::string_view>& candidates);

// Whether a text is a name that conditions can spell: a letter or underscore,
// then letters, digits and underscores, and none of true, false, null and in.
bool IsIdentifier(std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_TEXT_H_
