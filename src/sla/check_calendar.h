// Checks a calendar and compiles it.

#ifndef LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_
#define LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_

#include <memory>

#include "leadscore/sla_policy_spec.h"
#include "src/model/check_context.h"
#include "src/sla/compiled_calendar.h"

namespace leadscore::internal {

// Reports what is wrong with a calendar at the present path; null after an
// error.
std::shared_ptr<const CompiledCalendar> CheckCalendar(CheckContext& context,
                                                      const CalendarSpec& spec);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_
