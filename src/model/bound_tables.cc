#include "src/model/bound_tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

// The columns of `have` in the order of `want`, null where there is none.
template <typename GetColumn>
absl::StatusOr<std::vector<const Column*>> BindColumns(
    const std::vector<ColumnSchema>& want,
    const std::vector<ColumnSchema>& have, const GetColumn& column,
    const char* noun) {
  std::vector<const Column*> bound;
  for (const ColumnSchema& wanted : want) {
    const auto found = std::find_if(
        have.begin(), have.end(),
        [&](const ColumnSchema& schema) { return schema.name == wanted.name; });
    if (found == have.end()) {
      bound.push_back(nullptr);
      continue;
    }
    if (found->type != wanted.type) {
      return absl::InvalidArgumentError(
          absl::StrCat("the table's ", noun, " ", Quoted(wanted.name),
                       " has another type than the model's"));
    }
    bound.push_back(&column(static_cast<size_t>(found - have.begin())));
  }
  return bound;
}

// The index of each of `names` among `known`, or -1.
std::vector<int> IndicesOf(const std::vector<std::string>& names,
                           const std::vector<std::string>& known) {
  std::vector<int> indices;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    indices.push_back(
        found == known.end() ? -1 : static_cast<int>(found - known.begin()));
  }
  return indices;
}

// Whether a model has all scores and stages that entries name.
absl::Status CheckEntries(const ActivityColumns& activities,
                          const std::vector<int>& scores,
                          const std::vector<int>& stages) {
  const ActivitySchema& schema = activities.schema();
  for (const LogEntry& entry : activities.entries()) {
    if (entry.score >= 0 && scores[static_cast<size_t>(entry.score)] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("an entry of the log names the score ",
                       Quoted(schema.scores[static_cast<size_t>(entry.score)]),
                       ", which the model does not have"));
    }
    if (entry.stage >= 0 && stages[static_cast<size_t>(entry.stage)] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("an entry of the log names the stage ",
                       Quoted(schema.stages[static_cast<size_t>(entry.stage)]),
                       ", which the model does not have"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BoundTables> BoundTables::Bind(const CheckedModel& model,
                                              const LeadTable& leads,
                                              const ActivityTable& activities) {
  if (activities.num_leads() != leads.size() && activities.num_leads() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("activities of ", activities.num_leads(), " leads beside ",
                     leads.size(), " leads"));
  }
  BoundTables bound;
  bound.leads_ = &leads.columns();
  bound.activities_ = &activities.columns();
  LEADSCORE_ASSIGN_OR_RETURN(
      bound.lead_columns_,
      BindColumns(
          model.lead_schema.columns, leads.schema().columns,
          [&](size_t i) -> const Column& { return leads.columns().column(i); },
          "column"));
  LEADSCORE_ASSIGN_OR_RETURN(
      bound.properties_,
      BindColumns(
          model.activity_schema.properties, activities.schema().properties,
          [&](size_t i) -> const Column& {
            return activities.columns().property(i);
          },
          "property"));
  for (const Column* column : bound.lead_columns_) {
    int index = -1;
    for (size_t i = 0; i < leads.schema().columns.size(); ++i) {
      if (column == &leads.columns().column(i)) index = static_cast<int>(i);
    }
    bound.lead_column_indices_.push_back(index);
  }
  const ActivitySchema& schema = activities.schema();
  bound.types_ = IndicesOf(schema.types, model.activity_schema.types);
  bound.scores_ = IndicesOf(schema.scores, model.score_names);
  bound.stages_ = IndicesOf(schema.stages, model.stage_names);
  LEADSCORE_RETURN_IF_ERROR(
      CheckEntries(*bound.activities_, bound.scores_, bound.stages_));
  return bound;
}

const AttributeValue* BoundTables::FindSet(const LogEntry& entry,
                                           int column) const {
  const int index = lead_column_indices_[static_cast<size_t>(column)];
  for (const SetValue& set : entry.values) {
    if (set.column == index) return &set.value;
  }
  return nullptr;
}

cel::Value ValueInColumn(const Column* column, size_t row, int variable) {
  if (column == nullptr || !column->IsPresent(row)) {
    return cel::Value::Missing(variable);
  }
  switch (column->type()) {
    case ValueType::kBool:
      return cel::Value::Bool(column->Bool(row));
    case ValueType::kInt:
      return cel::Value::Int(column->Int(row));
    case ValueType::kDouble:
      return cel::Value::Double(column->Double(row));
    case ValueType::kString:
      return cel::Value::BorrowedString(column->String(row));
    case ValueType::kTimestamp:
      return cel::Value::Timestamp(column->Time(row));
    default:
      break;
  }
  std::vector<cel::Value> items;
  for (std::string_view item : column->StringList(row)) {
    items.push_back(cel::Value::BorrowedString(item));
  }
  return cel::Value::List(std::move(items));
}

cel::Value ValueOf(const AttributeValue& value, int variable) {
  if (const auto* boolean = std::get_if<bool>(&value)) {
    return cel::Value::Bool(*boolean);
  }
  if (const auto* whole = std::get_if<int64_t>(&value)) {
    return cel::Value::Int(*whole);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return cel::Value::Double(*real);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return cel::Value::BorrowedString(*text);
  }
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return cel::Value::Timestamp(ToMicros(*time));
  }
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (list == nullptr) return cel::Value::Missing(variable);
  std::vector<cel::Value> items;
  for (const std::string& item : *list) {
    items.push_back(cel::Value::BorrowedString(item));
  }
  return cel::Value::List(std::move(items));
}

cel::Value Folded(const cel::Value& value) {
  if (value.is(cel::Kind::kString)) {
    return cel::Value::String(FoldText(value.as_string()));
  }
  if (!value.is(cel::Kind::kList)) return value;
  std::vector<cel::Value> items;
  for (const cel::Value& item : value.as_list()) {
    items.push_back(Folded(item));
  }
  return cel::Value::List(std::move(items));
}

}  // namespace leadscore::internal
