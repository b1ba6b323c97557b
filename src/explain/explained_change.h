// What changed a lead's scores between two instants.

#ifndef LEADSCORE_SRC_EXPLAIN_EXPLAINED_CHANGE_H_
#define LEADSCORE_SRC_EXPLAIN_EXPLAINED_CHANGE_H_

#include <vector>

#include "leadscore/explain.h"

namespace leadscore::internal {

// Both of the same lead and model, `from` being the earlier.
std::vector<PointsChange> FindPointsChanges(const Explanation& from,
                                            const Explanation& to);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_EXPLAINED_CHANGE_H_
