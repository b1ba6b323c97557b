#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "leadscore/messages.h"
#include "leadscore/table.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/table/log_entry.h"
#include "src/table/value_checks.h"

namespace leadscore {
namespace {

using internal::Quoted;
using Columns = google::protobuf::RepeatedPtrField<v1::LeadSchema::Column>;
using Values = google::protobuf::RepeatedPtrField<v1::Value>;

v1::ValueType TypeMessage(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return v1::BOOL;
    case ValueType::kInt:
      return v1::INT;
    case ValueType::kDouble:
      return v1::DOUBLE;
    case ValueType::kString:
      return v1::STRING;
    case ValueType::kTimestamp:
      return v1::TIMESTAMP;
    case ValueType::kStringList:
      return v1::STRING_LIST;
    case ValueType::kUnspecified:
      break;
  }
  return v1::VALUE_TYPE_UNSPECIFIED;
}

// Whether a column of this type takes such a value.
bool Takes(v1::ValueType type, const AttributeValue& value) {
  switch (type) {
    case v1::BOOL:
      return std::holds_alternative<bool>(value);
    case v1::INT:
      return std::holds_alternative<int64_t>(value);
    case v1::DOUBLE:
      return std::holds_alternative<double>(value) ||
             std::holds_alternative<int64_t>(value);
    case v1::STRING:
      return std::holds_alternative<std::string>(value);
    case v1::TIMESTAMP:
      return std::holds_alternative<absl::Time>(value);
    case v1::STRING_LIST:
      return std::holds_alternative<std::vector<std::string>>(value);
    default:
      return false;
  }
}

void AddColumns(const std::vector<ColumnSchema>& from, Columns* to) {
  for (const ColumnSchema& column : from) {
    v1::LeadSchema::Column* added = to->Add();
    added->set_name(column.name);
    added->set_type(TypeMessage(column.type));
  }
}

// What entries of reserved types other than $set say.
std::vector<ColumnSchema> EntryProperties() {
  return {{"stage", ValueType::kString},  {"score", ValueType::kString},
          {"points", ValueType::kDouble}, {"until", ValueType::kTimestamp},
          {"reason", ValueType::kString}, {"author", ValueType::kString}};
}

bool Contains(const std::vector<ColumnSchema>& columns,
              const ColumnSchema& wanted) {
  for (const ColumnSchema& column : columns) {
    if (column.name == wanted.name && column.type == wanted.type) return true;
  }
  return false;
}

// ---- From messages -------------------------------------------------------

AttributeValue ValueFromMessage(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kBoolValue:
      return value.bool_value();
    case v1::Value::kIntValue:
      return int64_t{value.int_value()};
    case v1::Value::kDoubleValue:
      return value.double_value();
    case v1::Value::kStringValue:
      return value.string_value();
    case v1::Value::kTimestampMicros:
      return internal::FromMicros(value.timestamp_micros());
    case v1::Value::kListValue:
      return std::vector<std::string>(value.list_value().values().begin(),
                                      value.list_value().values().end());
    case v1::Value::kIsMissing:
    case v1::Value::KIND_NOT_SET:
      break;
  }
  return std::monostate();
}

// Appends the values that there are, by the names of their positions.
absl::Status AppendValues(const Values& values, const Columns& columns,
                          const std::string& noun,
                          std::vector<NamedValue>* out) {
  if (values.size() > columns.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(values.size(), " values, but the schema has ",
                     columns.size(), " names for them"));
  }
  for (int i = 0; i < values.size(); ++i) {
    if (values[i].kind_case() == v1::Value::KIND_NOT_SET) continue;
    const v1::LeadSchema::Column& column = columns[i];
    AttributeValue value = ValueFromMessage(values[i]);
    const std::string what = absl::StrCat(noun, " ", Quoted(column.name()));
    if (!std::holds_alternative<std::monostate>(value) &&
        !Takes(column.type(), value)) {
      return absl::InvalidArgumentError(absl::StrCat(
          what, ": the value is not of the type that the schema says"));
    }
    if (const auto* time = std::get_if<absl::Time>(&value)) {
      LEADSCORE_RETURN_IF_ERROR(internal::CheckTime(*time, what));
    }
    out->emplace_back(column.name(), std::move(value));
  }
  return absl::OkStatus();
}

absl::StatusOr<Activity> ActivityFromMessage(const v1::Activity& message,
                                             const v1::LeadSchema& schema) {
  if (message.type() >= static_cast<uint32_t>(schema.activity_types_size())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "its type is number ", message.type(), ", but the schema has ",
        schema.activity_types_size(), " types, counted from 0"));
  }
  Activity activity;
  activity.type = schema.activity_types(static_cast<int>(message.type()));
  activity.time = internal::FromMicros(message.time_micros());
  LEADSCORE_RETURN_IF_ERROR(internal::CheckTime(activity.time, "its time"));
  activity.id = message.id();
  activity.revision = message.revision();
  const bool sets = activity.type == internal::kSetType;
  LEADSCORE_RETURN_IF_ERROR(AppendValues(
      message.values(), sets ? schema.attributes() : schema.properties(),
      sets ? "attribute" : "property", &activity.properties));
  return activity;
}

// ---- To messages ---------------------------------------------------------

// `explicitly`: a value that is missing says so.
void ValueToMessage(const AttributeValue& value, bool explicitly,
                    v1::Value* message) {
  struct Setter {
    void operator()(std::monostate) const {
      if (explicitly) message->set_is_missing(true);
    }
    void operator()(bool value) const { message->set_bool_value(value); }
    void operator()(int64_t value) const { message->set_int_value(value); }
    void operator()(double value) const { message->set_double_value(value); }
    void operator()(const std::string& value) const {
      message->set_string_value(value);
    }
    void operator()(absl::Time value) const {
      message->set_timestamp_micros(internal::ToMicros(value));
    }
    void operator()(const std::vector<std::string>& value) const {
      v1::StringList* list = message->mutable_list_value();
      for (const std::string& text : value) list->add_values(text);
    }

    bool explicitly;
    v1::Value* message;
  };
  std::visit(Setter{explicitly, message}, value);
}

absl::Status CheckText(const AttributeValue& value, std::string_view what) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return internal::CheckUtf8(*text, what);
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *list) {
      LEADSCORE_RETURN_IF_ERROR(internal::CheckUtf8(text, what));
    }
  }
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return internal::CheckTime(*time, what);
  }
  return absl::OkStatus();
}

absl::Status PlaceValues(const std::vector<NamedValue>& values,
                         const Columns& columns, const std::string& noun,
                         bool explicitly, Values* out) {
  for (const auto& [name, value] : values) {
    const std::string what = absl::StrCat(noun, " ", Quoted(name));
    LEADSCORE_RETURN_IF_ERROR(CheckText(value, what));
    const bool is_missing = std::holds_alternative<std::monostate>(value);
    int position = 0;
    while (position < columns.size() &&
           !(columns[position].name() == name &&
             (is_missing || Takes(columns[position].type(), value)))) {
      ++position;
    }
    if (position == columns.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          what, ": the schema has none of this name and type of value"));
    }
    while (out->size() <= position) out->Add();
    ValueToMessage(value, explicitly, out->Mutable(position));
  }
  return absl::OkStatus();
}

absl::Status ActivityToMessage(const Activity& activity,
                               const v1::LeadSchema& schema,
                               v1::Activity* message) {
  const auto& types = schema.activity_types();
  int code = 0;
  while (code < types.size() && types[code] != activity.type) ++code;
  if (code == types.size()) {
    return absl::InvalidArgumentError("the schema does not have its type");
  }
  message->set_type(static_cast<uint32_t>(code));
  LEADSCORE_RETURN_IF_ERROR(internal::CheckTime(activity.time, "its time"));
  message->set_time_micros(internal::ToMicros(activity.time));
  LEADSCORE_RETURN_IF_ERROR(internal::CheckUtf8(activity.id, "its id"));
  message->set_id(activity.id);
  message->set_revision(activity.revision);
  const bool sets = activity.type == internal::kSetType;
  return PlaceValues(
      activity.properties, sets ? schema.attributes() : schema.properties(),
      sets ? "attribute" : "property", sets, message->mutable_values());
}

// "activity 3: ..."
absl::Status OfActivity(int number, const absl::Status& status) {
  return absl::Status(
      status.code(), absl::StrCat("activity ", number, ": ", status.message()));
}

}  // namespace

v1::LeadSchema SchemaMessage(const Model& model) {
  v1::LeadSchema schema;
  AddColumns(model.lead_schema().columns, schema.mutable_attributes());
  const ActivitySchema& activities = model.activity_schema();
  for (const std::string& type : activities.types) {
    schema.add_activity_types(type);
  }
  for (std::string_view type :
       {internal::kSetType, internal::kStageType, internal::kAdjustType,
        internal::kRetractType}) {
    schema.add_activity_types(std::string(type));
  }
  AddColumns(activities.properties, schema.mutable_properties());
  for (const ColumnSchema& column : EntryProperties()) {
    if (!Contains(activities.properties, column)) {
      AddColumns({column}, schema.mutable_properties());
    }
  }
  return schema;
}

absl::StatusOr<Lead> LeadFromMessage(const v1::Lead& message,
                                     const v1::LeadSchema& schema) {
  const v1::LeadSchema& names =
      message.has_schema() ? message.schema() : schema;
  Lead lead;
  lead.id = message.id();
  lead.account = message.account();
  LEADSCORE_RETURN_IF_ERROR(AppendValues(message.values(), names.attributes(),
                                         "attribute", &lead.attributes));
  for (int i = 0; i < message.activities_size(); ++i) {
    absl::StatusOr<Activity> activity =
        ActivityFromMessage(message.activities(i), names);
    if (!activity.ok()) return OfActivity(i, activity.status());
    lead.activities.push_back(*std::move(activity));
  }
  return lead;
}

absl::StatusOr<v1::Lead> LeadToMessage(const Lead& lead,
                                       const v1::LeadSchema& schema) {
  v1::Lead message;
  LEADSCORE_RETURN_IF_ERROR(internal::CheckUtf8(lead.id, "the id"));
  LEADSCORE_RETURN_IF_ERROR(internal::CheckUtf8(lead.account, "the account"));
  message.set_id(lead.id);
  message.set_account(lead.account);
  LEADSCORE_RETURN_IF_ERROR(PlaceValues(lead.attributes, schema.attributes(),
                                        "attribute", false,
                                        message.mutable_values()));
  for (size_t i = 0; i < lead.activities.size(); ++i) {
    const absl::Status status =
        ActivityToMessage(lead.activities[i], schema, message.add_activities());
    if (!status.ok()) return OfActivity(static_cast<int>(i), status);
  }
  return message;
}

}  // namespace leadscore
