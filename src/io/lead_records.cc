#include "src/io/lead_records.h"

#include "absl/strings/str_cat.h"
#include "src/core/bits.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/cell_text.h"

namespace leadscore::internal {

LeadRecords::LeadRecords(const CheckedModel& model, const ReadOptions& options,
                         LeadColumns* leads, ActivityRecords* inside,
                         ReadResult* result)
    : model_(model),
      options_(options),
      leads_(leads),
      inside_(inside),
      result_(result),
      shard_(model, options.shard) {
  result_->kept.resize(options_.keep.size());
}

absl::Status LeadRecords::BindHeader(RecordHeader& header,
                                     RecordHeader* activities) {
  header_ = &header;
  may_have_activities_ = activities != nullptr;
  if (may_have_activities_) {
    LEADSCORE_RETURN_IF_ERROR(inside_->BindInside(*activities));
  }
  const ColumnsSpec& spec = model_.spec.columns;
  columns_ = LeadColumnsOf(model_);
  LEADSCORE_ASSIGN_OR_RETURN(
      id_, header.NeedColumn(ColumnName(header, spec.id, "id", kLeadIdField),
                             "the ids of leads", CalledOtherwise("id")));
  LEADSCORE_RETURN_IF_ERROR(BindColumns(header, &columns_));
  LEADSCORE_ASSIGN_OR_RETURN(
      account_, header.FindColumn(ColumnName(header, spec.account, "account",
                                             kLeadAccountField)));
  LEADSCORE_RETURN_IF_ERROR(BindAsOf(header));
  keep_.clear();
  for (const std::string& name : options_.keep) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const size_t position,
        header.NeedColumn(name, "keeping it",
                          "name a column of the header, as it is written "
                          "there"));
    keep_.push_back(position);
  }

  positions_ = FieldPositions();
  positions_.Add(static_cast<ptrdiff_t>(id_));
  positions_.Add(account_);
  if (as_of_parser_.has_value()) {
    positions_.Add(static_cast<ptrdiff_t>(as_of_));
    as_of_cells_.emplace(*as_of_parser_);
  }
  for (size_t position : keep_) {
    positions_.Add(static_cast<ptrdiff_t>(position));
  }
  bound_ = BoundColumnsOf(columns_, &positions_);
  return absl::OkStatus();
}

void LeadRecords::NoteColumns() {
  for (const FileColumn& column : columns_) {
    NoteIfAbsent(*header_, column.name, column.position, column.purpose.c_str(),
                 result_);
  }
  NoteIfAbsent(*header_, model_.spec.columns.account, account_, "account",
               result_);
  NoteUnread(*header_, result_);
  if (may_have_activities_) inside_->NoteColumns();
}

absl::Status LeadRecords::BindAsOf(RecordHeader& header) {
  as_of_parser_.reset();
  if (options_.as_of_column.empty()) return absl::OkStatus();
  LEADSCORE_ASSIGN_OR_RETURN(
      as_of_,
      header.NeedColumn(options_.as_of_column, "the instants of scoring",
                        "name a column of the header, as it is written "
                        "there"));
  as_of_parser_ =
      CellParser(FormatOf(ValueType::kTimestamp, model_)).In(header.encoding());
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

std::optional<RecordFault> LeadRecords::CheckKept(const Field& field) const {
  const std::string text = KeptText(field.text);
  return IsCleanText(text) ? std::nullopt
                           : CheckText({text, field.line, field.column});
}

std::string LeadRecords::KeptText(std::string_view cell) const {
  return CellText(cell, header_->encoding(), ";");
}

void LeadRecords::ClearRows(absl::flat_hash_map<std::string, int64_t> taken) {
  ForgetRecords();
  taken_ = std::move(taken);
  lines_.clear();
  leads_->ClearRows();
  result_->as_of.clear();
  result_->record_numbers.clear();
  for (std::vector<std::string>& kept : result_->kept) kept.clear();
}

// ---- One by one ------------------------------------------------------------

std::optional<RecordFault> LeadRecords::Add(const Record& record) {
  std::string id;
  if (auto fault = ParseId(record, &id)) {
    return TakesNameless() ? fault : std::nullopt;
  }
  if (!shard_.by_account() && !shard_.TakesId(id)) return std::nullopt;
  std::optional<RecordFault> fault = AddWithId(record, id);
  if (!fault.has_value()) return std::nullopt;
  const bool is_of_shard = IsOfShard(record, id);
  rejected_.insert(std::move(id));
  return is_of_shard ? fault : std::nullopt;
}

bool LeadRecords::IsOfShard(const Record& record, const std::string& id) const {
  std::string account;
  const bool is_wrong = ParseText(record, account_, &account).has_value();
  return shard_.Takes(id, is_wrong ? "" : account);
}

int64_t LeadRecords::LineOutsideRows(std::string_view id) const {
  for (const auto* lines : {&taken_, &lines_elsewhere_}) {
    if (lines->empty()) continue;
    const auto found = lines->find(std::string(id));
    if (found != lines->end()) return found->second;
  }
  return 0;
}

std::optional<RecordFault> LeadRecords::ParseId(const Record& record,
                                                std::string* id) const {
  const auto position = static_cast<ptrdiff_t>(id_);
  if (auto fault = ParseText(record, position, id)) return fault;
  if (!id->empty()) return std::nullopt;
  return FaultAt(record.fields[id_], "a lead without id",
                 "every lead needs an id of its own");
}

std::optional<RecordFault> LeadRecords::AddWithId(const Record& record,
                                                  const std::string& id) {
  std::string account;
  absl::Time as_of;
  if (auto fault = ParseText(record, account_, &account)) return fault;
  if (as_of_parser_.has_value()) {
    const std::string what =
        absl::StrCat("column ", Quoted(options_.as_of_column));
    auto fault = ParseTime(record.fields[as_of_], *as_of_parser_, what,
                           "every lead needs an instant; declare the column as "
                           "a TIMESTAMP attribute to give its time_format",
                           &as_of);
    if (fault.has_value()) return fault;
  }
  for (size_t position : keep_) {
    if (auto fault = CheckKept(record.fields[position])) return fault;
  }
  std::vector<ParsedActivity> activities;
  if (auto fault = ParseInside(record.activities, &activities)) return fault;
  if (auto fault = ParseValues(columns_, record, &values_)) return fault;
  int64_t line = LineOutsideRows(id);
  if (const ptrdiff_t row = leads_->FindRow(id); row >= 0) {
    line = lines_[static_cast<size_t>(row)];
  }
  if (line > 0) {
    return FaultAt(
        record.fields[id_],
        absl::StrCat("a lead with the id of ",
                     header_->encoding() == CellEncoding::kMessage ? "message "
                                                                   : "line ",
                     line),
        "every lead needs an id of its own");
  }
  if (!shard_.Takes(id, account)) {
    lines_elsewhere_.emplace(id, record.line);
    return std::nullopt;
  }
  leads_->AddRow(id, account);
  lines_.push_back(record.line);
  if (options_.shard.has_value()) {
    result_->record_numbers.push_back(num_records());
  }
  for (const auto& [target, value] : values_) {
    leads_->WritableColumn(target).Append(value);
  }
  if (as_of_parser_.has_value()) result_->as_of.push_back(as_of);
  for (size_t i = 0; i < keep_.size(); ++i) {
    result_->kept[i].push_back(KeptText(record.fields[keep_[i]].text));
  }
  AddInside(leads_->size() - 1, activities);
  return std::nullopt;
}

std::optional<RecordFault> LeadRecords::ParseInside(
    const std::vector<Record>& records,
    std::vector<ParsedActivity>* activities) const {
  activities->reserve(records.size());
  for (const Record& record : records) {
    activities->emplace_back();
    if (auto fault = inside_->ParseOne(record, &activities->back())) {
      return fault;
    }
  }
  return std::nullopt;
}

void LeadRecords::AddInside(size_t row,
                            const std::vector<ParsedActivity>& activities) {
  for (const ParsedActivity& activity : activities) {
    inside_->AddOne(row, activity);
  }
}

// ---- In batches ------------------------------------------------------------

uint64_t LeadRecords::Parse(const RecordBatch& batch) {
  uint64_t apart = ParseIds(batch);
  apart |= ParseAccounts(batch) | ParseActivities(batch);
  if (as_of_cells_.has_value() && as_of_parser_.has_value()) {
    apart |= as_of_cells_->Parse(
        positions_.FieldsAt(static_cast<ptrdiff_t>(as_of_), batch), batch.size,
        nullptr);
    apart |= FirstBits(batch.size) & ~as_of_cells_->values().present;
  }
  for (size_t position : keep_) {
    const std::string_view* const cells =
        positions_.FieldsAt(static_cast<ptrdiff_t>(position), batch);
    for (size_t row = 0; row < batch.size; ++row) {
      if (!IsCleanText(KeptText(cells[row]))) apart |= BitOf(row);
    }
  }
  for (BoundColumn& column : bound_) {
    apart |= column.cells.Parse(
        positions_.FieldsWithout(elsewhere_, column.position, batch),
        batch.size, &leads_->Writable(column.target));
  }
  return apart & ~elsewhere_;
}

uint64_t LeadRecords::ParseIds(const RecordBatch& batch) {
  const std::string_view* const cells =
      positions_.FieldsAt(static_cast<ptrdiff_t>(id_), batch);
  uint64_t apart = 0;
  ids_.clear();
  for (size_t row = 0; row < batch.size; ++row) {
    const bool is_clean = IsCleanText(cells[row]);
    ids_.emplace_back(is_clean ? TrimmedCell(cells[row]) : std::string_view());
    if (ids_.back().text.empty()) apart |= BitOf(row);
    leads_->AskAhead(ids_.back());
  }
  elsewhere_ = 0;
  if (shard_.TakesAll() || shard_.by_account()) return apart;
  for (size_t row = 0; row < batch.size; ++row) {
    const std::string_view id = ids_[row].text;
    if (!id.empty() && !shard_.TakesId(id)) elsewhere_ |= BitOf(row);
  }
  return apart;
}

uint64_t LeadRecords::ParseAccounts(const RecordBatch& batch) {
  accounts_.assign(batch.size, -1);
  if (account_ < 0) return 0;
  Dictionary& dictionary = leads_->WritableAccounts().writable_dictionary();
  const std::string_view* const cells =
      positions_.FieldsWithout(elsewhere_, account_, batch);
  uint64_t apart = 0;
  for (size_t row = 0; row < batch.size; ++row) {
    if (!IsCleanText(cells[row])) {
      apart |= BitOf(row);
      continue;
    }
    const std::string_view account = TrimmedCell(cells[row]);
    if (!account.empty()) accounts_[row] = dictionary.Encode(account);
  }
  return apart;
}

uint64_t LeadRecords::ParseActivities(const RecordBatch& batch) {
  activities_.clear();
  if (batch.activities.empty()) return 0;
  activities_.resize(batch.size);
  uint64_t apart = 0;
  for (size_t row = 0; row < batch.size; ++row) {
    if ((elsewhere_ & BitOf(row)) == 0 &&
        ParseInside(batch.activities[row], &activities_[row])) {
      apart |= BitOf(row);
    }
  }
  return apart;
}

bool LeadRecords::IsOfShard(size_t row) const {
  if (!shard_.by_account()) return (elsewhere_ & BitOf(row)) == 0;
  const int32_t account = accounts_[row];
  return shard_.Takes(ids_[row].text,
                      account < 0
                          ? std::string_view()
                          : leads_->accounts().dictionary().value(account));
}

size_t LeadRecords::AddRows(const RecordBatch& batch, size_t begin,
                            size_t end) {
  records_before_ = num_records() - static_cast<int64_t>(begin);
  if (shard_.TakesAll()) return AddOwnRows(batch, begin, end);
  while (begin < end) {
    if (!IsOfShard(begin)) {
      if (shard_.by_account() && !PassOver(batch, begin)) return begin;
      ++begin;
      continue;
    }
    size_t run_end = begin + 1;
    while (run_end < end && IsOfShard(run_end)) ++run_end;
    const size_t added = AddOwnRows(batch, begin, run_end);
    if (added < run_end) return added;
    begin = run_end;
  }
  return end;
}

bool LeadRecords::PassOver(const RecordBatch& batch, size_t row) {
  return leads_->FindRow(ids_[row]) < 0 &&
         lines_elsewhere_.emplace(std::string(ids_[row].text), batch.lines[row])
             .second;
}

size_t LeadRecords::AddOwnRows(const RecordBatch& batch, size_t begin,
                               size_t end) {
  for (size_t row = begin; row < end; ++row) {
    if (LineOutsideRows(ids_[row].text) > 0 || !leads_->AddId(ids_[row])) {
      end = row;
    }
  }
  if (begin == end) return end;
  const size_t count = end - begin;
  lines_.insert(lines_.end(), batch.lines + begin, batch.lines + end);
  for (size_t row = begin; row < end && options_.shard.has_value(); ++row) {
    result_->record_numbers.push_back(records_before_ +
                                      static_cast<int64_t>(row) + 1);
  }
  uint64_t with_account = 0;
  for (size_t row = begin; row < end; ++row) {
    if (accounts_[row] >= 0) with_account |= BitOf(row - begin);
  }
  leads_->WritableAccounts().AppendCodes(accounts_.data() + begin, with_account,
                                         count);
  for (const BoundColumn& column : bound_) {
    column.cells.values().AppendTo(
        begin, end, &leads_->WritableColumn(column.target, count));
  }
  for (size_t row = begin; row < end; ++row) {
    if (as_of_parser_.has_value()) {
      result_->as_of.push_back(FromMicros(as_of_cells_->values().numbers[row]));
    }
    for (size_t i = 0; i < keep_.size(); ++i) {
      const auto position = static_cast<ptrdiff_t>(keep_[i]);
      result_->kept[i].push_back(
          KeptText(positions_.FieldsAt(position, batch)[row]));
    }
    if (!activities_.empty()) {
      AddInside(leads_->size() - (end - row), activities_[row]);
    }
  }
  return end;
}

}  // namespace leadscore::internal
