// A funnel as rows, one for each stage of each part: what other programs read.

#ifndef LEADSCORE_SRC_CLI_FUNNEL_ROWS_H_
#define LEADSCORE_SRC_CLI_FUNNEL_ROWS_H_

#include "leadscore/funnel.h"
#include "leadscore/model.h"
#include "src/cli/row_table.h"

namespace leadscore::internal {

// `part` is what a row is of: all, segment, week or segment_week.
RowTable FunnelRows(const Model& model, const Funnel& funnel);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_FUNNEL_ROWS_H_
