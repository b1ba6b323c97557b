// What a run took of the machine: for --verbose.

#ifndef LEADSCORE_SRC_CLI_RUN_COSTS_H_
#define LEADSCORE_SRC_CLI_RUN_COSTS_H_

#include <cstdint>
#include <ostream>

#include "absl/time/time.h"
#include "leadscore/score_files.h"

namespace leadscore::internal {

// Prints how long it took, and the memory. `parts` is what a run that does not
// hold the leads knows of it; null for others.
void PrintRunCosts(int64_t leads, absl::Duration elapsed,
                   const ScoreFilesResult::Memory* parts, std::ostream& out);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_RUN_COSTS_H_
