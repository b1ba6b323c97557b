// Loads the model that a command names, and prints what is wrong with it.

#ifndef LEADSCORE_SRC_CLI_LOAD_MODEL_H_
#define LEADSCORE_SRC_CLI_LOAD_MODEL_H_

#include <optional>
#include <string>

#include "leadscore/model.h"
#include "leadscore/model_file.h"
#include "leadscore/sla_policy.h"
#include "src/cli/commands.h"

namespace leadscore::internal {

struct LoadedModel {
  std::optional<Model> model;  // None if there are errors.
  ModelSource source;
  int num_warnings = 0;
  int exit_code = kExitOk;
};

// Prints errors, and warnings if `with_warnings`.
LoadedModel LoadModel(const std::string& path, bool with_warnings,
                      Terminal& terminal);

// The exit code for a status of reading or writing files.
int ExitCodeOf(const absl::Status& status);

struct LoadedPolicy {
  int exit_code = 0;  // If there is none, all has been said.
  std::optional<SlaPolicy> policy;
};

// The policy of a file, checked against a model. Errors and warnings are said.
LoadedPolicy LoadPolicy(const std::string& path, const Model& model,
                        Terminal& terminal);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_LOAD_MODEL_H_
