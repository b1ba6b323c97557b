// By how much one more activity can move the scores of a lead, whatever the
// lead and whenever: what lets a live book pass over activities that cannot
// change a stage.

#ifndef LEADSCORE_SRC_QUALIFY_ACTIVITY_GAINS_H_
#define LEADSCORE_SRC_QUALIFY_ACTIVITY_GAINS_H_

#include <optional>
#include <vector>

#include "absl/numeric/int128.h"
#include "leadscore/points.h"
#include "src/exec/fused_model.h"

namespace leadscore::internal {

// The scores are sums of rules between bounds, so that an activity moves none
// of them by more than the rules which it moves: those that count it by its
// points, those that read a signal of it by all that they can give.
//
// A margin is a number of steps. Each type costs some of them, so that many
// activities whose costs are within a margin move no score by more than that
// margin is worth.
class ActivityGains {
 public:
  // The model has to outlive it.
  explicit ActivityGains(const FusedModel& model);

  // Nothing if one of this type may do anything.
  std::optional<int> CostOf(int type) const {
    return costs_[static_cast<size_t>(type)];
  }

  // Whether any type has a cost.
  bool has_costs() const { return has_costs_; }

  // Sets between what scores are that were between others, after activities
  // within a margin.
  void Widen(const std::vector<Points>& low, const std::vector<Points>& high,
             int margin, std::vector<Points>* wide_low,
             std::vector<Points>* wide_high) const;

 private:
  // What an activity adds to a score at most and takes from it at most, in
  // millionths.
  struct Gain {
    absl::int128 up = 0;
    absl::int128 down = 0;
  };

  void FindFree(const FusedModel& model);
  void AddRule(const CheckedRule& rule, std::vector<std::vector<Gain>>* gains);
  // Which types the signals count that are among some variables.
  std::vector<bool> TypesOf(const std::vector<int>& variables) const;
  void SetCosts(const std::vector<std::vector<Gain>>& gains);

  const CheckedModel& model_;
  bool has_costs_ = false;
  std::vector<std::optional<int>> costs_;  // By type.
  std::vector<Gain> steps_;                // By score: what a step is worth.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_QUALIFY_ACTIVITY_GAINS_H_
