#include "src/arrow/arrow_activities.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/io/file_columns.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {
namespace {

CellParser WholeNumbers() {
  CellParser::Format format;
  format.type = ValueType::kInt;
  return CellParser(std::move(format));
}

}  // namespace

ArrowActivities::ArrowActivities(const CheckedModel& model,
                                 size_t max_text_bytes)
    : model_(model),
      head_(model),
      entries_(model),
      leads_(max_text_bytes),
      types_(max_text_bytes),
      ids_(max_text_bytes),
      times_(head_.time_parser(), max_text_bytes),
      revisions_(WholeNumbers(), max_text_bytes) {
  std::vector<FileColumn> columns = ActivityColumnsOf(model);
  properties_.reserve(columns.size());
  for (FileColumn& column : columns) {
    properties_.push_back(
        {std::move(column.name), column.target,
         ArrowCells(std::move(column.parser), max_text_bytes)});
  }
}

absl::Status ArrowActivities::BindWithLeads(ArrowFields* fields) {
  LEADSCORE_ASSIGN_OR_RETURN(
      const ArrowVector leads,
      fields->Need(OrDefault(model_.spec.columns.activity_lead, "lead_id"),
                   "the leads of activities",
                   CalledOtherwise("activity_lead")));
  LEADSCORE_RETURN_IF_ERROR(leads_.Bind(leads));
  return Bind(fields);
}

absl::Status ArrowActivities::Bind(ArrowFields* fields) {
  fields_ = fields;
  LEADSCORE_RETURN_IF_ERROR(head_.BindHeader(*fields));
  LEADSCORE_RETURN_IF_ERROR(entries_.BindHeader(*fields));
  LEADSCORE_ASSIGN_OR_RETURN(const ArrowVector types,
                             fields->column(head_.type()));
  LEADSCORE_RETURN_IF_ERROR(types_.Bind(types));
  LEADSCORE_ASSIGN_OR_RETURN(const ArrowVector times,
                             fields->column(head_.time()));
  LEADSCORE_RETURN_IF_ERROR(times_.Bind(times));
  ids_.Unbind();
  if (head_.id() >= 0) {
    LEADSCORE_ASSIGN_OR_RETURN(const ArrowVector ids,
                               fields->column(static_cast<size_t>(head_.id())));
    LEADSCORE_RETURN_IF_ERROR(ids_.Bind(ids));
  }
  has_revisions_ = head_.revision() >= 0;
  if (has_revisions_) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const ArrowVector revisions,
        fields->column(static_cast<size_t>(head_.revision())));
    LEADSCORE_RETURN_IF_ERROR(revisions_.Bind(revisions));
  }
  for (Property& property : properties_) {
    LEADSCORE_ASSIGN_OR_RETURN(const std::optional<ArrowVector> column,
                               fields->Find(property.name));
    property.is_there = column.has_value();
    if (!property.is_there) continue;
    LEADSCORE_RETURN_IF_ERROR(property.cells.Bind(*column));
  }
  return absl::OkStatus();
}

absl::Status ArrowActivities::Fail(size_t row, const std::string& what) const {
  return absl::InvalidArgumentError(
      absl::StrCat(fields_->path(), ", row ", row + 1, ": ", what));
}

int ArrowActivities::TypeOf(std::string_view name,
                            const ActivityColumnsBuilder& builder) {
  const TextKey key(name);
  if (const int* known = type_codes_.Find(key)) return *known;
  const int type = builder.FindType(name);
  const auto num_known = static_cast<int>(model_.activity_schema.types.size());
  const int code = type < num_known ? type : kNoType;
  type_codes_.Remember(key, code);
  return code;
}

void ArrowActivities::CountUnknown(std::string_view name) {
  const auto found = unknown_types_.find(name);
  if (found != unknown_types_.end()) {
    ++found->second;
  } else {
    unknown_types_.emplace(name, 1);
  }
}

absl::Status ArrowActivities::Load(size_t row, size_t count,
                                   ActivityColumnsBuilder* builder) {
  LEADSCORE_RETURN_IF_ERROR(types_.Load(row, count));
  LEADSCORE_RETURN_IF_ERROR(times_.Load(row, count, nullptr));
  if (ids_.is_bound()) LEADSCORE_RETURN_IF_ERROR(ids_.Load(row, count));
  if (has_revisions_) {
    LEADSCORE_RETURN_IF_ERROR(revisions_.Load(row, count, nullptr));
  }
  for (Property& property : properties_) {
    if (!property.is_there) continue;
    LEADSCORE_RETURN_IF_ERROR(
        property.cells.Load(row, count, &builder->Property(property.target)));
  }
  return absl::OkStatus();
}

absl::Status ArrowActivities::AddEntry(size_t row, int type, Micros time,
                                       ActivityColumnsBuilder* builder) {
  Record record;
  record.fields.resize(fields_->rows().num_children());
  for (size_t i = 0; i < record.fields.size(); ++i) {
    LEADSCORE_ASSIGN_OR_RETURN(const ArrowVector column, fields_->column(i));
    // What has no text is none of the columns that entries read.
    CellTextOf(column, row, &record.fields[i].text);
  }
  std::optional<LogEntry> entry;
  const std::optional<RecordFault> fault = entries_.Read(
      type, record, record.fields[head_.type()], FromMicros(time), &entry);
  if (fault.has_value()) return Fail(row, fault->message);
  builder->SetEntry(*std::move(entry));
  return absl::OkStatus();
}

template <typename LeadOf>
absl::Status ArrowActivities::AddLoaded(size_t row, size_t count,
                                        LeadOf lead_of,
                                        ActivityColumnsBuilder* builder) {
  // Ordinary ones that follow each other are appended together.
  size_t first = 0;
  const auto append_properties = [&](size_t end) {
    if (first == end) return;
    for (Property& property : properties_) {
      if (!property.is_there) continue;
      property.cells.values().AppendTo(
          first, end, &builder->WritableProperty(property.target, end - first));
    }
  };
  for (size_t i = 0; i < count; ++i) {
    const std::string_view name = types_.texts()[i];
    const std::string_view id =
        ids_.is_bound() ? ids_.texts()[i] : std::string_view();
    if (name.empty()) return Fail(row + i, "an activity without type");
    if ((times_.values().present >> i & 1) == 0) {
      return Fail(row + i, "the time of the activity is missing");
    }
    const Micros time = times_.values().numbers[i];
    const bool has_revision =
        has_revisions_ && (revisions_.values().present >> i & 1) != 0;
    const int64_t revision = has_revision ? revisions_.values().numbers[i] : 0;
    const int type = TypeOf(name, *builder);
    if (type >= 0) {
      builder->Add(lead_of(i), type, time, id, revision);
      continue;
    }
    append_properties(i);
    first = i + 1;
    if (type == kNoType) CountUnknown(name);
    // With an id it may be the version that counts of one that is known.
    if (type == kNoType && id.empty()) continue;
    if (type == kRetractCode && id.empty()) {
      return Fail(row + i, "a $retract without the id of what never happened");
    }
    builder->Add(lead_of(i),
                 type == kNoType ? builder->AddType(std::string(name)) : type,
                 time, id, revision);
    if (type < kRetractCode) {
      LEADSCORE_RETURN_IF_ERROR(AddEntry(row + i, type, time, builder));
    }
  }
  append_properties(count);
  return absl::OkStatus();
}

absl::Status ArrowActivities::AddOf(size_t lead, size_t begin, size_t end,
                                    ActivityColumnsBuilder* builder) {
  for (size_t row = begin; row < end; row += kWordBits) {
    const size_t count = std::min(kWordBits, end - row);
    LEADSCORE_RETURN_IF_ERROR(Load(row, count, builder));
    LEADSCORE_RETURN_IF_ERROR(
        AddLoaded(row, count, [&](size_t) { return lead; }, builder));
  }
  return absl::OkStatus();
}

absl::Status ArrowActivities::Add(size_t begin, size_t end, Dictionary* leads,
                                  ActivityColumnsBuilder* builder) {
  for (size_t row = begin; row < end; row += kWordBits) {
    const size_t count = std::min(kWordBits, end - row);
    LEADSCORE_RETURN_IF_ERROR(leads_.Load(row, count));
    LEADSCORE_RETURN_IF_ERROR(Load(row, count, builder));
    for (size_t i = 0; i < count; ++i) {
      if (leads_.texts()[i].empty()) {
        return Fail(row + i, "an activity without the id of its lead");
      }
    }
    const auto lead_of = [&](size_t i) {
      return static_cast<size_t>(leads->Encode(leads_.texts()[i]));
    };
    LEADSCORE_RETURN_IF_ERROR(AddLoaded(row, count, lead_of, builder));
  }
  return absl::OkStatus();
}

}  // namespace leadscore::internal
