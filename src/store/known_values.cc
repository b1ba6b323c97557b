#include "src/store/known_values.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

#include "leadscore/lead_view.h"
#include "src/table/column.h"

namespace leadscore::internal {
namespace {

int64_t DropUnknownOf(const std::vector<ColumnSchema>& columns,
                      std::vector<NamedValue>* values) {
  const auto end = std::remove_if(
      values->begin(), values->end(), [&](const NamedValue& value) {
        const int position = PositionOf(columns, value.first);
        return position < 0 ||
               !(std::holds_alternative<std::monostate>(value.second) ||
                 HasType(value.second,
                         columns[static_cast<size_t>(position)].type));
      });
  const auto dropped = static_cast<int64_t>(values->end() - end);
  values->erase(end, values->end());
  return dropped;
}

}  // namespace

int64_t DropUnknown(const Model& model, std::vector<NamedValue>* attributes) {
  return DropUnknownOf(model.lead_schema().columns, attributes);
}

bool KeepKnown(const Model& model, Activity* activity, int64_t* unknown) {
  const ActivitySchema& schema = model.activity_schema();
  if (PositionOf(schema.types, activity->type) >= 0) {
    *unknown += DropUnknownOf(schema.properties, &activity->properties);
    return true;
  }
  if (activity->type == "$retract") return true;
  if (activity->type == "$set") {
    *unknown += DropUnknown(model, &activity->properties);
    return !activity->properties.empty();
  }
  const auto names = [&](const char* what,
                         const std::vector<std::string>& known) {
    return std::none_of(
        activity->properties.begin(), activity->properties.end(),
        [&](const NamedValue& property) {
          const auto* name = std::get_if<std::string>(&property.second);
          return property.first == what && name != nullptr &&
                 PositionOf(known, *name) < 0;
        });
  };
  const bool is_entry =
      activity->type == "$stage" || activity->type == "$adjust";
  if (is_entry && names("stage", schema.stages) &&
      names("score", schema.scores)) {
    return true;
  }
  ++*unknown;
  return false;
}

}  // namespace leadscore::internal
