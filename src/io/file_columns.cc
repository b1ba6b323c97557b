#include "src/io/file_columns.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {

std::string OrDefault(const std::string& name, const std::string& fallback) {
  return name.empty() ? fallback : name;
}

std::string CalledOtherwise(const char* field) {
  return absl::StrCat(
      "if the file calls it otherwise, say so in the model: columns { ", field,
      ": \"...\" }");
}

void NoteUnread(const RecordHeader& header, ReadResult* result) {
  for (std::string& column : header.UnreadColumns()) {
    result->unread_columns.push_back({header.path(), std::move(column)});
  }
}

void NoteIfAbsent(const RecordHeader& header, const std::string& name,
                  ptrdiff_t position, const char* purpose, ReadResult* result) {
  if (name.empty() || header.IsThere(position)) return;
  result->absent_columns.push_back({header.path(), name, purpose});
}

CellParser::Format FormatOf(ValueType type, const CheckedModel& model) {
  CellParser::Format format;
  format.type = type;
  format.null_values = model.spec.null_values;
  format.zone = model.zone;
  return format;
}

CellParser::Format TimeFormatOf(const CheckedModel& model) {
  CellParser::Format format = FormatOf(ValueType::kTimestamp, model);
  format.time_format = model.spec.columns.activity_time_format;
  return format;
}

std::vector<FileColumn> LeadColumnsOf(const CheckedModel& model) {
  std::vector<FileColumn> columns;
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const CheckedAttribute& attribute = model.attributes[i];
    const AttributeSpec& spec = model.spec.attributes[i];
    if (attribute.column < 0) continue;
    CellParser::Format format = FormatOf(attribute.type, model);
    if (!spec.null_values.empty()) format.null_values = spec.null_values;
    format.time_format = spec.time_format;
    format.separator = spec.separator;
    columns.push_back(FileColumn{
        spec.column.empty() ? attribute.name : spec.column, attribute.name,
        "attribute", static_cast<size_t>(attribute.column),
        CellParser(std::move(format))});
  }
  // What follows the attributes in the schema tells since when they are known.
  for (size_t i = columns.size(); i < model.lead_schema.columns.size(); ++i) {
    const std::string& name = model.lead_schema.columns[i].name;
    columns.push_back(
        FileColumn{name, name, "known_at", i,
                   CellParser(FormatOf(ValueType::kTimestamp, model))});
  }
  return columns;
}

std::vector<FileColumn> ActivityColumnsOf(const CheckedModel& model) {
  std::vector<FileColumn> columns;
  for (size_t i = 0; i < model.properties.size(); ++i) {
    const std::string& name = model.properties[i].name;
    CellParser::Format format = FormatOf(model.properties[i].type, model);
    std::string column = name;
    for (const ActivitySpec& activity : model.spec.activities) {
      for (const PropertySpec& property : activity.properties) {
        if (property.name != name) continue;
        if (!property.column.empty()) column = property.column;
        if (!property.time_format.empty()) {
          format.time_format = property.time_format;
        }
      }
    }
    columns.push_back(FileColumn{std::move(column), name, "property", i,
                                 CellParser(std::move(format))});
  }
  return columns;
}

std::string ColumnName(const RecordHeader& header, const std::string& name,
                       const char* fallback, std::string_view field) {
  if (header.encoding() == CellEncoding::kMessage) return std::string(field);
  return OrDefault(name, fallback);
}

absl::Status BindColumns(RecordHeader& header,
                         std::vector<FileColumn>* columns) {
  for (FileColumn& column : *columns) {
    // Messages have the names of the model.
    if (header.encoding() == CellEncoding::kMessage) column.name = column.named;
    LEADSCORE_ASSIGN_OR_RETURN(
        column.position,
        header.FindColumn(column.name, column.parser.format().type));
    column.parser = column.parser.In(header.encoding());
  }
  return absl::OkStatus();
}

std::vector<BoundColumn> BoundColumnsOf(const std::vector<FileColumn>& columns,
                                        FieldPositions* positions) {
  std::vector<BoundColumn> bound;
  for (const FileColumn& column : columns) {
    if (column.position < 0) continue;
    positions->Add(column.position);
    bound.push_back(
        {column.position, column.target, ColumnCells(column.parser)});
  }
  return bound;
}

std::optional<RecordFault> CheckCell(const Field& field,
                                     const CellParser& parser) {
  // Of others only the text inside has to be text.
  const CellEncoding encoding = parser.format().encoding;
  if (encoding == CellEncoding::kMessage || IsJsonList(field.text, encoding)) {
    return std::nullopt;
  }
  return CheckText(field);
}

std::optional<RecordFault> ParseValue(const FileColumn& column,
                                      const Record& record,
                                      AttributeValue* value) {
  const Field& field = record.fields[static_cast<size_t>(column.position)];
  if (auto fault = CheckCell(field, column.parser)) return fault;
  absl::StatusOr<AttributeValue> parsed = column.parser.Parse(field.text);
  if (!parsed.ok()) {
    return FaultAt(field,
                   absl::StrCat("column ", Quoted(column.name), ": ",
                                parsed.status().message()),
                   std::string(column.parser.Remedy()));
  }
  *value = *std::move(parsed);
  return std::nullopt;
}

std::optional<RecordFault> ParseValues(
    const std::vector<FileColumn>& columns, const Record& record,
    std::vector<std::pair<size_t, AttributeValue>>* values) {
  values->clear();
  AttributeValue value;
  for (const FileColumn& column : columns) {
    if (column.position < 0) continue;
    if (auto fault = ParseValue(column, record, &value)) return fault;
    if (!std::holds_alternative<std::monostate>(value)) {
      values->emplace_back(column.target, std::move(value));
    }
  }
  return std::nullopt;
}

std::optional<RecordFault> ParseTime(const Field& field,
                                     const CellParser& parser,
                                     const std::string& what,
                                     const std::string& remedy,
                                     absl::Time* time) {
  if (auto fault = CheckCell(field, parser)) return fault;
  const absl::StatusOr<AttributeValue> value = parser.Parse(field.text);
  if (value.ok() && std::holds_alternative<absl::Time>(*value)) {
    *time = std::get<absl::Time>(*value);
    return std::nullopt;
  }
  return FaultAt(field,
                 value.ok()
                     ? absl::StrCat(what, " is empty")
                     : absl::StrCat(what, ": ", value.status().message()),
                 remedy);
}

std::optional<RecordFault> ParseText(const Record& record, ptrdiff_t position,
                                     std::string* text) {
  text->clear();
  if (position < 0) return std::nullopt;
  const Field& field = record.fields[static_cast<size_t>(position)];
  if (std::optional<RecordFault> fault = CheckText(field)) return fault;
  *text = std::string(TrimWhitespace(field.text));
  return std::nullopt;
}

}  // namespace leadscore::internal
