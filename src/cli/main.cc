#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "src/cli/commands.h"

namespace {

// A standard stream that is closed would be the next file to be opened, and
// what is printed would go into it. Something that can neither be read nor
// written takes its place.
void OccupyStandardStreams() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  OccupyStandardStreams();
  std::ios::sync_with_stdio(false);
  leadscore::internal::Terminal terminal{std::cout, std::cerr,
                                         isatty(STDOUT_FILENO) != 0,
                                         isatty(STDERR_FILENO) != 0};
  const int code = leadscore::internal::RunProgram(
      std::vector<std::string>(argv + 1, argv + argc), terminal);
  std::cout.flush();
  const bool is_done = code == leadscore::internal::kExitOk ||
                       code == leadscore::internal::kExitBreached;
  if (is_done && !std::cout) {
    std::cerr << "leadscore: cannot write to standard output\n";
    return leadscore::internal::kExitFailedIo;
  }
  return code;
}
