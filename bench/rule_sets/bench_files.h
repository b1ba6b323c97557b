// Leads and activities as the files that a batch job has.

#ifndef LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_
#define LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_

#include <cstddef>
#include <ostream>
#include <string>

#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "leadscore/model.h"

namespace leadscore::bench {

// The id of a lead, as long as those of the usual systems.
std::string LeadId(size_t lead);

// CSV of leads with their ids and all columns.
void WriteLeadsFile(const BenchLeads& leads, std::ostream& out);

// The same as JSON lines.
void WriteLeadsAsJson(const BenchLeads& leads, std::ostream& out);

// CSV of their activities, of types of the model, in the order of time: in no
// order of leads, as a log grows.
void WriteActivitiesFile(const BenchActivities& activities, const Model& model,
                         std::ostream& out);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_BENCH_FILES_H_
