#include "src/core/time_format.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"

namespace leadscore::internal {
namespace {

constexpr std::string_view kConversions = "YymdbHMSIpzs%";

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What the conversions of one text have said so far.
struct Fields {
  int year = 1970, month = 1, day = 1;
  int hour = 0, minute = 0, second = 0;
  int64_t fraction_micros = 0;
  bool has_half_day = false, afternoon = false, twelve_hours = false;
  bool has_offset = false;
  int offset_seconds = 0;
  bool is_unix_seconds = false;
  int64_t unix_seconds = 0;
};

class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool Literal(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Blanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

  bool Convert(char conversion, Fields* fields) {
    switch (conversion) {
      case 'Y':
        return Number(4, 4, &fields->year);
      case 'y':
        if (!Number(2, 2, &fields->year)) return false;
        fields->year += fields->year >= 69 ? 1900 : 2000;
        return true;
      case 'm':
        return Number(1, 2, &fields->month);
      case 'd':
        return Number(1, 2, &fields->day);
      case 'b':
        return Month(&fields->month);
      case 'I':
        fields->twelve_hours = true;
        return Number(1, 2, &fields->hour) && fields->hour >= 1 &&
               fields->hour <= 12;
      case 'H':
        return Number(1, 2, &fields->hour);
      case 'M':
        return Number(1, 2, &fields->minute);
      case 'S':
        return Number(1, 2, &fields->second) &&
               Fraction(&fields->fraction_micros);
      case 'p':
        return HalfDay(fields);
      case 'z':
        return Offset(fields);
      case 's':
        return UnixSeconds(fields);
      default:
        return Literal('%');
    }
  }

 private:
  bool Number(int min_digits, int max_digits, int* value) {
    int digits = 0;
    *value = 0;
    while (digits < max_digits && !rest_.empty() && IsDigit(rest_.front())) {
      *value = *value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
      ++digits;
    }
    return digits >= min_digits;
  }

  // Digits behind the sixth are read and dropped.
  bool Fraction(int64_t* micros) {
    if (rest_.empty() || (rest_.front() != '.' && rest_.front() != ',')) {
      return true;
    }
    rest_.remove_prefix(1);
    int digits = 0;
    for (; !rest_.empty() && IsDigit(rest_.front()); ++digits) {
      if (digits < 6) *micros = *micros * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    for (int i = digits; i < 6; ++i) *micros *= 10;
    return digits > 0;
  }

  bool Month(int* month) {
    for (size_t i = 0; i < kMonths.size(); ++i) {
      for (size_t length : {kMonths[i].size(), size_t{3}}) {
        if (absl::StartsWithIgnoreCase(ToAbsl(rest_),
                                       ToAbsl(kMonths[i].substr(0, length)))) {
          *month = static_cast<int>(i) + 1;
          rest_.remove_prefix(length);
          return true;
        }
      }
    }
    return false;
  }

  bool HalfDay(Fields* fields) {
    fields->has_half_day = true;
    fields->afternoon = absl::StartsWithIgnoreCase(ToAbsl(rest_), "pm");
    if (!fields->afternoon &&
        !absl::StartsWithIgnoreCase(ToAbsl(rest_), "am")) {
      return false;
    }
    rest_.remove_prefix(2);
    return true;
  }

  bool Offset(Fields* fields) {
    fields->has_offset = true;
    if (Literal('Z') || Literal('z')) return true;
    const bool negative = !rest_.empty() && rest_.front() == '-';
    if (!Literal('+') && !Literal('-')) return false;
    int hours = 0;
    int minutes = 0;
    if (!Number(2, 2, &hours)) return false;
    Literal(':');
    if (!Number(2, 2, &minutes) || hours > 23 || minutes > 59) return false;
    fields->offset_seconds = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
    return true;
  }

  bool UnixSeconds(Fields* fields) {
    fields->is_unix_seconds = true;
    const bool negative = Literal('-');
    int digits = 0;
    // Twelve digits reach beyond the year 9999.
    for (; digits < 12 && !rest_.empty() && IsDigit(rest_.front()); ++digits) {
      fields->unix_seconds = fields->unix_seconds * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (negative) fields->unix_seconds = -fields->unix_seconds;
    return digits > 0 && Fraction(&fields->fraction_micros);
  }

  std::string_view rest_;
};

absl::Status DoesNotExist() {
  return absl::InvalidArgumentError("a date or time that does not exist");
}

absl::StatusOr<Micros> ToInstant(Fields fields, absl::TimeZone zone) {
  int64_t seconds = fields.unix_seconds;
  if (!fields.is_unix_seconds) {
    if (fields.twelve_hours || fields.has_half_day) {
      if (fields.hour > 12) return DoesNotExist();
      fields.hour = fields.hour % 12 + (fields.afternoon ? 12 : 0);
    }
    const absl::CivilSecond civil(fields.year, fields.month, fields.day,
                                  fields.hour, fields.minute, fields.second);
    if (fields.year < 1) {
      return absl::OutOfRangeError("a date outside the years 1 to 9999");
    }
    if (civil.month() != fields.month || civil.day() != fields.day ||
        civil.hour() != fields.hour || civil.minute() != fields.minute ||
        civil.second() != fields.second) {
      return DoesNotExist();
    }
    seconds =
        fields.has_offset
            ? (civil - absl::CivilSecond(1970, 1, 1)) - fields.offset_seconds
            : absl::ToUnixSeconds(absl::FromCivil(civil, zone));
  }
  const Micros micros = seconds * kMicrosPerSecond + fields.fraction_micros;
  if (micros < kMinInstant || micros > kMaxInstant) {
    return absl::OutOfRangeError("a date outside the years 1 to 9999");
  }
  return micros;
}

void AppendTwoDigits(int64_t number, std::string* text) {
  absl::StrAppend(text, absl::Dec(number, absl::kZeroPad2));
}

void AppendConversion(char conversion, absl::CivilSecond civil,
                      int64_t unix_seconds, std::string* text) {
  switch (conversion) {
    case 'Y':
      absl::StrAppend(text, absl::Dec(civil.year(), absl::kZeroPad4));
      return;
    case 'y':
      return AppendTwoDigits(civil.year() % 100, text);
    case 'm':
      return AppendTwoDigits(civil.month(), text);
    case 'd':
      return AppendTwoDigits(civil.day(), text);
    case 'b':
      *text += kMonths[static_cast<size_t>(civil.month() - 1)].substr(0, 3);
      return;
    case 'H':
      return AppendTwoDigits(civil.hour(), text);
    case 'M':
      return AppendTwoDigits(civil.minute(), text);
    case 'S':
      return AppendTwoDigits(civil.second(), text);
    case 'I':
      return AppendTwoDigits((civil.hour() + 11) % 12 + 1, text);
    case 'p':
      *text += civil.hour() < 12 ? "AM" : "PM";
      return;
    case 'z':
      *text += "Z";
      return;
    case 's':
      absl::StrAppend(text, unix_seconds);
      return;
    default:
      *text += '%';
  }
}

bool Has(std::string_view conversions, char conversion) {
  return conversions.find(conversion) != std::string_view::npos;
}

}  // namespace

absl::StatusOr<TimeFormat> TimeFormat::Create(std::string_view format) {
  std::string seen;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size()) {
      return absl::InvalidArgumentError("the time format ends with a lone %");
    }
    if (!Has(kConversions, format[i])) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the time format has an unknown conversion, %",
          ToAbsl(format.substr(i, 1)),
          "; known are %Y %y %m %d %b %H %M %S %I %p %z %s and %%"));
    }
    if (format[i] != '%' && Has(seen, format[i])) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the time format has %", ToAbsl(format.substr(i, 1)), " twice"));
    }
    seen += format[i];
  }
  const bool has_date = (Has(seen, 'Y') || Has(seen, 'y')) &&
                        (Has(seen, 'm') || Has(seen, 'b')) && Has(seen, 'd');
  if (!has_date && !Has(seen, 's')) {
    return absl::InvalidArgumentError(
        "the time format lacks a year, month or day; usual ones are "
        "\"%Y-%m-%d\" and \"%d.%m.%Y %H:%M\"");
  }
  return TimeFormat(std::string(format));
}

absl::StatusOr<Micros> TimeFormat::Parse(std::string_view text,
                                         absl::TimeZone zone) const {
  FieldReader reader(text);
  Fields fields;
  bool matches = true;
  for (size_t i = 0; matches && i < format_.size(); ++i) {
    if (format_[i] == ' ') {
      reader.Blanks();
    } else if (format_[i] == '%') {
      matches = reader.Convert(format_[++i], &fields);
    } else {
      matches = reader.Literal(format_[i]);
    }
  }
  if (!matches || !reader.done()) {
    return absl::InvalidArgumentError(
        absl::StrCat("not a time of the format \"", format_, "\""));
  }
  return ToInstant(fields, zone);
}

std::string TimeFormat::Format(Micros micros, absl::TimeZone zone) const {
  const absl::Time time = FromMicros(micros);
  const bool has_offset = format_.find("%z") != std::string::npos;
  const absl::CivilSecond civil =
      absl::ToCivilSecond(time, has_offset ? absl::UTCTimeZone() : zone);
  std::string text;
  for (size_t i = 0; i < format_.size(); ++i) {
    if (format_[i] == '%') {
      AppendConversion(format_[++i], civil, absl::ToUnixSeconds(time), &text);
    } else {
      text += format_[i];
    }
  }
  return text;
}

}  // namespace leadscore::internal
