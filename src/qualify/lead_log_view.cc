#include "src/qualify/lead_log_view.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_set.h"

namespace leadscore::internal {

ValueView ViewOf(const AttributeValue& value, ListPlaces* lists) {
  struct Viewer {
    ValueView operator()(std::monostate) const { return ValueView(); }
    ValueView operator()(bool flag) const { return flag; }
    ValueView operator()(int64_t number) const { return number; }
    ValueView operator()(double real) const { return real; }
    ValueView operator()(const std::string& text) const { return text; }
    ValueView operator()(absl::Time time) const { return time; }
    ValueView operator()(const std::vector<std::string>& list) const {
      return lists->Keep({list.begin(), list.end()});
    }
    ListPlaces* lists;
  };
  return std::visit(Viewer{lists}, value);
}

ValueView TableLogs::ValueIn(const Column* column, size_t row) {
  if (column == nullptr || !column->IsPresent(row)) return ValueView();
  switch (column->type()) {
    case ValueType::kBool:
      return column->Bool(row);
    case ValueType::kInt:
      return column->Int(row);
    case ValueType::kDouble:
      return column->Double(row);
    case ValueType::kString:
      return column->String(row);
    case ValueType::kTimestamp:
      return ValueView::TimestampMicros(column->Time(row));
    default:
      return lists_.Keep(column->StringList(row));
  }
}

const LeadLogView& TableLogs::Of(size_t row) {
  lists_.Clear();
  sets_.clear();
  records_.clear();
  attributes_.clear();
  for (size_t c = 0; c < model_.lead_schema.columns.size(); ++c) {
    attributes_.push_back(
        ValueIn(tables_.lead_column(static_cast<int>(c)), row));
  }
  const auto [begin, end] = tables_.activities_of(row);
  properties_.resize((end - begin) * model_.properties.size());
  size_t first_property = 0;
  for (size_t i = begin; i < end; ++i) AddRecord(i, &first_property);
  view_.attributes = attributes_;
  view_.records = records_;
  view_.is_plain = begin == end || tables_.activities().is_plain(row);
  return view_;
}

void TableLogs::AddRecord(size_t activity, size_t* first_property) {
  const ActivityColumns& columns = tables_.activities();
  const int type = tables_.activity_type(activity);
  if (type == kNoType && columns.id_code(activity) < 0) return;
  RecordView record;
  record.activity.type = type;
  record.activity.time_micros = columns.time(activity);
  record.activity.id = columns.id(activity);
  record.activity.revision = columns.revision(activity);
  if (type >= 0) {
    const size_t count = model_.properties.size();
    ValueView* const properties = properties_.data() + *first_property;
    *first_property += count;
    for (size_t p = 0; p < count; ++p) {
      properties[p] = ValueIn(tables_.property(static_cast<int>(p)), activity);
    }
    record.activity.properties = absl::MakeConstSpan(properties, count);
  } else if (type == kSetCode) {
    std::vector<SetView>& sets = sets_.emplace_back();
    for (size_t c = 0; c < model_.lead_schema.columns.size(); ++c) {
      const int column = static_cast<int>(c);
      const AttributeValue* value =
          tables_.FindSet(columns.entry(activity), column);
      if (value != nullptr) sets.push_back({column, ViewOf(*value, &lists_)});
    }
    record.sets = sets;
  } else if (type == kAdjustCode || type == kStageCode) {
    const LogEntry& entry = columns.entry(activity);
    if (entry.stage >= 0) record.stage = tables_.stage_of(entry);
    if (entry.score >= 0) record.score = tables_.score_of(entry);
    record.points = entry.points;
    record.until = entry.until;
  }
  records_.push_back(record);
}

void FindEntryInstants(const CheckedModel& model, const LeadLogView& log,
                       Micros as_of, std::vector<Micros>* instants) {
  instants->clear();
  // What the model does not know is no entry, unless it may be the version that
  // counts of something that it knows.
  absl::flat_hash_set<std::string_view> known_ids;
  if (!log.is_plain) {
    for (const RecordView& record : log.records) {
      if (record.activity.type != kNoType) known_ids.insert(record.activity.id);
    }
  }
  for (const RecordView& record : log.records) {
    const ActivityView& activity = record.activity;
    if (activity.time_micros > as_of) break;
    if (activity.type == kNoType &&
        (activity.id.empty() || !known_ids.contains(activity.id))) {
      continue;
    }
    instants->push_back(activity.time_micros);
  }
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.known_at_column < 0) continue;
    const auto column = static_cast<size_t>(attribute.known_at_column);
    if (column >= log.attributes.size()) continue;
    const ValueView& since = log.attributes[column];
    if (since.kind() == ValueView::Kind::kTimestamp &&
        since.as_micros() <= as_of) {
      instants->push_back(since.as_micros());
    }
  }
  std::sort(instants->begin(), instants->end());
  instants->erase(std::unique(instants->begin(), instants->end()),
                  instants->end());
}

}  // namespace leadscore::internal
