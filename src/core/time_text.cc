#include "src/core/time_text.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the parts of a text one after the other.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : text_(text) {}

  bool done() const { return pos_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[pos_]; }

  bool Take(char c) {
    if (done() || text_[pos_] != c) return false;
    ++pos_;
    return true;
  }

  // Takes exactly `count` digits; false when there are fewer.
  bool TakeDigits(int count, int* value) {
    *value = 0;
    for (int i = 0; i < count; ++i) {
      if (!IsDigit(peek())) return false;
      *value = *value * 10 + (text_[pos_++] - '0');
    }
    return true;
  }

 private:
  std::string_view text_;
  size_t pos_ = 0;
};

absl::Status NotATime() {
  return absl::InvalidArgumentError(
      "not a date and time with a zone such as 2026-11-20T09:00:00Z");
}

bool IsLeapYear(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysOfMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Days since 1970-01-01. Years begin in March, so that the leap day is the last
// of one: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
//
// REQUIRES: year > 0.
int64_t DayNumber(int year, int month, int day) {
  const int64_t from_march = year - (month <= 2 ? 1 : 0);
  const int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  const int64_t to_1970 = 719'468;
  return from_march * 365 + from_march / 4 - from_march / 100 +
         from_march / 400 + day_of_year - to_1970;
}

// Eight bytes of a form such as "00:00:00": a digit for each 0, and else what
// the form has, all looked at together.
class DigitWord {
 public:
  // A form as a number, its first byte the lowest.
  static constexpr uint64_t FormOf(const char* text) {
    uint64_t form = 0;
    for (size_t i = 0; i < sizeof(form); ++i) {
      form |= static_cast<uint64_t>(text[i]) << 8 * i;
    }
    return form;
  }

  DigitWord(const char* text, uint64_t form) : digits_(LowestFirst(text)) {
    digits_ ^= form;
    // A carry goes beyond a byte only if that is over 0x7F, which shows.
    has_form_ = ((digits_ | (digits_ + RoomOf(form))) & kHighest) == 0;
    twos_ = 10 * digits_ + (digits_ >> 8);
  }

  bool has_form() const { return has_form_; }

  // The number of the two digits at a byte.
  //
  // REQUIRES: has_form().
  int two(size_t at) const { return static_cast<int>(twos_ >> 8 * at & 0xff); }

 private:
  static constexpr uint64_t kHighest = 0x8080'8080'8080'8080;

  static uint64_t LowestFirst(const char* text) {
    uint64_t word = 0;
    std::memcpy(&word, text, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
  }

  // What can be added to each byte before its highest bit is set.
  static constexpr uint64_t RoomOf(uint64_t form) {
    uint64_t room = 0;
    for (size_t i = 0; i < sizeof(form); ++i) {
      const uint64_t highest_digit = (form >> 8 * i & 0xff) == '0' ? 9 : 0;
      room |= (0x7f - highest_digit) << 8 * i;
    }
    return room;
  }

  uint64_t digits_;  // 0 where the form has no digit.
  bool has_form_;
  uint64_t twos_;
};

// Reads ".123" into nanoseconds; nothing is nothing.
bool TakeFraction(TextCursor& cursor, int32_t* nanos) {
  *nanos = 0;
  if (!cursor.Take('.')) return true;
  int digits = 0;
  int digit = 0;
  while (digits < 9 && cursor.TakeDigits(1, &digit)) {
    *nanos = *nanos * 10 + digit;
    ++digits;
  }
  if (digits == 0 || IsDigit(cursor.peek())) return false;
  for (; digits < 9; ++digits) *nanos *= 10;
  return true;
}

// Reads "Z" or "+01:00" into seconds east of UTC.
absl::Status TakeOffset(TextCursor& cursor, int* offset_seconds) {
  *offset_seconds = 0;
  if (cursor.Take('Z') || cursor.Take('z')) return absl::OkStatus();
  const char sign = cursor.peek();
  if (cursor.done()) {
    return absl::InvalidArgumentError(
        "a date and time without a zone; add Z or an offset such as +01:00");
  }
  int hours = 0;
  int minutes = 0;
  if (!(cursor.Take('+') || cursor.Take('-')) ||
      !cursor.TakeDigits(2, &hours) || !cursor.Take(':') ||
      !cursor.TakeDigits(2, &minutes) || hours > 23 || minutes > 59) {
    return NotATime();
  }
  *offset_seconds = (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
  return absl::OkStatus();
}

struct DurationUnit {
  std::string_view name;
  Micros micros;
};

// From the largest; the longer of two names with a common beginning is found
// by comparing the whole name.
constexpr std::array<DurationUnit, 7> kUnits = {{
    {"w", 7 * kMicrosPerDay},
    {"d", kMicrosPerDay},
    {"h", Micros{3600} * kMicrosPerSecond},
    {"m", Micros{60} * kMicrosPerSecond},
    {"s", kMicrosPerSecond},
    {"ms", 1000},
    {"us", 1},
}};

// A hundred thousand days: longer than any sale, and far from overflow.
constexpr Micros kMaxDuration = 100'000 * kMicrosPerDay;

absl::Status NotADuration() {
  return absl::InvalidArgumentError(
      "not a duration; write a whole number and a unit (w, d, h, m, s, ms, "
      "us), such as \"30d\" or \"1d12h\"");
}

bool IsZoneNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || IsDigit(c) ||
         c == '_' || c == '+' || c == '-';
}

// Parts of letters, digits, '_', '+' and '-', joined by single slashes.
bool HasFormOfZoneName(std::string_view name) {
  bool part_is_empty = true;
  for (char c : name) {
    if (c == '/') {
      if (part_is_empty) return false;
      part_is_empty = true;
    } else if (IsZoneNameCharacter(c)) {
      part_is_empty = false;
    } else {
      return false;
    }
  }
  return !part_is_empty;
}

}  // namespace

Micros ToMicros(absl::Time time) {
  if (time <= FromMicros(kMinInstant)) return kMinInstant;
  if (time >= FromMicros(kMaxInstant)) return kMaxInstant;
  return absl::ToUnixMicros(time);
}

absl::Time FromMicros(Micros micros) { return absl::FromUnixMicros(micros); }

absl::StatusOr<Instant> ParseRfc3339(std::string_view text) {
  TextCursor cursor(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!cursor.TakeDigits(4, &year) || !cursor.Take('-') ||
      !cursor.TakeDigits(2, &month) || !cursor.Take('-') ||
      !cursor.TakeDigits(2, &day)) {
    return NotATime();
  }
  if (cursor.done()) {
    return absl::InvalidArgumentError(
        "a date without a time and a zone; write it as 2026-11-20T00:00:00Z");
  }
  Instant instant;
  if (!(cursor.Take('T') || cursor.Take('t') || cursor.Take(' ')) ||
      !cursor.TakeDigits(2, &hour) || !cursor.Take(':') ||
      !cursor.TakeDigits(2, &minute) || !cursor.Take(':') ||
      !cursor.TakeDigits(2, &second) || !TakeFraction(cursor, &instant.nanos)) {
    return NotATime();
  }
  int offset = 0;
  LEADSCORE_RETURN_IF_ERROR(TakeOffset(cursor, &offset));
  if (!cursor.done()) return NotATime();
  const absl::CivilSecond civil(year, month, day, hour, minute, second);
  // CivilSecond carries an overflow over into the next larger field.
  if (civil.month() != month || civil.day() != day || civil.hour() != hour ||
      civil.minute() != minute || civil.second() != second) {
    return absl::InvalidArgumentError("a date or time that does not exist");
  }
  instant.seconds = (civil - absl::CivilSecond(1970, 1, 1)) - offset;
  if (year < 1 || instant.seconds * kMicrosPerSecond < kMinInstant ||
      instant.seconds * kMicrosPerSecond > kMaxInstant) {
    return absl::OutOfRangeError("a date outside the years 1 to 9999");
  }
  return instant;
}

absl::StatusOr<absl::CivilDay> ParseDate(std::string_view text) {
  TextCursor cursor(text);
  int year = 0, month = 0, day = 0;
  if (!cursor.TakeDigits(4, &year) || !cursor.Take('-') ||
      !cursor.TakeDigits(2, &month) || !cursor.Take('-') ||
      !cursor.TakeDigits(2, &day) || !cursor.done()) {
    return absl::InvalidArgumentError("not a date such as 2026-11-20");
  }
  const absl::CivilDay date(year, month, day);
  if (year < 1 || date.month() != month || date.day() != day) {
    return absl::InvalidArgumentError("a date that does not exist");
  }
  return date;
}

absl::StatusOr<Micros> ParseInstant(std::string_view text) {
  LEADSCORE_ASSIGN_OR_RETURN(const Instant instant, ParseRfc3339(text));
  return instant.seconds * kMicrosPerSecond + instant.nanos / 1000;
}

bool ParseUsualInstant(std::string_view text, Micros* micros) {
  constexpr size_t kInUtc = 20;
  constexpr size_t kWithOffset = 25;
  if (text.size() != kInUtc && text.size() != kWithOffset) return false;
  constexpr uint64_t kDateForm = DigitWord::FormOf("0000-00-");
  constexpr uint64_t kTimeForm = DigitWord::FormOf("00:00:00");
  const DigitWord date(text.data(), kDateForm);
  const DigitWord time(text.data() + 11, kTimeForm);
  bool is_usual = date.has_form() && text[10] == 'T' && time.has_form();
  // Two digits as a number.
  const auto two = [&](size_t at) {
    const auto tens = static_cast<unsigned>(text[at] - '0');
    const auto ones = static_cast<unsigned>(text[at + 1] - '0');
    is_usual = is_usual && tens <= 9 && ones <= 9;
    return static_cast<int>(tens * 10 + ones);
  };
  const int year = date.two(0) * 100 + date.two(2);
  const int month = date.two(5);
  const int day = two(8);
  const int hour = time.two(0);
  const int minute = time.two(3);
  const int second = time.two(6);
  int offset = 0;
  if (text.size() == kInUtc) {
    is_usual = is_usual && text[19] == 'Z';
  } else {
    const int hours = two(20);
    const int minutes = two(23);
    is_usual = is_usual && (text[19] == '+' || text[19] == '-') &&
               text[22] == ':' && hours <= 23 && minutes <= 59;
    offset = (hours * 60 + minutes) * 60 * (text[19] == '-' ? -1 : 1);
  }
  if (!is_usual || year < 2 || year > 9998 || month < 1 || month > 12 ||
      day < 1 || day > DaysOfMonth(year, month) || hour > 23 || minute > 59 ||
      second > 59) {
    return false;
  }
  *micros = ((DayNumber(year, month, day) * 24 + hour) * 60 + minute) * 60 *
                kMicrosPerSecond +
            (second - offset) * kMicrosPerSecond;
  return true;
}

std::string FormatInstant(const Instant& instant) {
  const absl::CivilSecond civil =
      absl::CivilSecond(1970, 1, 1) + instant.seconds;
  std::string text =
      absl::StrCat(absl::Dec(civil.year(), absl::kZeroPad4), "-",
                   absl::Dec(civil.month(), absl::kZeroPad2), "-",
                   absl::Dec(civil.day(), absl::kZeroPad2), "T",
                   absl::Dec(civil.hour(), absl::kZeroPad2), ":",
                   absl::Dec(civil.minute(), absl::kZeroPad2), ":",
                   absl::Dec(civil.second(), absl::kZeroPad2));
  if (instant.nanos != 0) {
    absl::StrAppend(&text, ".", absl::Dec(instant.nanos, absl::kZeroPad9));
    while (text.back() == '0') text.pop_back();
  }
  return text + "Z";
}

std::string FormatInstant(Micros micros) {
  Micros seconds = micros / kMicrosPerSecond;
  Micros rest = micros % kMicrosPerSecond;
  if (rest < 0) {
    rest += kMicrosPerSecond;
    --seconds;
  }
  return FormatInstant(Instant{seconds, static_cast<int32_t>(rest * 1000)});
}

absl::StatusOr<absl::Duration> ParseDuration(std::string_view text) {
  if (text.empty()) return NotADuration();
  Micros total = 0;
  while (!text.empty()) {
    const size_t digits =
        std::min(text.find_first_not_of("0123456789"), text.size());
    const std::optional<int64_t> count = ParseInt64(text.substr(0, digits));
    text.remove_prefix(digits);
    const size_t letters =
        std::min(text.find_first_of("0123456789"), text.size());
    const auto* unit = std::find_if(
        kUnits.begin(), kUnits.end(), [&](const DurationUnit& candidate) {
          return candidate.name == text.substr(0, letters);
        });
    if (digits == 0 || unit == kUnits.end()) return NotADuration();
    text.remove_prefix(letters);
    if (!count.has_value() || *count > (kMaxDuration - total) / unit->micros) {
      return absl::OutOfRangeError("a duration longer than 100,000 days");
    }
    total += *count * unit->micros;
  }
  return absl::Microseconds(total);
}

std::string DurationText(absl::Duration duration) {
  Micros rest = absl::ToInt64Microseconds(duration);
  std::string text;
  // Weeks are read but not written: "30d" is plainer than "4w2d".
  for (size_t i = 1; i < kUnits.size(); ++i) {
    if (rest >= kUnits[i].micros) {
      absl::StrAppend(&text, rest / kUnits[i].micros, ToAbsl(kUnits[i].name));
      rest %= kUnits[i].micros;
    }
  }
  return text.empty() ? "0s" : text;
}

absl::StatusOr<absl::TimeZone> LoadZone(std::string_view name) {
  absl::TimeZone zone;
  if (name.size() > 100 || !HasFormOfZoneName(name)) {
    return absl::InvalidArgumentError(
        "not the name of a time zone; use an IANA name such as "
        "\"Europe/Berlin\"");
  }
  if (!absl::LoadTimeZone(ToAbsl(name), &zone)) {
    return absl::NotFoundError(absl::StrCat(
        "unknown time zone \"", ToAbsl(name),
        "\"; use an IANA name such as \"Europe/Berlin\" (names other than "
        "\"UTC\" need the system's time zone data, package tzdata)"));
  }
  return zone;
}

int64_t LocalDay(Micros micros, absl::TimeZone zone) {
  return absl::ToCivilDay(FromMicros(micros), zone) -
         absl::CivilDay(1970, 1, 1);
}

int64_t WeekOfDay(int64_t day) {
  // 1970-01-01 was a Thursday: three days after a Monday.
  const int64_t since_monday = day + 3;
  return since_monday >= 0 ? since_monday / 7 : -((6 - since_monday) / 7);
}

}  // namespace leadscore::internal
