#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "leadscore/csv.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/csv_file.h"
#include "src/io/entry_columns.h"
#include "src/io/file_columns.h"
#include "src/model/checked_model.h"
#include "src/table/activity_columns.h"
#include "src/table/lead_columns.h"

namespace leadscore {
namespace {

using internal::CellParser;
using internal::CheckedModel;
using internal::CheckText;
using internal::CsvFault;
using internal::CsvField;
using internal::CsvFile;
using internal::CsvRecord;
using internal::FaultAt;
using internal::FileColumn;
using internal::ParseText;

std::string OrDefault(const std::string& name, const std::string& fallback) {
  return name.empty() ? fallback : name;
}

// What to do about a column that is not there.
std::string CalledOtherwise(const char* field) {
  return absl::StrCat(
      "if the file calls it otherwise, say so in the model: columns { ", field,
      ": \"...\" }");
}

// A column that files may lack, which is noted if the model names it. `purpose`
// is what it is called if the model does not.
absl::StatusOr<ptrdiff_t> FindOptional(CsvFile& file, const std::string& name,
                                       const char* purpose, CsvTables* result) {
  LEADSCORE_ASSIGN_OR_RETURN(const ptrdiff_t position,
                             file.FindColumn(OrDefault(name, purpose)));
  if (position < 0 && !name.empty()) {
    result->absent_columns.push_back({file.path(), name, purpose});
  }
  return position;
}

void NoteUnread(const CsvFile& file, CsvTables* result) {
  for (std::string& column : file.UnreadColumns()) {
    result->unread_columns.push_back({file.path(), std::move(column)});
  }
}

// Takes the records of files of leads.
class LeadRecords {
 public:
  LeadRecords(const CheckedModel& model, const CsvOptions& options,
              internal::LeadColumns* leads, CsvTables* result)
      : model_(model), options_(options), leads_(leads), result_(result) {
    result_->kept.resize(options_.keep.size());
  }

  absl::Status BindHeader(CsvFile& file) {
    const ColumnsSpec& spec = model_.spec.columns;
    columns_ = LeadColumnsOf(model_);
    LEADSCORE_ASSIGN_OR_RETURN(
        id_, file.NeedColumn(OrDefault(spec.id, "id"), "the ids of leads",
                             CalledOtherwise("id")));
    LEADSCORE_RETURN_IF_ERROR(
        BindColumns(file, &columns_, &result_->absent_columns));
    LEADSCORE_ASSIGN_OR_RETURN(
        account_, FindOptional(file, spec.account, "account", result_));
    LEADSCORE_RETURN_IF_ERROR(BindAsOf(file));
    keep_.clear();
    for (const std::string& name : options_.keep) {
      LEADSCORE_ASSIGN_OR_RETURN(
          const size_t position,
          file.NeedColumn(name, "keeping it",
                          "name a column of the header, as it is written "
                          "there"));
      keep_.push_back(position);
    }
    NoteUnread(file, result_);
    return absl::OkStatus();
  }

  std::optional<CsvFault> Add(const CsvRecord& record) {
    std::string id;
    if (auto fault = ParseId(record, &id)) return fault;
    std::optional<CsvFault> fault = AddWithId(record, id);
    if (fault.has_value()) rejected_.insert(std::move(id));
    return fault;
  }

  // Whether a lead with this id was left out, and none was taken.
  bool IsRejected(const std::string& id) const {
    return rejected_.contains(id) && leads_->FindRow(id) < 0;
  }

 private:
  std::optional<CsvFault> ParseId(const CsvRecord& record, std::string* id) {
    const auto position = static_cast<ptrdiff_t>(id_);
    if (auto fault = ParseText(record, position, id)) return fault;
    if (!id->empty()) return std::nullopt;
    return FaultAt(record.fields[id_], "a lead without id",
                   "every lead needs an id of its own");
  }

  std::optional<CsvFault> AddWithId(const CsvRecord& record,
                                    const std::string& id) {
    std::string account;
    absl::Time as_of;
    if (auto fault = ParseText(record, account_, &account)) return fault;
    if (as_of_parser_.has_value()) {
      const std::string what =
          absl::StrCat("column ", internal::Quoted(options_.as_of_column));
      auto fault =
          ParseTime(record.fields[as_of_], *as_of_parser_, what,
                    "every lead needs an instant; declare the column as a "
                    "TIMESTAMP attribute to give its time_format",
                    &as_of);
      if (fault.has_value()) return fault;
    }
    for (size_t position : keep_) {
      if (auto fault = CheckText(record.fields[position])) return fault;
    }
    if (auto fault = ParseValues(columns_, record, &values_)) return fault;
    const auto [line, is_new] = lines_.emplace(id, record.line);
    if (!is_new) {
      return FaultAt(record.fields[id_],
                     absl::StrCat("a lead with the id of line ", line->second),
                     "every lead needs an id of its own");
    }
    leads_->AddRow(id, account);
    for (const auto& [target, value] : values_) {
      leads_->WritableColumn(target).Append(value);
    }
    if (as_of_parser_.has_value()) result_->as_of.push_back(as_of);
    for (size_t i = 0; i < keep_.size(); ++i) {
      result_->kept[i].push_back(record.fields[keep_[i]].text);
    }
    return std::nullopt;
  }

  absl::Status BindAsOf(CsvFile& file) {
    as_of_parser_.reset();
    if (options_.as_of_column.empty()) return absl::OkStatus();
    LEADSCORE_ASSIGN_OR_RETURN(
        as_of_,
        file.NeedColumn(options_.as_of_column, "the instants of scoring",
                        "name a column of the header, as it is written "
                        "there"));
    as_of_parser_ = CellParser(FormatOf(ValueType::kTimestamp, model_));
    // If it is an attribute as well, it is written like that.
    for (const FileColumn& column : columns_) {
      if (column.position == static_cast<ptrdiff_t>(as_of_) &&
          model_.lead_schema.columns[column.target].type ==
              ValueType::kTimestamp) {
        as_of_parser_ = column.parser;
      }
    }
    return absl::OkStatus();
  }

  const CheckedModel& model_;
  const CsvOptions& options_;
  internal::LeadColumns* leads_;
  CsvTables* result_;
  absl::flat_hash_map<std::string, int64_t> lines_;  // By id of the lead.
  absl::flat_hash_set<std::string> rejected_;        // Ids.
  std::vector<std::pair<size_t, AttributeValue>> values_;

  // Of the present file.
  std::vector<FileColumn> columns_;
  size_t id_ = 0;
  ptrdiff_t account_ = -1;
  size_t as_of_ = 0;
  std::optional<CellParser> as_of_parser_;
  std::vector<size_t> keep_;
};

// Takes the records of files of activities.
class ActivityRecords {
 public:
  ActivityRecords(const CheckedModel& model, const internal::LeadColumns& leads,
                  const LeadRecords& lead_records,
                  internal::ActivityColumnsBuilder* activities,
                  CsvTables* result)
      : model_(model),
        leads_(leads),
        lead_records_(lead_records),
        activities_(activities),
        result_(result),
        time_parser_(TimeFormatOf(model)),
        entries_(model) {}

  absl::Status BindHeader(CsvFile& file) {
    const ColumnsSpec& spec = model_.spec.columns;
    columns_ = ActivityColumnsOf(model_);
    LEADSCORE_ASSIGN_OR_RETURN(
        lead_, file.NeedColumn(OrDefault(spec.activity_lead, "lead_id"),
                               "the leads of activities",
                               CalledOtherwise("activity_lead")));
    LEADSCORE_ASSIGN_OR_RETURN(
        type_, file.NeedColumn(OrDefault(spec.activity_type, "type"),
                               "the types of activities",
                               CalledOtherwise("activity_type")));
    LEADSCORE_ASSIGN_OR_RETURN(
        time_, file.NeedColumn(OrDefault(spec.activity_time, "time"),
                               "the times of activities",
                               CalledOtherwise("activity_time")));
    LEADSCORE_ASSIGN_OR_RETURN(
        id_, FindOptional(file, spec.activity_id, "id", result_));
    LEADSCORE_ASSIGN_OR_RETURN(
        revision_,
        FindOptional(file, spec.activity_revision, "revision", result_));
    LEADSCORE_RETURN_IF_ERROR(entries_.BindHeader(file));
    LEADSCORE_RETURN_IF_ERROR(
        BindColumns(file, &columns_, &result_->absent_columns));
    NoteUnread(file, result_);
    return absl::OkStatus();
  }

  std::optional<CsvFault> Add(const CsvRecord& record) {
    std::string lead_id;
    std::string type_name;
    std::string id;
    std::string revision_text;
    absl::Time time;
    const auto lead_position = static_cast<ptrdiff_t>(lead_);
    const auto type_position = static_cast<ptrdiff_t>(type_);
    if (auto fault = ParseText(record, lead_position, &lead_id)) return fault;
    if (auto fault = ParseText(record, type_position, &type_name)) return fault;
    if (auto fault = ParseText(record, id_, &id)) return fault;
    if (auto fault = ParseText(record, revision_, &revision_text)) return fault;
    if (type_name.empty()) {
      return FaultAt(record.fields[type_], "an activity without type");
    }
    auto fault = ParseTime(record.fields[time_], time_parser_,
                           "the time of the activity",
                           "how the file writes times goes into columns { "
                           "activity_time_format: \"...\" }",
                           &time);
    if (fault.has_value()) return fault;
    const std::optional<int64_t> revision =
        revision_text.empty() ? std::optional<int64_t>(0)
                              : internal::ParseInt64(revision_text);
    if (!revision.has_value()) {
      return FaultAt(record.fields[static_cast<size_t>(revision_)],
                     "the revision is not a whole number");
    }
    if (type_name == internal::kRetractType && id.empty()) {
      return FaultAt(record.fields[type_],
                     "a $retract without the id of what never happened");
    }
    const int type = activities_->FindType(type_name);
    // Types that were added here have the codes behind those of the model.
    const bool is_known =
        type != internal::kNoType &&
        type < static_cast<int>(model_.activity_schema.types.size());
    const ptrdiff_t lead = leads_.FindRow(lead_id);
    if (!is_known) {
      ++result_->unknown_types[type_name];
      // With an id it may be the version that counts of one that is known.
      if (lead >= 0 && !id.empty()) {
        activities_->Add(static_cast<size_t>(lead),
                         activities_->AddType(type_name),
                         internal::ToMicros(time), id, *revision);
      }
      return std::nullopt;
    }
    values_.clear();
    std::optional<internal::LogEntry> entry;
    if (type < internal::kRetractCode) {
      if (auto bad =
              entries_.Read(type, record, record.fields[type_], time, &entry)) {
        return bad;
      }
    } else if (auto bad = ParseValues(columns_, record, &values_)) {
      return bad;
    }
    if (lead < 0) {
      ++(lead_records_.IsRejected(lead_id)
             ? result_->activities_of_rejected_leads
             : result_->activities_of_unknown_leads);
      return std::nullopt;
    }
    ++result_->activities_read;
    activities_->Add(static_cast<size_t>(lead), type, internal::ToMicros(time),
                     id, *revision);
    if (entry.has_value()) activities_->SetEntry(*std::move(entry));
    for (const auto& [target, value] : values_) {
      activities_->WritableProperty(target).Append(value);
    }
    return std::nullopt;
  }

 private:
  const CheckedModel& model_;
  const internal::LeadColumns& leads_;
  const LeadRecords& lead_records_;
  internal::ActivityColumnsBuilder* activities_;
  CsvTables* result_;
  CellParser time_parser_;
  internal::EntryColumns entries_;
  std::vector<std::pair<size_t, AttributeValue>> values_;

  // Of the present file.
  std::vector<FileColumn> columns_;
  size_t lead_ = 0;
  size_t type_ = 0;
  size_t time_ = 0;
  ptrdiff_t id_ = -1;
  ptrdiff_t revision_ = -1;
};

}  // namespace

class CsvTableReader::Impl {
 public:
  Impl(const Model& model, CsvOptions options)
      : model_(model),
        options_(std::move(options)),
        leads_(std::make_shared<internal::LeadColumns>(model.lead_schema())),
        activities_(model.activity_schema()),
        lead_records_(model_.checked(), options_, leads_.get(), &result_),
        activity_records_(model_.checked(), *leads_, lead_records_,
                          &activities_, &result_) {}

  absl::Status ReadLeads(const std::string& path) {
    return Read(path, &lead_records_, /*needs_records=*/true,
                &result_.leads_rejected);
  }

  absl::Status ReadActivities(const std::string& path) {
    return Read(path, &activity_records_, /*needs_records=*/false,
                &result_.activities_rejected);
  }

  CsvTables Finish() {
    result_.tables.activities =
        ActivityTable(activities_.Build(leads_->size()));
    result_.activities_repeated = static_cast<int64_t>(
        result_.tables.activities.columns().num_repeated());
    leads_->Finish();
    result_.tables.leads = LeadTable(std::move(leads_));
    return std::move(result_);
  }

 private:
  template <typename Records>
  absl::Status Read(const std::string& path, Records* records,
                    bool needs_records, int64_t* rejected) {
    return CsvFile(path, options_, &num_errors_)
        .Read(
            [records](CsvFile& file) { return records->BindHeader(file); },
            [records](const CsvRecord& record) { return records->Add(record); },
            needs_records, rejected);
  }

  const Model model_;
  const CsvOptions options_;
  CsvTables result_;
  int64_t num_errors_ = 0;
  std::shared_ptr<internal::LeadColumns> leads_;
  internal::ActivityColumnsBuilder activities_;
  LeadRecords lead_records_;
  ActivityRecords activity_records_;
};

CsvTableReader::CsvTableReader(const Model& model, CsvOptions options)
    : impl_(std::make_unique<Impl>(model, std::move(options))) {}
CsvTableReader::~CsvTableReader() = default;
CsvTableReader::CsvTableReader(CsvTableReader&&) noexcept = default;
CsvTableReader& CsvTableReader::operator=(CsvTableReader&&) noexcept = default;

absl::Status CsvTableReader::ReadLeads(const std::string& path) {
  return impl_->ReadLeads(path);
}

absl::Status CsvTableReader::ReadActivities(const std::string& path) {
  return impl_->ReadActivities(path);
}

CsvTables CsvTableReader::Finish() { return impl_->Finish(); }

}  // namespace leadscore
