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
  const std::vector<std::string>& known = model.activity_schema.types;
  for (const std::string& type : activities.schema().types) {
    const auto found = std::find(known.begin(), known.end(), type);
    bound.types_.push_back(found == known.end()
                               ? kNoType
                               : static_cast<int>(found - known.begin()));
  }
  return bound;
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

cel::Value FoldedValueInColumn(const Column* column, size_t row, int variable) {
  if (column == nullptr || !column->IsPresent(row)) {
    return cel::Value::Missing(variable);
  }
  if (column->type() == ValueType::kString) {
    return cel::Value::String(FoldText(column->String(row)));
  }
  std::vector<cel::Value> items;
  for (std::string_view item : column->StringList(row)) {
    items.push_back(cel::Value::String(FoldText(item)));
  }
  return cel::Value::List(std::move(items));
}

}  // namespace leadscore::internal
