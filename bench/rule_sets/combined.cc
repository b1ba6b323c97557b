#include "bench/rule_sets/combined.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

namespace leadscore::bench {
namespace {

StageSpec StageFrom(const char* name, int total) {
  StageSpec stage;
  stage.name = name;
  WaySpec way;
  way.name = "score";
  way.at_least = {{"total", static_cast<double>(total)}};
  stage.enter = {std::move(way)};
  return stage;
}

}  // namespace

ModelSpec ToModel(const RuleSet& set, const std::vector<ActivityRule>& rules) {
  ModelSpec spec = ToModel(set);
  ModelSpec implicit = ToModel(rules);
  for (RuleSpec& rule : implicit.scores[0].groups[0].rules) {
    rule.name = "implicit " + rule.name;
  }
  for (RuleSpec& rule : implicit.scores[0].groups[1].rules) {
    rule.name = "implicit " + rule.name;
  }
  spec.activities = std::move(implicit.activities);
  spec.signals = std::move(implicit.signals);
  spec.scores.push_back(std::move(implicit.scores[0]));
  StageSpec first;
  first.name = "LEAD";
  spec.stages = {std::move(first), StageFrom("MQL", kMqlTotal),
                 StageFrom("SQL", kSqlTotal)};
  return spec;
}

Tables ToTables(const BenchLeads& leads, const BenchActivities& activities,
                size_t count, const Model& model) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t i = 0; i < count; ++i) {
    Lead lead = LeadOf(leads, i);
    lead.activities = ActivitiesOf(activities, i);
    if (!builder.Add(lead).ok()) std::abort();
  }
  return builder.Build();
}

}  // namespace leadscore::bench
