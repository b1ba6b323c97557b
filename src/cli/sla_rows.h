// An SLA report as rows: what other programs read.

#ifndef LEADSCORE_SRC_CLI_SLA_ROWS_H_
#define LEADSCORE_SRC_CLI_SLA_ROWS_H_

#include <string>
#include <vector>

#include "leadscore/sla.h"
#include "leadscore/sla_summary.h"
#include "leadscore/table.h"
#include "src/cli/row_table.h"

namespace leadscore::internal {

// All cycles, or some of them.
RowTable VerdictRows(const SlaReport& report, const LeadTable& leads);
RowTable VerdictRows(const SlaReport& report, const LeadTable& leads,
                     const std::vector<const SlaVerdict*>& verdicts);

// What marketing promised, by period.
RowTable PeriodRows(const SlaPolicy& policy, const SlaReport& report);

// The figures of each promise, of all leads and of each group.
RowTable FigureRows(const SlaReport& report,
                    const std::vector<PromiseSummary>& summaries);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SLA_ROWS_H_
