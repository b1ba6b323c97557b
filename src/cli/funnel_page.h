// A funnel as people read it.

#ifndef LEADSCORE_SRC_CLI_FUNNEL_PAGE_H_
#define LEADSCORE_SRC_CLI_FUNNEL_PAGE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "leadscore/funnel.h"
#include "leadscore/model.h"

namespace leadscore::internal {

struct FunnelPageParts {
  const Model* model = nullptr;
  const Funnel* funnel = nullptr;
  absl::Time from;  // absl::InfinitePast(): from the beginning.
  absl::Time to;
  std::string by;  // What the segments are values of; empty: there are none.
  int64_t leads = 0;
  int64_t transitions = 0;  // Within the period.
};

// A table of all stages; for each stage one of its segments, those with the
// most entries, and one of its latest weeks.
std::string FunnelPage(const FunnelPageParts& parts);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_FUNNEL_PAGE_H_
