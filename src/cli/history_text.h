// Histories as people read them.

#ifndef LEADSCORE_SRC_CLI_HISTORY_TEXT_H_
#define LEADSCORE_SRC_CLI_HISTORY_TEXT_H_

#include <string>
#include <vector>

#include "leadscore/history.h"
#include "leadscore/model.h"

namespace leadscore::internal {

// A table for each lead; times are those of the model's time zone.
std::string HistoryText(const Model& model,
                        const std::vector<LeadHistory>& histories);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_HISTORY_TEXT_H_
