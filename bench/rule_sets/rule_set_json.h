// Rule sets as data for scripts that score with other engines.

#ifndef LEADSCORE_BENCH_RULE_SETS_RULE_SET_JSON_H_
#define LEADSCORE_BENCH_RULE_SETS_RULE_SET_JSON_H_

#include <string>

#include "bench/rule_sets/rule_set.h"

namespace leadscore::bench {

std::string ToJson(const RuleSet& set);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_RULE_SET_JSON_H_
