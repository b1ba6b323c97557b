#include "bench/opponents/activities_opponent.h"

#include <algorithm>

#include "src/core/decay.h"

namespace leadscore::bench {
namespace {

constexpr int64_t kMicrosPerHour = int64_t{3'600} * 1'000'000;
constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;
constexpr int64_t kMillion = 1'000'000;
constexpr size_t kMostRules = 64;

// A sum of millionths times weights of nine digits, rounded half away from
// zero.
int64_t Rounded(int64_t sum) {
  constexpr int64_t kHalf = internal::kDecayOne / 2;
  return (sum + (sum < 0 ? -kHalf : kHalf)) / internal::kDecayOne;
}

}  // namespace

ActivitiesOpponent::ActivitiesOpponent(const std::vector<ActivityRule>& rules)
    : rules_(rules) {
  rules_.resize(std::min(rules_.size(), kMostRules));
  for (int32_t asset = 0; asset < kAssets; ++asset) {
    assets_.emplace(AssetName(asset), asset);
  }
  for (size_t i = 0; i < rules_.size(); ++i) {
    const ActivityRule& rule = rules_[i];
    OfType& type = types_[static_cast<size_t>(rule.type)];
    const auto index = static_cast<uint32_t>(i);
    const int64_t within = rule.within_days * kMicrosPerDay;
    const int64_t micros = rule.points * kMillion;
    if (rule.kind == ActivityRule::kCount) {
      type.counted.push_back({index, within, micros});
    } else if (rule.kind == ActivityRule::kDistinct) {
      type.distinct.push_back({index, within});
    } else if (rule.kind == ActivityRule::kFading) {
      Fading fading{index, within, micros, {}};
      internal::Decay decay;
      decay.kind = internal::Decay::Kind::kHalfLife;
      decay.ticks = rule.half_life_days * 24;
      for (int64_t age = 0; age <= rule.within_days * 24; ++age) {
        fading.weights.push_back(
            static_cast<int32_t>(internal::DecayWeight(decay, age)));
      }
      type.fading.push_back(std::move(fading));
    }
  }
}

struct ActivitiesOpponent::Sums {
  int64_t now = 0;
  int64_t sums[kMostRules] = {};
  uint64_t sets[kMostRules] = {};
  int64_t last[kActivityTypes];

  explicit Sums(int64_t at) : now(at) {
    std::fill(std::begin(last), std::end(last), INT64_MIN);
  }
};

inline void ActivitiesOpponent::Add(int type_index, int64_t age, int32_t asset,
                                    Sums* sums) const {
  const OfType& type = types_[static_cast<size_t>(type_index)];
  sums->last[type_index] = sums->now - age;
  for (const Counted& rule : type.counted) {
    sums->sums[rule.sum] += age < rule.within ? rule.micros : 0;
  }
  for (const Fading& rule : type.fading) {
    if (age < rule.within) {
      sums->sums[rule.sum] +=
          rule.micros * rule.weights[static_cast<size_t>(age / kMicrosPerHour)];
    }
  }
  if (asset < kAssets) {
    for (const Distinct& rule : type.distinct) {
      const uint64_t bit = uint64_t{1} << asset;
      sums->sets[rule.set] |= age < rule.within ? bit : 0;
    }
  }
}

int64_t ActivitiesOpponent::Finish(const Sums& sums) const {
  int64_t groups[kActivityGroups] = {};
  for (size_t i = 0; i < rules_.size(); ++i) {
    const ActivityRule& rule = rules_[i];
    int64_t points = 0;
    switch (rule.kind) {
      case ActivityRule::kCount:
        points = std::min(sums.sums[i], rule.max * kMillion);
        break;
      case ActivityRule::kFading:
        points = std::min(Rounded(sums.sums[i]), rule.max * kMillion);
        break;
      case ActivityRule::kRecency:
        if (sums.last[rule.type] != INT64_MIN) {
          const int64_t days =
              (sums.now - sums.last[rule.type]) / kMicrosPerDay;
          points = (days <= 7    ? rule.points
                    : days <= 30 ? rule.less
                                 : 0) *
                   kMillion;
        }
        break;
      case ActivityRule::kDistinct: {
        const int count = __builtin_popcountll(sums.sets[i]);
        points = (count >= 3   ? rule.points
                  : count >= 1 ? rule.less
                               : 0) *
                 kMillion;
        break;
      }
    }
    groups[rule.group] += points;
  }
  int64_t score = 0;
  for (int64_t group : groups) {
    score += std::min(group, kActivityGroupMax * kMillion);
  }
  return std::clamp<int64_t>(score, 0, kMaxActivityScore * kMillion);
}

void ActivitiesOpponent::Score(const BenchActivities& activities, int64_t now,
                               int64_t* scores) const {
  for (size_t lead = 0; lead + 1 < activities.begins.size(); ++lead) {
    Sums sums(now);
    for (uint32_t i = activities.begins[lead]; i < activities.begins[lead + 1];
         ++i) {
      const int64_t time = activities.times[i];
      if (time > now) break;
      Add(activities.types[i], now - time, activities.assets[i], &sums);
    }
    scores[lead] = Finish(sums);
  }
}

int64_t ActivitiesOpponent::ScoreOne(const std::vector<RawActivity>& activities,
                                     int64_t now) const {
  Sums sums(now);
  for (const RawActivity& activity : activities) {
    if (activity.time > now) break;
    // Assets are looked up only where a rule counts them.
    int32_t asset = kAssets;
    if (activity.asset.data() != nullptr &&
        !types_[static_cast<size_t>(activity.type)].distinct.empty()) {
      const auto found = assets_.find(activity.asset);
      if (found != assets_.end()) asset = found->second;
    }
    Add(activity.type, now - activity.time, asset, &sums);
  }
  return Finish(sums);
}

}  // namespace leadscore::bench
