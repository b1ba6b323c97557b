// A serialized leadscore.v1.Value.

#ifndef LEADSCORE_SRC_IO_WIRE_VALUE_H_
#define LEADSCORE_SRC_IO_WIRE_VALUE_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace leadscore::internal {

struct WireValue {
  // As the fields of the message are numbered; kNone: none is set.
  enum class Kind : uint32_t {
    kNone = 0,
    kBool = 1,
    kInt = 2,
    kDouble = 3,
    kString = 4,
    kTimestamp = 5,
    kList = 6,
    kMissing = 7,
  };

  Kind kind = Kind::kNone;
  int64_t number = 0;  // Of kBool, kInt and kTimestamp.
  double real = 0;
  std::string_view text;
  std::vector<std::string_view> list;
};

// Whether the bytes are such a message, and what it says. Of several fields
// that are set the last one counts, as for protobuf's own parsers.
bool DecodeWireValue(std::string_view bytes, WireValue* value);

// The same of one field of the kind that is asked for and no other, which is
// what serializers write; false for everything else.
bool DecodeWireNumber(std::string_view bytes, WireValue::Kind kind,
                      int64_t* number);
bool DecodeWireDouble(std::string_view bytes, double* real);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_WIRE_VALUE_H_
