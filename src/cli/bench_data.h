// Leads to measure a model with: of its types, with the texts and numbers that
// its conditions ask about, so that its rules have something to do.

#ifndef LEADSCORE_SRC_CLI_BENCH_DATA_H_
#define LEADSCORE_SRC_CLI_BENCH_DATA_H_

#include <cstddef>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// So many leads with ten activities on average in the 200 days before `as_of`;
// none if the model has no type of activity. One in twelve values is missing.
// The same model gives the same leads.
Tables GenerateBenchTables(const Model& model, size_t leads, absl::Time as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_BENCH_DATA_H_
