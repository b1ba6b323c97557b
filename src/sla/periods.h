// The days, weeks, months, quarters and years for which something is promised.

#ifndef LEADSCORE_SRC_SLA_PERIODS_H_
#define LEADSCORE_SRC_SLA_PERIODS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "leadscore/sla_policy_spec.h"

namespace leadscore::internal {

// The first date of the period to which a date belongs.
absl::CivilDay BeginOfPeriod(Period period, absl::CivilDay date);

// The first date of the next one.
//
// REQUIRES: begin is that of a period.
absl::CivilDay NextPeriod(Period period, absl::CivilDay begin);

// "2026-11-20", "2026-W47", "2026-11", "2026-Q4", "2026"; weeks by ISO 8601.
std::string PeriodLabel(Period period, absl::CivilDay begin);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_PERIODS_H_
