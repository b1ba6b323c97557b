#include "src/io/wire_value.h"

#include "src/io/wire.h"

namespace leadscore::internal {
namespace {

using Kind = WireValue::Kind;

}  // namespace

WireType WireTypeOf(Kind kind) {
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

namespace {

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
      value->real = WireDouble(field.value);
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
    const bool is_known =
        kind <= Kind::kMissing && field.type == WireTypeOf(kind);
    if (is_known && !SetTo(field, kind, value)) return false;
  }
  return reader.is_complete();
}

}  // namespace leadscore::internal
