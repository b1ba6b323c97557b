#include "src/table/column.h"

#include <algorithm>
#include <cmath>
#include <variant>

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

void Column::MarkPresent() {
  present_.resize(size_ / 64 + 1);
  present_[size_ / 64] |= uint64_t{1} << (size_ % 64);
  ++size_;
}

void Column::AppendNumber(int64_t value) {
  numbers_.resize(size_ + 1);
  numbers_[size_] = value;
  MarkPresent();
}

void Column::AppendDouble(double value) {
  if (std::isnan(value)) return AppendMissing();
  reals_.resize(size_ + 1);
  reals_[size_] = value == 0 ? 0.0 : value;  // One zero, without a sign.
  MarkPresent();
}

void Column::AppendString(std::string_view value) {
  codes_.resize(size_ + 1);
  codes_[size_] = dictionary_->Encode(value);
  MarkPresent();
}

void Column::AppendStringList(const std::vector<std::string>& values) {
  list_begins_.resize(size_ + 1);
  list_ends_.resize(size_ + 1);
  list_begins_[size_] = codes_.size();
  for (const std::string& value : values) {
    codes_.push_back(dictionary_->Encode(value));
  }
  list_ends_[size_] = codes_.size();
  MarkPresent();
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

Column Column::Reordered(const std::vector<size_t>& order) const {
  Column column(type_);
  column.dictionary_ = dictionary_;
  for (size_t row : order) {
    if (!IsPresent(row)) {
      column.AppendMissing();
      continue;
    }
    switch (type_) {
      case ValueType::kDouble:
        column.AppendDouble(reals_[row]);
        break;
      case ValueType::kString:
        column.codes_.resize(column.size_ + 1);
        column.codes_[column.size_] = codes_[row];
        column.MarkPresent();
        break;
      case ValueType::kStringList: {
        column.list_begins_.resize(column.size_ + 1);
        column.list_ends_.resize(column.size_ + 1);
        column.list_begins_[column.size_] = column.codes_.size();
        column.codes_.insert(column.codes_.end(),
                             codes_.begin() + list_begins_[row],
                             codes_.begin() + list_ends_[row]);
        column.list_ends_[column.size_] = column.codes_.size();
        column.MarkPresent();
        break;
      }
      default:
        column.AppendNumber(numbers_[row]);
    }
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
