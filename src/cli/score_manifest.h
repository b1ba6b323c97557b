// The manifest of what `leadscore score` wrote.

#ifndef LEADSCORE_SRC_CLI_SCORE_MANIFEST_H_
#define LEADSCORE_SRC_CLI_SCORE_MANIFEST_H_

#include <cstdint>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table_reader.h"
#include "src/cli/score_report.h"
#include "src/cli/score_request.h"
#include "src/io/run_manifest.h"

namespace leadscore::internal {

// All but what only the writer of the output knows. `as_of` is of no account if
// each lead has an instant of its own.
RunManifest MakeManifest(const ScoreRequest& request, const Model& model,
                         const ReadResult& read, const ScoreCounts& counts,
                         int64_t rows, absl::Time as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_MANIFEST_H_
