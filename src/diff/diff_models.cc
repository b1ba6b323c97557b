#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/lint.h"
#include "leadscore/model_diff.h"
#include "leadscore/scorer.h"

namespace leadscore {
namespace {

using Mismatches = std::vector<AgreedMismatch>;

// What a model gives each example, its own and those that only another has;
// nothing for those that it cannot have.
std::map<std::string, std::optional<Mismatches>> RunExamples(
    const Model& model, const ModelSpec& other) {
  std::map<std::string, std::optional<Mismatches>> results;
  for (AgreedResult& result : Scorer(model).RunAgreed()) {
    results[result.name] = std::move(result.mismatches);
  }
  for (const AgreedSpec& example : other.agreed) {
    if (results.count(example.name) > 0) continue;
    std::optional<Mismatches>& result = results[example.name];
    ModelSpec with_example = model.spec();
    with_example.agreed = {example};
    const absl::StatusOr<Model> extended = Model::Create(with_example);
    if (!extended.ok()) continue;
    result = std::move(Scorer(*extended).RunAgreed().front().mismatches);
  }
  return results;
}

AgreedOutcome OutcomeOf(const std::optional<Mismatches>& mismatches) {
  if (!mismatches.has_value()) return AgreedOutcome::kImpossible;
  return mismatches->empty() ? AgreedOutcome::kAsAgreed
                             : AgreedOutcome::kNotAsAgreed;
}

std::vector<AgreedChange> DiffAgreed(const Model& before, const Model& after) {
  const auto results_before = RunExamples(before, after.spec());
  const auto results_after = RunExamples(after, before.spec());
  std::vector<std::string> names;
  for (const ModelSpec* spec : {&after.spec(), &before.spec()}) {
    for (const AgreedSpec& example : spec->agreed) {
      if (std::find(names.begin(), names.end(), example.name) == names.end()) {
        names.push_back(example.name);
      }
    }
  }
  std::vector<AgreedChange> changes;
  for (const std::string& name : names) {
    const std::optional<Mismatches>& earlier = results_before.at(name);
    const std::optional<Mismatches>& later = results_after.at(name);
    AgreedChange change{name, OutcomeOf(earlier), OutcomeOf(later), {}};
    if (change.before == change.after) continue;
    if (change.after == AgreedOutcome::kNotAsAgreed) {
      change.mismatches = *later;
    } else if (change.before == AgreedOutcome::kNotAsAgreed) {
      change.mismatches = *earlier;
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::string TextOf(const Diagnostic& warning) {
  return absl::StrCat(warning.PathText(), "\n", warning.message);
}

// Those of `warnings` that are not among `others`.
Diagnostics Without(const Diagnostics& warnings, const Diagnostics& others) {
  std::map<std::string, int> counts;
  for (const Diagnostic& other : others) ++counts[TextOf(other)];
  Diagnostics rest;
  for (const Diagnostic& warning : warnings) {
    if (counts[TextOf(warning)]-- <= 0) rest.push_back(warning);
  }
  return rest;
}

}  // namespace

ModelDiff DiffModels(const Model& before, const Model& after) {
  ModelDiff diff;
  diff.differences = DiffSpecs(before.spec(), after.spec());
  diff.agreed = DiffAgreed(before, after);
  const Diagnostics warnings_before = LintModel(before);
  const Diagnostics warnings_after = LintModel(after);
  diff.warnings_gone = Without(warnings_before, warnings_after);
  diff.warnings_new = Without(warnings_after, warnings_before);
  return diff;
}

}  // namespace leadscore
