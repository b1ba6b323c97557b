// What the histories of many leads come to: the funnel.

#ifndef LEADSCORE_SRC_CLI_HISTORY_SUMMARY_H_
#define LEADSCORE_SRC_CLI_HISTORY_SUMMARY_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/history.h"
#include "leadscore/model.h"

namespace leadscore::internal {

// For each stage: how many leads ever entered it, how many came again, how many
// left it up and down, how many are in it, and how long they stay.
std::string HistorySummary(const Model& model,
                           const std::vector<LeadHistory>& histories,
                           absl::Time as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_HISTORY_SUMMARY_H_
