// The commands of the leadscore program.

#ifndef LEADSCORE_SRC_CLI_COMMANDS_H_
#define LEADSCORE_SRC_CLI_COMMANDS_H_

#include <ostream>
#include <string>
#include <vector>

#include "src/cli/command_line.h"

namespace leadscore::internal {

// What the program ends with.
enum ExitCode {
  kExitOk = 0,
  kExitBadData = 1,   // The model or the data is wrong.
  kExitBadUsage = 2,  // The command line is.
  kExitFailedIo = 3,  // A file could not be read or written.
  kExitBreached = 4,  // Asked for: a promise is broken, or too many moved.
};

struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
};

struct Command {
  std::string name;
  std::string summary;  // One line.
  std::string usage;    // Behind the name: "--model FILE [OPTIONS]".
  std::string details;  // What it does, and an example.
  std::vector<OptionSpec> options;
  int (*run)(const Options& options, Terminal& terminal);
};

Command InitCommand();
Command CheckCommand();
Command ScoreCommand();
Command MergeCommand();
Command ExplainCommand();
Command HistoryCommand();
Command ReplayCommand();
Command ServeLinesCommand();
Command EvalCommand();
Command ExplainPlanCommand();
Command BenchCommand();
Command DescribeCommand();
Command GenerateCommand();
Command PlanCommand();
Command SlaCommand();
Command DiffCommand();
Command SqlCommand();

// Runs the program with its arguments, its own name left out.
int RunProgram(const std::vector<std::string>& args, Terminal& terminal);

// Says that the command line is wrong.
int BadUsage(const std::string& command, std::string_view message,
             Terminal& terminal);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_COMMANDS_H_
