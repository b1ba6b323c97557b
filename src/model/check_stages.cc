#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

constexpr char kTotal[] = "total";

// The score that a name stands for; -1 for the total, -2 after a mistake.
int FindScore(CheckContext& context, const std::string& name,
              const CheckedModel& model) {
  if (name == kTotal) return -1;
  std::vector<std::string> names = model.score_names;
  names.push_back(kTotal);
  const int found = context.CheckReference("score", "score", name, names);
  return found < 0 ? -2 : found;
}

}  // namespace

std::vector<CheckedThreshold> CheckThresholds(
    CheckContext& context, const char* field,
    const std::vector<ScorePointsSpec>& specs, const CheckedModel& model) {
  std::vector<CheckedThreshold> thresholds;
  for (size_t i = 0; i < specs.size(); ++i) {
    const Scope scope(context, field, i, specs[i].score);
    CheckedThreshold threshold;
    threshold.score = FindScore(context, specs[i].score, model);
    threshold.points = context.CheckPoints("points", specs[i].points);
    thresholds.push_back(threshold);
  }
  return thresholds;
}

namespace {

CheckedWay CheckWay(CheckContext& context, const WaySpec& spec,
                    const StageSpec& stage, const Environments& environments,
                    const CheckedModel& model) {
  CheckedWay way;
  way.name = spec.name;
  way.at_least = CheckThresholds(context, "at_least", spec.at_least, model);
  way.when = context.CheckCondition("when", spec.when, environments.stage);
  way.needs_evidence = spec.evidence;
  way.even_in_cooldown = spec.even_in_cooldown;
  if (spec.at_least.empty() && spec.when.empty() && !spec.evidence) {
    context.Error("", "the way asks for nothing",
                  "add at_least { ... }, when: \"...\" or evidence: true; if "
                  "every lead may enter, when: \"true\"");
  }
  if (spec.evidence && stage.evidence.empty()) {
    context.Error("evidence", "the stage has no evidence to ask for",
                  "add evidence { name: \"Budget\" when: \"...\" } to the "
                  "stage");
  }
  return way;
}

CheckedStage CheckStage(CheckContext& context, const StageSpec& spec,
                        bool is_first, const Environments& environments,
                        const CheckedModel& model) {
  CheckedStage stage;
  stage.name = spec.name;
  stage.label = spec.label.empty() ? spec.name : spec.label;
  if (is_first &&
      (!spec.enter.empty() || spec.hold.has_value() ||
       spec.cooldown.has_value() || spec.fresh_points.has_value())) {
    context.Error("", "the first stage is where every lead starts",
                  "it has no enter, hold, cooldown or fresh_points; put a "
                  "stage before it, such as stages { name: \"LEAD\" }");
  }
  if (!is_first && spec.enter.empty()) {
    context.Error("enter", "no way leads into the stage",
                  "add enter { name: \"score\" at_least { ... } }");
  }
  std::set<std::string> evidence;
  for (size_t i = 0; i < spec.evidence.size(); ++i) {
    const Scope scope(context, "evidence", i, spec.evidence[i].name);
    context.CheckName("piece of evidence", spec.evidence[i].name, &evidence);
    stage.evidence.push_back(CheckedEvidence{
        spec.evidence[i].name,
        context.CheckCondition("when", spec.evidence[i].when,
                               environments.stage, /*required=*/true)});
  }
  std::set<std::string> ways;
  for (size_t i = 0; i < spec.enter.size(); ++i) {
    const Scope scope(context, "enter", i, spec.enter[i].name);
    context.CheckName("way", spec.enter[i].name, &ways);
    stage.enter.push_back(
        CheckWay(context, spec.enter[i], spec, environments, model));
  }
  if (spec.hold.has_value()) {
    const Scope scope(context, "hold");
    CheckedHold hold;
    hold.at_least =
        CheckThresholds(context, "at_least", spec.hold->at_least, model);
    hold.when =
        context.CheckCondition("when", spec.hold->when, environments.stage);
    if (spec.hold->at_least.empty() && spec.hold->when.empty()) {
      context.Error("", "the hold asks for nothing",
                    "to keep a lead for ever write when: \"true\"");
    }
    stage.hold = std::move(hold);
  }
  stage.cooldown = context.CheckDuration("cooldown", spec.cooldown).value_or(0);
  if (spec.fresh_points.has_value()) {
    if (*spec.fresh_points < 0) {
      context.Error("fresh_points", "fresh points below zero",
                    "leave it out to ask for none");
    }
    stage.fresh_points =
        context.CheckPoints("fresh_points", *spec.fresh_points);
  }
  return stage;
}

}  // namespace

void CheckStages(CheckContext& context, const Environments& environments,
                 CheckedModel* model) {
  std::set<std::string> reasons;
  for (size_t i = 0; i < model->spec.disqualify.size(); ++i) {
    const DisqualifySpec& spec = model->spec.disqualify[i];
    const Scope scope(context, "disqualify", i, spec.name);
    context.CheckName("disqualification", spec.name, &reasons);
    model->disqualify.push_back(CheckedDisqualify{
        spec.name, context.CheckCondition("when", spec.when, environments.stage,
                                          /*required=*/true)});
  }
  if (model->spec.stages.empty() && !model->spec.disqualify.empty()) {
    context.Error("disqualify", "the model has no stages to keep a lead out of",
                  "add stages { name: \"LEAD\" } and what comes after it");
  }
  std::set<std::string> names;
  for (size_t i = 0; i < model->spec.stages.size(); ++i) {
    const StageSpec& spec = model->spec.stages[i];
    const Scope scope(context, "stages", i, spec.name);
    context.CheckName("stage", spec.name, &names);
    model->stages.push_back(
        CheckStage(context, spec, i == 0, environments, *model));
    model->stage_names.push_back(spec.name);
  }
}

}  // namespace leadscore::internal
