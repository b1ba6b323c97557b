// Instants and durations as text, and what a calendar day is.
//
// Inside the library an instant is a Micros: microseconds since 1970-01-01
// UTC. absl::Time appears only in public headers.

#ifndef LEADSCORE_SRC_CORE_TIME_TEXT_H_
#define LEADSCORE_SRC_CORE_TIME_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace leadscore::internal {

using Micros = int64_t;

inline constexpr Micros kMicrosPerSecond = 1'000'000;
inline constexpr Micros kMicrosPerDay = Micros{86'400} * kMicrosPerSecond;

// 0001-01-01 and the last microsecond of 9999: what an instant may be.
inline constexpr Micros kMinInstant =
    Micros{-62'135'596'800} * kMicrosPerSecond;
inline constexpr Micros kMaxInstant =
    Micros{253'402'300'800} * kMicrosPerSecond - 1;

// Rounded down to whole microseconds, and kept within the years 1 to 9999.
Micros ToMicros(absl::Time time);
absl::Time FromMicros(Micros micros);

// An instant to the nanosecond.
struct Instant {
  int64_t seconds = 0;  // Since 1970-01-01 UTC.
  int32_t nanos = 0;    // 0 to 999,999,999.
};

// Reads an RFC 3339 date-time with its zone ("2026-11-20T09:00:00+01:00"; a
// blank may stand for the T). Digits behind the ninth of a second are refused,
// as are leap seconds and years outside 1 to 9999. Says what is wrong.
absl::StatusOr<Instant> ParseRfc3339(std::string_view text);

// The same in microseconds, rounded down.
absl::StatusOr<Micros> ParseInstant(std::string_view text);

// The same, quickly, of the usual forms: "2026-11-20T08:00:00Z", or with an
// offset such as +01:00. Of all others and of what is wrong it gives false.
bool ParseUsualInstant(std::string_view text, Micros* micros);

// "2026-11-20T08:00:00Z", with as many digits of a second as needed.
std::string FormatInstant(Micros micros);
std::string FormatInstant(const Instant& instant);

// Reads a date such as "2026-11-20", in the years 1 to 9999.
absl::StatusOr<absl::CivilDay> ParseDate(std::string_view text);

// Reads "30d", "12h", "1d12h", "90s", "250ms", "10us": whole numbers with a
// unit (w, d, h, m, s, ms, us), added up. Never negative.
absl::StatusOr<absl::Duration> ParseDuration(std::string_view text);

// The shortest such text; "0s" for none.
//
// REQUIRES: duration is not negative and whole microseconds.
std::string DurationText(absl::Duration duration);

// Loads a time zone by its IANA name. Only the form of a name is accepted, so
// that no other file can be read; names what is wrong.
absl::StatusOr<absl::TimeZone> LoadZone(std::string_view name);

// The number of the local day of an instant, days since 1970-01-01.
int64_t LocalDay(Micros micros, absl::TimeZone zone);

// The number of the week of a day; weeks start on Monday.
int64_t WeekOfDay(int64_t day);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_TIME_TEXT_H_
