#include "src/io/entry_columns.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

struct EntryColumn {
  const char* name;
  ValueType type;
};
constexpr EntryColumn kColumns[] = {
    {"score", ValueType::kString},  {"points", ValueType::kDouble},
    {"stage", ValueType::kString},  {"until", ValueType::kTimestamp},
    {"reason", ValueType::kString}, {"author", ValueType::kString}};

// Of what the model's null values do not mean.
CellParser PlainParser(ValueType type, const CheckedModel& model) {
  CellParser::Format format;
  format.type = type;
  format.zone = model.zone;
  return CellParser(std::move(format));
}

}  // namespace

EntryColumns::EntryColumns(const CheckedModel& model)
    : model_(model),
      sets_(model, "$set: "),
      text_(PlainParser(ValueType::kString, model)),
      number_(PlainParser(ValueType::kDouble, model)),
      time_(TimeFormatOf(model)) {}

absl::Status EntryColumns::BindHeader(RecordHeader& header) {
  LEADSCORE_RETURN_IF_ERROR(sets_.FindColumns(header));
  for (const EntryColumn& column : kColumns) {
    LEADSCORE_ASSIGN_OR_RETURN(positions_[column.name],
                               header.FindColumn(column.name, column.type));
  }
  is_message_ = header.encoding() == CellEncoding::kMessage;
  for (CellParser* parser : {&text_, &number_, &time_}) {
    *parser = parser->In(header.encoding());
  }
  return absl::OkStatus();
}

std::optional<RecordFault> EntryColumns::Read(
    int code, const Record& record, const Field& type, absl::Time time,
    std::optional<LogEntry>* entry) const {
  Activity activity;
  activity.type = std::string(ReservedTypeOf(code));
  activity.time = time;
  if (auto fault = ReadProperties(code, record, type, &activity.properties)) {
    return fault;
  }
  absl::StatusOr<LogEntry> made =
      MakeLogEntry(code, activity, model_.lead_schema, model_.activity_schema);
  if (!made.ok()) return FaultAt(type, std::string(made.status().message()));
  *entry = *std::move(made);
  return std::nullopt;
}

std::optional<RecordFault> EntryColumns::ReadProperties(
    int code, const Record& record, const Field& type,
    std::vector<NamedValue>* properties) const {
  if (code == kSetCode && is_message_) {
    if (auto fault = sets_.ReadNamed(record, properties)) return fault;
  } else if (code == kSetCode) {
    if (auto fault = sets_.Read(record, type, properties)) return fault;
  } else {
    if (auto fault = ReadCell("stage", text_, record, properties)) return fault;
  }
  if (code == kAdjustCode) {
    for (const char* name : {"score", "reason", "author"}) {
      if (auto fault = ReadCell(name, text_, record, properties)) return fault;
    }
    if (auto fault = ReadCell("points", number_, record, properties)) {
      return fault;
    }
    if (auto fault = ReadCell("until", time_, record, properties)) return fault;
  }
  return std::nullopt;
}

std::optional<RecordFault> EntryColumns::ReadCell(
    const std::string& name, const CellParser& parser, const Record& record,
    std::vector<NamedValue>* properties) const {
  const ptrdiff_t position = positions_.at(name);
  if (position < 0) return std::nullopt;
  const Field& field = record.fields[static_cast<size_t>(position)];
  if (auto fault = CheckCell(field, parser)) return fault;
  absl::StatusOr<AttributeValue> value = parser.Parse(field.text);
  if (!value.ok()) {
    return FaultAt(
        field,
        absl::StrCat("column ", Quoted(name), ": ", value.status().message()),
        std::string(parser.Remedy()));
  }
  if (!std::holds_alternative<std::monostate>(*value)) {
    properties->emplace_back(name, *std::move(value));
  }
  return std::nullopt;
}

}  // namespace leadscore::internal
