// What the commands about the leads of files share: the model, the tables, the
// instant.

#ifndef LEADSCORE_SRC_CLI_LEAD_COMMAND_H_
#define LEADSCORE_SRC_CLI_LEAD_COMMAND_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table_reader.h"
#include "src/cli/commands.h"

namespace leadscore::internal {

struct LeadInput {
  int exit_code = kExitOk;  // If it is another, all has been said.
  std::optional<Model> model;
  ReadResult read;
  absl::Time as_of;
};

// Reads what --model, --leads, --activities, --sets, --delimiter and --as-of
// name.
LeadInput ReadLeadInput(const std::string& command, const Options& options,
                        Terminal& terminal);

// Those options.
std::vector<OptionSpec> LeadInputOptions();

// The row of the lead with an id; -1 if there is none, which is said.
ptrdiff_t FindLead(const std::string& id, const LeadInput& input,
                   Terminal& terminal);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_LEAD_COMMAND_H_
