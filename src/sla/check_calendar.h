// Checks a calendar and compiles it.

#ifndef LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_
#define LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_

#include <cstdint>
#include <memory>

#include "leadscore/sla_policy_spec.h"
#include "src/model/check_context.h"
#include "src/sla/compiled_calendar.h"

namespace leadscore::internal {

// How many shifts all calendars of a policy may have together: far more than
// the hours of a century take, and not all the memory of a machine.
inline constexpr int64_t kMaxShifts = 2'000'000;

// Reports what is wrong with a calendar at the present path; null after an
// error. Takes its shifts off those that are left.
std::shared_ptr<const CompiledCalendar> CheckCalendar(CheckContext& context,
                                                      const CalendarSpec& spec,
                                                      int64_t* shifts_left);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_CHECK_CALENDAR_H_
