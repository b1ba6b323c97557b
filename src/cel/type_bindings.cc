#include "src/cel/type_bindings.h"

namespace leadscore::internal::cel {

bool TypeBindings::Bind(const Type& param, const Type& arg) {
  if (param.is(Kind::kParam)) {
    const auto [bound, is_new] = types_.emplace(param.index(), arg);
    if (is_new || bound->second == arg || IsUnknown(arg)) return true;
    if (!Assignable(bound->second, arg)) return false;
    bound->second = Join(bound->second, arg);
    return true;
  }
  if (IsUnknown(param) || IsUnknown(arg)) return true;
  if (param.kind() != arg.kind()) return false;
  switch (param.kind()) {
    case Kind::kList:
      return Bind(param.param(0), arg.param(0));
    case Kind::kMap:
      return Bind(param.param(0), arg.param(0)) &&
             Bind(param.param(1), arg.param(1));
    default:
      return true;
  }
}

Type TypeBindings::Apply(const Type& type) const {
  switch (type.kind()) {
    case Kind::kParam: {
      const auto bound = types_.find(type.index());
      return bound == types_.end() ? Type() : bound->second;
    }
    case Kind::kList:
      return Type::List(Apply(type.param(0)));
    case Kind::kMap:
      return Type::Map(Apply(type.param(0)), Apply(type.param(1)));
    case Kind::kType:
      return Type::TypeOf(Apply(type.param(0)));
    default:
      return type;
  }
}

bool TypeBindings::Assignable(const Type& a, const Type& b) {
  if (IsUnknown(a) || IsUnknown(b)) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kList)) return Assignable(a.param(0), b.param(0));
  if (a.is(Kind::kMap)) {
    return Assignable(a.param(0), b.param(0)) &&
           Assignable(a.param(1), b.param(1));
  }
  return true;
}

Type TypeBindings::Join(const Type& a, const Type& b) {
  if (a == b) return a;
  if (a.is(Kind::kError)) return b;
  if (b.is(Kind::kError)) return a;
  if (a.kind() != b.kind()) return Type();
  if (a.is(Kind::kList)) return Type::List(Join(a.param(0), b.param(0)));
  if (a.is(Kind::kMap)) {
    return Type::Map(Join(a.param(0), b.param(0)),
                     Join(a.param(1), b.param(1)));
  }
  return a;
}

}  // namespace leadscore::internal::cel
