#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

const std::vector<Command>& Commands() {
  static const auto* const commands = new std::vector<Command>(
      {InitCommand(), CheckCommand(), DescribeCommand(), ScoreCommand(),
       MergeCommand(), ExplainCommand(), HistoryCommand(), ReplayCommand(),
       ServeLinesCommand(), DiffCommand(), EvalCommand(), PlanCommand(),
       SlaCommand(), SqlCommand(), ExplainPlanCommand(), GenerateCommand(),
       BenchCommand()});
  return *commands;
}

constexpr char kExitCodes[] =
    "Exit codes: 0 done, 1 the model or the data is wrong, 2 the command line "
    "is\nwrong, 3 a file could not be read or written, 4 a promise is broken "
    "(asked\nfor by sla --fail-on-breach), or too many leads move (by diff "
    "--fail-if-moved).\n";

void PrintOverview(std::ostream& out) {
  out << "leadscore scores leads: from what is known about them and what they "
         "did to\npoints, a grade and the stage they qualify for, by the rules "
         "of a model.\n\nUsage: leadscore COMMAND [OPTIONS]\n\nCommands:\n";
  for (const Command& command : Commands()) {
    std::string name = command.name;
    name.resize(13, ' ');
    out << "  " << name << command.summary << "\n";
  }
  out << "\n'leadscore COMMAND --help' tells more about one of them. A first "
         "run:\n\n"
         "  leadscore init --leads leads.csv --outcome Converted \\\n"
         "    --output model.textproto\n"
         "  leadscore check --model model.textproto\n"
         "  leadscore score --model model.textproto --leads leads.csv "
         "\\\n    --activities activities.csv --output scores.csv\n\n"
      << kExitCodes;
}

void PrintHelp(const Command& command, std::ostream& out) {
  out << "leadscore " << command.name << ": " << command.summary
      << "\n\nUsage: leadscore " << command.name << " " << command.usage
      << "\n\n"
      << command.details << "\nOptions:\n"
      << OptionsHelp(command.options) << "\n"
      << kExitCodes;
}

const Command* FindCommand(const std::string& name) {
  const auto found = std::find_if(
      Commands().begin(), Commands().end(),
      [&](const Command& command) { return command.name == name; });
  return found == Commands().end() ? nullptr : &*found;
}

bool IsHelp(const std::string& arg) {
  return arg == "--help" || arg == "-h" || arg == "help";
}

}  // namespace

int BadUsage(const std::string& command, std::string_view message,
             Terminal& terminal) {
  terminal.err << "leadscore"
               << (command.empty() ? "" : absl::StrCat(" ", command)) << ": "
               << message << "\n  'leadscore"
               << (command.empty() ? "" : absl::StrCat(" ", command))
               << " --help' tells what it takes\n";
  return kExitBadUsage;
}

int RunProgram(const std::vector<std::string>& args, Terminal& terminal) {
  if (args.empty()) {
    PrintOverview(terminal.err);
    return kExitBadUsage;
  }
  if (args[0] == "--version") {
    terminal.out << "leadscore " << LEADSCORE_VERSION << "\n";
    return kExitOk;
  }
  if (IsHelp(args[0]) && args.size() == 1) {
    PrintOverview(terminal.out);
    return kExitOk;
  }
  const std::string& name = IsHelp(args[0]) ? args[1] : args[0];
  const Command* command = FindCommand(name);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    for (const Command& known : Commands()) names.push_back(known.name);
    return BadUsage(
        "",
        absl::StrCat("unknown command ", Quoted(name), DidYouMean(name, names)),
        terminal);
  }
  const std::vector<std::string> rest(args.begin() + 1, args.end());
  if (IsHelp(args[0]) || std::any_of(rest.begin(), rest.end(), [](auto& arg) {
        return arg == "--help" || arg == "-h";
      })) {
    PrintHelp(*command, terminal.out);
    return kExitOk;
  }
  const absl::StatusOr<Options> options =
      Options::Parse(command->options, rest);
  if (!options.ok()) {
    return BadUsage(command->name, std::string(options.status().message()),
                    terminal);
  }
  return command->run(*options, terminal);
}

}  // namespace leadscore::internal
