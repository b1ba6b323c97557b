// Where the fields of a message stand in the text that it was parsed from.

#ifndef LEADSCORE_SRC_PROTO_TEXT_SOURCE_H_
#define LEADSCORE_SRC_PROTO_TEXT_SOURCE_H_

#include <google/protobuf/text_format.h>

#include <string>
#include <string_view>
#include <vector>

#include "leadscore/diagnostics.h"

namespace leadscore::internal {

class TextSource {
 public:
  // Keeps a copy of the text.
  explicit TextSource(std::string_view text);

  // To be filled in by the parser of the same text.
  google::protobuf::TextFormat::ParseInfoTree* tree() { return &tree_; }

  // Sets line, column and source line of a diagnostic from its path, and its
  // offset into a text field.
  void Locate(const google::protobuf::Descriptor* root,
              Diagnostic* diagnostic) const;

  // The same from a place as protobuf's tokenizer counts: from 0, and tabs up
  // to the next multiple of 8. If a word is named, it is the last one before
  // that place, behind which the parser noticed its mistake. Returns whether a
  // quote stands right before it.
  bool LocateToken(int line, int column, const std::string& word,
                   Diagnostic* diagnostic) const;

 private:
  // The byte of a place, as the tokenizer counts.
  size_t OffsetOf(int line, int column) const;
  void SetPlace(size_t offset, Diagnostic* diagnostic) const;
  // The byte at which byte `offset` of the `index`-th value of a text field is
  // written, which begins at `field` with its name.
  size_t FindInValue(size_t field, int index, int offset) const;

  std::string text_;
  std::vector<size_t> line_begins_;
  google::protobuf::TextFormat::ParseInfoTree tree_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROTO_TEXT_SOURCE_H_
