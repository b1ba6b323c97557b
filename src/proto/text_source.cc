#include "src/proto/text_source.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

constexpr size_t kLongestSourceLine = 160;

// Walks over the value of a text field as it is written: quoted literals, of
// which neighbours are one value, in a list or alone.
class LiteralCursor {
 public:
  LiteralCursor(std::string_view text, size_t pos) : text_(text), pos_(pos) {}

  size_t pos() const { return pos_; }

  // Moves behind "name:" and a "[".
  void SkipToValue() {
    while (pos_ < text_.size() && text_[pos_] != ':' && !AtQuote()) ++pos_;
    if (pos_ < text_.size() && text_[pos_] == ':') ++pos_;
    SkipBlanks();
    if (pos_ < text_.size() && text_[pos_] == '[') ++pos_;
    SkipBlanks();
  }

  // Moves from the start of one value of a list to that of the next.
  void SkipValue() {
    while (AtQuote()) {
      SkipLiteral();
      SkipBlanks();
    }
    if (pos_ < text_.size() && text_[pos_] == ',') ++pos_;
    SkipBlanks();
  }

  // Moves to where byte `offset` of the value is written.
  void Seek(int offset) {
    while (AtQuote()) {
      const char quote = text_[pos_++];
      while (pos_ < text_.size() && text_[pos_] != quote) {
        if (offset <= 0) return;
        offset -= SkipCharacter();
      }
      if (pos_ < text_.size()) ++pos_;
      // The end of the value is behind its last character.
      const size_t end = pos_ - 1;
      SkipBlanks();
      if (!AtQuote()) {
        pos_ = end;
        return;
      }
    }
  }

 private:
  bool AtQuote() const {
    return pos_ < text_.size() && (text_[pos_] == '"' || text_[pos_] == '\'');
  }

  void SkipBlanks() {
    while (pos_ < text_.size()) {
      if (text_[pos_] == '#') {
        pos_ = std::min(text_.find('\n', pos_), text_.size());
      } else if (std::string_view(" \t\r\n").find(text_[pos_]) !=
                 std::string_view::npos) {
        ++pos_;
      } else {
        return;
      }
    }
  }

  void SkipLiteral() {
    const char quote = text_[pos_++];
    while (pos_ < text_.size() && text_[pos_] != quote) SkipCharacter();
    if (pos_ < text_.size()) ++pos_;
  }

  // Moves over one character or escape sequence; returns how many bytes of the
  // value it stands for.
  int SkipCharacter() {
    if (text_[pos_] != '\\' || pos_ + 1 >= text_.size()) {
      ++pos_;
      return 1;
    }
    const char c = text_[pos_ + 1];
    pos_ += 2;
    if (c >= '0' && c <= '7') {
      SkipDigits("01234567", 2);
    } else if (c == 'x' || c == 'X') {
      SkipDigits("0123456789abcdefABCDEF", 2);
    } else if (c == 'u' || c == 'U') {
      SkipDigits("0123456789abcdefABCDEF", c == 'u' ? 4 : 8);
      return 3;  // What such a character usually takes.
    }
    return 1;
  }

  void SkipDigits(std::string_view digits, int most) {
    for (int i = 0; i < most && pos_ < text_.size() &&
                    digits.find(text_[pos_]) != std::string_view::npos;
         ++i) {
      ++pos_;
    }
  }

  std::string_view text_;
  size_t pos_;
};

}  // namespace

TextSource::TextSource(std::string_view text) : text_(text), line_begins_({0}) {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_begins_.push_back(i + 1);
  }
}

size_t TextSource::OffsetOf(int line, int column) const {
  constexpr int kTabWidth = 8;
  const size_t row =
      std::min(static_cast<size_t>(std::max(line, 0)), line_begins_.size() - 1);
  size_t offset = line_begins_[row];
  for (int at = 0;
       at < column && offset < text_.size() && text_[offset] != '\n';
       ++offset) {
    at += text_[offset] == '\t' ? kTabWidth - at % kTabWidth : 1;
  }
  return offset;
}

void TextSource::SetPlace(size_t offset, Diagnostic* diagnostic) const {
  const auto next =
      std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const size_t begin = *(next - 1);
  const size_t end = std::min(text_.find('\n', begin), text_.size());
  diagnostic->line = static_cast<int>(next - line_begins_.begin());
  diagnostic->column =
      1 + static_cast<int>(CountCodePoints(
              std::string_view(text_).substr(begin, offset - begin)));
  std::string line = text_.substr(begin, end - begin);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  // A long line is shown around the place only if it begins near it.
  if (line.size() <= kLongestSourceLine && IsValidUtf8(line)) {
    diagnostic->source_line = std::move(line);
  }
}

bool TextSource::LocateToken(int line, int column, const std::string& word,
                             Diagnostic* diagnostic) const {
  size_t offset = OffsetOf(line, column);
  diagnostic->length = 1;
  const size_t found =
      word.empty() ? std::string::npos : text_.rfind(word, offset);
  if (found != std::string::npos) {
    offset = found;
    diagnostic->length = static_cast<int>(word.size());
  }
  SetPlace(offset, diagnostic);
  return offset > 0 && (text_[offset - 1] == '"' || text_[offset - 1] == '\'');
}

size_t TextSource::FindInValue(size_t field, int index, int offset) const {
  LiteralCursor cursor(text_, field);
  cursor.SkipToValue();
  for (int i = 0; i < index; ++i) cursor.SkipValue();
  if (offset > 0) cursor.Seek(offset);
  const bool is_at_quote =
      cursor.pos() < text_.size() &&
      (text_[cursor.pos()] == '"' || text_[cursor.pos()] == '\'');
  return cursor.pos() + (offset == 0 && is_at_quote ? 1 : 0);
}

void TextSource::Locate(const Descriptor* root, Diagnostic* diagnostic) const {
  const Descriptor* descriptor = root;
  const TextFormat::ParseInfoTree* tree = &tree_;
  size_t offset = 0;
  bool is_found = false;
  for (const PathStep& step : diagnostic->path) {
    if (descriptor == nullptr || tree == nullptr) break;
    const FieldDescriptor* field = descriptor->FindFieldByName(step.field);
    if (field == nullptr) break;
    const int index = field->is_repeated() ? std::max(step.index, 0) : -1;
    const TextFormat::ParseLocation place = tree->GetLocation(field, index);
    const bool is_text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (place.line >= 0) {
      is_found = true;
      offset = OffsetOf(place.line, place.column);
      if (is_text && diagnostic->offset >= 0) {
        offset = FindInValue(offset, 0, diagnostic->offset);
      }
    } else if (is_text && index > 0) {
      // Of a list in brackets only the first value has a place.
      const TextFormat::ParseLocation first = tree->GetLocation(field, 0);
      if (first.line >= 0) {
        is_found = true;
        offset = FindInValue(OffsetOf(first.line, first.column), index,
                             std::max(diagnostic->offset, 0));
      }
    }
    descriptor = field->message_type();
    tree =
        descriptor == nullptr ? nullptr : tree->GetTreeForNested(field, index);
  }
  if (is_found) SetPlace(offset, diagnostic);
}

}  // namespace leadscore::internal
