// What `leadscore diff` is asked for.

#ifndef LEADSCORE_SRC_CLI_DIFF_REQUEST_H_
#define LEADSCORE_SRC_CLI_DIFF_REQUEST_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/cli/command_line.h"
#include "src/cli/table_input.h"

namespace leadscore::internal {

struct DiffRequest {
  std::string model;
  std::string against;              // Empty: two instants of one model.
  std::optional<absl::Time> since;  // The earlier one of these.
  absl::Time as_of;
  TableInput input;  // Without a file of leads only the models are compared.
  std::string format = "text";
  std::string movers;         // A file; may be empty.
  std::optional<size_t> top;  // How many movers to show.
  size_t explained = 0;
  std::string by;
  std::optional<double> fail_if_moved;  // In percent.
  int threads = 1;

  bool has_leads() const { return !input.leads.empty(); }
};

std::vector<OptionSpec> DiffOptionSpecs();

// Errors: kInvalidArgument, what is wrong with the command line.
absl::StatusOr<DiffRequest> ParseDiffRequest(const Options& options);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_DIFF_REQUEST_H_
