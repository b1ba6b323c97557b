#include "leadscore/model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/model/canonical.h"
#include "src/model/checked_model.h"
#include "src/model/checks.h"

namespace leadscore {
namespace internal {
namespace {

// Marks the attribute that a variable is, if it is one.
void MarkRead(int variable, CheckedModel* model) {
  const int index = variable - model->lead_variables.attributes;
  if (index < 0 || index >= static_cast<int>(model->attributes.size())) return;
  model->attributes[static_cast<size_t>(index)].is_read = true;
}

void MarkRead(const Condition& condition, CheckedModel* model) {
  if (condition == nullptr) return;
  for (int variable : condition->variables()) MarkRead(variable, model);
}

void MarkReadByRules(CheckedModel* model) {
  for (const CheckedScore& score : model->scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        MarkRead(rule.when, model);
        for (const CheckedTier& tier : rule.tiers.tiers) {
          MarkRead(tier.when, model);
        }
        MarkRead(rule.table.of.variable, model);
        MarkRead(rule.curve.of.variable, model);
      }
    }
  }
}

void MarkReadByStages(CheckedModel* model) {
  for (const CheckedDisqualify& disqualify : model->disqualify) {
    MarkRead(disqualify.when, model);
  }
  for (const CheckedStage& stage : model->stages) {
    for (const CheckedWay& way : stage.enter) MarkRead(way.when, model);
    if (stage.hold.has_value()) MarkRead(stage.hold->when, model);
    for (const CheckedEvidence& evidence : stage.evidence) {
      MarkRead(evidence.when, model);
    }
  }
}

// Finds what rules, stages and evidence read, and what that is derived from.
void FindAttributesRead(CheckedModel* model) {
  MarkReadByRules(model);
  MarkReadByStages(model);
  // Each before what it is derived from.
  for (auto i = model->derivation_order.rbegin();
       i != model->derivation_order.rend(); ++i) {
    const CheckedAttribute& derived =
        model->attributes[static_cast<size_t>(*i)];
    if (derived.is_read) MarkRead(derived.from, model);
  }
  for (size_t i = 0; i < model->attributes.size(); ++i) {
    const CheckedAttribute& attribute = model->attributes[i];
    if (attribute.is_read && attribute.column >= 0) {
      model->attributes_read.push_back(static_cast<int>(i));
    }
  }
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
  FindAttributesRead(model.get());
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
    status = internal::FirstError("the model", found);
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

absl::TimeZone Model::time_zone() const { return checked_->zone; }

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
