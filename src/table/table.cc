#include "leadscore/table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/table/activity_columns.h"
#include "src/table/activity_place.h"
#include "src/table/lead_columns.h"
#include "src/table/value_checks.h"

namespace leadscore {
namespace internal {

struct TableBuilderState {
  TableBuilderState(LeadSchema lead_schema, ActivitySchema activity_schema)
      : leads(std::make_shared<LeadColumns>(std::move(lead_schema))),
        activities(std::move(activity_schema)) {}

  std::shared_ptr<LeadColumns> leads;
  ActivityColumnsBuilder activities;
};

namespace {

void AddPlaced(size_t lead_row, const Activity& activity,
               const ActivityPlace& place, ActivityColumnsBuilder& builder) {
  builder.Add(lead_row, place.type, ToMicros(activity.time), activity.id,
              activity.revision);
  if (place.entry.has_value()) builder.SetEntry(*place.entry);
  for (size_t i = 0; i < place.columns.size(); ++i) {
    const AttributeValue& value = activity.properties[i].second;
    if (std::holds_alternative<std::monostate>(value)) continue;
    builder.WritableProperty(place.columns[i]).Append(value);
  }
}

}  // namespace
}  // namespace internal

LeadTable::LeadTable()
    : LeadTable(std::make_shared<internal::LeadColumns>(LeadSchema())) {}

LeadTable::LeadTable(std::shared_ptr<const internal::LeadColumns> columns)
    : columns_(std::move(columns)) {}

size_t LeadTable::size() const { return columns_->size(); }

const LeadSchema& LeadTable::schema() const { return columns_->schema(); }

std::string_view LeadTable::id(size_t row) const { return columns_->id(row); }

std::string_view LeadTable::account(size_t row) const {
  const internal::Column& accounts = columns_->accounts();
  return accounts.IsPresent(row) ? accounts.String(row) : std::string_view();
}

ActivityTable::ActivityTable()
    : ActivityTable(
          internal::ActivityColumnsBuilder(ActivitySchema()).Build(0)) {}

ActivityTable::ActivityTable(
    std::shared_ptr<const internal::ActivityColumns> columns)
    : columns_(std::move(columns)) {}

size_t ActivityTable::size() const { return columns_->size(); }

size_t ActivityTable::num_leads() const { return columns_->num_leads(); }

const ActivitySchema& ActivityTable::schema() const {
  return columns_->schema();
}

TableBuilder::TableBuilder(LeadSchema leads, ActivitySchema activities)
    : state_(std::make_unique<internal::TableBuilderState>(
          std::move(leads), std::move(activities))) {}

TableBuilder::~TableBuilder() = default;
TableBuilder::TableBuilder(TableBuilder&&) noexcept = default;
TableBuilder& TableBuilder::operator=(TableBuilder&&) noexcept = default;

absl::Status TableBuilder::Add(const Lead& lead) {
  if (lead.id.empty()) return absl::InvalidArgumentError("a lead without id");
  LEADSCORE_RETURN_IF_ERROR(internal::CheckUtf8(lead.id, "the id of a lead"));
  LEADSCORE_RETURN_IF_ERROR(
      internal::CheckUtf8(lead.account, "the account of a lead"));
  LEADSCORE_ASSIGN_OR_RETURN(
      const std::vector<size_t> columns,
      internal::FindColumns(state_->leads->schema().columns, lead.attributes,
                            "attribute"));
  std::vector<internal::ActivityPlace> places;
  for (const Activity& activity : lead.activities) {
    LEADSCORE_ASSIGN_OR_RETURN(
        internal::ActivityPlace place,
        internal::PlaceActivity(activity, state_->leads->schema(),
                                state_->activities.schema()));
    places.push_back(std::move(place));
  }
  const size_t row = state_->leads->size();
  if (!state_->leads->AddRow(lead.id, lead.account)) {
    return absl::AlreadyExistsError("a lead with this id was added before");
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const AttributeValue& value = lead.attributes[i].second;
    if (std::holds_alternative<std::monostate>(value)) continue;
    state_->leads->WritableColumn(columns[i]).Append(value);
  }
  for (size_t i = 0; i < places.size(); ++i) {
    internal::AddPlaced(row, lead.activities[i], places[i], state_->activities);
  }
  return absl::OkStatus();
}

absl::Status TableBuilder::AddActivity(std::string_view lead_id,
                                       const Activity& activity) {
  const ptrdiff_t row = state_->leads->FindRow(lead_id);
  if (row < 0) return absl::NotFoundError("no lead with this id was added");
  LEADSCORE_ASSIGN_OR_RETURN(
      const internal::ActivityPlace place,
      internal::PlaceActivity(activity, state_->leads->schema(),
                              state_->activities.schema()));
  internal::AddPlaced(static_cast<size_t>(row), activity, place,
                      state_->activities);
  return absl::OkStatus();
}

Tables TableBuilder::Build() {
  LeadSchema lead_schema = state_->leads->schema();
  ActivitySchema activity_schema = state_->activities.schema();
  Tables tables;
  tables.activities =
      ActivityTable(state_->activities.Build(state_->leads->size()));
  state_->leads->Finish();
  tables.leads = LeadTable(std::move(state_->leads));
  *this = TableBuilder(std::move(lead_schema), std::move(activity_schema));
  return tables;
}

}  // namespace leadscore
