#include "src/explain/gaps.h"

#include <algorithm>
#include <utility>

#include "src/explain/facts.h"

namespace leadscore::internal {
namespace {

class GapFinder {
 public:
  GapFinder(const CheckedModel& model, const Evaluation& evaluation, int stage)
      : model_(model),
        evaluation_(evaluation),
        index_(static_cast<size_t>(stage)),
        stage_(model.stages[index_]) {}

  WayGap Find(const CheckedWay& way, const std::optional<Cooldown>& cooldown) {
    WayGap gap;
    gap.way = way.name;
    for (const CheckedThreshold& threshold : way.at_least) {
      gap.points.push_back(PointsOf(threshold));
    }
    gap.unmet = UnmetParts(way.when, model_, evaluation_.facts);
    if (way.needs_evidence) AddEvidence(&gap);
    if (cooldown.has_value() && cooldown->blocks && !way.even_in_cooldown) {
      AddCooldown(*cooldown, &gap);
    }
    return gap;
  }

 private:
  PointsGap PointsOf(const CheckedThreshold& threshold) const {
    PointsGap gap;
    gap.needs = threshold.points;
    if (threshold.score < 0) {
      gap.score = "total";
      gap.label = "total";
      gap.has = evaluation_.scores.total;
      return gap;
    }
    const auto index = static_cast<size_t>(threshold.score);
    gap.score = model_.scores[index].name;
    gap.label = model_.scores[index].label;
    gap.has = evaluation_.scores.scores[index].points;
    return gap;
  }

  void AddEvidence(WayGap* gap) const {
    const std::vector<Answer>& answers =
        evaluation_.qualification.evidence[index_];
    for (size_t i = 0; i < answers.size(); ++i) {
      if (answers[i] == Answer::kYes) continue;
      (answers[i] == Answer::kUnknown ? gap->ask : gap->refuted)
          .push_back(stage_.evidence[i].name);
    }
  }

  void AddCooldown(const Cooldown& cooldown, WayGap* gap) const {
    if (evaluation_.facts.as_of() < cooldown.ends) {
      gap->cooldown_until = FromMicros(cooldown.ends);
    }
    if (cooldown.fresh < stage_.fresh_points) {
      gap->fresh_points =
          PointsGap{"total", "total", cooldown.fresh, stage_.fresh_points};
    }
  }

  const CheckedModel& model_;
  const Evaluation& evaluation_;
  const size_t index_;
  const CheckedStage& stage_;
};

}  // namespace

std::optional<NextStage> FindNextStage(const CheckedModel& model,
                                       const BoundTables& tables, size_t row,
                                       const Evaluation& evaluation,
                                       const StageMemory& memory) {
  const int next = memory.stage + 1;
  if (next >= static_cast<int>(model.stages.size())) return std::nullopt;
  const CheckedStage& stage = model.stages[static_cast<size_t>(next)];
  const std::optional<Cooldown> cooldown =
      StageRules(model, tables, row).CooldownOf(next, evaluation, memory);
  NextStage found;
  found.stage = stage.name;
  found.label = stage.label;
  for (const CheckedWay& way : stage.enter) {
    found.ways.push_back(
        GapFinder(model, evaluation, next).Find(way, cooldown));
  }
  return found;
}

}  // namespace leadscore::internal
