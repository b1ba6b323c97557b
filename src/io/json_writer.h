// Writes JSON, in the order in which it is told what.

#ifndef LEADSCORE_SRC_IO_JSON_WRITER_H_
#define LEADSCORE_SRC_IO_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal {

// Appends a JSON string.
//
// REQUIRES: text is valid UTF-8.
void AppendJsonText(std::string_view text, std::string* out);

// Values inside an object come after their Key. With `indented`, members stand
// on lines of their own.
class JsonWriter {
 public:
  JsonWriter(bool indented, std::string* out)
      : indented_(indented), out_(out) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }

  void Key(std::string_view name);
  void Text(std::string_view value);
  // A number that is written in JSON's form already.
  void Number(std::string_view number);
  void Number(int64_t number);
  void Bool(bool value);

 private:
  void Open(char bracket);
  void Close(char bracket);
  // What stands before a key, or a value of an array.
  void Separate();
  void BreakLine();

  const bool indented_;
  std::string* out_;
  std::vector<bool> has_members_;  // Of the open brackets.
  bool is_after_key_ = false;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_JSON_WRITER_H_
