#include "src/qualify/stage_fold.h"

#include <algorithm>
#include <utility>

namespace leadscore::internal {

void StageRules::TakeIn(const Evaluation& evaluation,
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
}

StageJudgement StageRules::Enter(const Evaluation& evaluation,
                                 StageMemory* memory) const {
  TakeIn(evaluation, memory);
  return Judge(evaluation, *memory);
}

StageJudgement StageRules::Judge(const Evaluation& evaluation,
                                 const StageMemory& memory) const {
  return JudgeStage(
      model_, evaluation.qualification.standings,
      evaluation.qualification.disqualified_by, memory,
      [&](int stage) { return CooldownOf(stage, evaluation, memory)->blocks; });
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
  return StaysInStage(
      model_, span.disqualified(), span.stages(), memory, [&](int stage) {
        return CooldownChance(stage, span, log, first, last, memory);
      });
}

// ---- The fold by the plain scorer -----------------------------------------

void PlainSteps::MoveTo(Micros entry) {
  entry_ = entry;
  log_ = ResolveLeadLog(model_, tables_, accounts_, row_, entry);
  soft_.reset();
  last_.reset();
}

const Evaluation& PlainSteps::At(Micros instant) {
  if (!last_.has_value() || last_->facts.as_of() != instant) {
    last_.emplace(model_, tables_, row_, log_, instant);
  }
  return *last_;
}

void PlainSteps::TakeIn(StageMemory* memory) {
  rules_.TakeIn(At(entry_), memory);
}

StageJudgement PlainSteps::Judge(Micros instant, const StageMemory& memory) {
  return rules_.Judge(At(instant), memory);
}

bool PlainSteps::Stays(Micros first, Micros last, const StageMemory& memory) {
  return rules_.Stays(Span(model_, tables_, row_, log_, first, last), log_,
                      first, last, memory);
}

std::vector<Micros> PlainSteps::AdjustmentEnds() {
  return internal::AdjustmentEnds(tables_, log_.own);
}

const SoftPoints& PlainSteps::Soft() {
  if (!soft_.has_value()) soft_.emplace(model_, tables_, log_);
  return *soft_;
}

// ---- The fold -------------------------------------------------------------

StageHistory StageFolder::Run(const std::vector<Micros>& entries,
                              Micros as_of) {
  memory_.has_history = !entries.empty();
  if (entries.empty()) {
    steps_.MoveTo(as_of);
    JudgeAt(as_of, memory_.stage);
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    Enter(entries[i]);
    PassTime(entries[i], i + 1 < entries.size() ? entries[i + 1] : as_of + 1);
  }
  StageHistory history;
  if (!model_.disqualify.empty()) {
    history.disqualified_by = steps_.Judge(as_of, memory_).disqualified_by;
  }
  history.memory = memory_;
  history.changes = std::move(changes_);
  return history;
}

void StageFolder::Enter(Micros entry) {
  const int before = memory_.stage;
  steps_.MoveTo(entry);
  steps_.TakeIn(&memory_);
  JudgeAt(entry, before);
}

void StageFolder::JudgeAt(Micros instant, int before) {
  const StageJudgement judgement = steps_.Judge(instant, memory_);
  memory_.stage = judgement.stage;
  if (judgement.stage == before) return;
  changes_.push_back(
      StageChange{instant, before, judgement, steps_.total(), steps_.grade()});
}

void StageFolder::PassTime(Micros begin, Micros end) {
  std::vector<Micros> stops = steps_.AdjustmentEnds();
  const std::vector<Micros> cooldowns = CooldownEnds(model_, memory_);
  stops.insert(stops.end(), cooldowns.begin(), cooldowns.end());
  std::sort(stops.begin(), stops.end());
  for (Micros stop : stops) {
    if (stop <= begin || stop >= end) continue;
    PassSpan(begin + 1, stop - 1);
    JudgeAt(stop, memory_.stage);
    begin = stop;
  }
  PassSpan(begin + 1, end - 1);
}

// Over soft points only.
void StageFolder::PassSpan(Micros first, Micros last) {
  while (first <= last && !steps_.StaysAtOnce(first, last, memory_)) {
    const std::optional<Micros> next = steps_.Soft().FindFirst(
        first, last,
        [&](Micros from, Micros to) { return steps_.Stays(from, to, memory_); },
        [&](Micros instant) {
          return steps_.Judge(instant, memory_).stage != memory_.stage;
        });
    if (!next.has_value()) return;
    JudgeAt(*next, memory_.stage);
    first = *next + 1;
  }
}

StageHistory FoldStages(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row,
                        Micros as_of) {
  PlainSteps steps(model, tables, accounts, row);
  return StageFolder(model, &steps, StageMemory())
      .Run(EntryInstants(model, tables, accounts, row, as_of), as_of);
}

}  // namespace leadscore::internal
