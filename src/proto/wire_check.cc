#include "src/proto/wire_check.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// As deep as protobuf's parser goes.
constexpr int kMaxDepth = 100;

WireFinding Malformed() { return {/*is_malformed=*/true, ""}; }

WireFinding Check(std::string_view bytes, const Descriptor* message,
                  int depth) {
  if (depth > kMaxDepth) return {};
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  while (const uint32_t tag = input.ReadTag()) {
    const FieldDescriptor* field =
        message->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    const bool has_length = WireFormatLite::GetTagWireType(tag) ==
                            WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (!has_length) {
      if (!WireFormatLite::SkipField(&input, tag)) return Malformed();
      continue;
    }
    uint32_t length = 0;
    if (!input.ReadVarint32(&length)) return Malformed();
    const auto begin = static_cast<size_t>(input.CurrentPosition());
    if (length > bytes.size() - begin) return Malformed();
    const std::string_view value = bytes.substr(begin, length);
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING &&
        !IsValidUtf8(value)) {
      return {false, field->name()};
    }
    if (field != nullptr && field->message_type() != nullptr) {
      WireFinding found = Check(value, field->message_type(), depth + 1);
      if (found.is_malformed || !found.invalid_field.empty()) return found;
    }
    if (!input.Skip(static_cast<int>(length))) return Malformed();
  }
  // A tag of zero is none.
  return input.ConsumedEntireMessage() ? WireFinding() : Malformed();
}

}  // namespace

WireFinding CheckWire(std::string_view bytes, const Descriptor* message) {
  return Check(bytes, message, 0);
}

}  // namespace leadscore::internal
