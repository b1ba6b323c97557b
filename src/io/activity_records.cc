#include "src/io/activity_records.h"

#include <iterator>
#include <map>

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/io/cell_text.h"

namespace leadscore::internal {

ActivityRecords::ActivityRecords(const CheckedModel& model,
                                 ActivityLeads* leads,
                                 ActivityColumnsBuilder* activities,
                                 ReadResult* result)
    : model_(model),
      leads_(leads),
      activities_(activities),
      result_(result),
      head_(model),
      entries_(model),
      time_cells_(head_.time_parser()) {}

absl::Status ActivityRecords::BindHeader(RecordHeader& header,
                                         RecordHeader* /*activities*/) {
  const ColumnsSpec& spec = model_.spec.columns;
  LEADSCORE_ASSIGN_OR_RETURN(
      lead_, header.NeedColumn(OrDefault(spec.activity_lead, "lead_id"),
                               "the leads of activities",
                               CalledOtherwise("activity_lead")));
  LEADSCORE_RETURN_IF_ERROR(BindInside(header));

  positions_ = FieldPositions();
  for (size_t position : {lead_, head_.type(), head_.time()}) {
    positions_.Add(static_cast<ptrdiff_t>(position));
  }
  positions_.Add(head_.id());
  positions_.Add(head_.revision());
  bound_ = BoundColumnsOf(columns_, &positions_);
  time_cells_ = ColumnCells(head_.time_parser());
  return absl::OkStatus();
}

absl::Status ActivityRecords::BindInside(RecordHeader& header) {
  header_ = &header;
  columns_ = ActivityColumnsOf(model_);
  LEADSCORE_RETURN_IF_ERROR(head_.BindHeader(header));
  LEADSCORE_RETURN_IF_ERROR(entries_.BindHeader(header));
  return BindColumns(header, &columns_);
}

void ActivityRecords::NoteColumns() {
  const ColumnsSpec& spec = model_.spec.columns;
  NoteIfAbsent(*header_, spec.activity_id, head_.id(), "id", result_);
  NoteIfAbsent(*header_, spec.activity_revision, head_.revision(), "revision",
               result_);
  for (const FileColumn& column : columns_) {
    NoteIfAbsent(*header_, column.name, column.position, column.purpose.c_str(),
                 result_);
  }
  NoteUnread(*header_, result_);
}

// ---- One by one ------------------------------------------------------------

std::optional<RecordFault> ActivityRecords::Add(const Record& record) {
  std::string lead_id;
  ParsedActivity activity;
  const auto lead_position = static_cast<ptrdiff_t>(lead_);
  if (auto fault = ParseText(record, lead_position, &lead_id)) {
    return TakesNameless() ? fault : std::nullopt;
  }
  const Dictionary::Key key(lead_id);
  if (leads_->Find(key) < 0 && leads_->IsOfOtherShard(lead_id)) {
    return std::nullopt;
  }
  if (auto fault = ParseOne(record, &activity)) return fault;
  const int32_t lead = FindOrAddLead(key);
  if (lead >= 0) {
    AddOne(static_cast<size_t>(lead), activity);
  } else if (IsKnown(activity.type)) {
    leads_->CountUnknown(lead_id);
  } else {
    ++result_->unknown_types[activity.type_name];
  }
  return std::nullopt;
}

std::optional<RecordFault> ActivityRecords::ParseOne(
    const Record& record, ParsedActivity* activity) const {
  ActivityHead head;
  if (auto fault = head_.Read(record, &head)) return fault;
  activity->type_name = std::move(head.type);
  activity->time = ToMicros(head.time);
  activity->id = std::move(head.id);
  activity->revision = head.revision;
  activity->type = activities_->FindType(activity->type_name);
  if (!IsKnown(activity->type)) return std::nullopt;
  if (activity->type < kRetractCode) {
    return entries_.Read(activity->type, record, record.fields[head_.type()],
                         head.time, &activity->entry);
  }
  return ParseValues(columns_, record, &activity->values);
}

void ActivityRecords::AddOne(size_t lead, const ParsedActivity& activity) {
  const auto add = [&](int type) {
    activities_->Add(lead, type, activity.time, activity.id, activity.revision);
  };
  // Types that were added here have the codes behind those of the model.
  if (!IsKnown(activity.type)) {
    ++result_->unknown_types[activity.type_name];
    // With an id it may be the version that counts of one that is known.
    if (!activity.id.empty()) add(activities_->AddType(activity.type_name));
    return;
  }
  ++result_->activities_read;
  NoteTime(activity.time);
  add(activity.type);
  if (activity.entry.has_value()) activities_->SetEntry(*activity.entry);
  for (const auto& [target, value] : activity.values) {
    activities_->WritableProperty(target).Append(value);
  }
}

// ---- In batches ------------------------------------------------------------

uint64_t ActivityRecords::Parse(const RecordBatch& batch) {
  uint64_t apart = ParseLeads(batch);
  FindElsewhere(apart);
  apart |= ParseTypes(batch) | ParseIds(batch) | ParseRevisions(batch);
  apart |= time_cells_.Parse(
      positions_.FieldsAt(static_cast<ptrdiff_t>(head_.time()), batch),
      batch.size, nullptr);
  apart |= FirstBits(batch.size) & ~time_cells_.values().present;
  for (BoundColumn& column : bound_) {
    apart |= column.cells.Parse(
        positions_.FieldsWithout(elsewhere_, column.position, batch),
        batch.size, &activities_->Property(column.target));
  }
  for (size_t row = 0; row < batch.size; ++row) {
    if ((elsewhere_ & BitOf(row)) != 0) continue;
    if (lead_rows_[row] < 0) {
      // What is neither there nor a text at all.
      if (!IsCleanText(lead_keys_[row].text)) {
        apart |= BitOf(row);
      } else {
        // One before it may have been the first.
        lead_rows_[row] = FindOrAddLead(lead_keys_[row]);
      }
    }
    // With an id it may be a version of an activity that is known.
    if (row_types_[row].unknown != nullptr && !ids_[row].empty()) {
      apart |= BitOf(row);
    }
  }
  return apart & ~elsewhere_;
}

void ActivityRecords::FindElsewhere(uint64_t unclean) {
  elsewhere_ = 0;
  for (size_t row = 0; row < lead_keys_.size(); ++row) {
    const std::string_view id = lead_keys_[row].text;
    if (lead_rows_[row] < 0 && leads_->IsOfOtherShard(id) && IsCleanText(id)) {
      elsewhere_ |= BitOf(row);
    }
  }
  elsewhere_ &= ~unclean;
}

uint64_t ActivityRecords::ParseLeads(const RecordBatch& batch) {
  const std::string_view* const cells =
      positions_.FieldsAt(static_cast<ptrdiff_t>(lead_), batch);
  uint64_t apart = 0;
  lead_keys_.clear();
  lead_rows_.resize(batch.size);
  for (size_t row = 0; row < batch.size; ++row) {
    std::string_view id = TrimmedCell(cells[row]);
    if (id.size() != cells[row].size() && !IsCleanText(cells[row])) {
      apart |= BitOf(row);
    }
    lead_keys_.emplace_back(id);
  }
  leads_->FindAll(lead_keys_.data(), batch.size, lead_rows_.data());
  return apart;
}

uint64_t ActivityRecords::ParseTypes(const RecordBatch& batch) {
  const std::string_view* const cells =
      positions_.FieldsAt(static_cast<ptrdiff_t>(head_.type()), batch);
  uint64_t apart = 0;
  row_types_.resize(batch.size);
  TextKey key;
  for (size_t row = 0; row < batch.size; ++row) {
    key.Set(cells[row]);
    if (const TypeText* known = type_texts_.Find(key)) {
      row_types_[row] = *known;
    } else {
      row_types_[row] = FindType(cells[row]);
      type_texts_.Remember(key, row_types_[row]);
    }
    if (row_types_[row].type == kNoType && row_types_[row].unknown == nullptr) {
      apart |= BitOf(row);
    }
  }
  return apart;
}

void ActivityRecords::Finish() {
  if (last_time_ > kMinInstant) result_->last_activity = FromMicros(last_time_);
  std::map<std::string, int64_t>& types = result_->unknown_types;
  for (auto type = types.begin(); type != types.end();) {
    type = type->second == 0 ? types.erase(type) : std::next(type);
  }
}

int32_t ActivityRecords::FindOrAddLead(const Dictionary::Key& id) {
  const int32_t found = leads_->Find(id);
  return found >= 0 ? found : leads_->Add(id);
}

ActivityRecords::TypeText ActivityRecords::FindType(std::string_view cell) {
  TypeText found;
  if (!IsCleanText(cell)) return found;
  const std::string_view name = TrimmedCell(cell);
  const int type = activities_->FindType(name);
  if (IsKnown(type) && type >= 0) {
    found.type = type;
  } else if (!IsKnown(type) && !name.empty()) {
    found.unknown = &result_->unknown_types[std::string(name)];
  }
  return found;
}

uint64_t ActivityRecords::ParseIds(const RecordBatch& batch) {
  ids_.assign(batch.size, std::string_view());
  if (head_.id() < 0) return 0;
  const std::string_view* const cells = positions_.FieldsAt(head_.id(), batch);
  uint64_t apart = 0;
  for (size_t row = 0; row < batch.size; ++row) {
    if (IsCleanText(cells[row])) {
      ids_[row] = TrimmedCell(cells[row]);
    } else {
      apart |= BitOf(row);
    }
  }
  return apart;
}

uint64_t ActivityRecords::ParseRevisions(const RecordBatch& batch) {
  revisions_.assign(batch.size, 0);
  if (head_.revision() < 0) return 0;
  const std::string_view* const cells =
      positions_.FieldsAt(head_.revision(), batch);
  uint64_t apart = 0;
  for (size_t row = 0; row < batch.size; ++row) {
    if (cells[row].empty()) continue;
    const std::optional<int64_t> revision = ParseInt64(cells[row]);
    if (revision.has_value()) {
      revisions_[row] = *revision;
    } else {
      apart |= BitOf(row);
    }
  }
  return apart;
}

bool ActivityRecords::IsToBeAdded(size_t row) {
  if ((elsewhere_ & BitOf(row)) != 0) return false;
  if (row_types_[row].unknown != nullptr) {
    ++*row_types_[row].unknown;
    return false;
  }
  if (lead_rows_[row] >= 0) return true;
  leads_->CountUnknown(lead_keys_[row].text);
  return false;
}

size_t ActivityRecords::AddRows(const RecordBatch& /*batch*/, size_t begin,
                                size_t end) {
  size_t first = begin;  // Of a run of rows that become activities.
  for (size_t row = begin; row <= end; ++row) {
    if (row < end && IsToBeAdded(row)) {
      const Micros time = time_cells_.values().numbers[row];
      activities_->Add(static_cast<size_t>(lead_rows_[row]),
                       row_types_[row].type, time, ids_[row], revisions_[row]);
      NoteTime(time);
      continue;
    }
    const size_t count = row - first;
    for (const BoundColumn& column : bound_) {
      if (count == 0) break;
      column.cells.values().AppendTo(
          first, row, &activities_->WritableProperty(column.target, count));
    }
    result_->activities_read += static_cast<int64_t>(count);
    first = row + 1;
  }
  return end;
}

}  // namespace leadscore::internal
