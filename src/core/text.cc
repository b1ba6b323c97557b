#include "src/core/text.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

struct FoldRange {
  char32_t first;
  char32_t last;
  int stride;
  int32_t delta;
};

struct FoldSeveral {
  char32_t code;
  char32_t folded[3];
};

#include "src/core/case_folding_table.inc"

// The length of the well-formed sequence at the start of `text`; 0 if none.
size_t SequenceLength(std::string_view text) {
  const auto byte = [&text](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto continues = [&byte](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // Overlong.
    if (lead == 0xED && byte(1) > 0x9F) return 0;  // A surrogate.
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (lead == 0xF0 && byte(1) < 0x90) return 0;  // Overlong.
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // Above U+10FFFF.
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

bool IsWhitespace(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 ||
         code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
         code == 0x3000;
}

// Beyond ASCII: what acts on terminals, ends lines, or turns the direction of
// writing, so that what is shown is not what is there.
bool IsControlBeyondAscii(char32_t code) {
  return (code >= 0x80 && code <= 0x9F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

void AppendFolded(char32_t code, std::string* out) {
  if (code < 0x80) {
    out->push_back(absl::ascii_tolower(static_cast<unsigned char>(code)));
    return;
  }
  const auto* range = std::lower_bound(
      std::begin(kFoldRanges), std::end(kFoldRanges), code,
      [](const FoldRange& r, char32_t c) { return r.last < c; });
  if (range != std::end(kFoldRanges) && code >= range->first &&
      (code - range->first) % static_cast<char32_t>(range->stride) == 0) {
    AppendUtf8(static_cast<char32_t>(static_cast<int32_t>(code) + range->delta),
               out);
    return;
  }
  const auto* several = std::lower_bound(
      std::begin(kFoldSeveral), std::end(kFoldSeveral), code,
      [](const FoldSeveral& s, char32_t c) { return s.code < c; });
  if (several != std::end(kFoldSeveral) && several->code == code) {
    for (char32_t folded : several->folded) {
      if (folded != 0) AppendUtf8(folded, out);
    }
    return;
  }
  AppendUtf8(code, out);
}

bool IsWordCharacter(char32_t code) {
  if (code < 0x80) {
    return absl::ascii_isalnum(static_cast<unsigned char>(code));
  }
  const bool is_punctuation = (code >= 0xA0 && code <= 0xBF && code != 0xAA &&
                               code != 0xB5 && code != 0xBA) ||
                              (code >= 0x2000 && code <= 0x206F) ||
                              (code >= 0x3000 && code <= 0x3003);
  return !is_punctuation && !IsWhitespace(code);
}

}  // namespace

size_t FindInvalidUtf8(std::string_view text) {
  for (size_t pos = 0; pos < text.size();) {
    const size_t length = SequenceLength(text.substr(pos));
    if (length == 0) return pos;
    pos += length;
  }
  return std::string_view::npos;
}

char32_t NextCodePoint(std::string_view text, size_t* pos) {
  const auto byte = [&text](size_t i) {
    return static_cast<char32_t>(static_cast<uint8_t>(text[i]));
  };
  const size_t p = *pos;
  const char32_t lead = byte(p);
  if (lead < 0x80) {
    *pos += 1;
    return lead;
  }
  if (lead < 0xE0) {
    *pos += 2;
    return (lead & 0x1F) << 6 | (byte(p + 1) & 0x3F);
  }
  if (lead < 0xF0) {
    *pos += 3;
    return (lead & 0x0F) << 12 | (byte(p + 1) & 0x3F) << 6 |
           (byte(p + 2) & 0x3F);
  }
  *pos += 4;
  return (lead & 0x07) << 18 | (byte(p + 1) & 0x3F) << 12 |
         (byte(p + 2) & 0x3F) << 6 | (byte(p + 3) & 0x3F);
}

void AppendUtf8(char32_t code, std::string* out) {
  const auto append = [out](char32_t byte) {
    out->push_back(static_cast<char>(byte));
  };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | code >> 6);
    append(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    append(0xE0 | code >> 12);
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  } else {
    append(0xF0 | code >> 18);
    append(0x80 | (code >> 12 & 0x3F));
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  }
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string_view TrimWhitespace(std::string_view text) {
  size_t begin = 0;
  for (size_t pos = 0; pos < text.size(); begin = pos) {
    if (!IsWhitespace(NextCodePoint(text, &pos))) break;
  }
  size_t end = begin;  // Behind the last code point that is not white.
  for (size_t pos = begin; pos < text.size();) {
    if (!IsWhitespace(NextCodePoint(text, &pos))) end = pos;
  }
  return text.substr(begin, end - begin);
}

std::string FoldText(std::string_view text) {
  const std::string_view trimmed = TrimWhitespace(text);
  std::string folded;
  folded.reserve(trimmed.size());
  for (size_t pos = 0; pos < trimmed.size();) {
    AppendFolded(NextCodePoint(trimmed, &pos), &folded);
  }
  return folded;
}

std::vector<std::string> FoldedWords(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  for (size_t pos = 0; pos < text.size();) {
    const char32_t code = NextCodePoint(text, &pos);
    const bool is_word = IsWordCharacter(code);
    if (is_word && !in_word) words.emplace_back();
    if (is_word) AppendFolded(code, &words.back());
    in_word = is_word;
  }
  return words;
}

std::string Quoted(std::string_view text, size_t max_bytes) {
  std::string quoted = "\"";
  for (size_t pos = 0; pos < text.size();) {
    const size_t length = SequenceLength(text.substr(pos));
    const auto byte = static_cast<uint8_t>(text[pos]);
    if (quoted.size() > max_bytes) {
      quoted += "...";
      break;
    }
    if (length == 0 || byte < 0x20 || byte == 0x7F) {
      switch (byte) {
        case '\n':
          quoted += "\\n";
          break;
        case '\r':
          quoted += "\\r";
          break;
        case '\t':
          quoted += "\\t";
          break;
        default:
          absl::StrAppend(&quoted, "\\x", absl::Hex(byte, absl::kZeroPad2));
      }
      ++pos;
      continue;
    }
    const std::string_view character = text.substr(pos, length);
    const char32_t code = NextCodePoint(text, &pos);
    if (IsControlBeyondAscii(code)) {
      absl::StrAppend(&quoted, "\\u",
                      absl::Hex(static_cast<uint32_t>(code), absl::kZeroPad4));
      continue;
    }
    if (code == '"' || code == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + "\"";
}

std::string QuotedSome(const std::vector<std::string_view>& names) {
  constexpr size_t kMostShown = 8;
  std::string text;
  for (size_t i = 0; i < names.size() && i < kMostShown; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", Quoted(names[i]));
  }
  if (names.size() > kMostShown) absl::StrAppend(&text, ", ...");
  return text;
}

size_t EditDistance(std::string_view a, std::string_view b) {
  const auto same = [&](size_t i, size_t j) {
    return absl::ascii_tolower(static_cast<unsigned char>(a[i])) ==
           absl::ascii_tolower(static_cast<unsigned char>(b[j]));
  };
  // Three rows of the table of distances between beginnings of a and b.
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1,
                         last[j - 1] + (same(i - 1, j - 1) ? 0u : 1u)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::string_view ClosestName(std::string_view name,
                             const std::vector<std::string_view>& candidates) {
  constexpr size_t kMaxLength = 80;
  if (name.size() > kMaxLength) return {};
  std::string_view best;
  size_t best_distance = name.size() / 4 + 2;  // One more than is near enough.
  for (std::string_view candidate : candidates) {
    if (candidate.size() > kMaxLength) continue;
    const size_t distance = EditDistance(name, candidate);
    // A name of which nothing is left was not meant.
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || name.size() < 3) return best;
  // "employees" for "number_of_employees", if there is one such only.
  const std::string part = FoldText(name);
  for (std::string_view candidate : candidates) {
    if (candidate.size() > kMaxLength ||
        FoldText(candidate).find(part) == std::string::npos) {
      continue;
    }
    if (!best.empty()) return {};
    best = candidate;
  }
  return best;
}

std::string DidYouMean(std::string_view name,
                       const std::vector<std::string_view>& candidates) {
  const std::string_view closest = ClosestName(name, candidates);
  if (closest.empty()) return "";
  return absl::StrCat("; did you mean ", Quoted(closest), "?");
}

bool IsIdentifier(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  for (std::string_view keyword : {"true", "false", "null", "in"}) {
    if (text == keyword) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

}  // namespace leadscore::internal
