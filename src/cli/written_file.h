// Output of commands that have all of it in memory.

#ifndef LEADSCORE_SRC_CLI_WRITTEN_FILE_H_
#define LEADSCORE_SRC_CLI_WRITTEN_FILE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace leadscore::internal {

// Writes a file, whole or not at all.
//
// Errors: as of AtomicFile.
absl::Status WriteWholeFile(const std::string& path, std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_WRITTEN_FILE_H_
