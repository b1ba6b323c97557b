// Dates of holidays in files.

#ifndef LEADSCORE_SRC_SLA_HOLIDAYS_H_
#define LEADSCORE_SRC_SLA_HOLIDAYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace leadscore::internal {

// The dates in a CSV file with a header: its column "date", or the only one.
// Other columns, such as names, are passed over.
//
// Errors: kInvalidArgument, what is wrong in which line.
absl::StatusOr<std::vector<std::string>> ParseHolidaysCsv(
    std::string_view text);

// The dates of the whole-day events of an iCalendar file (RFC 5545), all days
// of those that last several; without those that were cancelled.
//
// Errors: kInvalidArgument, what is wrong in which line: among others an event
// that recurs by a rule, or that is not of whole days.
absl::StatusOr<std::vector<std::string>> ParseHolidaysIcs(
    std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_HOLIDAYS_H_
