// Splits the text of an expression into tokens.

#ifndef LEADSCORE_SRC_CEL_LEXER_H_
#define LEADSCORE_SRC_CEL_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/cel/issue.h"

namespace leadscore::internal::cel {

enum class TokenKind : uint8_t {
  kEnd,
  kError,       // text is unusable; Lexer::issue() says why.
  kIdentifier,  // Includes true, false, null and in.
  kQuotedName,  // In backticks; text holds what is between them.
  kInt,         // text holds the digits, with "0x" if hexadecimal.
  kUint,        // Likewise, without the u.
  kDouble,
  kString,  // text holds the value, unescaped.
  kBytes,
  kPunctuation,  // text holds the operator or bracket.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  size_t begin = 0;
  size_t end = 0;
  std::string text;

  bool Is(std::string_view punctuation) const {
    return kind == TokenKind::kPunctuation && text == punctuation;
  }
  bool IsWord(std::string_view word) const {
    return kind == TokenKind::kIdentifier && text == word;
  }
};

class Lexer {
 public:
  // REQUIRES: text is valid UTF-8 and outlives the lexer.
  explicit Lexer(std::string_view text) : text_(text) {}

  // The next token; kEnd for ever at the end, kError for ever after an error.
  Token Next();

  // What is wrong, after a kError.
  const Issue& issue() const { return issue_; }

 private:
  void SkipBlanksAndComments();
  Token Fail(size_t begin, size_t end, std::string message,
             std::string remedy = "");
  Token Finish(TokenKind kind, size_t begin, std::string text);
  Token Name();
  Token QuotedName();
  Token Number();
  Token StringOrBytes(size_t begin, bool is_raw, bool is_bytes);
  Token Punctuation();
  // Takes an escape sequence, the backslash of which has been taken, and
  // appends what it stands for. False, with the issue set, if it is none.
  bool Escape(size_t backslash, bool is_bytes, std::string* out);
  bool CodeEscape(size_t backslash, int digits, int base, bool as_byte,
                  std::string* out);
  char At(size_t pos) const { return pos < text_.size() ? text_[pos] : '\0'; }

  std::string_view text_;
  size_t pos_ = 0;
  bool failed_ = false;
  Issue issue_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_LEXER_H_
