// What a user has to know about a run besides its results: what was left out,
// what was not there, what went wrong for some leads.

#ifndef LEADSCORE_SRC_CLI_SCORE_REPORT_H_
#define LEADSCORE_SRC_CLI_SCORE_REPORT_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "leadscore/model.h"
#include "leadscore/table_reader.h"
#include "src/cli/score_request.h"

namespace leadscore::internal {

// "acme 2026-11-20"
std::string ModelText(const Model& model);

// What was counted while leads were scored.
struct ScoreCounts {
  int64_t leads = 0;
  // As of ScoreTable.
  std::vector<int64_t> rule_errors;
  std::vector<int64_t> screened;
  int64_t activities_later = 0;
};

// A line for each thing to know.
void PrintReport(const ScoreRequest& request, const Model& model,
                 const ReadResult& tables, const ScoreCounts& counts,
                 const std::string& as_of, std::ostream& out);

// The part of it that is about the files: what was left out, and what they
// lack. `who` does not know unknown types: "the model does not know".
void PrintInputReport(const TableInput& input, const ReadResult& tables,
                      const char* who, std::ostream& out);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_REPORT_H_
