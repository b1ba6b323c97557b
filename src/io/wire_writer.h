// Fields of a serialized Protocol Buffers message, in the order of their
// numbers. As proto3 has it, one that is zero or empty is not written.

#ifndef LEADSCORE_SRC_IO_WIRE_WRITER_H_
#define LEADSCORE_SRC_IO_WIRE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "src/io/wire.h"

namespace leadscore::internal {

inline void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    *out += static_cast<char>((value & 0x7F) | 0x80);
    value >>= 7;
  }
  *out += static_cast<char>(value);
}

inline uint64_t ToZigzag(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}

class WireWriter {
 public:
  explicit WireWriter(std::string* out) : out_(*out) {}

  // Texts and messages. Elements are written even if they are empty.
  void Bytes(uint32_t number, std::string_view bytes) {
    if (!bytes.empty()) Element(number, bytes);
  }
  void Element(uint32_t number, std::string_view bytes) {
    Tag(number, WireType::kBytes);
    AppendVarint(bytes.size(), &out_);
    out_ += bytes;
  }
  void Int(uint32_t number, int64_t value) {
    if (value != 0) Varint(number, static_cast<uint64_t>(value));
  }
  void Sint(uint32_t number, int64_t value) {
    if (value != 0) PresentSint(number, value);
  }
  // Of an optional field that is set.
  void PresentSint(uint32_t number, int64_t value) {
    Varint(number, ToZigzag(value));
  }
  void Double(uint32_t number, double value) {
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(bits));
    if (bits == 0) return;
    Tag(number, WireType::kFixed64);
    for (size_t i = 0; i < sizeof(bits); ++i) {
      out_ += static_cast<char>(bits >> 8 * i & 0xFF);
    }
  }

 private:
  void Tag(uint32_t number, WireType type) {
    AppendVarint(number << 3 | static_cast<uint32_t>(type), &out_);
  }
  void Varint(uint32_t number, uint64_t value) {
    Tag(number, WireType::kVarint);
    AppendVarint(value, &out_);
  }

  std::string& out_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_WIRE_WRITER_H_
