#include "leadscore/event_parser.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/activity_head.h"
#include "src/io/cell_parser.h"
#include "src/io/entry_columns.h"
#include "src/io/file_columns.h"
#include "src/io/json_lines.h"
#include "src/io/named_columns.h"
#include "src/io/record_file.h"
#include "src/model/checked_model.h"
#include "src/table/log_entry.h"

namespace leadscore {
namespace {

using internal::FaultAt;
using internal::Field;
using internal::FileColumn;
using internal::Record;
using internal::RecordFault;

constexpr char kRemoveKey[] = "$remove";
constexpr char kAdvanceKey[] = "$advance";
constexpr char kLineKinds[] =
    "a line is a lead, an activity, {\"$remove\": LEAD} or {\"$advance\": "
    "TIME}";

// Whether a line names a column. What it does not name is at the line's
// beginning, where an object is and nothing inside one.
bool IsNamed(const Record& record, ptrdiff_t position) {
  return position >= 0 &&
         record.fields[static_cast<size_t>(position)].column > 1;
}

// The columns of records of activities, as they are made for programs.
class ActivityLines {
 public:
  explicit ActivityLines(const internal::CheckedModel& model)
      : model_(model), head_(model), entries_(model) {}

  absl::Status BindHeader(internal::RecordHeader& header) {
    LEADSCORE_RETURN_IF_ERROR(head_.BindHeader(header));
    LEADSCORE_RETURN_IF_ERROR(entries_.BindHeader(header));
    LEADSCORE_ASSIGN_OR_RETURN(attribute_, header.FindColumn("attribute"));
    columns_ = internal::ActivityColumnsOf(model_);
    return internal::BindColumns(header, &columns_);
  }

  // `is_known` says whether the model has its type.
  std::optional<RecordFault> Read(Record* record, Activity* activity,
                                  bool* is_known) {
    // A file of sets has no types.
    Field& type = record->fields[head_.type()];
    if (type.text.empty() && IsNamed(*record, attribute_)) {
      type.text = std::string(internal::kSetType);
    }
    internal::ActivityHead head;
    if (auto fault = head_.Read(*record, &head)) return fault;
    const int reserved = internal::ReservedCodeOf(head.type);
    const std::vector<std::string>& types = model_.activity_schema.types;
    *is_known = reserved != internal::kNoType ||
                std::find(types.begin(), types.end(), head.type) != types.end();
    activity->type = std::move(head.type);
    activity->time = head.time;
    activity->id = std::move(head.id);
    activity->revision = head.revision;
    activity->properties.clear();
    if (!*is_known || reserved == internal::kRetractCode) return std::nullopt;
    if (reserved != internal::kNoType) {
      return entries_.ReadProperties(reserved, *record, type,
                                     &activity->properties);
    }
    if (auto fault = internal::ParseValues(columns_, *record, &values_)) {
      return fault;
    }
    for (auto& [target, value] : values_) {
      activity->properties.emplace_back(
          model_.activity_schema.properties[target].name, std::move(value));
    }
    return std::nullopt;
  }

 private:
  const internal::CheckedModel& model_;
  internal::ActivityHeadColumns head_;
  internal::EntryColumns entries_;
  ptrdiff_t attribute_ = -1;
  std::vector<FileColumn> columns_;
  std::vector<std::pair<size_t, AttributeValue>> values_;
};

}  // namespace

class EventParser::Impl {
 public:
  Impl(Model model, const EventParserOptions& options)
      : model_(std::move(model)),
        options_(options),
        lead_columns_("", internal::CellEncoding::kJson),
        inside_columns_("", internal::CellEncoding::kJson),
        activity_columns_("", internal::CellEncoding::kJson),
        inside_(model_.checked()),
        activities_(model_.checked()),
        time_parser_(internal::TimeFormatOf(model_.checked())) {}

  absl::Status Bind() {
    const ColumnsSpec& spec = model_.spec().columns;
    internal::RecordHeader& leads = lead_columns_;
    LEADSCORE_ASSIGN_OR_RETURN(
        id_, leads.FindColumn(internal::OrDefault(spec.id, "id")));
    LEADSCORE_ASSIGN_OR_RETURN(account_, leads.FindColumn(internal::OrDefault(
                                             spec.account, "account")));
    columns_ = internal::LeadColumnsOf(model_.checked());
    LEADSCORE_RETURN_IF_ERROR(internal::BindColumns(leads, &columns_));
    const size_t own = lead_columns_.size();
    const std::string lead = internal::OrDefault(spec.activity_lead, "lead_id");
    LEADSCORE_ASSIGN_OR_RETURN(lead_sign_, leads.FindColumn(lead));
    LEADSCORE_ASSIGN_OR_RETURN(time_sign_, leads.FindColumn(internal::OrDefault(
                                               spec.activity_time, "time")));
    LEADSCORE_ASSIGN_OR_RETURN(remove_, leads.FindColumn(kRemoveKey));
    LEADSCORE_ASSIGN_OR_RETURN(advance_, leads.FindColumn(kAdvanceKey));
    needs_time_ = static_cast<size_t>(lead_sign_) < own;
    if (needs_time_ && static_cast<size_t>(time_sign_) < own) {
      return absl::InvalidArgumentError(absl::StrCat(
          "leads have the columns that name the lead and the time of an "
          "activity, so that nobody can tell their lines apart; call those of "
          "activities otherwise: columns { activity_lead: ... }"));
    }
    LEADSCORE_RETURN_IF_ERROR(inside_.BindHeader(inside_columns_));
    internal::RecordHeader& activities = activity_columns_;
    LEADSCORE_ASSIGN_OR_RETURN(activity_lead_, activities.FindColumn(lead));
    LEADSCORE_RETURN_IF_ERROR(activities_.BindHeader(activity_columns_));
    lead_lines_.emplace(lead_columns_, &inside_columns_,
                        options_.max_field_bytes);
    activity_lines_.emplace(activity_columns_, nullptr,
                            options_.max_field_bytes);
    return absl::OkStatus();
  }

  std::optional<RecordFault> Parse(std::string_view line, int64_t line_number,
                                   BookEvent* event) {
    if (line.size() > options_.max_line_bytes) {
      return RecordFault{line_number, 1,
                         absl::StrCat("a line of more than ",
                                      options_.max_line_bytes, " bytes"),
                         ""};
    }
    padded_.assign(line);
    padded_.append(internal::JsonLines::kPadding, ' ');
    const std::string_view text(padded_.data(), line.size());
    Record record = lead_lines_->ReadSingly(text, line_number);
    if (!record.error.empty()) return FaultOf(record);
    if (IsNamed(record, remove_)) {
      event->kind = BookEvent::Kind::kRemove;
      return ReadLeadId(record, remove_, &event->lead_id);
    }
    if (IsNamed(record, advance_)) {
      event->kind = BookEvent::Kind::kAdvance;
      return internal::ParseTime(record.fields[static_cast<size_t>(advance_)],
                                 time_parser_, "the time of the clock",
                                 std::string(time_parser_.Remedy()),
                                 &event->now);
    }
    if (IsNamed(record, lead_sign_) &&
        (!needs_time_ || IsNamed(record, time_sign_))) {
      return ReadActivity(text, line_number, event);
    }
    event->kind = BookEvent::Kind::kUpsert;
    return ReadLead(&record, &event->lead);
  }

 private:
  static RecordFault FaultOf(const Record& record) {
    return {record.error_line, record.error_column, record.error,
            record.remedy};
  }

  static std::optional<RecordFault> ReadLeadId(const Record& record,
                                               ptrdiff_t position,
                                               std::string* id) {
    if (auto fault = internal::ParseText(record, position, id)) return fault;
    if (!id->empty()) return std::nullopt;
    return FaultAt(record.fields[static_cast<size_t>(position)],
                   "no lead is named", kLineKinds);
  }

  std::optional<RecordFault> ReadActivity(std::string_view line,
                                          int64_t line_number,
                                          BookEvent* event) {
    Record record = activity_lines_->ReadSingly(line, line_number);
    if (!record.error.empty()) return FaultOf(record);
    if (auto fault = ReadLeadId(record, activity_lead_, &event->lead_id)) {
      return fault;
    }
    bool is_known = false;
    if (auto fault = activities_.Read(&record, &event->activity, &is_known)) {
      return fault;
    }
    event->kind =
        is_known ? BookEvent::Kind::kActivity : BookEvent::Kind::kUnknown;
    return std::nullopt;
  }

  std::optional<RecordFault> ReadLead(Record* record, Lead* lead) {
    if (auto fault = internal::ParseText(*record, id_, &lead->id)) return fault;
    if (lead->id.empty()) {
      return FaultAt(record->fields[static_cast<size_t>(id_)],
                     "a lead without id", kLineKinds);
    }
    if (auto fault = internal::ParseText(*record, account_, &lead->account)) {
      return fault;
    }
    lead->attributes.clear();
    for (const FileColumn& column : columns_) {
      if (!IsNamed(*record, column.position)) continue;
      AttributeValue value;
      if (auto fault = internal::ParseValue(column, *record, &value)) {
        return fault;
      }
      lead->attributes.emplace_back(column.named, std::move(value));
    }
    lead->activities.clear();
    for (Record& inside : record->activities) {
      bool is_known = false;
      Activity& activity = lead->activities.emplace_back();
      if (auto fault = inside_.Read(&inside, &activity, &is_known)) {
        return fault;
      }
      if (!is_known) lead->activities.pop_back();
    }
    return std::nullopt;
  }

  const Model model_;
  const EventParserOptions options_;
  internal::NamedColumns lead_columns_;
  internal::NamedColumns inside_columns_;
  internal::NamedColumns activity_columns_;
  std::vector<FileColumn> columns_;
  ActivityLines inside_;
  ActivityLines activities_;
  const internal::CellParser time_parser_;
  ptrdiff_t id_ = -1;
  ptrdiff_t account_ = -1;
  // What a line of an activity has beside those of leads: the lead, and the
  // time as well if leads have a column that is called like the former.
  ptrdiff_t lead_sign_ = -1;
  ptrdiff_t time_sign_ = -1;
  bool needs_time_ = false;
  ptrdiff_t remove_ = -1;
  ptrdiff_t advance_ = -1;
  ptrdiff_t activity_lead_ = -1;  // In a record of an activity.
  std::optional<internal::JsonLines> lead_lines_;
  std::optional<internal::JsonLines> activity_lines_;
  std::string padded_;
};

EventParser::EventParser(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EventParser::~EventParser() = default;

absl::StatusOr<std::unique_ptr<EventParser>> EventParser::Create(
    Model model, const EventParserOptions& options) {
  auto impl = std::make_unique<Impl>(std::move(model), options);
  LEADSCORE_RETURN_IF_ERROR(impl->Bind());
  return std::unique_ptr<EventParser>(new EventParser(std::move(impl)));
}

absl::Status EventParser::Parse(std::string_view line, int64_t line_number,
                                BookEvent* event, ReadError* error) {
  std::optional<RecordFault> fault = impl_->Parse(line, line_number, event);
  if (!fault.has_value()) return absl::OkStatus();
  if (error != nullptr) {
    *error = {"", fault->line, fault->column, fault->message, fault->remedy};
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "line ", fault->line, ", column ", fault->column, ": ", fault->message,
      fault->remedy.empty() ? "" : absl::StrCat("; ", fault->remedy)));
}

}  // namespace leadscore
