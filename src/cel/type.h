// The types of CEL, as the checker sees them.

#ifndef LEADSCORE_SRC_CEL_TYPE_H_
#define LEADSCORE_SRC_CEL_TYPE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal::cel {

// What a value is, and the head of what a type is.
enum class Kind : uint8_t {
  kError,  // A value: evaluation failed. A type: already reported as wrong.
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kList,
  kMap,
  kType,
  // Only types:
  kDyn,    // Known when it is evaluated.
  kParam,  // The "A" of a signature such as size(list(A)).
};

// CEL's name of a kind: "int", "google.protobuf.Timestamp", "list".
std::string_view KindName(Kind kind);

// An immutable type; copying shares the parameters.
class Type {
 public:
  // dyn.
  Type() : Type(Kind::kDyn) {}

  // A type without parameters. Of kList, kMap and kType it is the type whose
  // parameters are dyn.
  Type(Kind kind);  // NOLINT: a kind is a type where it has no parameters.

  static Type List(Type element);
  static Type Map(Type key, Type value);
  static Type TypeOf(Type type);
  static Type Param(int index);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_numeric() const {
    return is(Kind::kInt) || is(Kind::kUint) || is(Kind::kDouble);
  }

  // Of lists, maps and types: the element; the key and value; the type.
  const Type& param(size_t index) const { return (*params_)[index]; }

  // Of a Param.
  int index() const { return index_; }

  // "list(string)", as CEL writes it; timestamps and durations by their short
  // names, as people say them.
  std::string ToString() const;

  friend bool operator==(const Type& a, const Type& b);
  friend bool operator!=(const Type& a, const Type& b) { return !(a == b); }

 private:
  Type(Kind kind, std::vector<Type> params);

  Kind kind_;
  int index_ = 0;
  std::shared_ptr<const std::vector<Type>> params_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_TYPE_H_
