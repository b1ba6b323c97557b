#include "tests/cli/bad_input_cases.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_split.h"
#include "tests/cli/program_test_util.h"

namespace leadscore::testing {
namespace {

BadInputCases ParseCases() {
  BadInputCases read;
  std::ifstream file(kBadInputCases);
  std::string* shared = nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.substr(0, 3) == "== ") {
      read.cases.push_back({line.substr(3), {}});
    } else if (read.cases.empty()) {
      read.head += line + "\n";
      if (line.substr(0, 1) == "@") {
        shared = &read.shared[line];
      } else if (shared != nullptr) {
        *shared += line + "\n";
      }
    } else if (line.substr(0, 3) == "-- ") {
      const size_t blank = line.find(' ', 3);
      Section section;
      section.kind = line.substr(3, blank - 3);
      if (blank != std::string::npos) section.argument = line.substr(blank + 1);
      read.cases.back().sections.push_back(std::move(section));
    } else if (!read.cases.back().sections.empty()) {
      read.cases.back().sections.back().text += line + "\n";
    }
  }
  return read;
}

// Undoes escapes; a line end itself is no byte.
std::string Unescape(const std::string& text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char c = text[++i];
    if (c == 'x') {
      bytes += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      bytes += c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
    }
  }
  return bytes;
}

// The text of a file, the shared lines in their places.
std::string Expand(const std::string& text) {
  std::string expanded;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto shared = ReadBadInputCases().shared.find(line);
    expanded += shared == ReadBadInputCases().shared.end() ? line + "\n"
                                                           : shared->second;
  }
  return expanded;
}

}  // namespace

const BadInputCases& ReadBadInputCases() {
  static const auto* const cases = new BadInputCases(ParseCases());
  return *cases;
}

BadInputOutcome RunBadInput(const BadInputCase& tested) {
  const TestFolder folder;
  std::vector<std::string> args;
  std::vector<std::string> inputs;
  for (const Section& section : tested.sections) {
    if (section.kind == "file") {
      folder.Write(section.argument, Expand(section.text));
    } else if (section.kind == "bytes") {
      folder.Write(section.argument, Unescape(section.text));
    } else if (section.kind == "command") {
      args = absl::StrSplit(section.text, absl::ByAnyChar(" \n"),
                            absl::SkipEmpty());
      inputs = folder.Files();
    }
  }
  const ProgramOutput output = RunProgram(args);
  BadInputOutcome outcome;
  outcome.exit_code = std::to_string(output.exit_code);
  outcome.printed = output.err + output.out;
  outcome.left_nothing = output.exit_code == 0 || folder.Files() == inputs;
  return outcome;
}

}  // namespace leadscore::testing
