#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/core/text.h"
#include "src/model/agreed_lead.h"
#include "src/model/checks.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

constexpr char kDefaultAsOf[] = "2026-01-01T00:00:00Z";

Micros CheckAsOf(CheckContext& context, const std::string& text) {
  const absl::StatusOr<Micros> as_of =
      ParseInstant(text.empty() ? kDefaultAsOf : text);
  if (as_of.ok()) return *as_of;
  context.Error("as_of", std::string(as_of.status().message()));
  return 0;
}

void CheckExpect(CheckContext& context, const ExpectSpec& expect,
                 const CheckedModel& model, CheckedAgreed* agreed) {
  const Scope scope(context, "expect");
  if (expect.stage.empty() && expect.grade.empty() && expect.way.empty() &&
      expect.points.empty()) {
    context.Error("", "the example expects nothing",
                  "add stage: \"...\", grade: \"...\", way: \"...\" or "
                  "points { score: \"...\" points: 10 }");
  }
  if (!expect.stage.empty()) {
    context.CheckReference("stage", "stage", expect.stage, model.stage_names);
  }
  if (!expect.grade.empty() && model.spec.grade.empty()) {
    context.Error("grade", "the model has no grade",
                  "add grade: [\"...\"] to the model");
  }
  if (!expect.way.empty()) {
    std::vector<std::string> ways;
    for (const CheckedStage& stage : model.stages) {
      for (const CheckedWay& way : stage.enter) ways.push_back(way.name);
    }
    context.CheckReference("way", "way", expect.way, ways);
  }
  agreed->thresholds = CheckThresholds(context, "points", expect.points, model);
}

CheckedAgreed CheckExample(CheckContext& context, const AgreedSpec& spec,
                           const CheckedModel& model) {
  CheckedAgreed agreed;
  agreed.lead.id = spec.name;
  agreed.as_of = CheckAsOf(context, spec.as_of);
  std::vector<cel::Issue> issues;
  if (!spec.lead.empty()) {
    const std::vector<ColumnSchema> attributes(
        model.lead_schema.columns.begin(),
        model.lead_schema.columns.begin() + model.lead_schema.num_attributes);
    agreed.lead.attributes =
        ParseNamedValues(spec.lead, attributes, "attribute", &issues);
    context.Errors("lead", -1, std::move(issues));
  }
  for (size_t i = 0; i < spec.did.size(); ++i) {
    issues.clear();
    agreed.lead.activities.push_back(ParseDid(spec.did[i], agreed.as_of,
                                              model.spec, model.lead_schema,
                                              model.activity_schema, &issues));
    context.Errors("did", static_cast<int>(i), std::move(issues));
  }
  CheckExpect(context, spec.expect, model, &agreed);
  return agreed;
}

}  // namespace

void CheckAgreed(CheckContext& context, CheckedModel* model) {
  std::set<std::string> names;
  for (size_t i = 0; i < model->spec.agreed.size(); ++i) {
    const AgreedSpec& spec = model->spec.agreed[i];
    const Scope scope(context, "agreed", i, spec.name);
    context.CheckName("agreed example", spec.name, &names);
    model->agreed.push_back(CheckExample(context, spec, *model));
  }
}

}  // namespace leadscore::internal
