// Rewrites what the documents show of the program and of files.

#include <filesystem>
#include <fstream>

#include "tests/docs/documents.h"

int main() {
  std::filesystem::current_path(LEADSCORE_SOURCE_DIR);
  const leadscore::testing::RealData real;
  for (const std::string& path : leadscore::testing::DocumentPaths()) {
    const std::string text = leadscore::testing::ReadProjectFile(path);
    const std::string updated =
        leadscore::testing::UpdatedDocument(text, real.folder());
    if (updated != text) std::ofstream(path, std::ios::binary) << updated;
  }
}
