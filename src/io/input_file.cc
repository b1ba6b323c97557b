#include "src/io/input_file.h"

#include <algorithm>
#include <utility>

#include "src/core/status_macros.h"

namespace leadscore::internal {

absl::StatusOr<std::unique_ptr<InputFile>> InputFile::Open(
    const std::string& path, const DecompressionLimits& limits) {
  LEADSCORE_ASSIGN_OR_RETURN(ByteSource source, ByteSource::Open(path));
  std::unique_ptr<InputFile> file(new InputFile(std::move(source)));
  LEADSCORE_RETURN_IF_ERROR(file->ReadFirst());
  file->decompressor_ = Decompressor::Create(
      file->first_,
      [raw = file.get()](char* buffer, size_t size) {
        return raw->ReadPlain(buffer, size);
      },
      limits);
  return file;
}

absl::Status InputFile::ReadFirst() {
  while (first_.size() < Decompressor::kMagicBytes) {
    char bytes[Decompressor::kMagicBytes];
    LEADSCORE_ASSIGN_OR_RETURN(
        const size_t count,
        source_.Read(bytes, Decompressor::kMagicBytes - first_.size()));
    if (count == 0) break;
    first_.append(bytes, count);
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> InputFile::ReadPlain(char* buffer, size_t size) {
  if (first_.empty()) return source_.Read(buffer, size);
  const size_t count = std::min(size, first_.size());
  std::copy_n(first_.data(), count, buffer);
  first_.erase(0, count);
  return count;
}

}  // namespace leadscore::internal
