// Leads and activities as the files that a batch job has.

#ifndef LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_
#define LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_

#include <ostream>

#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "leadscore/model.h"

namespace leadscore::bench {

// CSV of leads with their ids and all columns.
void WriteLeadsFile(const BenchLeads& leads, std::ostream& out);

// CSV of their activities, of types of the model, in the order of time: in no
// order of leads, as a log grows.
void WriteActivitiesFile(const BenchActivities& activities, const Model& model,
                         std::ostream& out);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_
