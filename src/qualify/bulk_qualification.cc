#include "src/qualify/bulk_qualification.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace leadscore::internal {
namespace {

constexpr size_t kMostGrades = 65'536;

bool Holds(const PlannedCondition& condition, const ChunkScorer& chunk,
           size_t i) {
  return condition.program == nullptr || chunk.Flag(condition.flag, i);
}

bool Reaches(const std::vector<CheckedThreshold>& thresholds,
             const ChunkScorer& chunk, size_t i, int64_t total) {
  return std::all_of(
      thresholds.begin(), thresholds.end(),
      [&](const CheckedThreshold& threshold) {
        const int64_t points =
            threshold.score < 0
                ? total
                : chunk.scores(static_cast<size_t>(threshold.score))[i];
        return points >= threshold.points.micros();
      });
}

}  // namespace

// The bands of the first score of the grade change slowest.
GradeCodes::GradeCodes(const CheckedModel& model) : model_(model) {
  size_t count = 1;
  for (int score : model.grade) {
    count *= model.scores[static_cast<size_t>(score)].bands.size();
    if (count > kMostGrades) {
      is_listed_ = false;
      return;
    }
  }
  for (size_t code = 0; code < count; ++code) {
    std::vector<int> bands(model.scores.size(), -1);
    size_t rest = code;
    for (auto score = model.grade.rbegin(); score != model.grade.rend();
         ++score) {
      const auto index = static_cast<size_t>(*score);
      bands[index] = static_cast<int>(rest % model.scores[index].bands.size());
      rest /= model.scores[index].bands.size();
    }
    texts_.push_back(MakeGrade(model, bands));
  }
}

int32_t GradeCodes::CodeOf(const std::vector<int>& bands) const {
  size_t code = 0;
  for (int score : model_.grade) {
    const auto index = static_cast<size_t>(score);
    code = code * model_.scores[index].bands.size() +
           static_cast<size_t>(bands[index]);
  }
  return static_cast<int32_t>(code);
}

WayCodes::WayCodes(const CheckedModel& model) {
  Encode("");
  for (const CheckedStage& stage : model.stages) {
    ways_.emplace_back();
    for (const CheckedWay& way : stage.enter) {
      ways_.back().push_back(Encode(way.name));
    }
  }
  for (const CheckedDisqualify& disqualify : model.disqualify) {
    disqualified_.push_back(
        Encode(absl::StrCat("disqualified: ", disqualify.name)));
  }
}

int32_t WayCodes::Encode(const std::string& text) {
  const auto found = std::find(texts_.begin(), texts_.end(), text);
  const auto code = static_cast<int32_t>(found - texts_.begin());
  if (found == texts_.end()) texts_.push_back(text);
  return code;
}

int32_t WayCodes::CodeOf(int stage, int way, int disqualified_by) const {
  if (disqualified_by >= 0) {
    return disqualified_[static_cast<size_t>(disqualified_by)];
  }
  if (way < 0) return 0;
  return ways_[static_cast<size_t>(stage)][static_cast<size_t>(way)];
}

StageChoice ChooseStage(const FusedModel& model, const ChunkScorer& chunk,
                        size_t i, int64_t total) {
  const Plan& plan = model.plan();
  const std::vector<CheckedStage>& stages = model.model().stages;
  StageChoice choice;
  choice.stage = 0;
  for (size_t d = 0; d < plan.disqualify.size(); ++d) {
    if (Holds(plan.disqualify[d], chunk, i)) {
      choice.disqualified_by = static_cast<int>(d);
      return choice;
    }
  }
  for (size_t s = stages.size() - 1; s > 0; --s) {
    const PlannedStage& planned = plan.stages[s];
    for (size_t w = 0; w < stages[s].enter.size(); ++w) {
      const CheckedWay& way = stages[s].enter[w];
      if (!Reaches(way.at_least, chunk, i, total) ||
          !Holds(planned.ways[w], chunk, i)) {
        continue;
      }
      if (way.needs_evidence &&
          !std::all_of(planned.evidence.begin(), planned.evidence.end(),
                       [&](const PlannedCondition& evidence) {
                         return Holds(evidence, chunk, i);
                       })) {
        continue;
      }
      choice.stage = static_cast<int>(s);
      choice.way = static_cast<int>(w);
      return choice;
    }
  }
  return choice;
}

}  // namespace leadscore::internal
