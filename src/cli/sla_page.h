// An SLA report on a page: what both sides owed and did.

#ifndef LEADSCORE_SRC_CLI_SLA_PAGE_H_
#define LEADSCORE_SRC_CLI_SLA_PAGE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/sla.h"
#include "leadscore/sla_summary.h"
#include "leadscore/table.h"

namespace leadscore::internal {

// By what figures and call lists can be split.
enum class SlaBy { kOwner, kSource, kSegment, kWeek, kPromise };

// `by` says by what the promises of sales are shown as well.
std::string SlaPage(const SlaPolicy& policy, const SlaReport& report,
                    const std::vector<PromiseSummary>& summaries,
                    const std::vector<SlaBy>& by, const LeadTable& leads);

// What is due within a time: the most urgent first, in each group and of the
// groups.
std::string CallList(const SlaPolicy& policy, const SlaReport& report,
                     const std::vector<const SlaVerdict*>& upcoming,
                     absl::Duration within, std::optional<SlaBy> by,
                     const LeadTable& leads);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CLI_SLA_PAGE_H_
