#include "src/qualify/stage_rules.h"

#include <algorithm>

namespace leadscore::internal {

StageJudgement JudgeStage(const CheckedModel& model,
                          const std::vector<StageStanding>& standings,
                          int disqualified_by, const StageMemory& memory,
                          absl::FunctionRef<bool(int stage)> cools) {
  StageJudgement judgement;
  judgement.disqualified_by = disqualified_by;
  if (disqualified_by >= 0) return judgement;
  for (int stage = static_cast<int>(model.stages.size()) - 1; stage > 0;
       --stage) {
    const StageStanding& standing = standings[static_cast<size_t>(stage)];
    int way = standing.way;
    if (way >= 0 && memory.returned.has_value() && cools(stage)) {
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

bool StaysInStage(const CheckedModel& model, Chance disqualified,
                  const std::vector<StageChances>& stages,
                  const StageMemory& memory,
                  absl::FunctionRef<Chance(int stage)> cools) {
  if (disqualified.must) return memory.stage == 0;
  if (memory.stage != 0 && disqualified.may) return false;
  const auto enters = [&](int stage) {
    const StageChances& chances = stages[static_cast<size_t>(stage)];
    if (!chances.enters.may) return Chance::Of(false);
    if (!memory.returned.has_value()) return chances.enters;
    const Chance cooldown = cools(stage);
    if (!cooldown.may) return chances.enters;
    if (cooldown.must) return chances.enters_in_cooldown;
    return Chance{chances.enters_in_cooldown.must, chances.enters.may};
  };
  for (int stage = static_cast<int>(model.stages.size()) - 1;
       stage > memory.stage; --stage) {
    if (enters(stage).may) return false;
  }
  if (memory.stage == 0) return true;
  const StageChances& present = stages[static_cast<size_t>(memory.stage)];
  return (memory.has_history && present.holds.must) ||
         enters(memory.stage).must;
}

std::vector<Micros> CooldownEnds(const CheckedModel& model,
                                 const StageMemory& memory) {
  std::vector<Micros> ends;
  if (!memory.returned.has_value()) return ends;
  for (const CheckedStage& stage : model.stages) {
    if (stage.cooldown > 0) ends.push_back(*memory.returned + stage.cooldown);
  }
  std::sort(ends.begin(), ends.end());
  return ends;
}

}  // namespace leadscore::internal
