#include "src/cli/load_model.h"

#include "leadscore/lint.h"
#include "leadscore/sla_policy_file.h"
#include "src/core/number_text.h"

namespace leadscore::internal {

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnavailable:
      return kExitFailedIo;
    default:
      return kExitBadData;
  }
}

LoadedModel LoadModel(const std::string& path, bool with_warnings,
                      Terminal& terminal) {
  LoadedModel loaded;
  Diagnostics diagnostics;
  absl::StatusOr<Model> model = leadscore::LoadModel(
      path, &diagnostics, ModelFileLimits(), ModelLimits(), &loaded.source);
  loaded.exit_code = ExitCodeOf(model.status());
  if (model.ok()) {
    loaded.model = *std::move(model);
    if (with_warnings) {
      for (Diagnostic& warning : LintModel(*loaded.model)) {
        loaded.source.Locate(&warning);
        diagnostics.push_back(std::move(warning));
      }
    }
  }
  int num_errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    const bool is_error = diagnostic.severity == Diagnostic::Severity::kError;
    ++(is_error ? num_errors : loaded.num_warnings);
    if (is_error || with_warnings) terminal.err << diagnostic.ToString();
  }
  if (num_errors > 1) {
    terminal.err << path << ": " << FormatGrouped(num_errors) << " errors\n";
  }
  return loaded;
}

LoadedPolicy LoadPolicy(const std::string& path, const Model& model,
                        Terminal& terminal) {
  LoadedPolicy loaded;
  Diagnostics diagnostics;
  absl::StatusOr<SlaPolicy> policy = LoadSlaPolicy(path, model, &diagnostics);
  int num_errors = 0;
  for (const Diagnostic& diagnostic : diagnostics) {
    terminal.err << diagnostic.ToString();
    if (diagnostic.severity == Diagnostic::Severity::kError) ++num_errors;
  }
  if (num_errors > 1) {
    terminal.err << path << ": " << FormatGrouped(num_errors) << " errors\n";
  }
  loaded.exit_code = ExitCodeOf(policy.status());
  if (policy.ok()) loaded.policy = *std::move(policy);
  return loaded;
}

}  // namespace leadscore::internal
