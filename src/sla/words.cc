#include "src/sla/words.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

std::string Days(int count, const char* noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

}  // namespace

std::string DurationWords(absl::Duration duration, bool is_opening_hours) {
  struct Unit {
    const char* name;
    int64_t seconds;
  };
  static constexpr Unit kUnits[] = {
      {" d", 86'400}, {" h", 3'600}, {" min", 60}, {" s", 1}};
  int64_t seconds = absl::ToInt64Seconds(duration);
  if (is_opening_hours && seconds >= 100 * 3'600) {
    return absl::StrCat(FormatGrouped(seconds / 3'600), " h");
  }
  std::string text;
  bool is_second = false;
  for (const Unit& unit : kUnits) {
    if (is_opening_hours && &unit == &kUnits[0]) continue;
    const int64_t count = seconds / unit.seconds;
    seconds %= unit.seconds;
    if (count > 0)
      absl::StrAppend(&text, is_second ? " " : "", count, unit.name);
    if (is_second) break;
    is_second = count > 0;
  }
  return text.empty() ? "0 s" : text;
}

std::string TargetWords(const Target& target) {
  // A day of a promise is 24 hours, not one of the calendar.
  const absl::Duration within = absl::Microseconds(target.within);
  const bool is_hours = within <= absl::Hours(48) &&
                        within % absl::Hours(1) == absl::ZeroDuration();
  std::string text = is_hours && target.within > 0
                         ? absl::StrCat(absl::ToInt64Hours(within), " h")
                     : target.within > 0 ? DurationWords(within)
                     : target.days > 0
                         ? Days(target.days, "day")
                         : Days(target.business_days, "business day");
  if (target.calendar != nullptr && target.days == 0) {
    absl::StrAppend(&text, " of ", target.calendar->name());
  }
  return text;
}

}  // namespace leadscore::internal
