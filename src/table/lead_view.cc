#include "leadscore/lead_view.h"

#include <algorithm>
#include <utility>

namespace leadscore {
namespace {

AttributeValue ToValue(const ValueView& view) {
  switch (view.kind()) {
    case ValueView::Kind::kBool:
      return view.as_bool();
    case ValueView::Kind::kInt:
      return view.as_int();
    case ValueView::Kind::kDouble:
      return view.as_double();
    case ValueView::Kind::kString:
      return std::string(view.as_string());
    case ValueView::Kind::kTimestamp:
      return absl::FromUnixMicros(view.as_micros());
    case ValueView::Kind::kStringList: {
      const auto texts = view.as_string_list();
      return std::vector<std::string>(texts.begin(), texts.end());
    }
    case ValueView::Kind::kMissing:
      break;
  }
  return std::monostate();
}

std::vector<NamedValue> ToNamedValues(
    absl::Span<const ValueView> values,
    const std::vector<ColumnSchema>& columns) {
  std::vector<NamedValue> named;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].kind() == ValueView::Kind::kMissing) continue;
    named.emplace_back(columns[i].name, ToValue(values[i]));
  }
  return named;
}

}  // namespace

int PositionOf(const std::vector<ColumnSchema>& columns,
               std::string_view name) {
  const auto found = std::find_if(
      columns.begin(), columns.end(),
      [name](const ColumnSchema& column) { return column.name == name; });
  return found == columns.end() ? -1
                                : static_cast<int>(found - columns.begin());
}

int PositionOf(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

Lead ToLead(const LeadView& lead, const LeadSchema& leads,
            const ActivitySchema& activities) {
  Lead named;
  named.attributes = ToNamedValues(lead.attributes, leads.columns);
  for (const ActivityView& view : lead.activities) {
    Activity activity;
    activity.type = activities.types[static_cast<size_t>(view.type)];
    activity.time = absl::FromUnixMicros(view.time_micros);
    activity.properties = ToNamedValues(view.properties, activities.properties);
    activity.id = std::string(view.id);
    activity.revision = view.revision;
    named.activities.push_back(std::move(activity));
  }
  return named;
}

}  // namespace leadscore
