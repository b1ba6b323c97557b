// A lead as one value: what is known about it and what it did. The form for
// scoring leads one at a time; table.h has the form for many.

#ifndef LEADSCORE_LEAD_H_
#define LEADSCORE_LEAD_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace leadscore {

// The value of an attribute or property. std::monostate: there is none, which
// is not the same as 0, "" or false. A double that is NaN counts as none, and
// -0.0 is 0.0.
// Times are kept to the microsecond.
using AttributeValue =
    std::variant<std::monostate, bool, int64_t, double, std::string, absl::Time,
                 std::vector<std::string>>;

using NamedValue = std::pair<std::string, AttributeValue>;

// Something a lead did, or, with a reserved type, something else that happened
// to it. What the properties of a reserved type are called:
//
//   $set      names of attributes: their values from then on; one without a
//             value is missing from then on
//   $stage    stage: the stage that another system states
//   $adjust   score and points, or stage: added or stated by a person; until
//             (a time), reason and author may be there
//   $retract  none: the activity with this id never happened
struct Activity {
  std::string type{};
  absl::Time time{};
  std::vector<NamedValue> properties{};

  // Activities of one lead with the same id are versions of one: the highest
  // revision counts. Empty: an activity of its own.
  std::string id{};
  int64_t revision = 0;
};

struct Lead {
  std::string id{};
  std::vector<NamedValue> attributes{};  // Those it lacks are missing.
  std::vector<Activity> activities{};    // In any order.
  std::string account{};                 // Empty: none.
};

}  // namespace leadscore

#endif  // LEADSCORE_LEAD_H_
