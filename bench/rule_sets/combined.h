// A rule set, implicit rules and stages in one model, and leads that have both
// attributes and activities.

#ifndef LEADSCORE_BENCH_RULE_SETS_COMBINED_H_
#define LEADSCORE_BENCH_RULE_SETS_COMBINED_H_

#include <cstddef>
#include <vector>

#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/model.h"
#include "leadscore/model_spec.h"
#include "leadscore/table.h"

namespace leadscore::bench {

// A lead becomes an MQL with this total, an SQL with that.
inline constexpr int kMqlTotal = 60;
inline constexpr int kSqlTotal = 120;

ModelSpec ToModel(const RuleSet& set, const std::vector<ActivityRule>& rules);

// The first so many leads as tables of the library.
Tables ToTables(const BenchLeads& leads, const BenchActivities& activities,
                size_t count, const Model& model);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_COMBINED_H_
