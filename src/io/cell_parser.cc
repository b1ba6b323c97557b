#include "src/io/cell_parser.h"

#include <algorithm>
#include <utility>

#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

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

absl::StatusOr<AttributeValue> CellParser::Parse(std::string_view cell) const {
  if (IsMissing(cell)) return AttributeValue();
  const std::string_view trimmed = TrimWhitespace(cell);
  switch (format_.type) {
    case ValueType::kBool: {
      const std::optional<bool> value = ParseBool(trimmed);
      if (!value.has_value()) return NotA("not true or false");
      return AttributeValue(*value);
    }
    case ValueType::kInt: {
      const std::optional<int64_t> value = ParseInt64(trimmed);
      if (!value.has_value()) return NotA("not a whole number");
      return AttributeValue(*value);
    }
    case ValueType::kDouble: {
      const std::optional<double> value = ParseDouble(trimmed);
      if (!value.has_value()) return NotA("not a number");
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

std::string_view CellParser::Remedy() const {
  switch (format_.type) {
    case ValueType::kBool:
      return "true, yes, y, 1 and false, no, n, 0 are read in any case; other "
             "words need the type STRING";
    case ValueType::kInt:
      return "digits only, without grouping; for fractions declare it as "
             "DOUBLE; a spelling of no value goes into null_values";
    case ValueType::kDouble:
      return "such as 1234.5, without grouping; a spelling of no value goes "
             "into null_values";
    case ValueType::kTimestamp:
      return "how the file writes times goes into time_format; a spelling of "
             "no value into null_values";
    default:
      return "";
  }
}

}  // namespace leadscore::internal
