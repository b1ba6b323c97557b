#include "src/table/column.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "src/core/bits.h"

namespace leadscore::internal {
namespace {

template <typename T>
int Order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

Column::Column(ValueType type) : type_(type) {
  if (type == ValueType::kString || type == ValueType::kStringList) {
    dictionary_ = std::make_shared<Dictionary>();
  }
}

std::vector<std::string_view> Column::StringList(size_t row) const {
  std::vector<std::string_view> values;
  for (size_t i = list_begins_[row]; i < list_ends_[row]; ++i) {
    values.push_back(dictionary_->value(codes_[i]));
  }
  return values;
}

void Column::PadTo(size_t size) {
  size_ = size;
  present_.resize((size + 63) / 64);
  switch (type_) {
    case ValueType::kDouble:
      reals_.resize(size);
      break;
    case ValueType::kString:
      codes_.resize(size, -1);
      break;
    case ValueType::kStringList:
      list_begins_.resize(size, codes_.size());
      list_ends_.resize(size, codes_.size());
      break;
    default:
      numbers_.resize(size);
  }
}

void Column::MarkPresent() {
  if (size_ % 64 == 0) present_.push_back(0);
  present_[size_ / 64] |= uint64_t{1} << (size_ % 64);
  ++size_;
}

void Column::ClearRows() {
  size_ = 0;
  present_.clear();
  numbers_.clear();
  reals_.clear();
  codes_.clear();
  list_begins_.clear();
  list_ends_.clear();
  constexpr int32_t kMostValues = 1'000'000;
  if (dictionary_ != nullptr && dictionary_->size() > kMostValues) {
    dictionary_ = std::make_shared<Dictionary>();
  }
}

void Column::AppendPresence(uint64_t present, size_t count) {
  const size_t offset = size_ % kWordBits;
  size_ += count;
  if (offset > 0) {
    present_.back() |= present << offset;
    if (offset + count <= kWordBits) return;
    present >>= kWordBits - offset;
  }
  if (count > 0) present_.push_back(present);
}

void Column::AppendNumbers(const int64_t* values, uint64_t present,
                           size_t count) {
  const size_t begin = numbers_.size();
  numbers_.insert(numbers_.end(), values, values + count);
  for (uint64_t missing = ~present & FirstBits(count); missing != 0;
       missing &= missing - 1) {
    numbers_[begin + LowestBit(missing)] = 0;
  }
  AppendPresence(present, count);
}

void Column::AppendDoubles(const double* values, uint64_t present,
                           size_t count) {
  const size_t begin = reals_.size();
  reals_.resize(begin + count);
  double* const reals = reals_.data() + begin;
  // One zero, without a sign: a negative one and a positive one are positive.
  for (size_t i = 0; i < count; ++i) reals[i] = values[i] + 0.0;
  for (uint64_t missing = ~present & FirstBits(count); missing != 0;
       missing &= missing - 1) {
    reals[LowestBit(missing)] = 0.0;
  }
  AppendPresence(present, count);
}

void Column::AppendCodes(const int32_t* codes, uint64_t present, size_t count) {
  codes_.insert(codes_.end(), codes, codes + count);
  AppendPresence(present, count);
}

void Column::AppendNumber(int64_t value) {
  numbers_.push_back(value);
  MarkPresent();
}

void Column::AppendDouble(double value) {
  if (std::isnan(value)) return AppendMissing();
  reals_.push_back(value == 0 ? 0.0 : value);  // One zero, without a sign.
  MarkPresent();
}

void Column::AppendCode(int32_t code) {
  codes_.push_back(code);
  MarkPresent();
}

void Column::AppendString(std::string_view value) {
  AppendCode(dictionary_->Encode(value));
}

void Column::AppendStringList(const std::vector<std::string>& values) {
  list_begins_.push_back(codes_.size());
  for (const std::string& value : values) {
    codes_.push_back(dictionary_->Encode(value));
  }
  list_ends_.push_back(codes_.size());
  MarkPresent();
}

void Column::AppendFrom(const Column& other, size_t row) {
  if (!other.IsPresent(row)) return AppendMissing();
  switch (type_) {
    case ValueType::kDouble:
      return AppendDouble(other.Double(row));
    case ValueType::kString:
      return AppendString(other.String(row));
    case ValueType::kStringList: {
      std::vector<std::string> texts;
      for (std::string_view text : other.StringList(row)) {
        texts.emplace_back(text);
      }
      return AppendStringList(texts);
    }
    default:
      return AppendNumber(other.numbers_[row]);
  }
}

void Column::Append(const AttributeValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return AppendMissing();
  switch (type_) {
    case ValueType::kBool:
      return AppendBool(std::get<bool>(value));
    case ValueType::kInt:
      return AppendInt(std::get<int64_t>(value));
    case ValueType::kDouble:
      if (const auto* whole = std::get_if<int64_t>(&value)) {
        return AppendDouble(static_cast<double>(*whole));
      }
      return AppendDouble(std::get<double>(value));
    case ValueType::kString:
      return AppendString(std::get<std::string>(value));
    case ValueType::kTimestamp:
      return AppendTime(ToMicros(std::get<absl::Time>(value)));
    default:
      return AppendStringList(std::get<std::vector<std::string>>(value));
  }
}

Column Column::Reordered(const std::vector<uint32_t>& order) const {
  Column column(type_);
  column.dictionary_ = dictionary_;
  column.size_ = order.size();
  column.present_.resize((order.size() + kWordBits - 1) / kWordBits);
  for (size_t i = 0; i < order.size(); ++i) {
    column.present_[i / kWordBits] |= uint64_t{IsPresent(order[i])}
                                      << i % kWordBits;
  }
  const auto reorder = [&order](const auto& from, auto* to) {
    if (from.empty()) return;
    to->reserve(order.size());
    for (uint32_t row : order) to->push_back(from[row]);
  };
  reorder(numbers_, &column.numbers_);
  reorder(reals_, &column.reals_);
  if (type_ == ValueType::kString) {
    reorder(codes_, &column.codes_);
  } else {
    // The elements of lists stay where they are.
    column.codes_ = codes_;
    reorder(list_begins_, &column.list_begins_);
    reorder(list_ends_, &column.list_ends_);
  }
  return column;
}

int Column::Compare(size_t row, size_t other) const {
  if (!IsPresent(row) || !IsPresent(other)) {
    return Order(IsPresent(row), IsPresent(other));
  }
  switch (type_) {
    case ValueType::kDouble:
      return Order(reals_[row], reals_[other]);
    case ValueType::kString:
      return String(row).compare(String(other));
    case ValueType::kStringList:
      return Order(StringList(row), StringList(other));
    default:
      return Order(numbers_[row], numbers_[other]);
  }
}

bool HasType(const AttributeValue& value, ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return std::holds_alternative<bool>(value);
    case ValueType::kInt:
      return std::holds_alternative<int64_t>(value);
    case ValueType::kDouble:
      return std::holds_alternative<double>(value) ||
             std::holds_alternative<int64_t>(value);
    case ValueType::kString:
      return std::holds_alternative<std::string>(value);
    case ValueType::kTimestamp:
      return std::holds_alternative<absl::Time>(value);
    case ValueType::kStringList:
      return std::holds_alternative<std::vector<std::string>>(value);
    case ValueType::kUnspecified:
      break;
  }
  return false;
}

}  // namespace leadscore::internal
