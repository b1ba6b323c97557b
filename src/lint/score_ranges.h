// Between which points rules, groups and scores lie for any lead.

#ifndef LEADSCORE_SRC_LINT_SCORE_RANGES_H_
#define LEADSCORE_SRC_LINT_SCORE_RANGES_H_

#include <vector>

#include "src/activity/shapes.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

struct GroupRange {
  std::vector<PointsRange> rules;
  PointsRange sum;     // Of the rules, before the group's bounds.
  PointsRange points;  // After them.
};

struct ScoreRange {
  std::vector<GroupRange> groups;
  PointsRange sum;     // With the base, before the score's bounds.
  PointsRange points;  // After them, unless a person adjusts the score.
};

struct ScoreRanges {
  std::vector<ScoreRange> scores;
  PointsRange total;
};

ScoreRanges FindScoreRanges(const CheckedModel& model);

// How far adjustments can move what FindScoreRanges gives: the bounds of the
// scores and of the total.
std::vector<PointsRange> AdjustedScores(const CheckedModel& model);
PointsRange AdjustedTotal(const CheckedModel& model);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LINT_SCORE_RANGES_H_
