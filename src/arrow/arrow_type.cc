#include "src/arrow/arrow_type.h"

#include <optional>

#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

ArrowType Fixed(ArrowKind kind, int bytes) {
  ArrowType type;
  type.kind = kind;
  type.bytes = bytes;
  type.num_buffers = 2;
  return type;
}

ArrowType WithOffsets(ArrowKind kind, int bytes, int64_t num_buffers) {
  ArrowType type = Fixed(kind, bytes);
  type.num_buffers = num_buffers;
  return type;
}

ArrowType Date(int bytes, int64_t micros_per_unit) {
  ArrowType type = Fixed(ArrowKind::kDate, bytes);
  type.micros_per_unit = micros_per_unit;
  return type;
}

// "tsu:UTC", where the zone may be missing.
ArrowType Timestamp(std::string_view format) {
  ArrowType type = Fixed(ArrowKind::kTimestamp, 8);
  type.has_zone = format.size() > 4;
  switch (format[2]) {
    case 's':
      type.micros_per_unit = kMicrosPerSecond;
      return type;
    case 'm':
      type.micros_per_unit = 1000;
      return type;
    case 'u':
      return type;
    case 'n':
      type.units_per_micro = 1000;
      return type;
    default:
      return {};
  }
}

// "d:19,4", "d:9,2,32".
ArrowType Decimal(std::string_view format) {
  format.remove_prefix(2);
  const size_t comma = format.find(',');
  if (comma == std::string_view::npos) return {};
  format.remove_prefix(comma + 1);
  const size_t second = format.find(',');
  const std::optional<int64_t> scale = ParseInt64(format.substr(0, second));
  std::optional<int64_t> bits = 128;
  if (second != std::string_view::npos) {
    bits = ParseInt64(format.substr(second + 1));
  }
  const bool is_known = bits == 32 || bits == 64 || bits == 128;
  if (!is_known || !scale.has_value() || *scale < 0 || *scale > 38) return {};
  ArrowType type =
      Fixed(ArrowKind::kDecimal, static_cast<int>(bits.value_or(0) / 8));
  type.scale = static_cast<int>(*scale);
  return type;
}

ArrowType OfOneLetter(char format) {
  switch (format) {
    case 'n':
      return WithOffsets(ArrowKind::kNull, 0, 0);
    case 'b':
      return Fixed(ArrowKind::kBool, 0);
    case 'c':
      return Fixed(ArrowKind::kInt, 1);
    case 'C':
      return Fixed(ArrowKind::kUnsigned, 1);
    case 's':
      return Fixed(ArrowKind::kInt, 2);
    case 'S':
      return Fixed(ArrowKind::kUnsigned, 2);
    case 'i':
      return Fixed(ArrowKind::kInt, 4);
    case 'I':
      return Fixed(ArrowKind::kUnsigned, 4);
    case 'l':
      return Fixed(ArrowKind::kInt, 8);
    case 'L':
      return Fixed(ArrowKind::kUnsigned, 8);
    case 'f':
      return Fixed(ArrowKind::kReal, 4);
    case 'g':
      return Fixed(ArrowKind::kReal, 8);
    case 'u':
      return WithOffsets(ArrowKind::kText, 4, 3);
    case 'U':
      return WithOffsets(ArrowKind::kText, 8, 3);
    default:
      return {};
  }
}

}  // namespace

ArrowType ParseArrowType(std::string_view format) {
  if (format.size() == 1) return OfOneLetter(format.front());
  if (format == "vu") return WithOffsets(ArrowKind::kTextView, 16, 3);
  if (format == "tdD") return Date(4, kMicrosPerDay);
  if (format == "tdm") return Date(8, 1000);
  if (format == "+l") return WithOffsets(ArrowKind::kList, 4, 2);
  if (format == "+L") return WithOffsets(ArrowKind::kList, 8, 2);
  if (format == "+s") return WithOffsets(ArrowKind::kStruct, 0, 1);
  if (format.substr(0, 2) == "d:") return Decimal(format);
  if (format.size() >= 4 && format.substr(0, 2) == "ts" && format[3] == ':') {
    return Timestamp(format);
  }
  return {};
}

std::string NameOf(const ArrowType& type) {
  switch (type.kind) {
    case ArrowKind::kNull:
      return "null";
    case ArrowKind::kBool:
      return "bool";
    case ArrowKind::kInt:
      return "int" + std::to_string(type.bytes * 8);
    case ArrowKind::kUnsigned:
      return "uint" + std::to_string(type.bytes * 8);
    case ArrowKind::kReal:
      return type.bytes == 4 ? "float" : "double";
    case ArrowKind::kDecimal:
      return "decimal" + std::to_string(type.bytes * 8);
    case ArrowKind::kText:
      return type.bytes == 4 ? "utf8" : "large_utf8";
    case ArrowKind::kTextView:
      return "utf8_view";
    case ArrowKind::kDate:
      return type.bytes == 4 ? "date32" : "date64";
    case ArrowKind::kTimestamp:
      return "timestamp";
    case ArrowKind::kList:
      return type.bytes == 4 ? "list" : "large_list";
    case ArrowKind::kStruct:
      return "struct";
    default:
      return "of a type that no model reads";
  }
}

}  // namespace leadscore::internal
