// A comparison as people read it.

#ifndef LEADSCORE_SRC_CLI_DIFF_PAGE_H_
#define LEADSCORE_SRC_CLI_DIFF_PAGE_H_

#include <cstddef>
#include <string>

#include "leadscore/model_diff.h"
#include "leadscore/score_diff.h"

namespace leadscore::internal {

// What was compared. Parts that were not are null.
struct DiffParts {
  const DiffSide* from = nullptr;  // Without leads only its model counts.
  const DiffSide* to = nullptr;
  const ModelDiff* models = nullptr;  // Of two models.
  const ScoreDiff* scores = nullptr;  // Of leads.
  std::string by;                     // Of the load; may be empty.
};

// The first `top` movers stand in it.
std::string DiffPage(const DiffParts& parts, size_t top);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_DIFF_PAGE_H_
