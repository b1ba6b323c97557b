// The stays of a lead in stages, as its history tells them. Knows one lead;
// make_funnel.cc adds them up.

#ifndef LEADSCORE_SRC_FUNNEL_STAYS_H_
#define LEADSCORE_SRC_FUNNEL_STAYS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/history.h"

namespace leadscore::internal {

struct Stay {
  size_t stage = 0;
  absl::Time begin;               // absl::InfinitePast(): before all time.
  std::optional<absl::Time> end;  // Unset: it has not ended.
  bool went_up = false;           // Where it ended.
  bool is_recycled = false;       // As of StageFlow.
  bool leads_on = false;          // A later one is in a higher stage.
};

using StageIndex = absl::flat_hash_map<std::string, size_t>;

// The stays that began before an instant, one after the other; there is at
// least one. What happens then or later is left out.
//
// Errors: kInvalidArgument, a stage that is not in the index.
absl::StatusOr<std::vector<Stay>> StaysOf(const LeadHistory& history,
                                          const StageIndex& stages,
                                          absl::Time before);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_FUNNEL_STAYS_H_
