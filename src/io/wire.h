// The fields of a serialized Protocol Buffers message, one after the other, as
// the encoding says (protobuf.dev/programming-guides/encoding).

#ifndef LEADSCORE_SRC_IO_WIRE_H_
#define LEADSCORE_SRC_IO_WIRE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leadscore::internal {

enum class WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,  // Texts and messages: a length and as many bytes.
  kGroup = 3,  // Passed over; only as a field that nobody knows.
  kFixed32 = 5,
};

struct WireField {
  bool Is(uint32_t is_number, WireType is_type) const {
    return number == is_number && type == is_type;
  }

  uint32_t number = 0;
  WireType type = WireType::kVarint;
  uint64_t value = 0;      // Of kVarint, kFixed64 and kFixed32.
  std::string_view bytes;  // Of kBytes.
};

// A varint at the beginning of some bytes, and how long it is; 0 if there is
// none that is complete and of at most ten bytes.
inline size_t ReadVarint(std::string_view bytes, uint64_t* value) {
  constexpr size_t kMostBytes = 10;
  uint64_t result = 0;
  for (size_t i = 0; i < bytes.size() && i < kMostBytes; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    // What does not fit into 64 bits is lost, as protobuf's own parsers do.
    result |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      *value = result;
      return i + 1;
    }
  }
  return 0;
}

// The number that a sint64 stands for.
inline int64_t FromZigzag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  // The next field; false at the end, or when the bytes are no message.
  bool Next(WireField* field) {
    // Most are short bytes.
    constexpr uint8_t kTypeBits = 7;
    if (rest_.size() >= 2) {
      const auto tag = static_cast<uint8_t>(rest_[0]);
      const auto length = static_cast<uint8_t>(rest_[1]);
      const auto type = static_cast<WireType>(tag & kTypeBits);
      if (type == WireType::kBytes && tag < 0x80 && tag > kTypeBits &&
          length < 0x80 && length <= rest_.size() - 2) {
        field->number = tag >> 3;
        field->type = type;
        field->bytes = rest_.substr(2, length);
        rest_.remove_prefix(2 + length);
        return true;
      }
    }
    return NextOfAnyKind(field);
  }

  // Once Next was false: whether all was as it should be.
  bool is_complete() const { return rest_.empty(); }

 private:
  bool NextOfAnyKind(WireField* field);
  bool ReadTag(uint32_t* number, uint32_t* type);
  bool ReadValue(WireField* field);
  bool SkipGroup(uint32_t number, int depth);

  std::string_view rest_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_WIRE_H_
