// Dates as other systems write them, by a format such as
// "%d.%m.%Y %H:%M". The same in every locale: month names are English.
// RFC 3339, the format of our own files, is in time_text.h.

#ifndef LEADSCORE_SRC_CORE_TIME_FORMAT_H_
#define LEADSCORE_SRC_CORE_TIME_FORMAT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// A checked format. Conversions:
//   %Y  year of four digits         %y  of two: 69 to 99 are 19xx, else 20xx
//   %m %d  month, day               %b  English month, "Jan" or "January"
//   %H %M %S  hour, minute, second  %I %p  hour of 12, AM or PM
//   %z  "Z", "+01:00" or "+0100"    %s  seconds since 1970, alone
//   %%  a percent sign              blank: any number of blanks
// Numbers may lack their leading zero; seconds may have a fraction. A text
// without %z is a local time: the first of two where the clock is set back, the
// end of the gap where it is set forward.
class TimeFormat {
 public:
  // Errors: kInvalidArgument, with what is wrong with the format.
  static absl::StatusOr<TimeFormat> Create(std::string_view format);

  // Errors: kInvalidArgument when the text has another form or names a day
  // that does not exist, kOutOfRange outside the years 1 to 9999. The text is
  // not part of the message.
  absl::StatusOr<Micros> Parse(std::string_view text,
                               absl::TimeZone zone) const;

  // A time as such a text, without fractions of a second; with %z in UTC.
  std::string Format(Micros micros, absl::TimeZone zone) const;

 private:
  explicit TimeFormat(std::string format) : format_(std::move(format)) {}

  std::string format_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_TIME_FORMAT_H_
