// A serialized leadscore.v1.Value.

#ifndef LEADSCORE_SRC_IO_WIRE_VALUE_H_
#define LEADSCORE_SRC_IO_WIRE_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "src/io/wire.h"

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

// How a field of a Value is written.
WireType WireTypeOf(WireValue::Kind kind);

// The byte that it begins with.
constexpr uint8_t WireTag(WireValue::Kind kind, WireType type) {
  return static_cast<uint8_t>(static_cast<uint32_t>(kind) << 3 |
                              static_cast<uint32_t>(type));
}

inline double WireDouble(uint64_t bits) {
  double real = 0;
  std::memcpy(&real, &bits, sizeof(real));
  return real;
}

// Whether the bytes are such a message, and what it says. Of several fields
// that are set the last one counts, as for protobuf's own parsers.
bool DecodeWireValue(std::string_view bytes, WireValue* value);

// The same of one field of the kind that is asked for and no other, which is
// what serializers write; false for everything else.
inline bool DecodeWireNumber(std::string_view bytes, WireValue::Kind kind,
                             int64_t* number) {
  const uint8_t tag = WireTag(kind, WireType::kVarint);
  if (bytes.empty() || static_cast<uint8_t>(bytes[0]) != tag) return false;
  uint64_t varint = 0;
  const size_t size = ReadVarint(bytes.substr(1), &varint);
  if (size == 0 || size + 1 != bytes.size()) return false;
  *number = kind == WireValue::Kind::kBool ? (varint != 0 ? 1 : 0)
                                           : FromZigzag(varint);
  return true;
}

inline bool DecodeWireDouble(std::string_view bytes, double* real) {
  constexpr uint8_t kTag =
      WireTag(WireValue::Kind::kDouble, WireType::kFixed64);
  if (bytes.size() != 1 + sizeof(uint64_t) ||
      static_cast<uint8_t>(bytes[0]) != kTag) {
    return false;
  }
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof(bits); ++i) {
    bits |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i + 1])) << 8 * i;
  }
  *real = WireDouble(bits);
  return true;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_WIRE_VALUE_H_
