#include "src/io/column_cells.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>

#include "src/core/bits.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// Neither white space nor a part of some beyond ASCII.
bool IsVisibleAscii(char c) { return c > ' ' && c < '\x7F'; }

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

std::string_view TrimmedCell(std::string_view cell) {
  const bool is_trimmed = cell.empty() || (IsVisibleAscii(cell.front()) &&
                                           IsVisibleAscii(cell.back()));
  return is_trimmed ? cell : TrimWhitespace(cell);
}

bool IsCleanText(std::string_view text) {
  // Most are ASCII: a byte of 0 or beyond 0x7F sets the highest bit of one.
  constexpr uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr uint64_t kHighest = 0x8080'8080'8080'8080;
  uint64_t found = 0;
  size_t pos = 0;
  for (; pos + sizeof(uint64_t) <= text.size(); pos += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + pos, sizeof(word));
    found |= word | (word - kOnes);
  }
  for (; pos < text.size(); ++pos) {
    const auto byte = static_cast<uint8_t>(text[pos]);
    found |= static_cast<uint64_t>(byte | (byte - 1)) & 0x80;
  }
  return (found & kHighest) == 0 ||
         (text.find('\0') == std::string_view::npos && IsValidUtf8(text));
}

ColumnCells::ColumnCells(CellParser parser) : parser_(std::move(parser)) {
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
  present_ = 0;
  switch (parser_.format().type) {
    case ValueType::kString: {
      codes_.assign(count, -1);
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
      numbers_.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseInt(cell, row);
      });
    case ValueType::kDouble:
      reals_.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseDouble(cell, row);
      });
    case ValueType::kTimestamp:
      numbers_.resize(count);
      return ForEach(cells, count, [this](std::string_view cell, size_t row) {
        return ParseTime(cell, row);
      });
    default:
      numbers_.resize(count);
      lists_.resize(count);
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
    if (!IsCleanText(cell)) return false;
    if (!parser_.IsMissing(cell)) code = dictionary_->Encode(cell);
    code_of_text_.Remember(key, code);
  }
  codes_[row] = code;
  if (code >= 0) SetPresent(row);
  return true;
}

bool ColumnCells::ParseInt(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())] ||
      !ParseFewDigits(cell, &numbers_[row])) {
    return ParseOther(cell, row);
  }
  SetPresent(row);
  return true;
}

bool ColumnCells::ParseDouble(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())]) {
    return ParseOther(cell, row);
  }
  const std::optional<double> value = internal::ParseDouble(cell);
  if (!value.has_value()) return ParseOther(cell, row);
  reals_[row] = *value;
  SetPresent(row);
  return true;
}

bool ColumnCells::ParseTime(std::string_view cell, size_t row) {
  if (may_be_null_[static_cast<uint8_t>(cell.front())] ||
      !parser_.format().time_format.empty() ||
      !ParseUsualInstant(cell, &numbers_[row])) {
    return ParseOther(cell, row);
  }
  SetPresent(row);
  return true;
}

// As CellParser does, whatever the form.
bool ColumnCells::ParseOther(std::string_view cell, size_t row) {
  if (!IsCleanText(cell)) return false;
  absl::StatusOr<AttributeValue> value = parser_.Parse(cell);
  if (!value.ok()) return false;
  if (std::holds_alternative<std::monostate>(*value)) return true;
  switch (parser_.format().type) {
    case ValueType::kBool:
      numbers_[row] = std::get<bool>(*value) ? 1 : 0;
      break;
    case ValueType::kInt:
      numbers_[row] = std::get<int64_t>(*value);
      break;
    case ValueType::kDouble:
      reals_[row] = std::get<double>(*value);
      break;
    case ValueType::kTimestamp:
      numbers_[row] = ToMicros(std::get<absl::Time>(*value));
      break;
    default:
      lists_[row] = *std::move(value);
  }
  SetPresent(row);
  return true;
}

void ColumnCells::AppendTo(size_t begin, size_t end, Column* column) const {
  const size_t count = end - begin;
  const uint64_t present = present_ >> begin & FirstBits(count);
  switch (parser_.format().type) {
    case ValueType::kString:
      return column->AppendCodes(codes_.data() + begin, present, count);
    case ValueType::kDouble:
      return column->AppendDoubles(reals_.data() + begin, present, count);
    case ValueType::kStringList:
      for (size_t row = begin; row < end; ++row) {
        if ((present_ >> row & 1) != 0) {
          column->Append(lists_[row]);
        } else {
          column->AppendMissing();
        }
      }
      return;
    default:
      return column->AppendNumbers(numbers_.data() + begin, present, count);
  }
}

}  // namespace leadscore::internal
