// Leads as a stream of messages, and read back by the generated classes: what
// the reader of leadscore::io is compared with.

#ifndef LEADSCORE_BENCH_RULE_SETS_BENCH_MESSAGES_H_
#define LEADSCORE_BENCH_RULE_SETS_BENCH_MESSAGES_H_

#include <memory>
#include <ostream>
#include <string>

#include "bench/rule_sets/bench_leads.h"
#include "leadscore/model.h"
#include "src/table/lead_columns.h"

namespace leadscore::bench {

// Messages of leads with their ids and all columns, each behind its length; the
// first one has the schema.
void WriteLeadsAsMessages(const BenchLeads& leads, std::ostream& out);

// The columns that a model reads of such a file, by the generated classes on an
// arena that is used again for every message.
std::shared_ptr<internal::LeadColumns> ReadByClasses(const Model& model,
                                                     const std::string& path);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_BENCH_MESSAGES_H_
