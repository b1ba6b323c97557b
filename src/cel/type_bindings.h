// What the parameters of a signature such as size(list(A)) stand for.

#ifndef LEADSCORE_SRC_CEL_TYPE_BINDINGS_H_
#define LEADSCORE_SRC_CEL_TYPE_BINDINGS_H_

#include <map>

#include "src/cel/type.h"

namespace leadscore::internal::cel {

// Whether a type is not known before evaluation, or because of a mistake that
// has been reported.
inline bool IsUnknown(const Type& type) {
  return type.is(Kind::kDyn) || type.is(Kind::kError);
}

// The types that the parameters A, B of a signature stand for in one call.
class TypeBindings {
 public:
  // Whether an argument of type `arg` may be given for `param`.
  bool Bind(const Type& param, const Type& arg);

  // A type with what its parameters stand for; dyn for those without.
  Type Apply(const Type& type) const;

  // Whether values of the two types may stand for each other.
  static bool Assignable(const Type& a, const Type& b);

  // A type that holds the values of both.
  static Type Join(const Type& a, const Type& b);

 private:
  std::map<int, Type> types_;
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_TYPE_BINDINGS_H_
