#include "src/cel/lexer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNameStart(char c) {
  return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

bool IsQuotedNamePart(char c) {
  return IsNamePart(c) || c == '.' || c == '-' || c == '/' || c == ' ';
}

// The value of a hexadecimal digit; -1 for another character.
int DigitValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void Lexer::SkipBlanksAndComments() {
  while (pos_ < text_.size()) {
    const char c = text_[pos_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++pos_;
    } else if (c == '/' && At(pos_ + 1) == '/') {
      pos_ = std::min(text_.find('\n', pos_), text_.size());
    } else {
      return;
    }
  }
}

void Lexer::Report(size_t begin, size_t end, std::string message,
                   std::string remedy) {
  issues_->push_back(Issue{begin, std::min(end, text_.size()),
                           std::move(message), std::move(remedy)});
}

Token Lexer::Lose(size_t begin, size_t end, std::string message,
                  std::string remedy) {
  Report(begin, end, std::move(message), std::move(remedy));
  is_lost_ = true;
  return Finish(TokenKind::kError, begin, "");
}

Token Lexer::Finish(TokenKind kind, size_t begin, std::string text) {
  return Token{kind, begin, pos_, std::move(text)};
}

Token Lexer::Next() {
  if (is_lost_) return Finish(TokenKind::kError, pos_, "");
  SkipBlanksAndComments();
  if (pos_ == text_.size()) return Token{TokenKind::kEnd, pos_, pos_, ""};
  const char c = text_[pos_];
  if (IsNameStart(c)) return Name();
  if (IsDigit(c) || (c == '.' && IsDigit(At(pos_ + 1)))) return Number();
  if (c == '"' || c == '\'') return StringOrBytes(pos_, false, false);
  if (c == '`') return QuotedName();
  return Punctuation();
}

Token Lexer::Name() {
  const size_t begin = pos_;
  while (pos_ < text_.size() && IsNamePart(text_[pos_])) ++pos_;
  std::string name(text_.substr(begin, pos_ - begin));
  if (At(pos_) == '"' || At(pos_) == '\'') {
    const std::string prefix = absl::AsciiStrToLower(name);
    if (prefix == "r") return StringOrBytes(begin, true, false);
    if (prefix == "b") return StringOrBytes(begin, false, true);
    if (prefix == "rb" || prefix == "br") {
      return StringOrBytes(begin, true, true);
    }
  }
  return Finish(TokenKind::kIdentifier, begin, std::move(name));
}

Token Lexer::QuotedName() {
  const size_t begin = pos_++;
  const size_t name = pos_;
  while (pos_ < text_.size() && IsQuotedNamePart(text_[pos_])) ++pos_;
  if (At(pos_) != '`') {
    return Lose(begin, pos_ + 1, "a name in backticks that does not end",
                "it may hold letters, digits, blanks and _ . - /");
  }
  if (pos_ == name) return Lose(begin, pos_ + 1, "an empty name");
  ++pos_;
  return Finish(TokenKind::kQuotedName, begin,
                std::string(text_.substr(name, pos_ - 1 - name)));
}

Token Lexer::Number() {
  const size_t begin = pos_;
  TokenKind kind = TokenKind::kInt;
  const auto digits = [this] {
    while (IsDigit(At(pos_))) ++pos_;
  };
  if (At(pos_) == '0' && (At(pos_ + 1) == 'x' || At(pos_ + 1) == 'X') &&
      DigitValue(At(pos_ + 2)) >= 0) {
    pos_ += 2;
    while (DigitValue(At(pos_)) >= 0) ++pos_;
  } else {
    digits();
    if (At(pos_) == '.' && IsDigit(At(pos_ + 1))) {
      kind = TokenKind::kDouble;
      ++pos_;
      digits();
    }
    const size_t sign = At(pos_ + 1) == '+' || At(pos_ + 1) == '-' ? 2 : 1;
    if ((At(pos_) == 'e' || At(pos_) == 'E') && IsDigit(At(pos_ + sign))) {
      kind = TokenKind::kDouble;
      pos_ += sign;
      digits();
    }
  }
  std::string text(text_.substr(begin, pos_ - begin));
  if (kind == TokenKind::kInt && (At(pos_) == 'u' || At(pos_) == 'U')) {
    kind = TokenKind::kUint;
    ++pos_;
  }
  if (IsNamePart(At(pos_))) {
    while (IsNamePart(At(pos_))) ++pos_;
    Report(begin, pos_, "a number with letters behind it",
           "put a text in quotes, or an operator in between");
    return Finish(TokenKind::kError, begin, "");
  }
  return Finish(kind, begin, std::move(text));
}

Token Lexer::StringOrBytes(size_t begin, bool is_raw, bool is_bytes) {
  const char quote = text_[pos_];
  const bool is_triple = At(pos_ + 1) == quote && At(pos_ + 2) == quote;
  const size_t width = is_triple ? 3 : 1;
  pos_ += width;
  std::string value;
  while (true) {
    if (pos_ >= text_.size()) {
      return Lose(begin, pos_, "a text whose closing quote is missing");
    }
    const char c = text_[pos_];
    if (c == quote &&
        (!is_triple || (At(pos_ + 1) == quote && At(pos_ + 2) == quote))) {
      pos_ += width;
      return Finish(is_bytes ? TokenKind::kBytes : TokenKind::kString, begin,
                    std::move(value));
    }
    if (!is_triple && (c == '\n' || c == '\r')) {
      return Lose(begin, pos_, "a text whose closing quote is missing",
                  "a text over several lines stands between three quotes");
    }
    ++pos_;
    if (c == '\\' && !is_raw) {
      if (!Escape(pos_ - 1, is_bytes, &value)) {
        return Finish(TokenKind::kError, begin, "");
      }
    } else {
      value += c;
    }
  }
}

bool Lexer::Escape(size_t backslash, bool is_bytes, std::string* out) {
  constexpr std::string_view kNames = "abfnrtv\\?\"'`";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\?\"'`";
  const char c = At(pos_);
  const size_t named =
      pos_ < text_.size() ? kNames.find(c) : std::string_view::npos;
  if (named != std::string_view::npos) {
    ++pos_;
    *out += kValues[named];
    return true;
  }
  if (c >= '0' && c <= '3') {
    return CodeEscape(backslash, 3, 8, is_bytes, out);
  }
  if (c == 'x' || c == 'X') {
    ++pos_;
    return CodeEscape(backslash, 2, 16, is_bytes, out);
  }
  if (!is_bytes && (c == 'u' || c == 'U')) {
    ++pos_;
    return CodeEscape(backslash, c == 'u' ? 4 : 8, 16, false, out);
  }
  Lose(backslash, pos_ + 1, "an escape sequence that does not exist",
       "a backslash itself is written \\\\, or as it is in r'...'");
  return false;
}

bool Lexer::CodeEscape(size_t backslash, int digits, int base, bool as_byte,
                       std::string* out) {
  uint32_t code = 0;
  for (int i = 0; i < digits; ++i) {
    const int digit = DigitValue(At(pos_));
    if (digit < 0 || digit >= base) {
      Lose(backslash, pos_ + 1,
           absl::StrCat("an escape sequence that lacks digits; it needs ",
                        digits));
      return false;
    }
    code = code * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit);
    ++pos_;
  }
  if (as_byte) {
    *out += static_cast<char>(code);
    return true;
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    Lose(backslash, pos_,
         "an escape sequence for a character that does not "
         "exist");
    return false;
  }
  AppendUtf8(static_cast<char32_t>(code), out);
  return true;
}

Token Lexer::Punctuation() {
  const size_t begin = pos_;
  for (std::string_view pair : {"==", "!=", "<=", ">=", "&&", "||"}) {
    if (text_.substr(pos_, 2) == pair) {
      pos_ += 2;
      return Finish(TokenKind::kPunctuation, begin, std::string(pair));
    }
  }
  const char c = text_[pos_];
  if (std::string_view("()[]{}.,:?+-*/%!<>").find(c) !=
      std::string_view::npos) {
    ++pos_;
    return Finish(TokenKind::kPunctuation, begin, std::string(1, c));
  }
  const auto meant = [&](size_t width, std::string message, std::string token) {
    Report(begin, begin + width, std::move(message),
           absl::StrCat("write \"", token, "\""));
    pos_ += width;
    return Finish(TokenKind::kPunctuation, begin, std::move(token));
  };
  if (c == '=' && (At(pos_ + 1) == '>' || At(pos_ + 1) == '<')) {
    return meant(2, "an operator that does not exist", {At(pos_ + 1), '='});
  }
  if (c == '=') return meant(1, "a single \"=\"", "==");
  if (c == '&') return meant(1, "a single \"&\"", "&&");
  if (c == '|') return meant(1, "a single \"|\"", "||");
  NextCodePoint(text_, &pos_);
  Report(begin, pos_,
         absl::StrCat("unexpected character ",
                      Quoted(text_.substr(begin, pos_ - begin))));
  return Finish(TokenKind::kError, begin, "");
}

}  // namespace leadscore::internal::cel
