#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/lint/lints.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

// Which variables conditions read, of those on leads and those on activities.
class VariablesRead {
 public:
  explicit VariablesRead(const CheckedModel& model) {
    for (const CheckedAttribute& attribute : model.attributes) {
      AddLead(attribute.from);
    }
    for (const CheckedScreen& screen : model.screens) {
      AddActivity(screen.where);
    }
    for (const CheckedSignal& signal : model.signals) {
      AddActivity(signal.where);
    }
    for (const CheckedScore& score : model.scores) {
      for (const CheckedGroup& group : score.groups) {
        for (const CheckedRule& rule : group.rules) AddRule(rule);
      }
    }
    for (const CheckedDisqualify& disqualify : model.disqualify) {
      AddLead(disqualify.when);
    }
    for (const CheckedStage& stage : model.stages) {
      for (const CheckedWay& way : stage.enter) AddLead(way.when);
      if (stage.hold.has_value()) AddLead(stage.hold->when);
      for (const CheckedEvidence& evidence : stage.evidence) {
        AddLead(evidence.when);
      }
    }
  }

  bool ByLeads(int variable) const { return lead_.count(variable) > 0; }
  bool ByActivities(int variable) const {
    return activity_.count(variable) > 0;
  }

 private:
  void AddLead(const Condition& condition) {
    if (condition == nullptr) return;
    lead_.insert(condition->variables().begin(), condition->variables().end());
  }
  void AddActivity(const Condition& condition) {
    if (condition == nullptr) return;
    activity_.insert(condition->variables().begin(),
                     condition->variables().end());
  }
  void AddRule(const CheckedRule& rule) {
    AddLead(rule.when);
    for (const CheckedTier& tier : rule.tiers.tiers) AddLead(tier.when);
    lead_.insert(rule.table.of.variable);
    lead_.insert(rule.curve.of.variable);
    if (rule.each != nullptr) AddActivity(rule.each->where);
  }

  std::set<int> lead_;
  std::set<int> activity_;
};

// Whether the column of an attribute says since when another is known.
bool TellsSince(const CheckedAttribute& attribute, const CheckedModel& model) {
  return attribute.column >= 0 &&
         std::any_of(model.attributes.begin(), model.attributes.end(),
                     [&attribute](const CheckedAttribute& other) {
                       return other.known_at_column == attribute.column;
                     });
}

void LintUnread(CheckContext& context, const CheckedModel& model) {
  const VariablesRead read(model);
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const CheckedAttribute& attribute = model.attributes[i];
    if (attribute.is_read || TellsSince(attribute, model)) continue;
    const Scope scope(context, "attributes", i, attribute.name);
    context.Warning(
        "",
        absl::StrCat("nothing reads the attribute ", Quoted(attribute.name)),
        "use it in a rule or a stage, or leave it out");
  }
  for (size_t i = 0; i < model.lists.size(); ++i) {
    const int index = static_cast<int>(i);
    if (read.ByLeads(model.lead_variables.lists + index) ||
        read.ByActivities(model.activity_variables.lists + index)) {
      continue;
    }
    const Scope scope(context, "lists", i, model.lists[i].name);
    context.Warning(
        "",
        absl::StrCat("nothing reads the list ", Quoted(model.lists[i].name)),
        "use it in a condition, or leave it out");
  }
}

void LintUnreadSignals(CheckContext& context, const CheckedModel& model) {
  const VariablesRead read(model);
  std::set<int> in_ratios;
  for (const CheckedSignal& signal : model.signals) {
    in_ratios.insert(signal.of);
    in_ratios.insert(signal.to);
  }
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const int index = static_cast<int>(i);
    if (read.ByLeads(model.lead_variables.signals + index) ||
        in_ratios.count(index) > 0) {
      continue;
    }
    const Scope scope(context, "signals", i, model.signals[i].name);
    context.Warning("",
                    absl::StrCat("nothing reads the signal ",
                                 Quoted(model.signals[i].name)),
                    "use it in a rule or a stage, or leave it out");
  }
}

}  // namespace

void LintInputs(CheckContext& context, const CheckedModel& model) {
  LintUnread(context, model);
  const bool has_returns =
      std::find(model.returned_types.begin(), model.returned_types.end(),
                true) != model.returned_types.end();
  const bool heeds_returns = std::any_of(
      model.stages.begin(), model.stages.end(), [](const CheckedStage& stage) {
        return stage.cooldown > 0 || stage.fresh_points > Points();
      });
  if (has_returns && !model.stages.empty() && !heeds_returns) {
    const Scope scope(context, "lifecycle");
    context.Warning("returned",
                    "a lead that is given back comes in again at once: no "
                    "stage has a cooldown or fresh_points",
                    "give the stages of sales a cooldown: \"30d\"");
  }
  for (size_t i = 0; i < model.screens.size(); ++i) {
    const CheckedScreen& screen = model.screens[i];
    const Scope scope(context, "screens", i, screen.name);
    LintCondition(context, "where", screen.where,
                  World::OfActivities(model, screen.types));
  }
  LintUnreadSignals(context, model);
  for (size_t i = 0; i < model.signals.size(); ++i) {
    const CheckedSignal& signal = model.signals[i];
    const Scope scope(context, "signals", i, signal.name);
    LintCondition(context, "where", signal.where,
                  World::OfActivities(model, signal.types));
  }
}

}  // namespace leadscore::internal
