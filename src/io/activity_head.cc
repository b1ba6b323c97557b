#include "src/io/activity_head.h"

#include "leadscore/lead.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/io/file_columns.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

ActivityHeadColumns::ActivityHeadColumns(const CheckedModel& model)
    : model_(model), time_parser_(TimeFormatOf(model)) {}

absl::Status ActivityHeadColumns::BindHeader(RecordHeader& header) {
  const ColumnsSpec& spec = model_.spec.columns;
  LEADSCORE_ASSIGN_OR_RETURN(
      type_,
      header.NeedColumn(
          ColumnName(header, spec.activity_type, "type", kActivityTypeField),
          "the types of activities", CalledOtherwise("activity_type")));
  LEADSCORE_ASSIGN_OR_RETURN(
      time_,
      header.NeedColumn(
          ColumnName(header, spec.activity_time, "time", kActivityTimeField),
          "the times of activities", CalledOtherwise("activity_time")));
  LEADSCORE_ASSIGN_OR_RETURN(
      id_, header.FindColumn(
               ColumnName(header, spec.activity_id, "id", kActivityIdField)));
  LEADSCORE_ASSIGN_OR_RETURN(
      revision_,
      header.FindColumn(ColumnName(header, spec.activity_revision, "revision",
                                   kActivityRevisionField)));
  time_parser_ = time_parser_.In(header.encoding());
  return absl::OkStatus();
}

std::optional<RecordFault> ActivityHeadColumns::Read(const Record& record,
                                                     ActivityHead* head) const {
  std::string revision_text;
  const auto type_position = static_cast<ptrdiff_t>(type_);
  if (auto fault = ParseText(record, type_position, &head->type)) return fault;
  if (auto fault = ParseText(record, id_, &head->id)) return fault;
  if (auto fault = ParseText(record, revision_, &revision_text)) return fault;
  if (head->type.empty()) {
    return FaultAt(record.fields[type_], "an activity without type");
  }
  auto fault =
      ParseTime(record.fields[time_], time_parser_, "the time of the activity",
                "how the file writes times goes into columns { "
                "activity_time_format: \"...\" }",
                &head->time);
  if (fault.has_value()) return fault;
  const std::optional<int64_t> revision = revision_text.empty()
                                              ? std::optional<int64_t>(0)
                                              : ParseInt64(revision_text);
  if (!revision.has_value()) {
    return FaultAt(record.fields[static_cast<size_t>(revision_)],
                   "the revision is not a whole number");
  }
  head->revision = *revision;
  if (head->type == kRetractType && head->id.empty()) {
    return FaultAt(record.fields[type_],
                   "a $retract without the id of what never happened");
  }
  return std::nullopt;
}

}  // namespace leadscore::internal
