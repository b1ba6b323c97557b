// Checks bytes before protobuf parses them, because protobuf speaks of text
// that is not UTF-8 on standard error, where a library has nothing to say.

#ifndef LEADSCORE_SRC_PROTO_WIRE_CHECK_H_
#define LEADSCORE_SRC_PROTO_WIRE_CHECK_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

namespace leadscore::internal {

// The name of a field of type string that holds invalid UTF-8 in the wire
// format of a message; empty if there is none. Bytes that are not a message are
// left to the parser to refuse.
std::string FindInvalidUtf8Field(std::string_view bytes,
                                 const google::protobuf::Descriptor* message);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROTO_WIRE_CHECK_H_
