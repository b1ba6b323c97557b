#include "src/cli/same_file.h"

#include <filesystem>
#include <system_error>

namespace leadscore::internal {

bool IsSameFile(const std::string& other, const std::string& output) {
  namespace fs = std::filesystem;
  if (other.empty() || output.empty()) return false;
  std::error_code error;
  if (!fs::exists(output, error)) return other == output;
  return fs::is_regular_file(output, error) &&
         fs::equivalent(other == "-" ? "/dev/stdin" : other, output, error);
}

}  // namespace leadscore::internal
