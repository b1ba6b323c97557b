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
// LEADSCORE_UPDATE=1 rewrites the messages in the file; look at the difference.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using testing::ProgramOutput;
using testing::RunProgram;
using testing::TestFolder;

constexpr char kCases[] = LEADSCORE_SOURCE_DIR "/tests/cli/bad_input.txt";

struct Section {
  std::string kind;  // "file", "bytes", "command", "exit"
  std::string argument;
  std::string text;
};

struct BadInputCase {
  std::string name;
  std::vector<Section> sections;
};

// What stands before the first case, and the cases.
struct Cases {
  std::string head;
  std::map<std::string, std::string> shared;
  std::vector<BadInputCase> cases;
};

Cases ParseCases() {
  Cases read;
  std::ifstream file(kCases);
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

const Cases& ReadCases() {
  static const auto* const cases = new Cases(ParseCases());
  return *cases;
}

// The text of a file, the shared lines in their places.
std::string Expand(const std::string& text) {
  std::string expanded;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto shared = ReadCases().shared.find(line);
    expanded +=
        shared == ReadCases().shared.end() ? line + "\n" : shared->second;
  }
  return expanded;
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

// Runs a case; returns its exit code and what it printed.
std::pair<std::string, std::string> RunCase(const BadInputCase& tested) {
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
  // Nothing half-written stays: a run that fails leaves no file.
  if (output.exit_code != 0) {
    EXPECT_EQ(folder.Files(), inputs);
  }
  return {std::to_string(output.exit_code), output.err + output.out};
}

class BadInputTest : public ::testing::TestWithParam<BadInputCase> {};

TEST_P(BadInputTest, IsSaidAsAWhole) {
  const auto [exit_code, printed] = RunCase(GetParam());
  ASSERT_FALSE(GetParam().sections.empty());
  const Section& expected = GetParam().sections.back();
  ASSERT_EQ(expected.kind, "exit");
  EXPECT_EQ(exit_code, expected.argument);
  EXPECT_EQ(printed, expected.text);
}

INSTANTIATE_TEST_SUITE_P(Cases, BadInputTest,
                         ::testing::ValuesIn(ReadCases().cases),
                         [](const auto& tested) { return tested.param.name; });

TEST(BadInputCases, AreMany) { EXPECT_GE(ReadCases().cases.size(), 60u); }

// Not a test of its own: rewrites the messages when asked to.
TEST(BadInputCases, Update) {
  if (std::getenv("LEADSCORE_UPDATE") == nullptr) {
    GTEST_SKIP() << "set LEADSCORE_UPDATE=1 to rewrite " << kCases;
  }
  std::ostringstream text;
  text << ReadCases().head;
  for (const BadInputCase& updated : ReadCases().cases) {
    text << "== " << updated.name << "\n";
    for (const Section& section : updated.sections) {
      if (section.kind == "exit") continue;
      text << "-- " << section.kind << (section.argument.empty() ? "" : " ")
           << section.argument << "\n"
           << section.text;
    }
    const auto [exit_code, printed] = RunCase(updated);
    text << "-- exit " << exit_code << "\n" << printed;
  }
  std::ofstream(kCases) << text.str();
}

}  // namespace
}  // namespace leadscore
