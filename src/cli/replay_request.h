// What `leadscore replay` is asked for.

#ifndef LEADSCORE_SRC_CLI_REPLAY_REQUEST_H_
#define LEADSCORE_SRC_CLI_REPLAY_REQUEST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/cli/command_line.h"
#include "src/cli/table_input.h"

namespace leadscore::internal {

struct ReplayRequest {
  std::string model;
  TableInput input;
  absl::Time from;  // absl::InfinitePast(): from the beginning.
  absl::Time to;
  std::string by;
  bool weekly = false;
  std::string output;           // A file of rows; may be empty.
  std::string accounts;         // The same of accounts.
  std::string format = "csv";   // Of the rows.
  std::string funnel = "text";  // Its format, or "none".
  int threads = 1;

  // Rows go to standard output if nothing else does.
  bool has_rows() const { return !output.empty() || funnel == "none"; }
};

std::vector<OptionSpec> ReplayOptionSpecs();

// Errors: kInvalidArgument, what is wrong with the command line.
absl::StatusOr<ReplayRequest> ParseReplayRequest(const Options& options);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_REPLAY_REQUEST_H_
