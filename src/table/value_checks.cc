#include "src/table/value_checks.h"

#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/table/column.h"

namespace leadscore::internal {

std::string_view TypeName(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "a bool";
    case ValueType::kInt:
      return "an int";
    case ValueType::kDouble:
      return "a double";
    case ValueType::kString:
      return "a string";
    case ValueType::kTimestamp:
      return "a time";
    case ValueType::kStringList:
      return "a list of strings";
    case ValueType::kUnspecified:
      break;
  }
  return "nothing";
}

absl::Status CheckUtf8(std::string_view text, std::string_view what) {
  if (IsValidUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(what), " is not valid UTF-8"));
}

absl::Status CheckTime(absl::Time time, std::string_view what) {
  if (time >= FromMicros(kMinInstant) &&
      time < FromMicros(kMaxInstant) + absl::Microseconds(1)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(what), " is outside the years 1 to 9999"));
}

absl::Status CheckValue(const AttributeValue& value, const ColumnSchema& column,
                        const std::string& what) {
  if (std::holds_alternative<std::monostate>(value)) return absl::OkStatus();
  if (!HasType(value, column.type)) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " has to be ", std::string(TypeName(column.type))));
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return CheckUtf8(*text, what);
  }
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return CheckTime(*time, what);
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *list) {
      LEADSCORE_RETURN_IF_ERROR(CheckUtf8(text, what));
    }
  }
  return absl::OkStatus();
}

bool MayStandIn(const ValueView& value, ValueType type) {
  using Kind = ValueView::Kind;
  switch (value.kind()) {
    case Kind::kMissing:
      return true;
    case Kind::kBool:
      return type == ValueType::kBool;
    case Kind::kInt:
      return type == ValueType::kInt || type == ValueType::kDouble;
    case Kind::kDouble:
      return type == ValueType::kDouble;
    case Kind::kString:
      return type == ValueType::kString && IsValidUtf8(value.as_string());
    case Kind::kTimestamp:
      return type == ValueType::kTimestamp &&
             value.as_micros() >= kMinInstant &&
             value.as_micros() <= kMaxInstant;
    case Kind::kStringList: {
      const auto texts = value.as_string_list();
      return type == ValueType::kStringList &&
             std::all_of(texts.begin(), texts.end(), IsValidUtf8);
    }
  }
  return false;
}

absl::StatusOr<std::vector<size_t>> FindColumns(
    absl::Span<const ColumnSchema> schema,
    const std::vector<NamedValue>& values, std::string_view noun,
    std::string_view where) {
  std::vector<size_t> columns;
  columns.reserve(values.size());
  size_t next = 0;  // Most name them in the order of the schema.
  for (const auto& [name, value] : values) {
    const auto has_name = [&key = name](const ColumnSchema& column) {
      return column.name == key;
    };
    const auto named = [&noun, &key = name] {
      return absl::StrCat(std::string(noun), " ", Quoted(key));
    };
    const auto what = [&] { return absl::StrCat(std::string(where), named()); };
    auto found = schema.begin() + static_cast<ptrdiff_t>(next);
    if (found == schema.end() || !has_name(*found)) {
      found = std::find_if(schema.begin(), schema.end(), has_name);
    }
    if (found == schema.end()) {
      std::vector<std::string_view> names;
      for (const ColumnSchema& column : schema) names.push_back(column.name);
      return absl::InvalidArgumentError(absl::StrCat(
          std::string(where), "unknown ", named(), DidYouMean(name, names)));
    }
    const auto column = static_cast<size_t>(found - schema.begin());
    next = column + 1;
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      return absl::InvalidArgumentError(absl::StrCat(what(), " stands twice"));
    }
    // What it is called is only worth writing down if something is wrong.
    if (!CheckValue(value, *found, "").ok()) {
      return CheckValue(value, *found, what());
    }
    columns.push_back(column);
  }
  return columns;
}

}  // namespace leadscore::internal
