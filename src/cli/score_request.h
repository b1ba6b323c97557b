// What the command line of `leadscore score` asks for.

#ifndef LEADSCORE_SRC_CLI_SCORE_REQUEST_H_
#define LEADSCORE_SRC_CLI_SCORE_REQUEST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/score_writer.h"
#include "src/cli/command_line.h"
#include "src/cli/table_input.h"

namespace leadscore::internal {

struct ScoreRequest {
  std::string model;
  TableInput input;
  std::string output;  // Empty: standard output.
  bool with_manifest = true;
  std::string accounts;  // Where the scores of accounts go; empty: nowhere.
  std::string unlinked;  // Where activities without leads go; empty: nowhere.
  std::string rejected;  // Beginning of the names of files.
  RowFormat format = RowFormat::kCsv;
  std::optional<absl::Time> as_of;
  int reasons = 0;
  int threads = 1;
  std::string sort;
  std::optional<size_t> top;
  bool verbose = false;
  bool summary = false;
  bool profile = false;

  // Whether it asks for rows: a summary or profile stands in for them on
  // standard output.
  bool has_rows() const { return !output.empty() || !(summary || profile); }
};

std::vector<OptionSpec> ScoreOptionSpecs();

// At which instant a request scores, for people; `as_of` is it unless each lead
// has one of its own.
std::string AsOfText(const ScoreRequest& request, absl::Time as_of);

// Errors: kInvalidArgument, what is wrong with the command line.
absl::StatusOr<ScoreRequest> ParseScoreRequest(const Options& options);

// Checks the columns that the request names against those of the results.
absl::Status CheckColumns(const ScoreRequest& request, const Model& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_REQUEST_H_
