// The leads that move as rows: what other programs read.

#ifndef LEADSCORE_SRC_CLI_DIFF_ROWS_H_
#define LEADSCORE_SRC_CLI_DIFF_ROWS_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "leadscore/score_diff.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// "MQL"; nothing if the model has none.
std::string StageName(const ScoreDiff& diff, int stage);
std::string GradeName(const ScoreDiff& diff, int grade);

// Hands over all movers as CSV, with a header, some at a time. `leads` are
// those of the side that is compared from.
absl::Status WriteMovers(
    const ScoreDiff& diff, const LeadTable& leads,
    const std::function<absl::Status(const std::string& text)>& write);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_DIFF_ROWS_H_
