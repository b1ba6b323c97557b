#include "src/sla/periods.h"

#include "absl/strings/str_cat.h"

namespace leadscore::internal {

absl::CivilDay BeginOfPeriod(Period period, absl::CivilDay date) {
  switch (period) {
    case Period::kUnspecified:
    case Period::kDay:
      return date;
    case Period::kWeek:
      return date - static_cast<int>(absl::GetWeekday(date));
    case Period::kMonth:
      return absl::CivilDay(date.year(), date.month(), 1);
    case Period::kQuarter:
      return absl::CivilDay(date.year(), (date.month() - 1) / 3 * 3 + 1, 1);
    case Period::kYear:
      break;
  }
  return absl::CivilDay(date.year(), 1, 1);
}

absl::CivilDay NextPeriod(Period period, absl::CivilDay begin) {
  switch (period) {
    case Period::kUnspecified:
    case Period::kDay:
      return begin + 1;
    case Period::kWeek:
      return begin + 7;
    case Period::kMonth:
      return absl::CivilDay(absl::CivilMonth(begin) + 1);
    case Period::kQuarter:
      return absl::CivilDay(absl::CivilMonth(begin) + 3);
    case Period::kYear:
      break;
  }
  return absl::CivilDay(absl::CivilYear(begin) + 1);
}

std::string PeriodLabel(Period period, absl::CivilDay begin) {
  switch (period) {
    case Period::kUnspecified:
    case Period::kDay:
      return absl::FormatCivilTime(begin);
    case Period::kWeek: {
      // A week belongs to the year of its Thursday.
      const absl::CivilDay thursday = begin + 3;
      const int week = (absl::GetYearDay(thursday) - 1) / 7 + 1;
      return absl::StrCat(thursday.year(), "-W",
                          absl::Dec(week, absl::kZeroPad2));
    }
    case Period::kMonth:
      return absl::FormatCivilTime(absl::CivilMonth(begin));
    case Period::kQuarter:
      return absl::StrCat(begin.year(), "-Q", (begin.month() - 1) / 3 + 1);
    case Period::kYear:
      break;
  }
  return absl::StrCat(begin.year());
}

}  // namespace leadscore::internal
