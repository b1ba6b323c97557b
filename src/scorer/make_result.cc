#include "src/scorer/make_result.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/time_text.h"
#include "src/explain/facts.h"
#include "src/qualify/valid_until.h"

namespace leadscore::internal {
namespace {

RuleResult MakeRuleResult(const CheckedModel& model, const CheckedRule& rule,
                          const RuleValue& value) {
  RuleResult result;
  result.name = rule.name;
  result.label = rule.label;
  result.outcome = value.outcome;
  result.choice = value.choice;
  result.activities = value.activities;
  if (value.outcome == RuleOutcome::kMissing) {
    result.missing = VariableName(model, value.missing);
  }
  result.errors = value.errors;
  result.undecayed = value.undecayed;
  result.raw = value.raw;
  result.points = value.points;
  return result;
}

ScoreResult MakeScoreResult(const CheckedModel& model,
                            const CheckedScore& score, const ScoreValue& value,
                            int band) {
  ScoreResult result;
  result.name = score.name;
  result.label = score.label;
  result.base = score.base;
  result.raw = value.raw;
  result.unadjusted = value.unadjusted;
  result.adjustment = value.adjustment;
  result.points = value.points;
  if (band >= 0) result.band = score.bands[static_cast<size_t>(band)].label;
  for (size_t g = 0; g < score.groups.size(); ++g) {
    const CheckedGroup& group = score.groups[g];
    GroupResult group_result;
    group_result.name = group.name;
    group_result.label = group.label;
    group_result.raw = value.groups[g].raw;
    group_result.points = value.groups[g].points;
    for (size_t r = 0; r < group.rules.size(); ++r) {
      group_result.rules.push_back(
          MakeRuleResult(model, group.rules[r], value.groups[g].rules[r]));
    }
    result.groups.push_back(std::move(group_result));
  }
  return result;
}

void SetQualification(const CheckedModel& model,
                      const Qualification& qualification, LeadResult* result) {
  result->grade = qualification.grade;
  if (qualification.stage >= 0) {
    const CheckedStage& stage =
        model.stages[static_cast<size_t>(qualification.stage)];
    result->qualifies_for = stage.name;
    if (qualification.way >= 0) {
      result->way = stage.enter[static_cast<size_t>(qualification.way)].name;
    }
  }
  if (qualification.disqualified_by >= 0) {
    result->disqualified_by =
        model.disqualify[static_cast<size_t>(qualification.disqualified_by)]
            .name;
  }
  for (size_t s = 0; s < model.stages.size(); ++s) {
    const CheckedStage& stage = model.stages[s];
    for (size_t e = 0; e < stage.evidence.size(); ++e) {
      result->evidence.push_back(EvidenceResult{
          stage.name, stage.evidence[e].name, qualification.evidence[s][e]});
    }
  }
}

// The stage that the lead is in, since when, and how it came there.
void SetStage(const CheckedModel& model, const BoundTables& tables,
              const ScoredLead& scored, LeadResult* result) {
  if (model.stages.empty()) return;
  const auto name_of = [&model](int stage) {
    return model.stages[static_cast<size_t>(stage)].name;
  };
  const StageHistory& history = scored.history;
  result->stage = name_of(scored.reported_stage);
  result->unadjusted_stage = name_of(history.memory.stage);
  const ActivityLog& log = scored.evaluation.facts.log();
  for (size_t i : log.entries) {
    if (tables.activity_type(i) != kAdjustCode) continue;
    const LogEntry& entry = tables.activities().entry(i);
    if (entry.stage < 0 || entry.until <= scored.evaluation.facts.as_of()) {
      continue;
    }
    result->since = FromMicros(tables.activities().time(i));
  }
  if (result->since.has_value() || history.changes.empty()) return;
  const StageChange& last = history.changes.back();
  // What has no time is so since ever.
  if (history.memory.has_history) result->since = FromMicros(last.time);
  if (last.to.way >= 0) {
    result->stage_way = model.stages[static_cast<size_t>(last.to.stage)]
                            .enter[static_cast<size_t>(last.to.way)]
                            .name;
  }
}

int CountPresent(const CheckedModel& model, const LeadFacts& facts) {
  return static_cast<int>(
      std::count_if(model.attributes_read.begin(), model.attributes_read.end(),
                    [&facts](int i) { return facts.HasAttribute(i); }));
}

void AddChange(const std::string& name, const std::string& from,
               const std::string& to, std::vector<ValueChange>* changes) {
  if (from != to) changes->push_back(ValueChange{name, from, to});
}

}  // namespace

absl::StatusOr<Micros> CheckAsOf(absl::Time as_of) {
  const Micros micros = ToMicros(as_of);
  const absl::Time kept = FromMicros(micros);
  if (as_of < kept || as_of >= kept + absl::Microseconds(1)) {
    return absl::OutOfRangeError("as_of is outside the years 1 to 9999");
  }
  return micros;
}

ScoredLead::ScoredLead(const CheckedModel& model, const BoundTables& tables,
                       const AccountIndex& accounts, size_t row, Micros as_of)
    : evaluation(model, tables, row,
                 ResolveLeadLog(model, tables, accounts, row, as_of), as_of) {
  if (model.stages.empty()) return;
  history = FoldStages(model, tables, accounts, row, as_of);
  reported_stage = ReportedStage(tables, evaluation.facts.log(), as_of,
                                 history.memory.stage);
}

LeadResult MakeResult(const CheckedModel& model, const BoundTables& tables,
                      size_t row, const ScoredLead& scored) {
  const Evaluation& evaluation = scored.evaluation;
  LeadResult result;
  result.id = std::string(tables.leads().id(row));
  result.as_of = FromMicros(evaluation.facts.as_of());
  for (size_t s = 0; s < model.scores.size(); ++s) {
    result.scores.push_back(MakeScoreResult(model, model.scores[s],
                                            evaluation.scores.scores[s],
                                            evaluation.qualification.bands[s]));
  }
  result.total = evaluation.scores.total;
  SetQualification(model, evaluation.qualification, &result);
  SetStage(model, tables, scored, &result);
  result.attributes_present = CountPresent(model, evaluation.facts);
  result.attributes_read = static_cast<int>(model.attributes_read.size());
  for (size_t i = 0; i < model.screens.size(); ++i) {
    result.screens.push_back(ScreenResult{model.screens[i].name,
                                          evaluation.facts.log().screened[i]});
  }
  return result;
}

std::optional<ValidUntil> MakeValidUntil(const CheckedModel& model,
                                         const BoundTables& tables, size_t row,
                                         const ScoredLead& scored,
                                         Holds holds) {
  const Evaluation& now = scored.evaluation;
  const ValidityEnd end =
      FindValidUntil(model, tables, row, now, scored.history.memory, holds);
  if (!end.time.has_value()) return std::nullopt;
  const Evaluation then(model, tables, row, now.facts.lead_log(), *end.time);
  ValidUntil until;
  until.time = FromMicros(*end.time);
  for (size_t i = 0; i < model.scores.size(); ++i) {
    AddChange(model.scores[i].name, now.scores.scores[i].points.ToString(),
              then.scores.scores[i].points.ToString(), &until.changes);
  }
  AddChange("total", now.scores.total.ToString(), then.scores.total.ToString(),
            &until.changes);
  AddChange("grade", now.qualification.grade, then.qualification.grade,
            &until.changes);
  if (!model.stages.empty()) {
    const auto name_of = [&model](int stage) {
      return model.stages[static_cast<size_t>(stage)].name;
    };
    AddChange("stage", name_of(scored.reported_stage),
              name_of(end.reported_stage), &until.changes);
  }
  return until;
}

}  // namespace leadscore::internal
