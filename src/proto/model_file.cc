#include "leadscore/model_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/model/check_context.h"
#include "src/model/checks.h"
#include "src/model/spec_fields.h"
#include "src/proto/message_file.h"
#include "src/proto/spec_conversion.h"

namespace leadscore {
namespace internal {
namespace {

// The values in the file of a list.
absl::StatusOr<std::vector<std::string>> ReadValues(const std::string& folder,
                                                    const std::string& path,
                                                    size_t max_bytes) {
  LEADSCORE_ASSIGN_OR_RETURN(const std::string bytes,
                             ReadFileBelow(folder, path, max_bytes));
  std::vector<std::string> values;
  int line = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    ++line;
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!IsValidUtf8(text)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", line, " of the file is not valid UTF-8"));
    }
    const std::string_view value = TrimWhitespace(text);
    if (!value.empty() && value.front() != '#') values.emplace_back(value);
  }
  return values;
}

}  // namespace
}  // namespace internal

absl::StatusOr<ModelSpec> ParseModel(std::string_view bytes, ModelFormat format,
                                     std::string_view name,
                                     const ModelFileLimits& limits,
                                     Diagnostics* diagnostics,
                                     ModelSource* source) {
  v1::Model proto;
  LEADSCORE_ASSIGN_OR_RETURN(
      ModelSource made,
      internal::ParseMessage(bytes, format, name, limits.max_model_bytes,
                             &proto, diagnostics));
  Diagnostics found;
  ModelSpec spec = internal::SpecFromProto(proto, &found);
  // Bytes are UTF-8, but the escapes of a text may not be.
  const ModelLimits model_limits;
  internal::CheckContext context(model_limits, &found);
  internal::CheckUtf8(context, spec);
  const absl::Status status =
      internal::TakeFound(made, std::move(found), diagnostics);
  if (source != nullptr) *source = std::move(made);
  if (!status.ok()) return status;
  return spec;
}

absl::Status ReadListFiles(const std::string& folder,
                           const ModelFileLimits& limits, ModelSpec* spec,
                           Diagnostics* diagnostics) {
  absl::Status first_error;
  for (size_t i = 0; i < spec->lists.size(); ++i) {
    ListSpec& list = spec->lists[i];
    if (list.file.empty()) continue;
    absl::StatusOr<std::vector<std::string>> values =
        internal::ReadValues(folder, list.file, limits.max_list_file_bytes);
    if (values.ok()) {
      list.file_values = *std::move(values);
      continue;
    }
    Diagnostic diagnostic;
    diagnostic.path = {PathStep{"lists", static_cast<int>(i), list.name},
                       PathStep{"file", -1, ""}};
    diagnostic.message = std::string(values.status().message());
    diagnostic.remedy =
        "files of lists stand below the folder of the model, named from there";
    diagnostics->push_back(std::move(diagnostic));
    if (first_error.ok()) first_error = values.status();
  }
  return first_error;
}

absl::StatusOr<ModelSpec> LoadModelFile(const std::string& path,
                                        const ModelFileLimits& limits,
                                        Diagnostics* diagnostics,
                                        ModelSource* source) {
  LEADSCORE_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::ReadMessageFile(path, limits.max_model_bytes, diagnostics));
  ModelSource local;
  ModelSource* const used = source != nullptr ? source : &local;
  LEADSCORE_ASSIGN_OR_RETURN(
      ModelSpec spec, ParseModel(bytes, internal::FormatOf(path), path, limits,
                                 diagnostics, used));
  Diagnostics found;
  const absl::Status status =
      ReadListFiles(internal::FolderOf(path), limits, &spec, &found);
  internal::AddLocated(*used, std::move(found), diagnostics);
  if (!status.ok()) return status;
  return spec;
}

absl::StatusOr<Model> LoadModel(const std::string& path,
                                Diagnostics* diagnostics,
                                const ModelFileLimits& file_limits,
                                const ModelLimits& limits,
                                ModelSource* source) {
  Diagnostics unread;
  if (diagnostics == nullptr) diagnostics = &unread;
  ModelSource unused;
  if (source == nullptr) source = &unused;
  LEADSCORE_ASSIGN_OR_RETURN(
      const ModelSpec spec,
      LoadModelFile(path, file_limits, diagnostics, source));
  Diagnostics found;
  absl::StatusOr<Model> model = Model::Create(spec, &found, limits);
  const auto before = static_cast<ptrdiff_t>(diagnostics->size());
  internal::AddLocated(*source, std::move(found), diagnostics);
  if (absl::IsInvalidArgument(model.status())) {
    return internal::FirstError(
        "the model", {diagnostics->begin() + before, diagnostics->end()});
  }
  return model;
}

absl::StatusOr<std::string> SerializeModel(const ModelSpec& spec,
                                           ModelFormat format) {
  if (internal::HasInvalidUtf8(spec)) {
    return absl::InvalidArgumentError("the model has text that is not UTF-8");
  }
  return internal::SerializeMessage(internal::SpecToProto(spec), format);
}

}  // namespace leadscore
