#include <unistd.h>

#include <clocale>
#include <iostream>
#include <string>
#include <vector>

#include "src/cli/commands.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  leadscore::internal::Terminal terminal{std::cout, std::cerr,
                                         isatty(STDOUT_FILENO) != 0,
                                         isatty(STDERR_FILENO) != 0};
  const int code = leadscore::internal::RunProgram(
      std::vector<std::string>(argv + 1, argv + argc), terminal);
  std::cout.flush();
  if (code == leadscore::internal::kExitOk && !std::cout) {
    std::cerr << "leadscore: cannot write to standard output\n";
    return leadscore::internal::kExitFailedIo;
  }
  return code;
}
