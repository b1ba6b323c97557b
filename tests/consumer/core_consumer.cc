// Uses the core only; warnings of its own are errors, so that our headers show
// none to a strict user.
#include <cstdlib>

#include "leadscore/leadscore.h"

int main() {
  leadscore::RuleSpec rule{"Always", "", "", 12.5};
  leadscore::ModelSpec spec;
  spec.name = "consumer";
  spec.scores = {{"fit", {{"Group", {rule}}}}};
  const auto model = leadscore::Model::Create(spec);
  if (!model.ok()) return EXIT_FAILURE;
  const auto result =
      leadscore::Scorer(*model).Score(leadscore::Lead{"1"}, absl::UnixEpoch());
  return result.ok() && result->total.ToString() == "12.5" ? EXIT_SUCCESS
                                                           : EXIT_FAILURE;
}
