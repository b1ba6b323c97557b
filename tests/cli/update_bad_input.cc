// Rewrites the messages in bad_input.txt as the program says them now.

#include <fstream>
#include <sstream>

#include "tests/cli/bad_input_cases.h"

int main() {
  using leadscore::testing::ReadBadInputCases;
  std::ostringstream text;
  text << ReadBadInputCases().head;
  for (const auto& updated : ReadBadInputCases().cases) {
    text << "== " << updated.name << "\n";
    for (const auto& section : updated.sections) {
      if (section.kind == "exit") continue;
      text << "-- " << section.kind << (section.argument.empty() ? "" : " ")
           << section.argument << "\n"
           << section.text;
    }
    const auto outcome = leadscore::testing::RunBadInput(updated);
    text << "-- exit " << outcome.exit_code << "\n" << outcome.printed;
  }
  std::ofstream(leadscore::testing::kBadInputCases) << text.str();
}
