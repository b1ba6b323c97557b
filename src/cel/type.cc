#include "src/cel/type.h"

#include <utility>

namespace leadscore::internal::cel {

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kError:
      return "error";
    case Kind::kNull:
      return "null_type";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kUint:
      return "uint";
    case Kind::kDouble:
      return "double";
    case Kind::kString:
      return "string";
    case Kind::kBytes:
      return "bytes";
    case Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Kind::kDuration:
      return "google.protobuf.Duration";
    case Kind::kList:
      return "list";
    case Kind::kMap:
      return "map";
    case Kind::kType:
      return "type";
    case Kind::kDyn:
      return "dyn";
    case Kind::kParam:
      break;
  }
  return "A";
}

Type::Type(Kind kind) : kind_(kind) {
  if (kind == Kind::kList || kind == Kind::kType) {
    params_ = std::make_shared<const std::vector<Type>>(1);
  } else if (kind == Kind::kMap) {
    params_ = std::make_shared<const std::vector<Type>>(2);
  }
}

Type::Type(Kind kind, std::vector<Type> params)
    : kind_(kind),
      params_(std::make_shared<const std::vector<Type>>(std::move(params))) {}

Type Type::List(Type element) {
  return Type(Kind::kList, {std::move(element)});
}

Type Type::Map(Type key, Type value) {
  return Type(Kind::kMap, {std::move(key), std::move(value)});
}

Type Type::TypeOf(Type type) { return Type(Kind::kType, {std::move(type)}); }

Type Type::Param(int index) {
  Type type(Kind::kParam);
  type.index_ = index;
  return type;
}

std::string Type::ToString() const {
  switch (kind_) {
    case Kind::kNull:
      return "null";
    case Kind::kTimestamp:
      return "timestamp";
    case Kind::kDuration:
      return "duration";
    case Kind::kParam:
      return std::string(1, static_cast<char>('A' + index_));
    default:
      break;
  }
  std::string text(KindName(kind_));
  if (params_ == nullptr) return text;
  text += '(';
  for (size_t i = 0; i < params_->size(); ++i) {
    if (i > 0) text += ", ";
    text += param(i).ToString();
  }
  return text + ')';
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_ || a.index_ != b.index_) return false;
  return a.params_ == b.params_ ||
         (a.params_ != nullptr && b.params_ != nullptr &&
          *a.params_ == *b.params_);
}

}  // namespace leadscore::internal::cel
