// Implicit rule sets to measure with: counts, fading points, recency, distinct
// values over some windows, of eight types of activity.

#ifndef LEADSCORE_BENCH_RULE_SETS_ACTIVITY_RULES_H_
#define LEADSCORE_BENCH_RULE_SETS_ACTIVITY_RULES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "leadscore/lead.h"
#include "leadscore/model.h"
#include "leadscore/model_spec.h"
#include "leadscore/table.h"

namespace leadscore::bench {

inline constexpr int kActivityTypes = 8;
inline constexpr int kAssets = 50;  // Different values of the property.

struct ActivityRule {
  enum Kind {
    kCount,     // points for each, within a window
    kFading,    // the same, halved every half_life days
    kRecency,   // points if the last is at most 7 days old, `less` up to 30
    kDistinct,  // points for 3 different assets within a window, `less` for 1
  };
  Kind kind = kCount;
  int group = 0;
  int type = 0;
  int points = 0;
  int less = 0;
  int max = 0;  // Of kCount and kFading.
  int within_days = 0;
  int half_life_days = 0;
};

inline constexpr int kActivityGroups = 2;
inline constexpr int kActivityGroupMax = 120;
inline constexpr int kMaxActivityScore = 200;

std::vector<ActivityRule> MakeActivityRules(int rules, uint64_t seed);

// The same as a model: one score, "engagement".
ModelSpec ToModel(const std::vector<ActivityRule>& rules);

// Activities grouped by lead, in the order of time.
struct BenchActivities {
  std::vector<uint32_t> begins = {0};  // By lead; one more than leads.
  std::vector<uint8_t> types;
  std::vector<int64_t> times;   // Microseconds; whole hours.
  std::vector<int32_t> assets;  // kAssets for none.
};

// Of all values of the property, by number.
std::string_view AssetName(int32_t asset);

// The instant at which they are scored.
int64_t ActivityNow();

// So many leads with ten activities on average, in the last 200 days.
BenchActivities MakeActivities(size_t leads, uint64_t seed);

// Those of one lead.
std::vector<Activity> ActivitiesOf(const BenchActivities& activities,
                                   size_t lead);

// The first so many leads as tables of the library.
Tables ToTables(const BenchActivities& activities, size_t count,
                const Model& model);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_ACTIVITY_RULES_H_
