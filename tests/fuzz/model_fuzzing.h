// What has to hold for the bytes of a model in any format.

#ifndef LEADSCORE_TESTS_FUZZ_MODEL_FUZZING_H_
#define LEADSCORE_TESTS_FUZZ_MODEL_FUZZING_H_

#include <string>
#include <string_view>

#include "leadscore/leadscore.h"
#include "leadscore/model_file.h"
#include "src/model/canonical.h"
#include "tests/fuzz/fuzz_check.h"

namespace leadscore {

inline void FuzzModel(std::string_view bytes, ModelFormat format) {
  Diagnostics diagnostics;
  ModelSource source;
  const absl::StatusOr<ModelSpec> spec = ParseModel(
      bytes, format, "model", ModelFileLimits(), &diagnostics, &source);
  FUZZ_CHECK(spec.ok() || !diagnostics.empty());
  if (spec.ok()) {
    // What was read is written and read back as the same model.
    const absl::StatusOr<std::string> written =
        SerializeModel(*spec, ModelFormat::kBinary);
    FUZZ_CHECK(written.ok());
    const absl::StatusOr<ModelSpec> again = ParseModel(
        *written, ModelFormat::kBinary, "", ModelFileLimits(), &diagnostics);
    FUZZ_CHECK(again.ok());
    FUZZ_CHECK(internal::CanonicalText(*again) ==
               internal::CanonicalText(*spec));
    const absl::StatusOr<Model> model = Model::Create(*spec, &diagnostics);
    FUZZ_CHECK(model.ok() || HasErrors(diagnostics));
    if (model.ok()) {
      Lead lead;
      lead.id = "1";
      const Scorer scorer(*model);
      FUZZ_CHECK(scorer.Score(lead, absl::UnixEpoch()).ok());
      FUZZ_CHECK(scorer.RunAgreed().size() == spec->agreed.size());
    }
  }
  for (Diagnostic& diagnostic : diagnostics) {
    source.Locate(&diagnostic);
    FUZZ_CHECK(!diagnostic.message.empty());
    FUZZ_CHECK(!diagnostic.ToString().empty());
  }
}

}  // namespace leadscore

#endif  // LEADSCORE_TESTS_FUZZ_MODEL_FUZZING_H_
