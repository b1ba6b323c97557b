#include "src/live/packed_values.h"

#include <cstring>

namespace leadscore::internal {
namespace {

int64_t BitsOf(double value) {
  int64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

double RealOf(int64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

int64_t TextPool::EncodeList(const std::vector<std::string_view>& list) {
  std::string bytes;
  for (std::string_view text : list) {
    const int32_t code = texts_.Encode(text);
    bytes.append(reinterpret_cast<const char*>(&code), sizeof(code));
  }
  return lists_.Encode(bytes);
}

std::vector<std::string_view> TextPool::List(int64_t code) const {
  const std::string_view bytes = lists_.value(static_cast<int32_t>(code));
  std::vector<std::string_view> list;
  for (size_t at = 0; at < bytes.size(); at += sizeof(int32_t)) {
    int32_t text = 0;
    std::memcpy(&text, bytes.data() + at, sizeof(text));
    list.push_back(texts_.value(text));
  }
  return list;
}

void PackedValues::Set(const std::vector<ColumnSchema>& schema, size_t column,
                       const ValueView& value, TextPool* pool) {
  using Kind = ValueView::Kind;
  int64_t word = 0;
  bool has_value = true;
  switch (value.kind()) {
    case Kind::kMissing:
      has_value = false;
      break;
    case Kind::kDouble:
      has_value = value.as_double() == value.as_double();
      word = BitsOf(value.as_double() == 0 ? 0.0 : value.as_double());
      break;
    case Kind::kInt:
      word = schema[column].type == ValueType::kDouble
                 ? BitsOf(static_cast<double>(value.as_int()))
                 : value.as_int();
      break;
    case Kind::kString:
      word = pool->Encode(value.as_string());
      break;
    case Kind::kStringList:
      word = pool->EncodeList(
          {value.as_string_list().begin(), value.as_string_list().end()});
      break;
    case Kind::kBool:
      word = value.as_bool() ? 1 : 0;
      break;
    case Kind::kTimestamp:
      word = value.as_micros();
      break;
  }
  const size_t presence = PresenceWords(schema.size());
  if (words_ == nullptr) {
    if (!has_value) return;
    words_ = std::make_unique<int64_t[]>(presence + schema.size());
  }
  words_[presence + column] = has_value ? word : 0;
  const uint64_t bit = uint64_t{1} << (column % 64);
  auto bits = static_cast<uint64_t>(words_[column / 64]);
  bits = has_value ? bits | bit : bits & ~bit;
  words_[column / 64] = static_cast<int64_t>(bits);
}

ValueView PackedValues::Get(const std::vector<ColumnSchema>& schema,
                            size_t column, const TextPool& pool,
                            ListPlaces* lists) const {
  if (!Has(column)) return ValueView();
  const int64_t word = words_[PresenceWords(schema.size()) + column];
  switch (schema[column].type) {
    case ValueType::kBool:
      return word != 0;
    case ValueType::kInt:
      return word;
    case ValueType::kDouble:
      return RealOf(word);
    case ValueType::kString:
      return pool.Text(word);
    case ValueType::kTimestamp:
      return ValueView::TimestampMicros(word);
    default:
      return lists->Keep(pool.List(word));
  }
}

int PackedValues::Compare(std::optional<int64_t> a, std::optional<int64_t> b,
                          ValueType type, const TextPool& pool) {
  if (!a.has_value() || !b.has_value()) {
    return Order(a.has_value(), b.has_value());
  }
  switch (type) {
    case ValueType::kDouble:
      return Order(RealOf(*a), RealOf(*b));
    case ValueType::kString:
      return pool.Text(*a).compare(pool.Text(*b));
    case ValueType::kStringList:
      return Order(pool.List(*a), pool.List(*b));
    default:
      return Order(*a, *b);
  }
}

}  // namespace leadscore::internal
