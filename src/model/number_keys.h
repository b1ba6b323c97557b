// Numbers of all types as keys: whole numbers in the same order.

#ifndef LEADSCORE_SRC_MODEL_NUMBER_KEYS_H_
#define LEADSCORE_SRC_MODEL_NUMBER_KEYS_H_

#include <cstdint>
#include <cstring>
#include <limits>

#include "absl/numeric/int128.h"
#include "leadscore/model_spec.h"
#include "src/cel/value.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// The key of a double that is not NaN and of which there is one zero.
inline int64_t KeyOfDouble(double value) {
  int64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits >= 0 ? bits : bits ^ std::numeric_limits<int64_t>::max();
}

inline double DoubleOfKey(int64_t key) {
  const int64_t bits =
      key >= 0 ? key : key ^ std::numeric_limits<int64_t>::max();
  double value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

struct KeyRange {
  int64_t least = 0;
  int64_t largest = 0;
};

// The keys that values of a type have.
//
// REQUIRES: it is that of a bool, number or time.
inline KeyRange KeysOf(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return {0, 1};
    case ValueType::kDouble:
      return {KeyOfDouble(-std::numeric_limits<double>::infinity()),
              KeyOfDouble(std::numeric_limits<double>::infinity())};
    case ValueType::kTimestamp:
      return {kMinInstant, kMaxInstant};
    default:
      return {std::numeric_limits<int64_t>::min(),
              std::numeric_limits<int64_t>::max()};
  }
}

// The value of a key. The negative zero, which no column holds, is -0.0.
inline cel::Value ValueOfKey(ValueType type, int64_t key) {
  switch (type) {
    case ValueType::kBool:
      return cel::Value::Bool(key != 0);
    case ValueType::kDouble:
      return cel::Value::Double(DoubleOfKey(key));
    case ValueType::kTimestamp:
      return cel::Value::Timestamp(key);
    default:
      return cel::Value::Int(key);
  }
}

// The key of such a value; of any other 0.
inline int64_t KeyOfValue(const cel::Value& value) {
  switch (value.kind()) {
    case cel::Kind::kBool:
      return value.as_bool() ? 1 : 0;
    case cel::Kind::kInt:
      return value.as_int();
    case cel::Kind::kDouble:
      return KeyOfDouble(value.as_double());
    case cel::Kind::kTimestamp: {
      constexpr int32_t kNanosPerMicro = 1000;
      const Instant instant = value.as_timestamp();
      return instant.seconds * kMicrosPerSecond +
             instant.nanos / kNanosPerMicro;
    }
    default:
      return 0;
  }
}

// The least key from which on `holds` is true, the largest plus one if it never
// is; nothing is asked of what lies outside the keys.
//
// REQUIRES: once `holds` is true it stays true.
template <typename Holds>
absl::int128 FirstKey(KeyRange keys, const Holds& holds) {
  absl::int128 low = keys.least;
  absl::int128 high = absl::int128(keys.largest) + 1;
  while (low < high) {
    const absl::int128 middle = low + (high - low) / 2;
    if (holds(static_cast<int64_t>(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_NUMBER_KEYS_H_
