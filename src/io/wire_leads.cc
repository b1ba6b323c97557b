#include "src/io/wire_leads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/wire.h"
#include "src/io/wire_value.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {
namespace {

using Kind = WireValue::Kind;

// The fields of the messages, as lead.proto numbers them.
namespace lead {
constexpr uint32_t kSchema = 1;
constexpr uint32_t kId = 2;
constexpr uint32_t kAccount = 3;
constexpr uint32_t kValues = 4;
constexpr uint32_t kActivities = 5;
}  // namespace lead
namespace schema {
constexpr uint32_t kAttributes = 1;
constexpr uint32_t kActivityTypes = 2;
constexpr uint32_t kProperties = 3;
constexpr uint32_t kColumnName = 1;
constexpr uint32_t kColumnType = 2;
}  // namespace schema
namespace activity {
constexpr uint32_t kType = 1;
constexpr uint32_t kTime = 2;
constexpr uint32_t kId = 3;
constexpr uint32_t kRevision = 4;
constexpr uint32_t kValues = 5;
}  // namespace activity

constexpr char kSchemaTag =
    lead::kSchema << 3 | static_cast<uint32_t>(WireType::kBytes);

// As model.proto numbers ValueType, whose order is that of the C++ type.
ValueType TypeOf(uint64_t number) {
  switch (number) {
    case 1:
      return ValueType::kBool;
    case 2:
      return ValueType::kInt;
    case 3:
      return ValueType::kDouble;
    case 4:
      return ValueType::kString;
    case 5:
      return ValueType::kTimestamp;
    case 6:
      return ValueType::kStringList;
    default:
      return ValueType::kUnspecified;
  }
}

Kind KindOf(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return Kind::kBool;
    case ValueType::kInt:
      return Kind::kInt;
    case ValueType::kDouble:
      return Kind::kDouble;
    case ValueType::kString:
      return Kind::kString;
    case ValueType::kTimestamp:
      return Kind::kTimestamp;
    case ValueType::kStringList:
      return Kind::kList;
    default:
      return Kind::kNone;
  }
}

absl::Status NotA(const char* what) {
  return absl::InvalidArgumentError(
      absl::StrCat("not a serialized leadscore.v1.", what));
}

absl::Status ReadColumn(std::string_view bytes,
                        std::vector<WireSchema::Column>* columns) {
  WireSchema::Column& column = columns->emplace_back();
  WireReader reader(bytes);
  for (WireField field; reader.Next(&field);) {
    if (field.Is(schema::kColumnName, WireType::kBytes)) {
      column.name = std::string(field.bytes);
    } else if (field.Is(schema::kColumnType, WireType::kVarint)) {
      column.type = TypeOf(field.value);
    }
  }
  const Kind kind = KindOf(column.type);
  column.tag = kind == Kind::kNone ? 0 : WireTag(kind, WireTypeOf(kind));
  return reader.is_complete() ? absl::OkStatus() : NotA("LeadSchema");
}

absl::Status ReadSchemaFields(std::string_view bytes, WireSchema* into) {
  WireReader reader(bytes);
  for (WireField field; reader.Next(&field);) {
    if (field.Is(schema::kAttributes, WireType::kBytes)) {
      LEADSCORE_RETURN_IF_ERROR(ReadColumn(field.bytes, &into->attributes));
    } else if (field.Is(schema::kActivityTypes, WireType::kBytes)) {
      into->activity_types.emplace_back(field.bytes);
    } else if (field.Is(schema::kProperties, WireType::kBytes)) {
      LEADSCORE_RETURN_IF_ERROR(ReadColumn(field.bytes, &into->properties));
    }
  }
  return reader.is_complete() ? absl::OkStatus() : NotA("LeadSchema");
}

// Finds the positions of a column: where its type is wanted, and where any is.
void Place(const NamedColumns& names, WireSchema::Column* column,
           NamedColumns::Seen* seen) {
  const auto add = [&](ValueType type) {
    const ptrdiff_t position = names.PositionOf(column->name, type);
    if (position < 0) return;
    column->positions.push_back(static_cast<size_t>(position));
    seen->is_there[static_cast<size_t>(position)] = true;
  };
  add(column->type);
  if (column->type == ValueType::kInt) add(ValueType::kDouble);
  if (column->type != ValueType::kUnspecified) add(ValueType::kUnspecified);
}

// Whether a column of this name is wanted, whatever its type.
bool IsWanted(const NamedColumns& names, const std::string& name) {
  for (const ValueType type :
       {ValueType::kBool, ValueType::kInt, ValueType::kDouble,
        ValueType::kString, ValueType::kTimestamp, ValueType::kStringList}) {
    if (names.PositionOf(name, type) >= 0) return true;
  }
  return false;
}

absl::Status PlaceAll(const NamedColumns& names, const char* noun,
                      std::vector<WireSchema::Column>* columns,
                      NamedColumns::Seen* seen) {
  seen->has_records = true;
  seen->is_there.resize(names.size());
  for (WireSchema::Column& column : *columns) {
    Place(names, &column, seen);
    if (!column.positions.empty()) continue;
    if (IsWanted(names, column.name)) {
      return absl::InvalidArgumentError(
          absl::StrCat("the schema says another type of the ", noun, " ",
                       Quoted(column.name), " than the model"));
    }
    seen->others.insert(column.name);
  }
  return absl::OkStatus();
}

void SeeField(const NamedColumns& names, std::string_view field,
              NamedColumns::Seen* seen) {
  const ptrdiff_t position = names.PositionOf(field);
  if (position < 0) return;
  seen->is_there.resize(names.size());
  seen->is_there[static_cast<size_t>(position)] = true;
}

// Whether a value may stand in a column, as far as its kind goes. Values of
// columns that nobody reads are looked at no closer than that.
bool HasKindOf(std::string_view bytes, ValueType type) {
  if (bytes.empty()) return true;
  const Kind wanted = KindOf(type);
  WireValue value;
  return DecodeWireValue(bytes, &value) &&
         (value.kind == Kind::kNone || value.kind == Kind::kMissing ||
          value.kind == wanted ||
          (value.kind == Kind::kInt && wanted == Kind::kDouble));
}

// A Value of an instant.
std::string TimeCell(uint64_t zigzag) {
  std::string cell(
      1, static_cast<char>(static_cast<uint32_t>(Kind::kTimestamp) << 3));
  while (zigzag >= 0x80) {
    cell += static_cast<char>((zigzag & 0x7F) | 0x80);
    zigzag >>= 7;
  }
  cell += static_cast<char>(zigzag);
  return cell;
}

}  // namespace

bool BeginsWithSchema(std::string_view message) {
  return !message.empty() && message.front() == kSchemaTag;
}

std::string_view SchemaFieldsOf(std::string_view message) {
  WireReader reader(message);
  size_t size = 0;
  for (WireField field; reader.Next(&field);) {
    if (!field.Is(lead::kSchema, WireType::kBytes)) break;
    size = static_cast<size_t>(field.bytes.data() + field.bytes.size() -
                               message.data());
  }
  return message.substr(0, size);
}

absl::StatusOr<std::shared_ptr<const WireSchema>> ReadSchema(
    std::string_view message, NamedColumns* leads, NamedColumns* activities) {
  auto read = std::make_shared<WireSchema>();
  WireReader reader(message);
  for (WireField field; reader.Next(&field);) {
    if (!field.Is(lead::kSchema, WireType::kBytes)) continue;
    LEADSCORE_RETURN_IF_ERROR(ReadSchemaFields(field.bytes, read.get()));
  }
  if (!reader.is_complete()) return NotA("Lead");
  NamedColumns::Seen seen;
  NamedColumns::Seen seen_activities;
  LEADSCORE_RETURN_IF_ERROR(
      PlaceAll(*leads, "attribute", &read->attributes, &seen));
  LEADSCORE_RETURN_IF_ERROR(
      PlaceAll(*activities, "property", &read->properties, &seen_activities));
  for (std::string_view field : {kLeadIdField, kLeadAccountField}) {
    SeeField(*leads, field, &seen);
  }
  for (std::string_view field : {kActivityTypeField, kActivityTimeField,
                                 kActivityIdField, kActivityRevisionField}) {
    SeeField(*activities, field, &seen_activities);
  }
  leads->Add(seen);
  activities->Add(seen_activities);
  return std::shared_ptr<const WireSchema>(std::move(read));
}

WireLeads::WireLeads(const NamedColumns& leads, const NamedColumns& activities,
                     size_t max_cell_bytes)
    : activities_(activities),
      max_cell_bytes_(max_cell_bytes),
      num_lead_columns_(leads.size()),
      id_(leads.PositionOf(kLeadIdField)),
      account_(leads.PositionOf(kLeadAccountField)),
      type_(activities.PositionOf(kActivityTypeField)),
      time_(activities.PositionOf(kActivityTimeField)),
      activity_id_(activities.PositionOf(kActivityIdField)),
      revision_(activities.PositionOf(kActivityRevisionField)) {}

template <typename Set>
bool WireLeads::SetValue(std::string_view bytes,
                         const std::vector<WireSchema::Column>& columns,
                         size_t index, const char* noun, Set set) {
  if (index >= columns.size()) {
    return Fail(absl::StrCat("more values than the schema has names for them, ",
                             columns.size()));
  }
  const WireSchema::Column& column = columns[index];
  const bool is_usual =
      !bytes.empty() && static_cast<uint8_t>(bytes.front()) == column.tag;
  if (!is_usual && !HasKindOf(bytes, column.type)) {
    return Fail(
        absl::StrCat(noun, " ", Quoted(column.name),
                     ": the value is not of the type that the schema says"));
  }
  if (bytes.size() > max_cell_bytes_) {
    return Fail(absl::StrCat(noun, " ", Quoted(column.name),
                             ": a value of more than ", max_cell_bytes_,
                             " bytes"));
  }
  for (const size_t position : column.positions) set(position, bytes);
  return true;
}

template <typename Set>
bool WireLeads::Walk(std::string_view message, const WireSchema& schema,
                     Set set, std::vector<Record>* activities) {
  WireReader reader(message);
  size_t num_values = 0;
  bool is_behind_schema = false;
  for (WireField field; reader.Next(&field);) {
    if (field.Is(lead::kSchema, WireType::kBytes)) {
      if (is_behind_schema) {
        return Fail("the schema has to be the first field of its message");
      }
      continue;
    }
    is_behind_schema = true;
    if (field.type != WireType::kBytes) continue;
    switch (field.number) {
      case lead::kId:
        set(static_cast<size_t>(id_), field.bytes);
        break;
      case lead::kAccount:
        set(static_cast<size_t>(account_), field.bytes);
        break;
      case lead::kValues:
        if (!SetValue(field.bytes, schema.attributes, num_values++, "attribute",
                      set)) {
          return false;
        }
        break;
      case lead::kActivities:
        if (!ReadActivity(field.bytes, schema, activities)) return false;
        break;
      default:
        break;
    }
  }
  return reader.is_complete() || Fail("not a serialized leadscore.v1.Lead");
}

void WireLeads::SetField(Record* record, ptrdiff_t position,
                         std::string text) const {
  if (position < 0) return;
  record->fields[static_cast<size_t>(position)].text = std::move(text);
}

bool WireLeads::ReadActivity(std::string_view message, const WireSchema& schema,
                             std::vector<Record>* activities) {
  Record& record = activities->emplace_back();
  record.fields.resize(activities_.size());
  // Without these fields they are 0.
  uint64_t type = 0;
  uint64_t time = 0;
  std::vector<std::string_view> values;
  WireReader reader(message);
  for (WireField field; reader.Next(&field);) {
    if (field.Is(activity::kType, WireType::kVarint)) {
      type = static_cast<uint32_t>(field.value);
    } else if (field.Is(activity::kTime, WireType::kVarint)) {
      time = field.value;
    } else if (field.Is(activity::kId, WireType::kBytes)) {
      SetField(&record, activity_id_, std::string(field.bytes));
    } else if (field.Is(activity::kRevision, WireType::kVarint)) {
      SetField(&record, revision_,
               absl::StrCat(static_cast<int64_t>(field.value)));
    } else if (field.Is(activity::kValues, WireType::kBytes)) {
      values.push_back(field.bytes);
    }
  }
  if (!reader.is_complete()) {
    return Fail("not a serialized leadscore.v1.Activity");
  }
  if (type >= schema.activity_types.size()) {
    return Fail(absl::StrCat(
        "the type of an activity is number ", type, ", but the schema has ",
        schema.activity_types.size(), " types, counted from 0"));
  }
  const std::string& type_name = schema.activity_types[type];
  SetField(&record, type_, type_name);
  SetField(&record, time_, TimeCell(time));
  const bool sets = type_name == kSetType;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto set = [&](size_t position, std::string_view cell) {
      record.fields[position].text = std::string(cell);
    };
    const auto nothing = [](size_t, std::string_view) {};
    if (!sets) {
      if (!SetValue(values[i], schema.properties, i, "property", set)) {
        return false;
      }
      continue;
    }
    if (!SetValue(values[i], schema.attributes, i, "attribute", nothing)) {
      return false;
    }
    if (values[i].empty()) continue;  // It says nothing.
    record.named.emplace_back(schema.attributes[i].name,
                              Field{std::string(values[i])});
  }
  return true;
}

bool WireLeads::Read(std::string_view message, const WireSchema& schema,
                     const CellTarget& target,
                     std::vector<Record>* activities) {
  return Walk(
      message, schema,
      [&target](size_t position, std::string_view cell) {
        target.Set(position, cell);
      },
      activities);
}

Record WireLeads::ReadSingly(std::string_view message, const WireSchema& schema,
                             int64_t number) {
  Record record;
  record.line = number;
  record.fields.assign(num_lead_columns_, Field{"", number, 0});
  const bool is_right = Walk(
      message, schema,
      [&record](size_t position, std::string_view cell) {
        record.fields[position].text = std::string(cell);
      },
      &record.activities);
  for (Record& of_activity : record.activities) {
    of_activity.line = number;
    for (Field& field : of_activity.fields) field.line = number;
    for (auto& [name, field] : of_activity.named) field.line = number;
  }
  if (is_right) return record;
  record.fields.clear();
  record.activities.clear();
  record.error = error_;
  record.error_line = number;
  return record;
}

}  // namespace leadscore::internal
