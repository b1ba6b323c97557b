#include "bench/rule_sets/activity_rules.h"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace leadscore::bench {
namespace {

constexpr int64_t kMicrosPerHour = int64_t{3'600} * 1'000'000;
constexpr absl::Duration kDay = absl::Hours(24);

std::string TypeName(int type) { return absl::StrCat("type", type); }

SignalSpec SignalOf(const ActivityRule& rule, size_t index) {
  SignalSpec signal;
  signal.name = absl::StrCat("signal", index);
  signal.types = {TypeName(rule.type)};
  if (rule.kind == ActivityRule::kRecency) {
    signal.kind = SignalKind::kDaysSinceLast;
  } else {
    signal.kind = SignalKind::kDistinct;
    signal.property = "asset";
    signal.within = rule.within_days * kDay;
  }
  return signal;
}

RuleSpec RuleOf(const ActivityRule& rule, size_t index) {
  RuleSpec spec;
  spec.name = absl::StrCat("rule ", index);
  const bool is_recency = rule.kind == ActivityRule::kRecency;
  if (is_recency || rule.kind == ActivityRule::kDistinct) {
    const std::string signal = absl::StrCat("signal.signal", index);
    TiersSpec tiers;
    tiers.tier = {{absl::StrCat(signal, is_recency ? " <= 7" : " >= 3"),
                   static_cast<double>(rule.points)},
                  {absl::StrCat(signal, is_recency ? " <= 30" : " >= 1"),
                   static_cast<double>(rule.less)}};
    spec.tiers = std::move(tiers);
    return spec;
  }
  spec.points = rule.points;
  spec.max = rule.max;
  EachSpec each;
  each.types = {TypeName(rule.type)};
  each.within = rule.within_days * kDay;
  if (rule.kind == ActivityRule::kFading) {
    each.decay = DecaySpec();
    each.decay->half_life = rule.half_life_days * kDay;
  }
  spec.each = std::move(each);
  return spec;
}

}  // namespace

std::vector<ActivityRule> MakeActivityRules(int rules, uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto between = [&engine](int low, int high) {
    return low + static_cast<int>(engine() % static_cast<uint64_t>(high - low));
  };
  std::vector<ActivityRule> made;
  for (int i = 0; i < rules; ++i) {
    ActivityRule rule;
    rule.kind = static_cast<ActivityRule::Kind>(i % 4);
    rule.group = i / 4 % kActivityGroups;
    rule.type = between(0, kActivityTypes);
    rule.points = between(2, 20);
    rule.less = rule.points / 2;
    rule.max = between(20, 60);
    rule.within_days = between(7, 180);
    rule.half_life_days = between(5, 60);
    made.push_back(rule);
  }
  return made;
}

ModelSpec ToModel(const std::vector<ActivityRule>& rules) {
  ModelSpec spec;
  spec.name = "activity_rules";
  for (int i = 0; i < kActivityTypes; ++i) {
    spec.activities.push_back(
        {TypeName(i), "", {{"asset", ValueType::kString}}});
  }
  ScoreSpec score{"engagement"};
  score.min = 0;
  score.max = kMaxActivityScore;
  for (int i = 0; i < kActivityGroups; ++i) {
    GroupSpec group;
    group.name = absl::StrCat("group ", i);
    group.max = kActivityGroupMax;
    score.groups.push_back(std::move(group));
  }
  for (size_t i = 0; i < rules.size(); ++i) {
    const ActivityRule& rule = rules[i];
    if (rule.kind == ActivityRule::kRecency ||
        rule.kind == ActivityRule::kDistinct) {
      spec.signals.push_back(SignalOf(rule, i));
    }
    score.groups[static_cast<size_t>(rule.group)].rules.push_back(
        RuleOf(rule, i));
  }
  spec.scores = {std::move(score)};
  return spec;
}

std::string_view AssetName(int32_t asset) {
  static const auto* const names = [] {
    auto* made = new std::vector<std::string>;
    for (int i = 0; i < kAssets; ++i)
      made->push_back(absl::StrCat("asset ", i));
    return made;
  }();
  return (*names)[static_cast<size_t>(asset)];
}

int64_t ActivityNow() { return int64_t{1'795'132'800} * 1'000'000; }

BenchActivities MakeActivities(size_t leads, uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto below = [&engine](uint64_t end) { return engine() % end; };
  BenchActivities made;
  std::vector<int64_t> times;
  for (size_t i = 0; i < leads; ++i) {
    times.clear();
    for (uint64_t count = below(21); count > 0; --count) {
      const auto hours =
          static_cast<int64_t>(std::min(below(200 * 24), below(200 * 24)));
      times.push_back(ActivityNow() - hours * kMicrosPerHour);
    }
    std::sort(times.begin(), times.end());
    for (int64_t time : times) {
      made.times.push_back(time);
      made.types.push_back(static_cast<uint8_t>(below(kActivityTypes)));
      made.assets.push_back(static_cast<int32_t>(below(kAssets + 5)));
      made.assets.back() = std::min(made.assets.back(), kAssets);
    }
    made.begins.push_back(static_cast<uint32_t>(made.times.size()));
  }
  return made;
}

std::vector<Activity> ActivitiesOf(const BenchActivities& activities,
                                   size_t lead) {
  std::vector<Activity> made;
  for (uint32_t i = activities.begins[lead]; i < activities.begins[lead + 1];
       ++i) {
    Activity activity;
    activity.type = TypeName(activities.types[i]);
    activity.time = absl::FromUnixMicros(activities.times[i]);
    // Activities that are alike in everything are still two.
    activity.id = absl::StrCat(i);
    if (activities.assets[i] < kAssets) {
      activity.properties = {
          {"asset", std::string(AssetName(activities.assets[i]))}};
    }
    made.push_back(std::move(activity));
  }
  return made;
}

Tables ToTables(const BenchActivities& activities, size_t count,
                const Model& model) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t lead = 0; lead < count; ++lead) {
    Lead made;
    made.id = absl::StrCat(lead);
    made.activities = ActivitiesOf(activities, lead);
    if (!builder.Add(made).ok()) std::abort();
  }
  return builder.Build();
}

}  // namespace leadscore::bench
