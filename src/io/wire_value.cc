#include "src/io/wire_value.h"

#include <cstring>

#include "src/io/wire.h"

namespace leadscore::internal {
namespace {

using Kind = WireValue::Kind;

WireType TypeOf(Kind kind) {
  switch (kind) {
    case Kind::kDouble:
      return WireType::kFixed64;
    case Kind::kString:
    case Kind::kList:
      return WireType::kBytes;
    default:
      return WireType::kVarint;
  }
}

double DoubleOf(uint64_t bits) {
  double real = 0;
  std::memcpy(&real, &bits, sizeof(real));
  return real;
}

bool AppendList(std::string_view bytes, std::vector<std::string_view>* list) {
  WireReader reader(bytes);
  for (WireField field; reader.Next(&field);) {
    if (field.Is(1, WireType::kBytes)) list->push_back(field.bytes);
  }
  return reader.is_complete();
}

bool SetTo(const WireField& field, Kind kind, WireValue* value) {
  // Lists that come in parts are one.
  if (value->kind != kind) value->list.clear();
  value->kind = kind;
  switch (kind) {
    case Kind::kInt:
    case Kind::kTimestamp:
      value->number = FromZigzag(field.value);
      return true;
    case Kind::kDouble:
      value->real = DoubleOf(field.value);
      return true;
    case Kind::kString:
      value->text = field.bytes;
      return true;
    case Kind::kList:
      return AppendList(field.bytes, &value->list);
    default:
      value->number = field.value != 0 ? 1 : 0;
      return true;
  }
}

}  // namespace

bool DecodeWireValue(std::string_view bytes, WireValue* value) {
  *value = WireValue();
  WireReader reader(bytes);
  for (WireField field; reader.Next(&field);) {
    const auto kind = static_cast<Kind>(field.number);
    const bool is_known = kind <= Kind::kMissing && field.type == TypeOf(kind);
    if (is_known && !SetTo(field, kind, value)) return false;
  }
  return reader.is_complete();
}

bool DecodeWireNumber(std::string_view bytes, Kind kind, int64_t* number) {
  const uint32_t tag = static_cast<uint32_t>(kind) << 3;
  if (bytes.empty() || static_cast<uint8_t>(bytes[0]) != tag) return false;
  uint64_t varint = 0;
  const size_t size = ReadVarint(bytes.substr(1), &varint);
  if (size == 0 || size + 1 != bytes.size()) return false;
  *number = kind == Kind::kBool ? (varint != 0 ? 1 : 0) : FromZigzag(varint);
  return true;
}

bool DecodeWireDouble(std::string_view bytes, double* real) {
  constexpr uint8_t kTag =
      static_cast<uint32_t>(Kind::kDouble) << 3 | 1;  // kFixed64.
  if (bytes.size() != 1 + sizeof(uint64_t) ||
      static_cast<uint8_t>(bytes[0]) != kTag) {
    return false;
  }
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof(bits); ++i) {
    bits |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i + 1])) << 8 * i;
  }
  *real = DoubleOf(bits);
  return true;
}

}  // namespace leadscore::internal
