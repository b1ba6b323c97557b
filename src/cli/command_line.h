// Options of the command line: what a command takes, and what it was given.

#ifndef LEADSCORE_SRC_CLI_COMMAND_LINE_H_
#define LEADSCORE_SRC_CLI_COMMAND_LINE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace leadscore::internal {

struct OptionSpec {
  std::string name;  // Without the dashes; a positional one has none before it.
  std::string value;  // What it takes, for the help; empty if it takes nothing.
  std::string help;
  bool is_required = false;
  bool may_repeat = false;
  bool is_positional = false;  // Given by its value alone.
};

class Options {
 public:
  // Reads "--name value", "--name=value", "--name" and positional values.
  //
  // Errors: kInvalidArgument, an option that is not among `specs`, lacks its
  // value, stands twice, or a required one that is not there.
  static absl::StatusOr<Options> Parse(const std::vector<OptionSpec>& specs,
                                       const std::vector<std::string>& args);

  bool Has(const std::string& name) const { return values_.count(name) > 0; }

  // The value, or "" if the option was not given.
  std::string Value(const std::string& name) const;
  std::vector<std::string> Values(const std::string& name) const;

  // A whole number from `min` up, `otherwise` if the option was not given.
  //
  // Errors: kInvalidArgument.
  absl::StatusOr<int64_t> Number(const std::string& name, int64_t min,
                                 int64_t otherwise) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

// The options with their explanations, a line or more each.
std::string OptionsHelp(const std::vector<OptionSpec>& specs);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_COMMAND_LINE_H_
