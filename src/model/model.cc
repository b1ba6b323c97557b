#include "leadscore/model.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/model/canonical.h"
#include "src/model/checked_model.h"
#include "src/model/checks.h"

namespace leadscore {
namespace internal {
namespace {

void AddAttributesRead(const Condition& condition, const CheckedModel& model,
                       std::set<int>* attributes) {
  if (condition == nullptr) return;
  for (int variable : condition->variables()) {
    const int index = variable - model.lead_variables.attributes;
    if (index < 0 || index >= static_cast<int>(model.attributes.size())) {
      continue;
    }
    const auto& sources = model.attributes[static_cast<size_t>(index)].sources;
    attributes->insert(sources.begin(), sources.end());
  }
}

void AddAttributesRead(const Operand& operand, const CheckedModel& model,
                       std::set<int>* attributes) {
  const int index = operand.variable - model.lead_variables.attributes;
  if (operand.variable < 0 || index < 0 ||
      index >= static_cast<int>(model.attributes.size())) {
    return;
  }
  const auto& sources = model.attributes[static_cast<size_t>(index)].sources;
  attributes->insert(sources.begin(), sources.end());
}

// The attributes with a column that rules, stages or evidence read.
std::vector<int> FindAttributesRead(const CheckedModel& model) {
  std::set<int> read;
  for (const CheckedScore& score : model.scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        AddAttributesRead(rule.when, model, &read);
        for (const CheckedTier& tier : rule.tiers.tiers) {
          AddAttributesRead(tier.when, model, &read);
        }
        AddAttributesRead(rule.table.of, model, &read);
        AddAttributesRead(rule.curve.of, model, &read);
      }
    }
  }
  for (const CheckedDisqualify& disqualify : model.disqualify) {
    AddAttributesRead(disqualify.when, model, &read);
  }
  for (const CheckedStage& stage : model.stages) {
    for (const CheckedWay& way : stage.enter) {
      AddAttributesRead(way.when, model, &read);
    }
    if (stage.hold.has_value()) {
      AddAttributesRead(stage.hold->when, model, &read);
    }
    for (const CheckedEvidence& evidence : stage.evidence) {
      AddAttributesRead(evidence.when, model, &read);
    }
  }
  return std::vector<int>(read.begin(), read.end());
}

std::shared_ptr<const CheckedModel> Check(const ModelSpec& spec,
                                          const ModelLimits& limits,
                                          Diagnostics* diagnostics) {
  auto model = std::make_shared<CheckedModel>();
  model->spec = spec;
  CheckContext context(limits, diagnostics);
  CheckUtf8(context, spec);
  // Names that are no text could not be spoken of below.
  if (context.has_errors()) return nullptr;
  CheckBasics(context, model.get());
  CheckDeclarations(context, model.get());
  Environments environments(context.cel_limits());
  DeclareNames(model.get(), &environments);
  CheckInputs(context, environments, model.get());
  CheckScores(context, environments, model.get());
  CheckStages(context, environments, model.get());
  model->activity_schema.scores = model->score_names;
  model->activity_schema.stages = model->stage_names;
  CheckAccountScores(context, model.get());
  CheckAgreed(context, model.get());
  if (context.has_errors()) return nullptr;
  model->attributes_read = FindAttributesRead(*model);
  model->fingerprint = Fingerprint(spec);
  return model;
}

}  // namespace
}  // namespace internal

Model::Model(std::shared_ptr<const internal::CheckedModel> checked)
    : checked_(std::move(checked)) {}

absl::StatusOr<Model> Model::Create(const ModelSpec& spec,
                                    Diagnostics* diagnostics,
                                    const ModelLimits& limits) {
  Diagnostics found;
  std::shared_ptr<const internal::CheckedModel> checked =
      internal::Check(spec, limits, &found);
  absl::Status status;
  if (checked == nullptr) {
    const auto is_error = [](const Diagnostic& diagnostic) {
      return diagnostic.severity == Diagnostic::Severity::kError;
    };
    const auto first = std::find_if(found.begin(), found.end(), is_error);
    const auto count = std::count_if(found.begin(), found.end(), is_error);
    status = absl::InvalidArgumentError(
        absl::StrCat("the model has ", count, count == 1 ? " error" : " errors",
                     ": ", first->PathText(), ": ", first->message));
  }
  if (diagnostics != nullptr) {
    diagnostics->insert(diagnostics->end(), found.begin(), found.end());
  }
  if (!status.ok()) return status;
  return Model(std::move(checked));
}

const std::string& Model::name() const { return checked_->spec.name; }
const std::string& Model::version() const { return checked_->spec.version; }
const std::string& Model::fingerprint() const { return checked_->fingerprint; }
const ModelSpec& Model::spec() const { return checked_->spec; }

const LeadSchema& Model::lead_schema() const { return checked_->lead_schema; }

const ActivitySchema& Model::activity_schema() const {
  return checked_->activity_schema;
}

const std::vector<std::string>& Model::score_names() const {
  return checked_->score_names;
}

const std::vector<std::string>& Model::stage_names() const {
  return checked_->stage_names;
}

}  // namespace leadscore
