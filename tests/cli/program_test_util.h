// Runs the program in a folder of its own.

#ifndef LEADSCORE_TESTS_CLI_PROGRAM_TEST_UTIL_H_
#define LEADSCORE_TESTS_CLI_PROGRAM_TEST_UTIL_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "src/cli/commands.h"

namespace leadscore::testing {

struct ProgramOutput {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// An empty folder, the working directory while it lives.
class TestFolder {
 public:
  TestFolder() : before_(std::filesystem::current_path()) {
    path_ = std::filesystem::path(::testing::TempDir()) /
            ("leadscore_cli_" + std::to_string(getpid()));
    std::filesystem::create_directories(path_);
    std::filesystem::current_path(path_);
  }
  ~TestFolder() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  void Write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path parent =
        std::filesystem::path(name).parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent);
    std::ofstream(name, std::ios::binary) << bytes;
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  // The names of its files, sorted.
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path before_;
  std::filesystem::path path_;
};

inline ProgramOutput RunProgram(const std::vector<std::string>& args,
                                bool out_is_terminal = false) {
  std::ostringstream out;
  std::ostringstream err;
  internal::Terminal terminal{out, err, out_is_terminal};
  ProgramOutput output;
  output.exit_code = internal::RunProgram(args, terminal);
  output.out = out.str();
  output.err = err.str();
  return output;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_CLI_PROGRAM_TEST_UTIL_H_
