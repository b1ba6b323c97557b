// What an expert writes by hand to score activities for known rules: one pass
// over the activities of a lead, the rules of each type side by side, weights
// of fading points in tables by age.

#ifndef LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_
#define LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/rule_sets/activity_rules.h"

namespace leadscore::bench {

class ActivitiesOpponent {
 public:
  explicit ActivitiesOpponent(const std::vector<ActivityRule>& rules);

  // Writes a score a lead, in millionths.
  void Score(const BenchActivities& activities, int64_t now,
             int64_t* scores) const;

 private:
  struct Counted {
    uint32_t sum = 0;  // Into which of the sums.
    int64_t within = 0;
    int64_t micros = 0;
  };
  struct Fading {
    uint32_t sum = 0;
    int64_t within = 0;
    int64_t micros = 0;
    std::vector<int32_t> weights;  // By age in hours.
  };
  struct Distinct {
    uint32_t set = 0;
    int64_t within = 0;
  };
  struct OfType {
    std::vector<Counted> counted;
    std::vector<Fading> fading;
    std::vector<Distinct> distinct;
  };

  int64_t ScoreLead(const BenchActivities& activities, size_t lead,
                    int64_t now) const;

  std::array<OfType, kActivityTypes> types_;
  std::vector<ActivityRule> rules_;
};

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_
