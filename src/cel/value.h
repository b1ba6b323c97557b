// A value of CEL while an expression is evaluated.

#ifndef LEADSCORE_SRC_CEL_VALUE_H_
#define LEADSCORE_SRC_CEL_VALUE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cel/type.h"
#include "src/core/time_text.h"

namespace leadscore::internal::cel {

class Value;
struct ListData;
struct MapData;

// Why a value could not be had.
enum class ErrorCode : uint8_t {
  kMissing,  // An attribute or signal has no value. Not a mistake of anyone.
  kUndeclared,
  kNoSuchOverload,
  kNoSuchKey,
  kDuplicateKey,
  kInvalidKey,
  kIndexOutOfRange,
  kDivisionByZero,
  kOverflow,
  kInvalidArgument,
  kInvalidRegex,
  kUnknownTimeZone,
  kBudget,
};

// In words, without any value of a lead: "division by zero".
std::string_view ErrorText(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kUndeclared;
  int32_t variable = -1;  // Of kMissing: which variable has no value.
  int32_t offset = -1;    // Where in the expression, in bytes.
};

// Immutable and cheap to copy. Strings, lists and maps are shared, not copied;
// a string may also be borrowed from memory that outlives the value.
class Value {
 public:
  Value() : kind_(Kind::kNull) { of_.integer = 0; }

  static Value Null() { return Value(); }
  static Value Bool(bool value);
  static Value Int(int64_t value);
  static Value Uint(uint64_t value);
  static Value Double(double value);
  static Value String(std::string value);
  static Value BorrowedString(std::string_view value);
  static Value Bytes(std::string value);
  static Value Timestamp(Instant value);
  static Value Timestamp(Micros micros);
  static Value Duration(int64_t nanoseconds);
  static Value TypeValue(Kind kind);
  static Value MakeError(Error error);
  static Value MakeError(ErrorCode code) { return MakeError(Error{code}); }
  // The value of a variable that has none.
  static Value Missing(int variable) {
    return MakeError(Error{ErrorCode::kMissing, variable, -1});
  }
  static Value List(std::vector<Value> items);
  // A list of strings in which `in` costs one look-up, however long it is.
  static Value StringSet(const std::vector<std::string>& items);
  // Gives an error value for a key that cannot be one, or stands twice.
  static Value Map(std::vector<std::pair<Value, Value>> entries);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_error() const { return kind_ == Kind::kError; }
  bool is_missing() const {
    return is_error() && of_.error.code == ErrorCode::kMissing;
  }
  bool is_true() const { return kind_ == Kind::kBool && of_.boolean; }
  bool is_false() const { return kind_ == Kind::kBool && !of_.boolean; }
  bool is_numeric() const {
    return is(Kind::kInt) || is(Kind::kUint) || is(Kind::kDouble);
  }

  // Each REQUIRES that the value is of that kind.
  bool as_bool() const { return of_.boolean; }
  int64_t as_int() const { return of_.integer; }
  uint64_t as_uint() const { return of_.natural; }
  double as_double() const { return of_.real; }
  std::string_view as_string() const {  // Also of bytes.
    return std::string_view(of_.text.data, of_.text.size);
  }
  Instant as_timestamp() const { return of_.instant; }
  int64_t as_duration() const { return of_.integer; }
  Kind as_type() const { return of_.type; }
  Error as_error() const { return of_.error; }
  const std::vector<Value>& as_list() const;
  const std::vector<std::pair<Value, Value>>& as_map() const;

  // Whether a list has an element equal to `item`, or a map such a key.
  bool Contains(const Value& item) const;

  // Whether Contains costs one look-up instead of one for each element.
  bool has_index() const;

  // The value of a key of a map; nothing when it has none.
  std::optional<Value> Lookup(const Value& key) const;

  // CEL's ==: numbers by their exact value across types, values of different
  // kinds are different, NaN equals nothing. Errors equal nothing.
  friend bool operator==(const Value& a, const Value& b);
  friend bool operator!=(const Value& a, const Value& b) { return !(a == b); }

  // As a CEL literal or call that gives this value: `'it\'s'`, `12u`,
  // `timestamp('...')`; errors as `<missing>`.
  std::string ToString() const;

 private:
  explicit Value(Kind kind) : kind_(kind) { of_.integer = 0; }

  struct Text {
    const char* data;
    size_t size;
  };
  union Payload {
    bool boolean;
    int64_t integer;  // Also nanoseconds of a duration.
    uint64_t natural;
    double real;
    Text text;
    Instant instant;
    Kind type;
    Error error;
    Payload() : integer(0) {}
  };

  Kind kind_;
  Payload of_;
  std::shared_ptr<const void> owner_;  // Of a string, list or map.
};

// Exact order of two numbers of any types: negative, zero or positive;
// nothing when one of them is NaN.
//
// REQUIRES: both are numeric.
std::optional<int> CompareNumbers(const Value& a, const Value& b);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_VALUE_H_
