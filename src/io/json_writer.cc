#include "src/io/json_writer.h"

#include "absl/strings/str_cat.h"

namespace leadscore::internal {

void AppendJsonText(std::string_view text, std::string* out) {
  *out += '"';
  for (char c : text) {
    switch (c) {
      case '"':
      case '\\':
        *out += '\\';
        *out += c;
        break;
      case '\n':
        *out += "\\n";
        break;
      case '\r':
        *out += "\\r";
        break;
      case '\t':
        *out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppend(
              out, "\\u",
              absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad4));
        } else {
          *out += c;
        }
    }
  }
  *out += '"';
}

void JsonWriter::Key(std::string_view name) {
  Separate();
  AppendJsonText(name, out_);
  *out_ += indented_ ? ": " : ":";
  is_after_key_ = true;
}

void JsonWriter::Text(std::string_view value) {
  Separate();
  AppendJsonText(value, out_);
}

void JsonWriter::Number(std::string_view number) {
  Separate();
  *out_ += number;
}

void JsonWriter::Number(int64_t number) { Number(absl::StrCat(number)); }

void JsonWriter::Bool(bool value) { Number(value ? "true" : "false"); }

void JsonWriter::Open(char bracket) {
  Separate();
  *out_ += bracket;
  has_members_.push_back(false);
}

void JsonWriter::Close(char bracket) {
  const bool had_members = has_members_.back();
  has_members_.pop_back();
  if (had_members) BreakLine();
  *out_ += bracket;
}

void JsonWriter::Separate() {
  if (is_after_key_) {
    is_after_key_ = false;
    return;
  }
  if (has_members_.empty()) return;
  if (has_members_.back()) *out_ += ',';
  has_members_.back() = true;
  BreakLine();
}

void JsonWriter::BreakLine() {
  if (!indented_) return;
  *out_ += '\n';
  out_->append(2 * has_members_.size(), ' ');
}

}  // namespace leadscore::internal
