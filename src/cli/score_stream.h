// `leadscore score` of files that need not be in memory: nothing is asked for
// that looks at all leads at once.

#ifndef LEADSCORE_SRC_CLI_SCORE_STREAM_H_
#define LEADSCORE_SRC_CLI_SCORE_STREAM_H_

#include "leadscore/model.h"
#include "src/cli/commands.h"
#include "src/cli/score_request.h"

namespace leadscore::internal {

// Whether a request can be served so.
bool CanStream(const ScoreRequest& request, const Model& model,
               const Terminal& terminal);

// Returns the exit code.
int ScoreStream(const ScoreRequest& request, const Model& model,
                Terminal& terminal);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SCORE_STREAM_H_
