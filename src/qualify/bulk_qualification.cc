#include "src/qualify/bulk_qualification.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace leadscore::internal {
namespace {

constexpr size_t kMostGrades = 65'536;

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

// From the last choice to the first, so that the first that holds is written
// last: the lowest stage before the higher ones, of each the last way before
// the first one, and what disqualifies at the very end.
void StageChooser::Choose(const PanelSums& sums, const Points* totals,
                          size_t count, int32_t* stages, int32_t* ways) {
  const Plan& plan = model_.plan();
  const CheckedModel& model = model_.model();
  std::fill_n(stages, count, 0);
  std::fill_n(ways, count, ways_.CodeOf(0, -1, -1));
  holds_.resize(std::max(holds_.size(), count));
  for (size_t s = 1; s < model.stages.size(); ++s) {
    const PlannedStage& planned = plan.stages[s];
    for (size_t w = model.stages[s].enter.size(); w-- > 0;) {
      const CheckedWay& way = model.stages[s].enter[w];
      std::fill_n(holds_.data(), count, uint8_t{1});
      Require(way.at_least, sums, totals, count);
      Require(planned.ways[w], sums, count);
      if (way.needs_evidence) {
        for (const PlannedCondition& evidence : planned.evidence) {
          Require(evidence, sums, count);
        }
      }
      const auto stage = static_cast<int>(s);
      Take(stage, ways_.CodeOf(stage, static_cast<int>(w), -1), count, stages,
           ways);
    }
  }
  for (size_t d = plan.disqualify.size(); d-- > 0;) {
    std::fill_n(holds_.data(), count, uint8_t{1});
    Require(plan.disqualify[d], sums, count);
    Take(0, ways_.CodeOf(0, -1, static_cast<int>(d)), count, stages, ways);
  }
}

void StageChooser::Require(const PlannedCondition& condition,
                           const PanelSums& sums, size_t count) {
  if (condition.program == nullptr) return;
  for (size_t i = 0; i < count; ++i) {
    holds_[i] = static_cast<uint8_t>(holds_[i] &
                                     (sums.Flag(condition.flag, i) ? 1 : 0));
  }
}

void StageChooser::Require(const std::vector<CheckedThreshold>& thresholds,
                           const PanelSums& sums, const Points* totals,
                           size_t count) {
  uint8_t* const holds = holds_.data();
  for (const CheckedThreshold& threshold : thresholds) {
    if (threshold.score < 0) {
      for (size_t i = 0; i < count; ++i) {
        holds[i] = static_cast<uint8_t>(
            holds[i] & (totals[i] >= threshold.points ? 1 : 0));
      }
      continue;
    }
    const int64_t* const scores =
        sums.scores(static_cast<size_t>(threshold.score));
    const int64_t least = threshold.points.micros();
    for (size_t i = 0; i < count; ++i) {
      holds[i] = static_cast<uint8_t>(holds[i] & (scores[i] >= least ? 1 : 0));
    }
  }
}

void StageChooser::Take(int32_t stage, int32_t way, size_t count,
                        int32_t* stages, int32_t* ways) const {
  for (size_t i = 0; i < count; ++i) {
    stages[i] = holds_[i] != 0 ? stage : stages[i];
    ways[i] = holds_[i] != 0 ? way : ways[i];
  }
}

}  // namespace leadscore::internal
