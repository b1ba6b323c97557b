#include "src/cli/written_file.h"

#include "src/core/status_macros.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {

absl::Status WriteWholeFile(const std::string& path, std::string_view text) {
  LEADSCORE_ASSIGN_OR_RETURN(AtomicFile file, AtomicFile::Create(path));
  LEADSCORE_RETURN_IF_ERROR(file.Write(text));
  return file.Commit();
}

}  // namespace leadscore::internal
