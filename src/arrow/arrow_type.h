// The types of columns of Arrow, from the formats of their schemas.

#ifndef LEADSCORE_SRC_ARROW_ARROW_TYPE_H_
#define LEADSCORE_SRC_ARROW_ARROW_TYPE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace leadscore::internal {

enum class ArrowKind {
  kNull,
  kBool,
  kInt,
  kUnsigned,
  kReal,
  kDecimal,
  kText,
  kTextView,
  kDate,
  kTimestamp,
  kList,
  kStruct,
  kOther,  // No model reads it.
};

struct ArrowType {
  ArrowKind kind = ArrowKind::kOther;

  // Of a value; of text and lists, of an offset.
  int bytes = 0;

  // Of dates and timestamps: how many microseconds a unit has, or how many
  // units a microsecond has; one of them is 1.
  int64_t micros_per_unit = 1;
  int64_t units_per_micro = 1;
  // Of timestamps: whether they are instants; if not, they are local times.
  bool has_zone = false;

  int scale = 0;  // Of decimals: how many digits are behind the point.

  // How many buffers an array of this type has; of kTextView at least. -1:
  // any number.
  int64_t num_buffers = -1;
};

// Formats that are not known are kOther.
ArrowType ParseArrowType(std::string_view format);

// For messages: "a timestamp", "a list".
std::string NameOf(const ArrowType& type);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_TYPE_H_
