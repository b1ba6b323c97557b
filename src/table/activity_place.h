// Where the parts of an activity that is given by name go.

#ifndef LEADSCORE_SRC_TABLE_ACTIVITY_PLACE_H_
#define LEADSCORE_SRC_TABLE_ACTIVITY_PLACE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/lead.h"
#include "leadscore/table.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

struct ActivityPlace {
  int type = kNoType;             // Of the schema, or a ReservedCode.
  std::vector<size_t> columns;    // Of its properties.
  std::optional<LogEntry> entry;  // Of $set, $adjust and $stage.
};

// Checks an activity.
//
// Errors: kInvalidArgument, as of TableBuilder::Add.
absl::StatusOr<ActivityPlace> PlaceActivity(const Activity& activity,
                                            const LeadSchema& leads,
                                            const ActivitySchema& activities);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_TABLE_ACTIVITY_PLACE_H_
