#include "src/io/wire.h"

#include <cstddef>
#include <cstdint>

namespace leadscore::internal {
namespace {

constexpr uint32_t kEndOfGroup = 4;
constexpr int kMostDepth = 100;  // As protobuf's own parsers allow.

template <typename Fixed>
bool ReadFixed(std::string_view* rest, uint64_t* value) {
  if (rest->size() < sizeof(Fixed)) return false;
  uint64_t result = 0;
  for (size_t i = 0; i < sizeof(Fixed); ++i) {
    result |= static_cast<uint64_t>(static_cast<uint8_t>((*rest)[i])) << 8 * i;
  }
  *value = result;
  rest->remove_prefix(sizeof(Fixed));
  return true;
}

}  // namespace

bool WireReader::ReadTag(uint32_t* number, uint32_t* type) {
  uint64_t tag = 0;
  const size_t size = ReadVarint(rest_, &tag);
  if (size == 0 || tag > UINT32_MAX || tag >> 3 == 0) return false;
  rest_.remove_prefix(size);
  *number = static_cast<uint32_t>(tag >> 3);
  *type = static_cast<uint32_t>(tag & 7);
  return true;
}

bool WireReader::ReadValue(WireField* field) {
  switch (field->type) {
    case WireType::kVarint: {
      const size_t size = ReadVarint(rest_, &field->value);
      rest_.remove_prefix(size);
      return size > 0;
    }
    case WireType::kFixed64:
      return ReadFixed<uint64_t>(&rest_, &field->value);
    case WireType::kFixed32:
      return ReadFixed<uint32_t>(&rest_, &field->value);
    case WireType::kBytes: {
      uint64_t length = 0;
      const size_t size = ReadVarint(rest_, &length);
      if (size == 0 || length > rest_.size() - size) return false;
      field->bytes = rest_.substr(size, length);
      rest_.remove_prefix(size + length);
      return true;
    }
    case WireType::kGroup:
      return SkipGroup(field->number, kMostDepth);
  }
  return false;
}

bool WireReader::SkipGroup(uint32_t number, int depth) {
  if (depth == 0) return false;
  while (true) {
    WireField field;
    uint32_t type = 0;
    if (!ReadTag(&field.number, &type)) return false;
    if (type == kEndOfGroup) return field.number == number;
    field.type = static_cast<WireType>(type);
    const bool is_right = field.type == WireType::kGroup
                              ? SkipGroup(field.number, depth - 1)
                              : ReadValue(&field);
    if (!is_right) return false;
  }
}

bool WireReader::NextOfAnyKind(WireField* field) {
  if (rest_.empty()) return false;
  const std::string_view before = rest_;
  uint32_t type = 0;
  if (ReadTag(&field->number, &type)) {
    field->type = static_cast<WireType>(type);
    if (ReadValue(field)) return true;
  }
  rest_ = before;  // Not empty: not complete.
  return false;
}

}  // namespace leadscore::internal
