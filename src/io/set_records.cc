#include "src/io/set_records.h"

#include <string>
#include <utility>

#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/io/file_columns.h"
#include "src/table/dictionary.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

SetRecords::SetRecords(const CheckedModel& model, ActivityLeads* leads,
                       ActivityColumnsBuilder* activities, ReadResult* result)
    : model_(model),
      leads_(leads),
      activities_(activities),
      result_(result),
      time_parser_(TimeFormatOf(model)),
      values_(model, /*prefix=*/"") {}

absl::Status SetRecords::BindHeader(RecordHeader& header,
                                    RecordHeader* /*activities*/) {
  header_ = &header;
  const ColumnsSpec& spec = model_.spec.columns;
  LEADSCORE_ASSIGN_OR_RETURN(
      lead_,
      header.NeedColumn(OrDefault(spec.activity_lead, "lead_id"),
                        "the leads of sets", CalledOtherwise("activity_lead")));
  LEADSCORE_ASSIGN_OR_RETURN(
      time_,
      header.NeedColumn(OrDefault(spec.activity_time, "time"),
                        "the times of sets", CalledOtherwise("activity_time")));
  LEADSCORE_RETURN_IF_ERROR(values_.NeedColumns(header));
  time_parser_ = time_parser_.In(header.encoding());
  positions_ = FieldPositions();
  for (size_t position : {lead_, time_}) {
    positions_.Add(static_cast<ptrdiff_t>(position));
  }
  positions_.Add(values_.attribute_position());
  positions_.Add(values_.value_position());
  return absl::OkStatus();
}

void SetRecords::NoteColumns() { NoteUnread(*header_, result_); }

std::optional<RecordFault> SetRecords::Add(const Record& record) {
  std::string lead_id;
  if (auto fault = ParseText(record, static_cast<ptrdiff_t>(lead_), &lead_id)) {
    return TakesNameless() ? fault : std::nullopt;
  }
  const Dictionary::Key key(lead_id);
  const int32_t lead = leads_->Find(key);
  if (lead < 0 && leads_->IsOfOtherShard(lead_id)) return std::nullopt;
  Activity set;
  set.type = std::string(kSetType);
  auto fault =
      ParseTime(record.fields[time_], time_parser_, "the time of the set",
                "how the file writes times goes into columns { "
                "activity_time_format: \"...\" }",
                &set.time);
  if (fault.has_value()) return fault;
  const auto attribute = static_cast<size_t>(values_.attribute_position());
  fault = values_.Read(record, record.fields[attribute], &set.properties);
  if (fault.has_value()) return fault;
  absl::StatusOr<LogEntry> entry =
      MakeLogEntry(kSetCode, set, model_.lead_schema, model_.activity_schema);
  if (!entry.ok()) {
    return FaultAt(record.fields[attribute],
                   std::string(entry.status().message()));
  }
  if (lead < 0) {
    leads_->CountUnknown(lead_id);
    return std::nullopt;
  }
  ++result_->sets_read;
  activities_->Add(static_cast<size_t>(lead), kSetCode, ToMicros(set.time),
                   /*id=*/"", /*revision=*/0);
  activities_->SetEntry(*std::move(entry));
  return std::nullopt;
}

}  // namespace leadscore::internal
