#include "src/table/activity_place.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/table/value_checks.h"

namespace leadscore::internal {
namespace {

int FindType(const std::string& type, const ActivitySchema& schema) {
  const auto found = std::find(schema.types.begin(), schema.types.end(), type);
  return found != schema.types.end()
             ? static_cast<int>(found - schema.types.begin())
             : ReservedCodeOf(type);
}

}  // namespace

absl::StatusOr<ActivityPlace> PlaceActivity(const Activity& activity,
                                            const LeadSchema& leads,
                                            const ActivitySchema& activities) {
  ActivityPlace place;
  place.type = FindType(activity.type, activities);
  const std::string what =
      absl::StrCat("activity of type ", Quoted(activity.type));
  if (place.type == kNoType) {
    const std::vector<std::string_view> types(activities.types.begin(),
                                              activities.types.end());
    return absl::InvalidArgumentError(
        absl::StrCat("unknown ", what, DidYouMean(activity.type, types)));
  }
  LEADSCORE_RETURN_IF_ERROR(
      CheckTime(activity.time, absl::StrCat("the time of an ", what)));
  LEADSCORE_RETURN_IF_ERROR(
      CheckUtf8(activity.id, absl::StrCat("the id of an ", what)));
  if (place.type == kRetractCode && activity.id.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, " without the id of what never happened"));
  }
  if (place.type < kRetractCode) {
    LEADSCORE_ASSIGN_OR_RETURN(
        place.entry, MakeLogEntry(place.type, activity, leads, activities));
    return place;
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      place.columns, FindColumns(activities.properties, activity.properties,
                                 "property", what + ": "));
  return place;
}

}  // namespace leadscore::internal
