#include "src/model/environments.h"

#include "absl/strings/str_cat.h"
#include "src/model/check_context.h"

namespace leadscore::internal {
namespace {

constexpr char kOnlyStages[] =
    "scores, bands, total and grade are known only to stages and their "
    "evidence";
constexpr char kOnlyActivities[] =
    "activities are chosen in where of a signal, a screen or each; count them "
    "by a signal";

int Declare(cel::Environment* environment, std::string_view root,
            const std::string& name, cel::Type type) {
  return environment->AddVariable(absl::StrCat(std::string(root), ".", name),
                                  std::move(type));
}

void DescribeRoots(cel::Environment* environment) {
  environment->DescribeRoot("lead", "attribute",
                            "declare it: attributes { name: \"...\" }");
  environment->DescribeRoot("list", "list",
                            "declare it: lists { name: \"...\" }");
  environment->DescribeRoot("signal", "signal",
                            "declare it: signals { name: \"...\" }");
  environment->DescribeRoot("score", "score", "");
  environment->DescribeRoot("band", "score with bands",
                            "give the score bands { ... }");
  environment->DescribeRoot("activity", "property",
                            "declare it with its type of activity");
}

void ForbidStageNames(cel::Environment* environment, std::string_view reason) {
  for (const char* root : {"score", "band", "total", "grade"}) {
    environment->ForbidRoot(root, std::string(reason));
  }
}

// Declares what every condition on a lead may read. Called for each of their
// environments, so that they number alike.
void DeclareFacts(const CheckedModel& model, LeadVariables* numbers,
                  cel::Environment* environment) {
  LeadVariables& variables = *numbers;
  variables.attributes = static_cast<int>(environment->variables().size());
  for (const CheckedAttribute& attribute : model.attributes) {
    Declare(environment, "lead", attribute.name, ToCelType(attribute.type));
  }
  variables.lists = static_cast<int>(environment->variables().size());
  for (const CheckedList& list : model.lists) {
    Declare(environment, "list", list.name,
            cel::Type::List(cel::Kind::kString));
  }
  variables.as_of = environment->AddVariable("as_of", cel::Kind::kTimestamp);
}

void DeclareSignals(const CheckedModel& model, LeadVariables* numbers,
                    cel::Environment* environment) {
  numbers->signals = static_cast<int>(environment->variables().size());
  for (const CheckedSignal& signal : model.signals) {
    Declare(environment, "signal", signal.name, ToCelType(signal.type));
  }
}

void DeclareScores(const CheckedModel& model, LeadVariables* numbers,
                   cel::Environment* environment) {
  LeadVariables& variables = *numbers;
  variables.scores = static_cast<int>(environment->variables().size());
  for (const CheckedScore& score : model.scores) {
    Declare(environment, "score", score.name, cel::Kind::kDouble);
  }
  variables.bands = static_cast<int>(environment->variables().size());
  for (size_t i = 0; i < model.scores.size(); ++i) {
    // A score without bands keeps its number, but its name cannot be spelt.
    if (model.spec.scores[i].bands.empty()) {
      environment->AddVariable(absl::StrCat("band ", i), cel::Kind::kString);
    } else {
      Declare(environment, "band", model.scores[i].name, cel::Kind::kString);
    }
  }
  variables.total = environment->AddVariable("total", cel::Kind::kDouble);
  variables.grade = environment->AddVariable(
      model.spec.grade.empty() ? "no grade" : "grade", cel::Kind::kString);
  variables.count = static_cast<int>(environment->variables().size());
}

void DeclareActivity(const CheckedModel& model, ActivityVariables* numbers,
                     cel::Environment* environment) {
  ActivityVariables& variables = *numbers;
  variables.type =
      environment->AddVariable("activity.type", cel::Kind::kString);
  variables.time =
      environment->AddVariable("activity.time", cel::Kind::kTimestamp);
  variables.properties = static_cast<int>(environment->variables().size());
  for (const CheckedProperty& property : model.properties) {
    Declare(environment, "activity", property.name, ToCelType(property.type));
  }
  variables.lists = static_cast<int>(environment->variables().size());
  for (const CheckedList& list : model.lists) {
    Declare(environment, "list", list.name,
            cel::Type::List(cel::Kind::kString));
  }
  variables.count = static_cast<int>(environment->variables().size());
}

void ForbidAllButActivity(cel::Environment* environment) {
  constexpr char kOnlyProperties[] =
      "where activities are chosen, only activity.type, activity.time and "
      "properties such as activity.path are known; put the rest into when";
  for (const char* root : {"lead", "signal", "as_of"}) {
    environment->ForbidRoot(root, kOnlyProperties);
  }
  ForbidStageNames(environment, kOnlyProperties);
}

}  // namespace

void DeclareNames(CheckedModel* model, Environments* environments) {
  for (cel::Environment* environment :
       {&environments->derive, &environments->rule, &environments->stage,
        &environments->activity}) {
    DescribeRoots(environment);
  }
  constexpr char kOnlyAttributes[] =
      "a derived attribute can read only other attributes, signals, lists and "
      "as_of";
  DeclareFacts(*model, &model->lead_variables, &environments->derive);
  DeclareSignals(*model, &model->lead_variables, &environments->derive);
  environments->derive.ForbidRoot("activity", kOnlyAttributes);
  ForbidStageNames(&environments->derive, kOnlyAttributes);

  DeclareFacts(*model, &model->lead_variables, &environments->rule);
  DeclareSignals(*model, &model->lead_variables, &environments->rule);
  environments->rule.ForbidRoot("activity", kOnlyActivities);
  ForbidStageNames(&environments->rule, kOnlyStages);

  DeclareFacts(*model, &model->lead_variables, &environments->stage);
  DeclareSignals(*model, &model->lead_variables, &environments->stage);
  DeclareScores(*model, &model->lead_variables, &environments->stage);
  environments->stage.ForbidRoot("activity", kOnlyActivities);

  DeclareActivity(*model, &model->activity_variables, &environments->activity);
  ForbidAllButActivity(&environments->activity);
}

cel::Environment StageEnvironment(const CheckedModel& model,
                                  const cel::Limits& limits) {
  cel::Environment environment(limits);
  DescribeRoots(&environment);
  LeadVariables numbers;
  DeclareFacts(model, &numbers, &environment);
  DeclareSignals(model, &numbers, &environment);
  DeclareScores(model, &numbers, &environment);
  environment.ForbidRoot("activity", kOnlyActivities);
  return environment;
}

cel::Environment ActivityEnvironment(const CheckedModel& model,
                                     const cel::Limits& limits) {
  cel::Environment environment(limits);
  DescribeRoots(&environment);
  ActivityVariables numbers;
  DeclareActivity(model, &numbers, &environment);
  ForbidAllButActivity(&environment);
  return environment;
}

}  // namespace leadscore::internal
