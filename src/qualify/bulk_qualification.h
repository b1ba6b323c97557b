// Who gets each lead of a chunk: grade, and the stage that it would enter now.

#ifndef LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_
#define LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/exec/fused_model.h"
#include "src/exec/panel_sums.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {

// The codes of all grades that a model can give, and their texts.
class GradeCodes {
 public:
  explicit GradeCodes(const CheckedModel& model);

  // False if there are too many to list: texts() is empty then.
  bool is_listed() const { return is_listed_; }
  const std::vector<std::string>& texts() const { return texts_; }

  // The code of the grade that follows from points, which are a function of the
  // number of a score.
  //
  // REQUIRES: is_listed().
  template <typename PointsOf>
  int32_t CodeOf(const PointsOf& points_of) const {
    int64_t code = 0;
    for (int score : model_.grade) {
      const auto index = static_cast<size_t>(score);
      const CheckedScore& of = model_.scores[index];
      code = code * static_cast<int64_t>(of.bands.size()) +
             FindBand(of, points_of(index));
    }
    return static_cast<int32_t>(code);
  }

 private:
  const CheckedModel& model_;
  bool is_listed_ = true;
  std::vector<std::string> texts_;
};

// The codes of all ways that a model has, and their texts; of ways with equal
// texts there is one.
class WayCodes {
 public:
  explicit WayCodes(const CheckedModel& model);

  const std::vector<std::string>& texts() const { return texts_; }
  int32_t CodeOf(const Qualification& qualification) const {
    return CodeOf(qualification.stage, qualification.way,
                  qualification.disqualified_by);
  }
  // As of Qualification.
  int32_t CodeOf(int stage, int way, int disqualified_by) const;

 private:
  int32_t Encode(const std::string& text);

  std::vector<std::string> texts_;
  std::vector<std::vector<int32_t>> ways_;  // By stage, by way.
  std::vector<int32_t> disqualified_;
};

// Finds the stages that the rows of a chunk qualify for, and the codes of their
// ways. For one thread.
//
// REQUIRES: the model has stages, and no condition of them is left to the
// reference evaluator.
class StageChooser {
 public:
  // All have to outlive it. `scratch` may be used again by the next one.
  StageChooser(const FusedModel& model, const WayCodes& ways,
               std::vector<uint8_t>* scratch)
      : model_(model), ways_(ways), holds_(*scratch) {}

  void Choose(const PanelSums& sums, const Points* totals, size_t count,
              int32_t* stages, int32_t* ways);

 private:
  void Require(const PlannedCondition& condition, const PanelSums& sums,
               size_t count);
  void Require(const std::vector<CheckedThreshold>& thresholds,
               const PanelSums& sums, const Points* totals, size_t count);
  // Where all that was required holds.
  void Take(int32_t stage, int32_t way, size_t count, int32_t* stages,
            int32_t* ways) const;

  const FusedModel& model_;
  const WayCodes& ways_;
  std::vector<uint8_t>& holds_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_BULK_QUALIFICATION_H_
