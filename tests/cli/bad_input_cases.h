// Bad models, files and arguments, each with the whole message that a user
// gets. The cases and messages stand in bad_input.txt, made to be read:
//
//   @NAME                 before the cases: lines for the files of several
//   == NameOfTheCase
//   -- file NAME          a file, its lines as they are; a line @NAME stands
//                         for those of that name
//   -- bytes NAME         a file, with \n, \r, \0, \\ and \xHH for bytes
//   -- command            what is run, split at blanks
//   -- exit CODE          what it ends with, and behind it what it prints
//
// update_bad_input rewrites the messages in the file; look at the difference.

#ifndef LEADSCORE_TESTS_CLI_BAD_INPUT_CASES_H_
#define LEADSCORE_TESTS_CLI_BAD_INPUT_CASES_H_

#include <map>
#include <string>
#include <vector>

namespace leadscore::testing {

// Where the cases stand.
inline constexpr char kBadInputCases[] =
    LEADSCORE_SOURCE_DIR "/tests/cli/bad_input.txt";

struct Section {
  std::string kind;  // "file", "bytes", "command", "exit"
  std::string argument;
  std::string text;
};

struct BadInputCase {
  std::string name;
  std::vector<Section> sections;
};

struct BadInputCases {
  std::string head;  // What stands before the first case.
  std::map<std::string, std::string> shared;
  std::vector<BadInputCase> cases;
};

// The cases of the file, read once.
const BadInputCases& ReadBadInputCases();

struct BadInputOutcome {
  std::string exit_code;
  std::string printed;  // On standard error, then on standard output.
  // Whether a run that failed left the files as they were.
  bool left_nothing = true;
};

// Runs a case in a folder of its own.
BadInputOutcome RunBadInput(const BadInputCase& tested);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_CLI_BAD_INPUT_CASES_H_
