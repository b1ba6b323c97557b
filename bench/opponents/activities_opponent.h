// What an expert writes by hand to score activities for known rules: one pass
// over the activities of a lead, the rules of each type side by side, weights
// of fading points in tables by age.

#ifndef LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_
#define LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bench/rule_sets/activity_rules.h"

namespace leadscore::bench {

// An activity as it comes in by itself; an asset of data null is none.
struct RawActivity {
  int type = 0;
  int64_t time = 0;
  std::string_view asset;
};

class ActivitiesOpponent {
 public:
  explicit ActivitiesOpponent(const std::vector<ActivityRule>& rules);

  // The score of one lead from the oldest to the latest of its activities.
  int64_t ScoreOne(const std::vector<RawActivity>& activities,
                   int64_t now) const;

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

  struct Sums;

  void Add(int type, int64_t age, int32_t asset, Sums* sums) const;
  int64_t Finish(const Sums& sums) const;

  std::array<OfType, kActivityTypes> types_;
  absl::flat_hash_map<std::string_view, int32_t> assets_;
  std::vector<ActivityRule> rules_;
};

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_OPPONENTS_ACTIVITIES_OPPONENT_H_
