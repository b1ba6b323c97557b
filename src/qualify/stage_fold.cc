#include "src/qualify/stage_fold.h"

#include <algorithm>
#include <utility>

namespace leadscore::internal {

StageJudgement StageRules::Enter(const Evaluation& evaluation,
                                 StageMemory* memory) const {
  const Micros now = evaluation.facts.as_of();
  const ActivityLog& log = evaluation.facts.log();
  const ActivityColumns& activities = tables_.activities();
  for (size_t i : log.activities) {
    const auto type = static_cast<size_t>(tables_.activity_type(i));
    if (activities.time(i) != now || !model_.returned_types[type]) continue;
    memory->returned = now;
    memory->stage = 0;
  }
  for (size_t i : log.entries) {
    if (activities.time(i) == now && tables_.activity_type(i) == kStageCode) {
      memory->stage = tables_.stage_of(activities.entry(i));
    }
  }
  return Judge(evaluation, *memory);
}

StageJudgement StageRules::Judge(const Evaluation& evaluation,
                                 const StageMemory& memory) const {
  const Qualification& qualification = evaluation.qualification;
  StageJudgement judgement;
  judgement.disqualified_by = qualification.disqualified_by;
  if (judgement.disqualified_by >= 0) return judgement;
  for (int stage = static_cast<int>(model_.stages.size()) - 1; stage > 0;
       --stage) {
    const StageStanding& standing =
        qualification.standings[static_cast<size_t>(stage)];
    int way = standing.way;
    if (way >= 0 && memory.returned.has_value() &&
        CooldownOf(stage, evaluation, memory)->blocks) {
      way = standing.way_in_cooldown;
    }
    const bool holds =
        memory.has_history && stage <= memory.stage && standing.holds;
    if (way < 0 && !holds) continue;
    judgement.stage = stage;
    judgement.way = way;
    break;
  }
  return judgement;
}

std::optional<Cooldown> StageRules::CooldownOf(
    int stage, const Evaluation& evaluation, const StageMemory& memory) const {
  if (!memory.returned.has_value()) return std::nullopt;
  const CheckedStage& checked = model_.stages[static_cast<size_t>(stage)];
  const Micros now = evaluation.facts.as_of();
  Cooldown cooldown;
  cooldown.ends = *memory.returned + checked.cooldown;
  cooldown.blocks = now < cooldown.ends;
  if (checked.fresh_points <= Points()) return cooldown;
  const LeadFacts stale(model_, tables_, row_,
                        Without(evaluation.facts.lead_log(), *memory.returned),
                        now);
  cooldown.fresh =
      evaluation.scores.total - EvaluateScores(model_, tables_, stale).total;
  cooldown.blocks = cooldown.blocks || cooldown.fresh < checked.fresh_points;
  return cooldown;
}

LeadLog StageRules::Without(const LeadLog& log, Micros later_than) const {
  LeadLog cut = log;
  const auto own = tables_.activities_of(row_);
  const auto remove = [&](std::vector<size_t>* rows) {
    rows->erase(std::remove_if(rows->begin(), rows->end(),
                               [&](size_t i) {
                                 return i >= own.first && i < own.second &&
                                        tables_.activities().time(i) >
                                            later_than;
                               }),
                rows->end());
  };
  remove(&cut.own.activities);
  remove(&cut.account);
  return cut;
}

Chance StageRules::CooldownChance(int stage, const Span& span,
                                  const LeadLog& log, Micros first, Micros last,
                                  const StageMemory& memory) const {
  if (!memory.returned.has_value()) return {false, false};
  const CheckedStage& checked = model_.stages[static_cast<size_t>(stage)];
  if (last < *memory.returned + checked.cooldown) return {true, true};
  if (checked.fresh_points <= Points()) {
    return {false, first < *memory.returned + checked.cooldown};
  }
  const Span stale(model_, tables_, row_, Without(log, *memory.returned), first,
                   last);
  const Points least = span.total().low - stale.total().high;
  const Points most = span.total().high - stale.total().low;
  return {most < checked.fresh_points,
          least < checked.fresh_points ||
              first < *memory.returned + checked.cooldown};
}

bool StageRules::Stays(const Span& span, const LeadLog& log, Micros first,
                       Micros last, const StageMemory& memory) const {
  if (span.disqualified().must) return memory.stage == 0;
  if (memory.stage != 0 && span.disqualified().may) return false;
  const auto enters = [&](int stage) {
    const StageChances& chances = span.stages()[static_cast<size_t>(stage)];
    if (!chances.enters.may) return Chance{false, false};
    const Chance cooldown =
        CooldownChance(stage, span, log, first, last, memory);
    if (!cooldown.may) return chances.enters;
    if (cooldown.must) return chances.enters_in_cooldown;
    return Chance{chances.enters_in_cooldown.must, chances.enters.may};
  };
  for (int stage = static_cast<int>(model_.stages.size()) - 1;
       stage > memory.stage; --stage) {
    if (enters(stage).may) return false;
  }
  if (memory.stage == 0) return true;
  const StageChances& present =
      span.stages()[static_cast<size_t>(memory.stage)];
  return (memory.has_history && present.holds.must) ||
         enters(memory.stage).must;
}

std::vector<Micros> StageRules::CooldownEnds(const StageMemory& memory) const {
  std::vector<Micros> ends;
  if (!memory.returned.has_value()) return ends;
  for (const CheckedStage& stage : model_.stages) {
    if (stage.cooldown > 0) ends.push_back(*memory.returned + stage.cooldown);
  }
  std::sort(ends.begin(), ends.end());
  return ends;
}

namespace {

class Folder {
 public:
  Folder(const CheckedModel& model, const BoundTables& tables,
         const AccountIndex& accounts, size_t row, const Evaluation& now)
      : model_(model),
        tables_(tables),
        accounts_(accounts),
        row_(row),
        now_(now),
        as_of_(now.facts.as_of()),
        rules_(model, tables, row) {}

  StageHistory Run() {
    const std::vector<Micros> entries =
        EntryInstants(model_, tables_, accounts_, row_, as_of_);
    history_.memory.has_history = !entries.empty();
    if (entries.empty()) Take(as_of_, 0, rules_.Judge(now_, history_.memory));
    for (size_t i = 0; i < entries.size(); ++i) {
      const LeadLog log =
          ResolveLeadLog(model_, tables_, accounts_, row_, entries[i]);
      const Evaluation evaluation(model_, tables_, row_, log, entries[i]);
      const int before = history_.memory.stage;
      Take(entries[i], before, rules_.Enter(evaluation, &history_.memory));
      const Micros end = i + 1 < entries.size() ? entries[i + 1] : as_of_ + 1;
      PassTime(log, entries[i], end);
    }
    return std::move(history_);
  }

 private:
  void Take(Micros time, int before, const StageJudgement& judgement) {
    history_.memory.stage = judgement.stage;
    if (judgement.stage == before) return;
    history_.changes.push_back(StageChange{time, before, judgement});
  }

  // From `begin`, which was judged, up to `end`, which is not.
  void PassTime(const LeadLog& log, Micros begin, Micros end) {
    std::vector<Micros> stops = AdjustmentEnds(tables_, log.own);
    const std::vector<Micros> cooldowns = rules_.CooldownEnds(history_.memory);
    stops.insert(stops.end(), cooldowns.begin(), cooldowns.end());
    std::sort(stops.begin(), stops.end());
    const SoftPoints soft(model_, tables_, log);
    for (Micros stop : stops) {
      if (stop <= begin || stop >= end) continue;
      PassSpan(soft, log, begin + 1, stop - 1);
      Take(stop, history_.memory.stage, JudgeAt(log, stop));
      begin = stop;
    }
    PassSpan(soft, log, begin + 1, end - 1);
  }

  // Over soft points only.
  void PassSpan(const SoftPoints& soft, const LeadLog& log, Micros first,
                Micros last) {
    while (true) {
      const std::optional<Micros> next = soft.FindFirst(
          first, last,
          [&](Micros from, Micros to) {
            return rules_.Stays(Span(model_, tables_, row_, log, from, to), log,
                                from, to, history_.memory);
          },
          [&](Micros instant) {
            return JudgeAt(log, instant).stage != history_.memory.stage;
          });
      if (!next.has_value()) return;
      Take(*next, history_.memory.stage, JudgeAt(log, *next));
      first = *next + 1;
    }
  }

  StageJudgement JudgeAt(const LeadLog& log, Micros instant) const {
    return rules_.Judge(Evaluation(model_, tables_, row_, log, instant),
                        history_.memory);
  }

  const CheckedModel& model_;
  const BoundTables& tables_;
  const AccountIndex& accounts_;
  const size_t row_;
  const Evaluation& now_;
  const Micros as_of_;
  const StageRules rules_;
  StageHistory history_;
};

}  // namespace

StageHistory FoldStages(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row,
                        const Evaluation& now) {
  return Folder(model, tables, accounts, row, now).Run();
}

}  // namespace leadscore::internal
