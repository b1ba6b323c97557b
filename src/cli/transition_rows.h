// Changes of stage as rows: what other programs read.

#ifndef LEADSCORE_SRC_CLI_TRANSITION_ROWS_H_
#define LEADSCORE_SRC_CLI_TRANSITION_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/history.h"

namespace leadscore::internal {

struct TransitionRows {
  bool as_json = false;  // JSON lines; otherwise CSV with a header.
  // Which: from the one instant up to, but not including, the other.
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
};

// Hands over the changes of all histories, some at a time.
//
// Errors: those of `write`.
absl::Status WriteTransitions(
    const std::vector<LeadHistory>& histories, const TransitionRows& rows,
    const std::function<absl::Status(const std::string& text)>& write);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_TRANSITION_ROWS_H_
