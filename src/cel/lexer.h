// Splits the text of an expression into tokens.

#ifndef LEADSCORE_SRC_CEL_LEXER_H_
#define LEADSCORE_SRC_CEL_LEXER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  // Appends to `issues` what is wrong with the text.
  //
  // REQUIRES: text is valid UTF-8 and, like `issues`, outlives the lexer.
  Lexer(std::string_view text, std::vector<Issue>* issues)
      : text_(text), issues_(issues) {}

  // The next token; kEnd for ever at the end, kError where there is none. A
  // mistake that tells what is meant, such as "=", gives that.
  Token Next();

  // Whether what stands behind a mistake cannot be told apart any more, as in a
  // text that does not end; from then on every token is kError.
  bool is_lost() const { return is_lost_; }

 private:
  void SkipBlanksAndComments();
  void Report(size_t begin, size_t end, std::string message,
              std::string remedy = "");
  // Reports what nothing behind it can be understood after.
  Token Lose(size_t begin, size_t end, std::string message,
             std::string remedy = "");
  Token Finish(TokenKind kind, size_t begin, std::string text);
  Token Name();
  Token QuotedName();
  Token Number();
  Token StringOrBytes(size_t begin, bool is_raw, bool is_bytes);
  Token Punctuation();
  // Takes an escape sequence, the backslash of which has been taken, and
  // appends what it stands for. False, and lost, if it is none.
  bool Escape(size_t backslash, bool is_bytes, std::string* out);
  bool CodeEscape(size_t backslash, int digits, int base, bool as_byte,
                  std::string* out);
  char At(size_t pos) const { return pos < text_.size() ? text_[pos] : '\0'; }

  std::string_view text_;
  size_t pos_ = 0;
  bool is_lost_ = false;
  std::vector<Issue>* issues_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_LEXER_H_
