#include "src/io/generated_files.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/time_format.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"

namespace leadscore::internal {
namespace {

std::string TimeCell(absl::Time time, const CellParser::Format& format) {
  if (format.time_format.empty()) return FormatInstant(ToMicros(time));
  return TimeFormat::Create(format.time_format)
      ->Format(ToMicros(time), format.zone);
}

std::string CellOf(const AttributeValue& value,
                   const CellParser::Format& format) {
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  if (const auto* whole = std::get_if<int64_t>(&value)) {
    return absl::StrCat(*whole);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return FormatDouble(*real);
  }
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return TimeCell(*time, format);
  }
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (list == nullptr) return "";
  return absl::StrJoin(*list,
                       format.separator.empty() ? ";" : format.separator);
}

void AppendCell(const std::string& cell, std::string* out) {
  if (!out->empty() && out->back() != '\n') *out += ',';
  AppendCsvCell(cell, ',', out);
}

}  // namespace

GeneratedRows::GeneratedRows(const CheckedModel& model)
    : model_(model), time_format_(TimeFormatOf(model)) {
  const ColumnsSpec& columns = model.spec.columns;
  lead_names_ = {OrDefault(columns.id, "id"),
                 OrDefault(columns.account, "account")};
  activity_names_ = {OrDefault(columns.activity_lead, "lead_id"),
                     OrDefault(columns.activity_type, "type"),
                     OrDefault(columns.activity_time, "time"),
                     OrDefault(columns.activity_id, "id")};
  if (!columns.activity_revision.empty()) {
    activity_names_.push_back(columns.activity_revision);
  }
  lead_columns_ = ColumnsOf(LeadColumnsOf(model), lead_names_);
  activity_columns_ = ColumnsOf(ActivityColumnsOf(model), activity_names_);
}

std::vector<GeneratedRows::Column> GeneratedRows::ColumnsOf(
    const std::vector<FileColumn>& columns, std::vector<std::string> taken) {
  std::vector<Column> found;
  for (const FileColumn& column : columns) {
    if (std::find(taken.begin(), taken.end(), column.name) != taken.end()) {
      continue;
    }
    taken.push_back(column.name);
    found.push_back({column.name, column.named, column.parser.format()});
  }
  return found;
}

std::string GeneratedRows::HeaderOf(const std::vector<std::string>& first,
                                    const std::vector<Column>& columns) {
  std::string header;
  for (const std::string& name : first) AppendCell(name, &header);
  for (const Column& column : columns) AppendCell(column.name, &header);
  return header + "\n";
}

std::string GeneratedRows::LeadHeader() const {
  return HeaderOf(lead_names_, lead_columns_);
}

std::string GeneratedRows::ActivityHeader() const {
  return HeaderOf(activity_names_, activity_columns_);
}

void GeneratedRows::AppendValues(const std::vector<NamedValue>& values,
                                 const std::vector<Column>& columns,
                                 std::string* out) {
  for (const Column& column : columns) {
    const auto found = std::find_if(
        values.begin(), values.end(),
        [&](const NamedValue& value) { return value.first == column.source; });
    if (found != values.end()) {
      AppendCell(CellOf(found->second, column.format), out);
      continue;
    }
    // The empty cell, then each of the spellings.
    const std::vector<std::string>& nulls = column.format.null_values;
    const auto turn = static_cast<size_t>(num_missing_++) % (nulls.size() + 1);
    AppendCell(turn == 0 ? "" : nulls[turn - 1], out);
  }
  *out += '\n';
}

void GeneratedRows::AppendLead(const Lead& lead, std::string* out) {
  AppendCell(lead.id, out);
  AppendCell(lead.account, out);
  AppendValues(lead.attributes, lead_columns_, out);
}

void GeneratedRows::AppendActivity(const std::string& lead_id,
                                   const Activity& activity, std::string* out) {
  AppendCell(lead_id, out);
  AppendCell(activity.type, out);
  AppendCell(TimeCell(activity.time, time_format_), out);
  AppendCell(absl::StrCat(++num_activities_), out);
  if (!model_.spec.columns.activity_revision.empty()) AppendCell("0", out);
  AppendValues(activity.properties, activity_columns_, out);
}

}  // namespace leadscore::internal
