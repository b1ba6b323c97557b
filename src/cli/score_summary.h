// A run in short: stages, the distribution of the total, the best leads.

#ifndef LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_
#define LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_

#include <string>

#include "leadscore/model.h"
#include "leadscore/score_table.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// REQUIRES: scores.reasons was asked for.
std::string ScoreSummary(const Model& model, const LeadTable& leads,
                         const ScoreTable& scores);

// The rows by falling total, equal ones in their order.
std::vector<size_t> RowsByTotal(const ScoreTable& scores);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_
