#include "src/io/column_cells.h"

#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "src/core/bits.h"
#include "src/core/number_text.h"
#include "src/io/cell_text.h"
#include "src/io/wire_value.h"

namespace leadscore::internal {
namespace {

// Digits, perhaps behind a minus sign, that fit for sure; other forms are left
// to ParseInt64.
bool ParseFewDigits(std::string_view text, int64_t* value) {
  constexpr size_t kMostDigits = 18;
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kMostDigits) return false;
  int64_t sum = 0;
  for (char c : text) {
    const auto digit = static_cast<unsigned>(c - '0');
    if (digit > 9) return false;
    sum = sum * 10 + digit;
  }
  *value = is_negative ? -sum : sum;
  return true;
}

}  // namespace

ColumnCells::ColumnCells(CellParser parser)
    : parser_(std::move(parser)),
      is_message_(parser_.format().encoding == CellEncoding::kMessage) {
  for (const std::string& null : parser_.format().null_values) {
    if (!null.empty()) may_be_null_[static_cast<uint8_t>(null.front())] = true;
  }
}

template <typename ParseOne>
uint64_t ColumnCells::ForEach(const std::string_view* cells, size_t count,
                              ParseOne parse_one) {
  uint64_t wrong = 0;
  for (size_t row = 0; row < count; ++row) {
    if (cells[row].empty()) continue;
    if (!parse_one(cells[row], row)) wrong |= BitOf(row);
  }
  return wrong;
}

uint64_t ColumnCells::Parse(const std::string_view* cells, size_t count,
                            Column* column) {
  values_.present = 0;
  const ValueType type = parser_.format().type;
  if (is_message_ && type != ValueType::kString) {
    values_.numbers.resize(count);
    values_.reals.resize(count);
    values_.lists.resize(count);
    return ParseMessages(cells, count);
  }
  switch (type) {
    case ValueType::kString: {
      values_.codes.assign(count, -1);
      if (dictionary_ != column->shared_dictionary()) {
        dictionary_ = column->shared_dictionary();
        code_of_text_ = TextMemo<int32_t>();
      }
      AskAhead(cells, count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseText(cell, row);
      });
    }
    case ValueType::kInt:
      values_.numbers.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseInt(cell, row);
      });
    case ValueType::kDouble:
      values_.reals.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseDouble(cell, row);
      });
    case ValueType::kTimestamp:
      values_.numbers.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseTime(cell, row);
      });
    default:
      values_.numbers.resize(count);
      values_.lists.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseOther(cell, row);
      });
  }
}

// Lets the memory bring for all cells what ParseText looks at.
void ColumnCells::AskAhead(const std::string_view* cells, size_t count) {
  keys_.resize(count);
  for (size_t row = 0; row < count; ++row) {
    keys_[row].Set(cells[row]);
    code_of_text_.AskAhead(keys_[row]);
  }
}

bool ColumnCells::ParseText(std::string_view cell, size_t row) {
  const TextKey& key = keys_[row];
  int32_t code = -1;
  if (const int32_t* known = code_of_text_.Find(key)) {
    code = *known;
  } else {
    if (!EncodeText(cell, &code)) return false;
    code_of_text_.Remember(key, code);
  }
  values_.codes[row] = code;
  if (code >= 0) values_.SetPresent(row);
  return true;
}

bool ColumnCells::EncodeText(std::string_view cell, int32_t* code) {
  *code = -1;
  if (parser_.format().encoding == CellEncoding::kText) {
    if (!IsCleanText(cell)) return false;
    if (!parser_.IsMissing(cell)) *code = dictionary_->Encode(cell);
    return true;
  }
  const absl::StatusOr<AttributeValue> value = parser_.Parse(cell);
  if (!value.ok()) return false;
  const auto* text = std::get_if<std::string>(&*value);
  if (text != nullptr && !IsCleanText(*text)) return false;
  if (text != nullptr) *code = dictionary_->Encode(*text);
  return true;
}

// What serializers write, and no value that a column does not take, at once;
// everything else as CellParser does.
uint64_t ColumnCells::ParseMessages(const std::string_view* cells,
                                    size_t count) {
  using Kind = WireValue::Kind;
  constexpr int64_t kYear9999 = 253'370'764'800'000'000;
  const auto parse = [&](auto parse_usual) {
    return ForEach(cells, count, [&](std::string_view cell, size_t row) {
      if (!parse_usual(cell, row)) return ParseOther(cell, row);
      values_.SetPresent(row);
      return true;
    });
  };
  switch (parser_.format().type) {
    case ValueType::kBool:
      return parse([this](std::string_view cell, size_t row) {
        return DecodeWireNumber(cell, Kind::kBool, &values_.numbers[row]);
      });
    case ValueType::kInt:
      return parse([this](std::string_view cell, size_t row) {
        return DecodeWireNumber(cell, Kind::kInt, &values_.numbers[row]);
      });
    case ValueType::kTimestamp:
      return parse([this](std::string_view cell, size_t row) {
        return DecodeWireNumber(cell, Kind::kTimestamp,
                                &values_.numbers[row]) &&
               values_.numbers[row] >= 0 && values_.numbers[row] < kYear9999;
      });
    case ValueType::kDouble:
      return parse([this](std::string_view cell, size_t row) {
        return DecodeWireDouble(cell, &values_.reals[row]) &&
               !std::isnan(values_.reals[row]);
      });
    default:
      return parse([](std::string_view, size_t) { return false; });
  }
}

bool ColumnCells::ParseInt(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())] ||
      !ParseFewDigits(cell, &values_.numbers[row])) {
    return ParseOther(cell, row);
  }
  values_.SetPresent(row);
  return true;
}

bool ColumnCells::ParseDouble(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())]) {
    return ParseOther(cell, row);
  }
  const std::optional<double> value = internal::ParseDouble(cell);
  if (!value.has_value()) return ParseOther(cell, row);
  values_.reals[row] = *value;
  values_.SetPresent(row);
  return true;
}

bool ColumnCells::ParseTime(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())] ||
      !parser_.format().time_format.empty() ||
      !ParseUsualInstant(cell, &values_.numbers[row])) {
    return ParseOther(cell, row);
  }
  values_.SetPresent(row);
  return true;
}

// As CellParser does, whatever the form.
bool ColumnCells::ParseOther(std::string_view cell, size_t row) {
  const CellEncoding encoding = parser_.format().encoding;
  if (!is_message_ && !IsJsonList(cell, encoding) && !IsCleanText(cell)) {
    return false;
  }
  absl::StatusOr<AttributeValue> value = parser_.Parse(cell);
  if (!value.ok()) return false;
  if (std::holds_alternative<std::monostate>(*value)) return true;
  switch (parser_.format().type) {
    case ValueType::kBool:
      values_.numbers[row] = std::get<bool>(*value) ? 1 : 0;
      break;
    case ValueType::kInt:
      values_.numbers[row] = std::get<int64_t>(*value);
      break;
    case ValueType::kDouble:
      values_.reals[row] = std::get<double>(*value);
      break;
    case ValueType::kTimestamp:
      values_.numbers[row] = ToMicros(std::get<absl::Time>(*value));
      break;
    default:
      values_.lists[row] = *std::move(value);
  }
  values_.SetPresent(row);
  return true;
}

void CellValues::AppendTo(size_t begin, size_t end, Column* column) const {
  const size_t count = end - begin;
  const uint64_t appended = present >> begin & FirstBits(count);
  switch (column->type()) {
    case ValueType::kString:
      return column->AppendCodes(codes.data() + begin, appended, count);
    case ValueType::kDouble:
      return column->AppendDoubles(reals.data() + begin, appended, count);
    case ValueType::kStringList:
      for (size_t row = begin; row < end; ++row) {
        if ((present >> row & 1) != 0) {
          column->Append(lists[row]);
        } else {
          column->AppendMissing();
        }
      }
      return;
    default:
      return column->AppendNumbers(numbers.data() + begin, appended, count);
  }
}

}  // namespace leadscore::internal
