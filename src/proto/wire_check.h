// Checks bytes before protobuf parses them, because protobuf speaks of text
// that is not UTF-8 on standard error, where a library has nothing to say.

#ifndef LEADSCORE_SRC_PROTO_WIRE_CHECK_H_
#define LEADSCORE_SRC_PROTO_WIRE_CHECK_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

namespace leadscore::internal {

struct WireFinding {
  // Whether the bytes are no message. The parser would find that as well, but
  // may have spoken of text by then that lies beyond the end of its message.
  bool is_malformed = false;
  // The first field of type string that holds invalid UTF-8; empty: none.
  std::string invalid_field;
};

// Looks at a message in the wire format, up to the first finding.
WireFinding CheckWire(std::string_view bytes,
                      const google::protobuf::Descriptor* message);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_PROTO_WIRE_CHECK_H_
