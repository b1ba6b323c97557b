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
    {"attribute", ValueType::kString}, {"value", ValueType::kUnspecified},
    {"score", ValueType::kString},     {"points", ValueType::kDouble},
    {"stage", ValueType::kString},     {"until", ValueType::kTimestamp},
    {"reason", ValueType::kString},    {"author", ValueType::kString}};

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
      text_(PlainParser(ValueType::kString, model)),
      number_(PlainParser(ValueType::kDouble, model)),
      time_(TimeFormatOf(model)) {
  const std::vector<FileColumn> columns = LeadColumnsOf(model);
  for (int i = 0; i < model.lead_schema.num_attributes; ++i) {
    const auto index = static_cast<size_t>(i);
    attributes_.emplace(model.lead_schema.columns[index].name,
                        columns[index].parser);
  }
}

absl::Status EntryColumns::BindHeader(RecordHeader& header) {
  for (const EntryColumn& column : kColumns) {
    LEADSCORE_ASSIGN_OR_RETURN(positions_[column.name],
                               header.FindColumn(column.name, column.type));
  }
  is_message_ = header.encoding() == CellEncoding::kMessage;
  for (CellParser* parser : {&text_, &number_, &time_}) {
    *parser = parser->In(header.encoding());
  }
  for (auto& [name, parser] : attributes_) {
    parser = parser.In(header.encoding());
  }
  return absl::OkStatus();
}

std::optional<RecordFault> EntryColumns::Read(
    int code, const Record& record, const Field& type, absl::Time time,
    std::optional<LogEntry>* entry) const {
  Activity activity;
  activity.type = std::string(ReservedTypeOf(code));
  activity.time = time;
  std::vector<NamedValue>* properties = &activity.properties;
  if (code == kSetCode && is_message_) {
    if (auto fault = ReadNamed(record, properties)) return fault;
  } else if (code == kSetCode) {
    if (auto fault = ReadSet(record, type, properties)) return fault;
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
  absl::StatusOr<LogEntry> made =
      MakeLogEntry(code, activity, model_.lead_schema, model_.activity_schema);
  if (!made.ok()) return FaultAt(type, std::string(made.status().message()));
  *entry = *std::move(made);
  return std::nullopt;
}

const CellParser* EntryColumns::FindAttribute(const std::string& name,
                                              std::string* unknown) const {
  const auto attribute = attributes_.find(name);
  if (attribute != attributes_.end()) return &attribute->second;
  std::vector<std::string_view> names;
  for (const auto& [known, unused] : attributes_) names.push_back(known);
  *unknown = absl::StrCat("$set: unknown attribute", DidYouMean(name, names));
  return nullptr;
}

std::optional<RecordFault> EntryColumns::ReadNamed(
    const Record& record, std::vector<NamedValue>* properties) const {
  for (const auto& [name, field] : record.named) {
    std::string unknown;
    const CellParser* const parser = FindAttribute(name, &unknown);
    if (parser == nullptr) return FaultAt(field, std::move(unknown));
    absl::StatusOr<AttributeValue> value = parser->Parse(field.text);
    if (!value.ok()) {
      return FaultAt(field, absl::StrCat("$set: attribute ", Quoted(name), ": ",
                                         value.status().message()));
    }
    properties->emplace_back(name, *std::move(value));
  }
  return std::nullopt;
}

std::optional<RecordFault> EntryColumns::ReadSet(
    const Record& record, const Field& type,
    std::vector<NamedValue>* properties) const {
  std::string name;
  const ptrdiff_t position = positions_.at("attribute");
  if (auto fault = ParseText(record, position, &name)) return fault;
  if (name.empty()) {
    return FaultAt(type, "$set: no attribute is named",
                   "files name it in the column \"attribute\", and its value "
                   "in the column \"value\"");
  }
  const Field& field = record.fields[static_cast<size_t>(position)];
  std::string unknown;
  const CellParser* const parser = FindAttribute(name, &unknown);
  if (parser == nullptr) return FaultAt(field, std::move(unknown));
  if (auto fault = ReadCell("value", *parser, record, properties)) return fault;
  if (properties->empty()) properties->emplace_back("", std::monostate());
  properties->back().first = name;
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
