#include "src/capi/c_model.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/model_file.h"
#include "src/capi/c_error.h"
#include "src/core/status_macros.h"

using leadscore::Diagnostic;
using leadscore::Diagnostics;
using leadscore::Model;
using leadscore::ModelFileLimits;
using leadscore::ModelFormat;
using leadscore::ModelLimits;
using leadscore::ModelSource;
using leadscore::ModelSpec;

namespace leadscore::internal {
namespace {

struct Limits {
  ModelFileLimits file;
  ModelLimits model;
};

template <typename Limit, typename Given>
absl::Status Set(const char* name, Given given, Limit* limit) {
  if (given < 0) {
    return absl::InvalidArgumentError(std::string("options: ") + name +
                                      " is negative");
  }
  if (given != 0) *limit = static_cast<Limit>(given);
  return absl::OkStatus();
}

absl::StatusOr<Limits> LimitsOf(const leadscore_model_options* options) {
  Limits limits;
  if (options == nullptr) return limits;
  leadscore_model_options known = LEADSCORE_MODEL_OPTIONS_INIT;
  LEADSCORE_RETURN_IF_ERROR(ReadOptions(options, &known));
  if (known.max_model_bytes != 0) {
    limits.file.max_model_bytes = known.max_model_bytes;
  }
  if (known.max_list_bytes != 0) {
    limits.file.max_list_file_bytes = known.max_list_bytes;
  }
  if (known.max_list_values != 0) {
    limits.model.max_list_values = known.max_list_values;
  }
  LEADSCORE_RETURN_IF_ERROR(
      Set("max_rules", known.max_rules, &limits.model.max_rules));
  LEADSCORE_RETURN_IF_ERROR(Set("max_condition_depth",
                                known.max_condition_depth,
                                &limits.model.max_condition_depth));
  return limits;
}

absl::StatusOr<ModelFormat> FormatOf(leadscore_model_format format) {
  switch (format) {
    case LEADSCORE_MODEL_TEXT:
      return ModelFormat::kText;
    case LEADSCORE_MODEL_JSON:
      return ModelFormat::kJson;
    case LEADSCORE_MODEL_BINARY:
      return ModelFormat::kBinary;
    default:
      return absl::InvalidArgumentError(
          "format: none of LEADSCORE_MODEL_TEXT, LEADSCORE_MODEL_JSON and "
          "LEADSCORE_MODEL_BINARY");
  }
}

// All that is wrong, in place of the first only.
absl::Status WithDiagnostics(const absl::Status& status,
                             const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Diagnostic::Severity::kError) continue;
    text += diagnostic.ToString();
  }
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.empty() ? status : absl::Status(status.code(), text);
}

absl::StatusOr<Model> Parse(std::string_view bytes, ModelFormat format,
                            const Limits& limits) {
  Diagnostics diagnostics;
  ModelSource source;
  absl::StatusOr<ModelSpec> spec =
      ParseModel(bytes, format, "", limits.file, &diagnostics, &source);
  if (!spec.ok()) return WithDiagnostics(spec.status(), diagnostics);
  absl::StatusOr<Model> model =
      Model::Create(*spec, &diagnostics, limits.model);
  if (model.ok()) return model;
  for (Diagnostic& diagnostic : diagnostics) source.Locate(&diagnostic);
  return WithDiagnostics(model.status(), diagnostics);
}

absl::Status Give(absl::StatusOr<Model> model, leadscore_model** given) {
  if (!model.ok()) return model.status();
  *given = new leadscore_model{Scorer(*std::move(model))};
  return absl::OkStatus();
}

}  // namespace
}  // namespace leadscore::internal

using leadscore::internal::CheckNotNull;
using leadscore::internal::Guarded;

leadscore_code leadscore_model_parse(const void* bytes, size_t size,
                                     leadscore_model_format format,
                                     const leadscore_model_options* options,
                                     leadscore_model** model,
                                     leadscore_error** error) {
  return Guarded(error, [&]() -> absl::Status {
    if (size > 0) LEADSCORE_RETURN_IF_ERROR(CheckNotNull(bytes, "bytes"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(model, "model"));
    LEADSCORE_ASSIGN_OR_RETURN(const ModelFormat known,
                               leadscore::internal::FormatOf(format));
    LEADSCORE_ASSIGN_OR_RETURN(const auto limits,
                               leadscore::internal::LimitsOf(options));
    const std::string_view text(static_cast<const char*>(bytes), size);
    return leadscore::internal::Give(
        leadscore::internal::Parse(text, known, limits), model);
  });
}

leadscore_code leadscore_model_load(const char* path,
                                    const leadscore_model_options* options,
                                    leadscore_model** model,
                                    leadscore_error** error) {
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(path, "path"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(model, "model"));
    LEADSCORE_ASSIGN_OR_RETURN(const auto limits,
                               leadscore::internal::LimitsOf(options));
    Diagnostics diagnostics;
    absl::StatusOr<Model> loaded =
        leadscore::LoadModel(path, &diagnostics, limits.file, limits.model);
    if (!loaded.ok()) {
      return leadscore::internal::WithDiagnostics(loaded.status(), diagnostics);
    }
    return leadscore::internal::Give(std::move(loaded), model);
  });
}

const char* leadscore_model_name(const leadscore_model* model) {
  return model == nullptr ? nullptr : model->scorer.model().name().c_str();
}

const char* leadscore_model_version(const leadscore_model* model) {
  return model == nullptr ? nullptr : model->scorer.model().version().c_str();
}

const char* leadscore_model_fingerprint(const leadscore_model* model) {
  return model == nullptr ? nullptr
                          : model->scorer.model().fingerprint().c_str();
}

void leadscore_model_destroy(leadscore_model* model) { delete model; }

uint32_t leadscore_abi_version() { return LEADSCORE_ABI_VERSION; }

const char* leadscore_version() { return LEADSCORE_VERSION; }
