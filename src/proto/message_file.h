// Messages in files of any format: what models and policies share.

#ifndef LEADSCORE_SRC_PROTO_MESSAGE_FILE_H_
#define LEADSCORE_SRC_PROTO_MESSAGE_FILE_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model_file.h"
#include "src/core/text.h"
#include "src/model/spec_visitor.h"

namespace leadscore::internal {

// An error of a file as a whole.
Diagnostic MakeError(std::string_view name, std::string message,
                     std::string remedy = "");

// The bytes of a file that holds a message; what keeps from reading it is added
// to `diagnostics` as well.
//
// Errors: as of ReadFile, with the name of the file.
absl::StatusOr<std::string> ReadMessageFile(const std::string& path,
                                            size_t max_bytes,
                                            Diagnostics* diagnostics);

// Locates diagnostics, and adds them to others.
void AddLocated(const ModelSource& source, Diagnostics found,
                Diagnostics* diagnostics);

// The format that the name of a file tells.
ModelFormat FormatOf(const std::string& path);

// Reads a message from bytes, as of ParseModel; tells where its fields stand.
//
// Errors:
//   kInvalidArgument   not such a message in this format
//   kResourceExhausted more bytes than the limit
absl::StatusOr<ModelSource> ParseMessage(std::string_view bytes,
                                         ModelFormat format,
                                         std::string_view name,
                                         size_t max_bytes,
                                         google::protobuf::Message* message,
                                         Diagnostics* diagnostics);

// Locates what was found wrong with a message, and adds it.
//
// Errors: kInvalidArgument, the first of it.
absl::Status TakeFound(const ModelSource& source, Diagnostics found,
                       Diagnostics* diagnostics);

// Writes one.
//
// REQUIRES: all text is UTF-8.
absl::StatusOr<std::string> SerializeMessage(
    const google::protobuf::Message& message, ModelFormat format);

// Whether some text in a spec is not UTF-8.
template <typename T>
bool HasInvalidUtf8(const T& value) {
  bool found = false;
  if constexpr (kIsSpec<T>) {
    SpecFields<T>::Visit(value, [&found](const char*, const auto& member) {
      found = found || HasInvalidUtf8(member);
    });
  } else if constexpr (kIsVector<T>) {
    for (const auto& element : value) found = found || HasInvalidUtf8(element);
  } else if constexpr (kIsOptional<T>) {
    found = value.has_value() && HasInvalidUtf8(*value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    found = !IsValidUtf8(value);
  }
  return found;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROTO_MESSAGE_FILE_H_
