#include "src/core/time_text.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "src/core/time_format.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using testing::StatusIs;

TEST(ParseInstantTest, ReadsRfc3339) {
  EXPECT_EQ(*ParseInstant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(*ParseInstant("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(*ParseInstant("1969-12-31 23:59:59.5-00:00"), -500'000);
  EXPECT_EQ(*ParseInstant("1970-01-01T23:59:00+23:59"), 0);
  EXPECT_EQ(*ParseInstant("2026-11-20t09:00:00z"), 1'795'165'200'000'000);
  EXPECT_EQ(*ParseInstant("2000-02-29T00:00:00Z"), 951'782'400'000'000);
  // Kept to the microsecond, rounded down.
  EXPECT_EQ(*ParseInstant("1970-01-01T00:00:00.123456789Z"), 123'456);
  EXPECT_EQ(*ParseInstant("0001-01-01T00:00:00Z"), kMinInstant);
  EXPECT_EQ(*ParseInstant("9999-12-31T23:59:59.999999Z"), kMaxInstant);
}

struct BadInstant {
  std::string name;
  std::string text;
  std::string why;
};

class BadInstantTest : public ::testing::TestWithParam<BadInstant> {};

TEST(ParseUsualInstantTest, GivesTheSameOrNothing) {
  std::mt19937_64 random(1);
  int found = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = "2026-11-20T08:00:00Z";
    if (random() % 2 == 0) text = "2026-11-20T08:00:00+01:00";
    // Any digits, half of the time those of days that may exist.
    for (char& c : text) {
      if (c >= '0' && c <= '9') {
        c = static_cast<char>('0' + random() % (random() % 3 == 0 ? 10 : 4));
      }
    }
    if (random() % 4 == 0) {
      char& c = text[random() % text.size()];
      c = random() % 2 == 0 ? "0123456789-:TZz+ ."[random() % 18]
                            : static_cast<char>(random() % 256);
    }
    Micros micros = 0;
    if (!ParseUsualInstant(text, &micros)) continue;
    ++found;
    const absl::StatusOr<Micros> expected = ParseInstant(text);
    ASSERT_TRUE(expected.ok()) << text;
    ASSERT_EQ(micros, *expected) << text;
  }
  EXPECT_GT(found, 1'000);
}

TEST(ParseUsualInstantTest, FindsAllDaysOfSomeCenturies) {
  for (absl::CivilDay day(1890, 1, 1); day < absl::CivilDay(2110, 1, 1);
       ++day) {
    const std::string text =
        absl::StrCat(absl::FormatCivilTime(day), "T23:59:59-00:30");
    Micros micros = 0;
    ASSERT_TRUE(ParseUsualInstant(text, &micros)) << text;
    ASSERT_EQ(micros, *ParseInstant(text)) << text;
  }
}

TEST_P(BadInstantTest, IsRefused) {
  const absl::StatusOr<Micros> parsed = ParseInstant(GetParam().text);
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(std::string(parsed.status().message()),
              HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadInstantTest,
    ::testing::ValuesIn<BadInstant>({
        {"Empty", "", "not a date and time"},
        {"DateOnly", "2026-11-20", "without a time and a zone"},
        {"NoZone", "2026-11-20T09:00:00", "without a zone"},
        {"NoSeconds", "2026-11-20T09:00Z", "not a date and time"},
        {"DayThatIsNot", "2026-02-29T00:00:00Z", "does not exist"},
        {"MonthThatIsNot", "2026-13-01T00:00:00Z", "does not exist"},
        {"HourThatIsNot", "2026-11-20T24:00:00Z", "does not exist"},
        {"LeapSecond", "2016-12-31T23:59:60Z", "does not exist"},
        {"YearZero", "0000-01-01T00:00:00Z", "years 1 to 9999"},
        {"OffsetOutOfRange", "0001-01-01T00:00:00+01:00", "years 1 to 9999"},
        {"FiveDigitYear", "10000-01-01T00:00:00Z", "not a date and time"},
        {"OffsetWithoutColon", "2026-11-20T09:00:00+0100", "not a date"},
        {"TenDigits", "2026-11-20T09:00:00.1234567890Z", "not a date"},
        {"PointAlone", "2026-11-20T09:00:00.Z", "not a date"},
        {"MoreBehind", "2026-11-20T09:00:00Z ", "not a date"},
        {"LocalForm", "20.11.2026 09:00", "not a date"},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(FormatInstantTest, ReadsBack) {
  for (const char* text :
       {"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.5Z",
        "2026-11-20T08:00:00.000001Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z"}) {
    EXPECT_EQ(FormatInstant(*ParseInstant(text)), text);
  }
}

TEST(ParseDurationTest, AddsUpUnits) {
  EXPECT_EQ(*ParseDuration("30d"), absl::Hours(720));
  EXPECT_EQ(*ParseDuration("1d12h"), absl::Hours(36));
  EXPECT_EQ(*ParseDuration("1w"), absl::Hours(168));
  EXPECT_EQ(*ParseDuration("90s"), absl::Seconds(90));
  EXPECT_EQ(*ParseDuration("5m"), absl::Minutes(5));
  EXPECT_EQ(*ParseDuration("250ms"), absl::Milliseconds(250));
  EXPECT_EQ(*ParseDuration("10us"), absl::Microseconds(10));
  EXPECT_EQ(*ParseDuration("0s"), absl::ZeroDuration());
}

TEST(ParseDurationTest, RefusesWhatIsNone) {
  for (const char* text :
       {"", "30", "d", "30 d", "1.5h", "-1d", "30days", "30D", "1d2", "1h1"}) {
    EXPECT_THAT(ParseDuration(text), StatusIs(StatusCode::kInvalidArgument,
                                              HasSubstr("not a duration")))
        << text;
  }
  for (const std::string& text :
       {std::string("100001d"), std::string("9223372036854775807w"),
        std::string(1000, '9') + "s"}) {
    EXPECT_THAT(ParseDuration(text),
                StatusIs(StatusCode::kOutOfRange, HasSubstr("100,000 days")));
  }
}

TEST(DurationTextTest, ReadsBack) {
  for (const char* text : {"30d", "1d12h", "1m30s", "1s5ms7us", "0s"}) {
    EXPECT_EQ(DurationText(*ParseDuration(text)), text);
  }
}

TEST(LoadZoneTest, TakesOnlyNamesOfZones) {
  EXPECT_TRUE(LoadZone("Europe/Berlin").ok());
  EXPECT_TRUE(LoadZone("UTC").ok());
  EXPECT_TRUE(LoadZone("America/Argentina/Buenos_Aires").ok());
  for (const char* name :
       {"", "../../../etc/passwd", "file:/etc/passwd", "/etc/localtime",
        "Europe//Berlin", "Europe/", "Europe/Ber lin", ":Europe/Berlin"}) {
    EXPECT_THAT(LoadZone(name), StatusIs(StatusCode::kInvalidArgument,
                                         HasSubstr("not the name")))
        << name;
  }
  EXPECT_THAT(LoadZone("Europe/Bonn"),
              StatusIs(StatusCode::kNotFound, HasSubstr("Europe/Bonn")));
}

TEST(LocalDayTest, FollowsTheZone) {
  const absl::TimeZone berlin = *LoadZone("Europe/Berlin");
  EXPECT_EQ(LocalDay(*ParseInstant("1970-01-01T22:59:59Z"), berlin), 0);
  EXPECT_EQ(LocalDay(*ParseInstant("1970-01-01T23:00:00Z"), berlin), 1);
  EXPECT_EQ(LocalDay(*ParseInstant("1969-12-31T22:59:59Z"), berlin), -1);
}

TEST(WeekOfDayTest, BeginsOnMonday) {
  EXPECT_EQ(WeekOfDay(0), 0);   // Thursday, 1970-01-01.
  EXPECT_EQ(WeekOfDay(3), 0);   // Sunday.
  EXPECT_EQ(WeekOfDay(4), 1);   // Monday.
  EXPECT_EQ(WeekOfDay(-3), 0);  // Monday, 1969-12-29.
  EXPECT_EQ(WeekOfDay(-4), -1);
  EXPECT_EQ(WeekOfDay(-11), -2);
}

// ---- Other formats -------------------------------------------------------

Micros ParseAs(std::string_view format, std::string_view text,
               const char* zone = "UTC") {
  const auto parsed = TimeFormat::Create(format)->Parse(text, *LoadZone(zone));
  EXPECT_TRUE(parsed.ok()) << format << " " << text << " " << parsed.status();
  return parsed.ok() ? *parsed : 0;
}

TEST(TimeFormatTest, ReadsTheFormsOfExports) {
  const Micros morning = *ParseInstant("2026-11-05T09:07:00Z");
  EXPECT_EQ(ParseAs("%Y-%m-%d %H:%M:%S", "2026-11-05 09:07:00"), morning);
  EXPECT_EQ(ParseAs("%d.%m.%Y %H:%M", "5.11.2026 9:07"), morning);
  EXPECT_EQ(ParseAs("%m/%d/%y %I:%M %p", "11/05/26 09:07 AM"), morning);
  EXPECT_EQ(ParseAs("%d-%b-%Y %H:%M", "05-nov-2026 09:07"), morning);
  EXPECT_EQ(ParseAs("%b %d, %Y %H:%M", "November 5, 2026 09:07"), morning);
  EXPECT_EQ(ParseAs("%Y%m%dT%H%M%S%z", "20261105T100700+0100"), morning);
  EXPECT_EQ(ParseAs("%s", "1793869620"), morning);
  EXPECT_EQ(ParseAs("%s", "1793869620.5"), morning + 500'000);
  EXPECT_EQ(ParseAs("%I%p %d.%m.%Y", "12AM 05.11.2026"),
            *ParseInstant("2026-11-05T00:00:00Z"));
  EXPECT_EQ(ParseAs("%I%p %d.%m.%Y", "12pm 05.11.2026"),
            *ParseInstant("2026-11-05T12:00:00Z"));
  EXPECT_EQ(ParseAs("%d.%m.%y", "01.02.69"),
            *ParseInstant("1969-02-01T00:00:00Z"));
  EXPECT_EQ(ParseAs("100%% %Y-%m-%d", "100% 2026-11-05"),
            *ParseInstant("2026-11-05T00:00:00Z"));
}

TEST(TimeFormatTest, LocalTimesAreThoseOfTheZone) {
  EXPECT_EQ(ParseAs("%Y-%m-%d %H:%M", "2026-11-20 09:00", "Europe/Berlin"),
            *ParseInstant("2026-11-20T08:00:00Z"));
  // The clock is set back at three: the first of two times.
  EXPECT_EQ(ParseAs("%Y-%m-%d %H:%M", "2026-10-25 02:30", "Europe/Berlin"),
            *ParseInstant("2026-10-25T00:30:00Z"));
  // It is set forward at two: there is no such time, so the end of the gap.
  EXPECT_EQ(ParseAs("%Y-%m-%d %H:%M", "2026-03-29 02:30", "Europe/Berlin"),
            *ParseInstant("2026-03-29T01:00:00Z"));
}

TEST(TimeFormatTest, RefusesOtherTextsWithoutRepeatingThem) {
  const TimeFormat format = *TimeFormat::Create("%Y-%m-%d %H:%M");
  for (const char* text :
       {"", "2026-11-20", "20.11.2026 09:00", "2026-11-20 09:00:00",
        "2026-11-20 09:00Z", "26-11-20 09:00", "infinite-future"}) {
    const auto parsed = format.Parse(text, absl::UTCTimeZone());
    ASSERT_THAT(parsed, StatusIs(StatusCode::kInvalidArgument,
                                 "not a time of the format \"%Y-%m-%d %H:%M\""))
        << text;
  }
  EXPECT_THAT(format.Parse("2026-02-30 09:00", absl::UTCTimeZone()),
              StatusIs(StatusCode::kInvalidArgument,
                       "a date or time that does not exist"));
  EXPECT_THAT(format.Parse("0000-01-01 00:00", absl::UTCTimeZone()),
              StatusIs(StatusCode::kOutOfRange, HasSubstr("years 1 to 9999")));
}

TEST(TimeFormatTest, RefusesFormatsThatCannotWork) {
  const auto refusal = [](const char* format) {
    return std::string(TimeFormat::Create(format).status().message());
  };
  EXPECT_THAT(refusal("%Y-%m"), HasSubstr("lacks a year, month or day"));
  EXPECT_THAT(refusal("%Y-%m-%d %"), HasSubstr("lone %"));
  EXPECT_THAT(refusal("%Y-%m-%d %Q"), HasSubstr("unknown conversion, %Q"));
  EXPECT_THAT(refusal("%Y-%m-%d %Y"), HasSubstr("%Y twice"));
}

}  // namespace
}  // namespace leadscore::internal
