#include "src/io/manifested_output.h"

#include <filesystem>
#include <utility>

#include "src/core/file.h"
#include "src/core/status_macros.h"

namespace leadscore::internal {

absl::StatusOr<ManifestedOutput> ManifestedOutput::Create(
    const std::string& path, bool with_manifest) {
  absl::StatusOr<AtomicFile> file = AtomicFile::Create(path);
  if (!file.ok()) return WithPath(path, file.status());
  ManifestedOutput output(path, *std::move(file));
  if (!with_manifest || output.file_.is_direct()) return output;
  absl::StatusOr<AtomicFile> manifest =
      AtomicFile::Create(output.manifest_path());
  if (!manifest.ok()) {
    return WithPath(output.manifest_path(), manifest.status());
  }
  output.manifest_.emplace(*std::move(manifest));
  return output;
}

absl::Status ManifestedOutput::Write(std::string_view bytes) {
  digest_.Add(bytes);
  return WithPath(path_, file_.Write(bytes));
}

absl::Status ManifestedOutput::FinishManifest(RunManifest manifest) {
  manifest.output.file =
      std::filesystem::path(file_.path()).filename().string();
  manifest.output.bytes = digest_.bytes();
  manifest.output.xxh3_128 = digest_.Hex();
  LEADSCORE_RETURN_IF_ERROR(manifest_->Write(ToJson(manifest)));
  return manifest_->Finish();
}

absl::Status ManifestedOutput::Commit(RunManifest manifest) {
  LEADSCORE_RETURN_IF_ERROR(WithPath(path_, file_.Finish()));
  if (manifest_.has_value()) {
    LEADSCORE_RETURN_IF_ERROR(
        WithPath(manifest_path(), FinishManifest(std::move(manifest))));
  }
  if (!file_.is_direct()) {
    LEADSCORE_RETURN_IF_ERROR(
        WithPath(manifest_path(), RemoveFile(manifest_path())));
  }
  LEADSCORE_RETURN_IF_ERROR(WithPath(path_, file_.Commit()));
  if (!manifest_.has_value()) return absl::OkStatus();
  return WithPath(manifest_path(), manifest_->Commit());
}

}  // namespace leadscore::internal
