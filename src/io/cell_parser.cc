#include "src/io/cell_parser.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/io/cell_text.h"
#include "src/io/wire_value.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

absl::Status NotA(const char* what) { return absl::InvalidArgumentError(what); }

std::vector<std::string> SplitList(std::string_view cell,
                                   const std::string& separator) {
  std::vector<std::string> values;
  while (true) {
    const size_t end = std::min(cell.find(separator), cell.size());
    const std::string_view value = TrimWhitespace(cell.substr(0, end));
    if (!value.empty()) values.emplace_back(value);
    if (end == cell.size()) return values;
    cell.remove_prefix(end + separator.size());
  }
}

std::vector<std::string> ElementsOf(std::string_view list) {
  std::vector<std::string> elements;
  list.remove_prefix(1);
  while (!list.empty()) {
    list.remove_prefix(1);
    const size_t size = std::min(list.find(kJsonListMark), list.size());
    elements.emplace_back(list.substr(0, size));
    list.remove_prefix(size);
  }
  return elements;
}

std::string Join(const std::vector<std::string>& texts,
                 std::string_view separator) {
  std::string joined;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) joined += separator;
    joined += text;
  }
  return joined;
}

const char* NameOf(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "not true or false";
    case ValueType::kInt:
      return "not a whole number";
    case ValueType::kDouble:
      return "not a number";
    case ValueType::kTimestamp:
      return "not a time";
    case ValueType::kStringList:
      return "not a list of texts";
    default:
      return "not a text";
  }
}

bool AreCleanTexts(const WireValue& value) {
  return IsCleanText(value.text) &&
         std::all_of(value.list.begin(), value.list.end(), IsCleanText);
}

}  // namespace

CellParser::CellParser(Format format) : format_(std::move(format)) {
  if (format_.separator.empty()) format_.separator = ";";
  if (!format_.time_format.empty()) {
    time_format_ = *TimeFormat::Create(format_.time_format);
  }
}

bool CellParser::IsMissing(std::string_view cell) const {
  if (cell.empty()) return true;
  const std::string_view trimmed = TrimWhitespace(cell);
  if (trimmed.empty() && format_.type != ValueType::kString) return true;
  return std::find(format_.null_values.begin(), format_.null_values.end(),
                   trimmed) != format_.null_values.end();
}

absl::StatusOr<AttributeValue> CellParser::ParseTime(
    std::string_view cell) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Micros micros,
                             time_format_.has_value()
                                 ? time_format_->Parse(cell, format_.zone)
                                 : ParseInstant(cell));
  return AttributeValue(FromMicros(micros));
}

absl::StatusOr<AttributeValue> CellParser::ParseMessage(
    std::string_view cell) const {
  using Kind = WireValue::Kind;
  WireValue value;
  if (!DecodeWireValue(cell, &value)) return NotA("not a serialized Value");
  if (!AreCleanTexts(value)) {
    return NotA("a text with a NUL byte or that is not valid UTF-8");
  }
  const auto is = [&](Kind kind, ValueType type) {
    return value.kind == kind && format_.type == type;
  };
  if (value.kind == Kind::kNone || value.kind == Kind::kMissing) {
    return AttributeValue();
  }
  if (is(Kind::kBool, ValueType::kBool))
    return AttributeValue(value.number != 0);
  if (is(Kind::kInt, ValueType::kInt)) return AttributeValue(value.number);
  if (is(Kind::kInt, ValueType::kDouble)) {
    return AttributeValue(static_cast<double>(value.number));
  }
  if (is(Kind::kDouble, ValueType::kDouble)) {
    if (std::isnan(value.real)) return AttributeValue();
    return AttributeValue(value.real);
  }
  if (is(Kind::kString, ValueType::kString)) {
    return AttributeValue(std::string(value.text));
  }
  if (is(Kind::kTimestamp, ValueType::kTimestamp)) {
    const absl::Time time = FromMicros(value.number);
    if (!CheckTime(time, "the time").ok()) {
      return NotA("a time outside of the years 0001 to 9999");
    }
    return AttributeValue(time);
  }
  if (is(Kind::kList, ValueType::kStringList)) {
    return AttributeValue(
        std::vector<std::string>(value.list.begin(), value.list.end()));
  }
  return NotA(NameOf(format_.type));
}

absl::StatusOr<AttributeValue> CellParser::Parse(std::string_view cell) const {
  if (format_.encoding == CellEncoding::kMessage) return ParseMessage(cell);
  if (IsJsonList(cell, format_.encoding)) {
    if (format_.type != ValueType::kStringList)
      return NotA(NameOf(format_.type));
    std::vector<std::string> elements = ElementsOf(cell);
    if (!std::all_of(elements.begin(), elements.end(), IsCleanText)) {
      return NotA("a text with a NUL byte");
    }
    return AttributeValue(std::move(elements));
  }
  if (IsMissing(cell)) return AttributeValue();
  const std::string_view trimmed = TrimWhitespace(cell);
  switch (format_.type) {
    case ValueType::kBool: {
      const std::optional<bool> value = ParseBool(trimmed);
      if (!value.has_value()) return NotA(NameOf(format_.type));
      return AttributeValue(*value);
    }
    case ValueType::kInt: {
      const std::optional<int64_t> value = ParseInt64(trimmed);
      if (!value.has_value()) return NotA(NameOf(format_.type));
      return AttributeValue(*value);
    }
    case ValueType::kDouble: {
      const std::optional<double> value = ParseDouble(trimmed);
      if (!value.has_value()) return NotA(NameOf(format_.type));
      return AttributeValue(*value);
    }
    case ValueType::kTimestamp:
      return ParseTime(trimmed);
    case ValueType::kStringList:
      return AttributeValue(SplitList(cell, format_.separator));
    default:
      return AttributeValue(std::string(cell));
  }
}

CellParser CellParser::In(CellEncoding encoding) const {
  CellParser copy = *this;
  copy.format_.encoding = encoding;
  return copy;
}

std::string_view CellParser::Remedy() const {
  switch (format_.type) {
    case ValueType::kBool:
      return "true, yes, y, 1 and false, no, n, 0 are read in any case; other "
             "words need the type STRING";
    case ValueType::kInt:
      return "digits only, without grouping; for fractions declare it as "
             "DOUBLE; a spelling of no value goes into null_values";
    case ValueType::kDouble:
      return "such as 1234.5; texts like \"$1,200\" become numbers by from, as "
             "docs/guide.md shows; a spelling of no value goes into "
             "null_values";
    case ValueType::kTimestamp:
      return "how the file writes times goes into time_format; a spelling of "
             "no value into null_values";
    default:
      return "";
  }
}

std::string CellText(std::string_view cell, CellEncoding encoding,
                     std::string_view separator) {
  using Kind = WireValue::Kind;
  if (IsJsonList(cell, encoding)) return Join(ElementsOf(cell), separator);
  if (encoding != CellEncoding::kMessage) return std::string(cell);
  WireValue value;
  if (!DecodeWireValue(cell, &value)) return "";
  switch (value.kind) {
    case Kind::kBool:
      return value.number != 0 ? "true" : "false";
    case Kind::kInt:
      return std::to_string(value.number);
    case Kind::kDouble:
      return FormatDouble(value.real);
    case Kind::kString:
      return std::string(value.text);
    case Kind::kTimestamp:
      return FormatInstant(value.number);
    case Kind::kList:
      return Join({value.list.begin(), value.list.end()}, separator);
    default:
      return "";
  }
}

}  // namespace leadscore::internal
