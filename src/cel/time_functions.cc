#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "src/cel/function_groups.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"

namespace leadscore::internal::cel {
namespace {

constexpr int64_t kMinTimestampSeconds = -62'135'596'800;
constexpr int64_t kMaxTimestampSeconds = 253'402'300'799;

// ---- From text and numbers ----------------------------------------------

// "1h30m" or "-1.5s": whole or fractional numbers with a unit, added up.
std::optional<int64_t> ParseCelDuration(std::string_view text) {
  struct Unit {
    std::string_view name;
    int64_t nanos;
  };
  constexpr Unit kUnits[] = {{"ns", 1},
                             {"us", 1'000},
                             {"\u00b5s", 1'000},
                             {"\u03bcs", 1'000},
                             {"ms", 1'000'000},
                             {"s", kNanosPerSecond},
                             {"m", 60 * kNanosPerSecond},
                             {"h", 3600 * kNanosPerSecond}};
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative || (!text.empty() && text.front() == '+')) {
    text.remove_prefix(1);
  }
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  absl::int128 total = 0;
  while (!text.empty()) {
    const size_t length =
        std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, length);
    text.remove_prefix(length);
    const size_t point = std::min(number.find('.'), number.size());
    std::string_view fraction = number.substr(point);
    if (!fraction.empty()) fraction.remove_prefix(1);
    const std::string_view whole_text = number.substr(0, point);
    // The least duration has one more nanosecond than an int64_t can hold.
    const std::optional<uint64_t> whole = whole_text.empty()
                                              ? std::optional<uint64_t>(0)
                                              : ParseUint64(whole_text);
    if (!whole.has_value() || (whole_text.empty() && fraction.empty()) ||
        fraction.find('.') != std::string_view::npos) {
      return std::nullopt;
    }
    const auto* unit = std::find_if(
        std::begin(kUnits), std::end(kUnits), [&text](const Unit& candidate) {
          // "m" is not the unit of "ms".
          return text.substr(0, candidate.name.size()) == candidate.name &&
                 (text.size() == candidate.name.size() ||
                  absl::ascii_isdigit(static_cast<unsigned char>(
                      text[candidate.name.size()])) ||
                  text[candidate.name.size()] == '.');
        });
    if (unit == std::end(kUnits)) return std::nullopt;
    text.remove_prefix(unit->name.size());
    total += absl::int128(*whole) * unit->nanos;
    absl::int128 scale = unit->nanos;
    for (char digit : fraction) {
      scale /= 10;
      total += scale * (digit - '0');
    }
    if (total > absl::int128(1) << 64) return std::nullopt;
  }
  if (is_negative) total = -total;
  if (total < std::numeric_limits<int64_t>::min() ||
      total > std::numeric_limits<int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(total);
}

Value ToDuration(Args args, CallContext&) {
  if (args[0].is(Kind::kDuration)) return args[0];
  if (!args[0].is(Kind::kString)) return NoOverload();
  const std::optional<int64_t> nanos = ParseCelDuration(args[0].as_string());
  return nanos.has_value() ? Value::Duration(*nanos) : Invalid();
}

Value ToTimestamp(Args args, CallContext&) {
  if (args[0].is(Kind::kTimestamp)) return args[0];
  if (args[0].is(Kind::kInt)) return MakeTimestamp(args[0].as_int(), 0);
  if (!args[0].is(Kind::kString)) return NoOverload();
  const absl::StatusOr<Instant> instant = ParseRfc3339(args[0].as_string());
  return instant.ok() ? Value::Timestamp(*instant) : Invalid();
}

Value Days(Args args, CallContext&) {
  if (!args[0].is(Kind::kInt)) return NoOverload();
  int64_t nanos = 0;
  if (__builtin_mul_overflow(args[0].as_int(), 86'400 * kNanosPerSecond,
                             &nanos)) {
    return Overflow();
  }
  return Value::Duration(nanos);
}

// ---- Parts of times and durations ----------------------------------------

using CivilInfo = absl::TimeZone::CivilInfo;

// `part` of a timestamp in a time zone, by default UTC.
template <int64_t (*part)(const CivilInfo&)>
Value TimePart(Args args, CallContext&) {
  if (!args[0].is(Kind::kTimestamp) ||
      (args.size() == 2 && !args[1].is(Kind::kString))) {
    return NoOverload();
  }
  absl::TimeZone zone = absl::UTCTimeZone();
  if (args.size() == 2) {
    const auto found = FindTimeZone(args[1].as_string());
    if (!found.has_value()) {
      return Value::MakeError(ErrorCode::kUnknownTimeZone);
    }
    zone = *found;
  }
  const Instant instant = args[0].as_timestamp();
  return Value::Int(part(zone.At(absl::FromUnixSeconds(instant.seconds) +
                                 absl::Nanoseconds(instant.nanos))));
}

int64_t YearOf(const CivilInfo& info) { return info.cs.year(); }
int64_t MonthOf(const CivilInfo& info) { return info.cs.month() - 1; }
int64_t DateOf(const CivilInfo& info) { return info.cs.day(); }
int64_t DayOfMonthOf(const CivilInfo& info) { return info.cs.day() - 1; }
int64_t DayOfYearOf(const CivilInfo& info) {
  return absl::GetYearDay(absl::CivilDay(info.cs)) - 1;
}
int64_t DayOfWeekOf(const CivilInfo& info) {
  // Abseil counts from Monday, CEL from Sunday.
  const auto day = static_cast<int>(absl::GetWeekday(absl::CivilDay(info.cs)));
  return (day + 1) % 7;
}
int64_t HoursOf(const CivilInfo& info) { return info.cs.hour(); }
int64_t MinutesOf(const CivilInfo& info) { return info.cs.minute(); }
int64_t SecondsOf(const CivilInfo& info) { return info.cs.second(); }
int64_t MillisecondsOf(const CivilInfo& info) {
  return absl::ToInt64Milliseconds(info.subsecond);
}

// The same of a duration, or the whole number of `unit`s in it.
template <int64_t (*part)(const CivilInfo&), int64_t unit>
Value TimeOrDurationPart(Args args, CallContext& context) {
  if (args.size() == 1 && args[0].is(Kind::kDuration)) {
    return Value::Int(args[0].as_duration() / unit);
  }
  return TimePart<part>(args, context);
}

Value Milliseconds(Args args, CallContext& context) {
  if (args.size() == 1 && args[0].is(Kind::kDuration)) {
    return Value::Int(args[0].as_duration() % kNanosPerSecond / 1'000'000);
  }
  return TimePart<MillisecondsOf>(args, context);
}

std::vector<Overload> TimeParts(bool also_of_durations) {
  std::vector<Overload> overloads = {
      Member({Kind::kTimestamp}, Kind::kInt),
      Member({Kind::kTimestamp, Kind::kString}, Kind::kInt)};
  if (also_of_durations) {
    overloads.push_back(Member({Kind::kDuration}, Kind::kInt));
  }
  return overloads;
}

}  // namespace

Value MakeTimestamp(int64_t seconds, int64_t nanos) {
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  } else if (nanos >= kNanosPerSecond) {
    nanos -= kNanosPerSecond;
    ++seconds;
  }
  if (seconds < kMinTimestampSeconds || seconds > kMaxTimestampSeconds) {
    return Overflow();
  }
  return Value::Timestamp(Instant{seconds, static_cast<int32_t>(nanos)});
}

std::optional<absl::TimeZone> FindTimeZone(std::string_view name) {
  std::string_view offset = name;
  const bool is_negative = !offset.empty() && offset.front() == '-';
  if (!offset.empty() && (is_negative || offset.front() == '+')) {
    offset.remove_prefix(1);
  }
  if (offset.size() == 5 && offset[2] == ':') {
    const std::optional<uint64_t> hours = ParseUint64(offset.substr(0, 2));
    const std::optional<uint64_t> minutes = ParseUint64(offset.substr(3));
    if (!hours.has_value() || !minutes.has_value() || *hours > 23 ||
        *minutes > 59) {
      return std::nullopt;
    }
    const int seconds = static_cast<int>((*hours * 60 + *minutes) * 60);
    return absl::FixedTimeZone(is_negative ? -seconds : seconds);
  }
  const absl::StatusOr<absl::TimeZone> zone = LoadZone(name);
  if (!zone.ok()) return std::nullopt;
  return *zone;
}

std::vector<Function> TimeFunctions() {
  return {
      {"timestamp",
       {Global({Kind::kString}, Kind::kTimestamp),
        Global({Kind::kInt}, Kind::kTimestamp),
        Global({Kind::kTimestamp}, Kind::kTimestamp)},
       nullptr,
       ToTimestamp},
      {"duration",
       {Global({Kind::kString}, Kind::kDuration),
        Global({Kind::kDuration}, Kind::kDuration)},
       nullptr,
       ToDuration},
      {"days", {Global({Kind::kInt}, Kind::kDuration)}, nullptr, Days},
      {"getFullYear", TimeParts(false), nullptr, TimePart<YearOf>},
      {"getMonth", TimeParts(false), nullptr, TimePart<MonthOf>},
      {"getDate", TimeParts(false), nullptr, TimePart<DateOf>},
      {"getDayOfMonth", TimeParts(false), nullptr, TimePart<DayOfMonthOf>},
      {"getDayOfYear", TimeParts(false), nullptr, TimePart<DayOfYearOf>},
      {"getDayOfWeek", TimeParts(false), nullptr, TimePart<DayOfWeekOf>},
      {"getHours", TimeParts(true), nullptr,
       TimeOrDurationPart<HoursOf, 3600 * kNanosPerSecond>},
      {"getMinutes", TimeParts(true), nullptr,
       TimeOrDurationPart<MinutesOf, 60 * kNanosPerSecond>},
      {"getSeconds", TimeParts(true), nullptr,
       TimeOrDurationPart<SecondsOf, kNanosPerSecond>},
      {"getMilliseconds", TimeParts(true), nullptr, Milliseconds},
  };
}

}  // namespace leadscore::internal::cel
