// A run in short: stages, the distribution of the total, the best leads.

#ifndef LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_
#define LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_

#include <string>
#include <vector>

#include "leadscore/model.h"
#include "leadscore/score_table.h"
#include "leadscore/score_writer.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// `kept` are shown with the best leads.
//
// REQUIRES: scores.reasons was asked for.
std::string ScoreSummary(const Model& model, const LeadTable& leads,
                         const ScoreTable& scores,
                         const std::vector<KeptColumn>& kept);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_SUMMARY_H_
