// A file of scores with its manifest beside it.

#ifndef LEADSCORE_SRC_IO_MANIFESTED_OUTPUT_H_
#define LEADSCORE_SRC_IO_MANIFESTED_OUTPUT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/io/atomic_file.h"
#include "src/io/byte_digest.h"
#include "src/io/run_manifest.h"

namespace leadscore::internal {

// Both appear whole or not at all, the manifest last; one that was there before
// goes before its output does. So whatever happens, a manifest that is there
// belongs to the output beside it. A target that is no regular file, such as a
// pipe, has no manifest.
class ManifestedOutput {
 public:
  // Makes sure that both can be written.
  //
  // Errors: as of AtomicFile, with the name of the file. Those of all others
  // have it as well.
  static absl::StatusOr<ManifestedOutput> Create(const std::string& path,
                                                 bool with_manifest);

  absl::Status Write(std::string_view bytes);

  // Completes the manifest with the name, bytes and hash of the output, and
  // commits both.
  absl::Status Commit(RunManifest manifest);

 private:
  ManifestedOutput(std::string path, AtomicFile file)
      : path_(std::move(path)), file_(std::move(file)) {}

  absl::Status FinishManifest(RunManifest manifest);
  // Where a manifest is, or would be.
  std::string manifest_path() const { return ManifestPathOf(file_.path()); }

  std::string path_;
  AtomicFile file_;
  std::optional<AtomicFile> manifest_;
  ByteDigest digest_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_MANIFESTED_OUTPUT_H_
