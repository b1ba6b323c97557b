// Holidays from CSV and iCalendar files.

#include "src/sla/holidays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using leadscore::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(HolidaysCsv, TakesTheColumnOfDates) {
  EXPECT_THAT(*ParseHolidaysCsv("name,Date\r\n\"Neujahr, DE\",2026-01-01\r\n"
                                "Karfreitag,2026-04-03\r\n"),
              ElementsAre("2026-01-01", "2026-04-03"));
}

TEST(HolidaysCsv, TakesTheOnlyColumn) {
  EXPECT_THAT(*ParseHolidaysCsv("closed\n2026-01-01\n\n 2026-04-03 \n"),
              ElementsAre("2026-01-01", "2026-04-03"));
  EXPECT_THAT(*ParseHolidaysCsv("date\n"), IsEmpty());
}

TEST(HolidaysCsv, SaysInWhichLineWhatIsWrong) {
  EXPECT_THAT(ParseHolidaysCsv(""), StatusIs(kInvalid, "the file is empty"));
  EXPECT_THAT(ParseHolidaysCsv("day,name\n2026-01-01,x\n"),
              StatusIs(kInvalid,
                       "line 1 of the file: no header with a column \"date\""));
  // A first line that is a date is no header that may be passed over.
  EXPECT_THAT(ParseHolidaysCsv("2026-01-01\n2026-04-03\n"),
              StatusIs(kInvalid,
                       "line 1 of the file: no header with a column \"date\""));
  EXPECT_THAT(ParseHolidaysCsv("date,Date\n"),
              StatusIs(kInvalid,
                       "line 1 of the file: two columns are called \"date\""));
  EXPECT_THAT(
      ParseHolidaysCsv("date\n2026-01-01\n01.05.2026\n"),
      StatusIs(kInvalid, "line 3 of the file: not a date such as 2026-11-20"));
  EXPECT_THAT(
      ParseHolidaysCsv("name,date\nNeujahr\n"),
      StatusIs(kInvalid, "line 2 of the file: fewer columns than the header"));
  EXPECT_THAT(ParseHolidaysCsv("date\n\"2026-01-01\n"),
              StatusIs(kInvalid, ::testing::HasSubstr("line 2 of the file")));
}

std::string Ics(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}

std::string Event(const std::string& lines) {
  return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n";
}

TEST(Holidays, WantTextInUtf8) {
  const std::string problem =
      "line 2 of the file: text that is not UTF-8; save the file as UTF-8";
  EXPECT_THAT(ParseHolidaysCsv("date,name\n2026-12-25,No\xebl\n"),
              StatusIs(kInvalid, problem));
  EXPECT_THAT(ParseHolidaysIcs("BEGIN:VCALENDAR\nX:\xff\xff\n"),
              StatusIs(kInvalid, problem));
}

TEST(HolidaysIcs, TakesDaysOfEvents) {
  EXPECT_THAT(
      *ParseHolidaysIcs(
          Ics(Event("UID:1\r\nDTSTART;VALUE=DATE:20261225\r\n"
                    "DTEND;VALUE=DATE:20261227\r\nSUMMARY:Weihnachten\r\n") +
              Event("dtstart;value=date:20270101\r\n") +
              Event("DTSTART;VALUE=DATE:20270326\r\nDURATION:P2D\r\n"))),
      ElementsAre("2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26",
                  "2027-03-27"));
}

TEST(HolidaysIcs, TakesMidnightToMidnightAsADay) {
  EXPECT_THAT(*ParseHolidaysIcs(Ics(
                  Event("DTSTART;TZID=\"Europe/Berlin:x\":20261225T000000\r\n"
                        "DTEND;TZID=Europe/Berlin:20261226T000000\r\n"))),
              ElementsAre("2026-12-25"));
}

TEST(HolidaysIcs, PassesOverWhatIsNoEventAndWhatWasCancelled) {
  EXPECT_THAT(
      *ParseHolidaysIcs(
          "\xEF\xBB\xBF" +
          Ics("BEGIN:VTIMEZONE\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
              "RRULE:FREQ=YEARLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
              Event("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\n") +
              Event("DTSTART;VALUE=DATE:20261226\r\nBEGIN:VALARM\r\n"
                    "DURATION:PT5M\r\nEND:VALARM\r\n"))),
      ElementsAre("2026-12-26"));
}

TEST(HolidaysIcs, UnfoldsLines) {
  EXPECT_THAT(*ParseHolidaysIcs(Ics(Event("SUMMARY:A long\n  name: of\n\tit\n"
                                          "DTSTART;VALUE=DA\n TE:2026\n"
                                          " 1225\n"))),
              ElementsAre("2026-12-25"));
}

TEST(HolidaysIcs, SaysInWhichLineWhatIsWrong) {
  const auto error = [](const std::string& lines) {
    return std::string(ParseHolidaysIcs(Ics(Event(lines))).status().message());
  };
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\n"),
            "line 5 of the file: an event that recurs by a rule, which is not "
            "followed; export each date as an event of its own");
  EXPECT_EQ(error("DTSTART:20261225T080000Z\r\n"),
            "line 4 of the file: an event that is not of whole days; write it "
            "as an override of the calendar");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261232\r\n"),
            "line 4 of the file: not a date such as 20261225");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:2026122\r\n"),
            "line 4 of the file: not a date such as 20261225");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:01030612\r\n"),
            "line 4 of the file: a year outside 1900 to 2500");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:99991231\r\nDURATION:P9D\r\n"),
            "line 4 of the file: a year outside 1900 to 2500");
  EXPECT_EQ(error("SUMMARY:x\r\n"),
            "line 3 of the file: an event without DTSTART");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261225\r\n"
                  "DTSTART;VALUE=DATE:20261225\r\n"),
            "line 5 of the file: a second DTSTART");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261225\r\n"
                  "DTEND;VALUE=DATE:20261224\r\n"),
            "line 3 of the file: an event that ends before it begins");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261225\r\n"
                  "DTEND;VALUE=DATE:20281225\r\n"),
            "line 3 of the file: an event of more than 366 days");
  EXPECT_EQ(error("DTSTART;VALUE=DATE:20261225\r\nDURATION:PT8H\r\n"),
            "line 5 of the file: a duration that is not of whole days");
  EXPECT_EQ(error("no colon\r\n"),
            "line 4 of the file: not a line of iCalendar (NAME:value)");
  EXPECT_EQ(error("END:VTODO\r\n"),
            "line 4 of the file: the end of something else than \"VEVENT\"");
  EXPECT_THAT(ParseHolidaysIcs(""), StatusIs(kInvalid, "the file is empty"));
  EXPECT_THAT(ParseHolidaysIcs("date\n2026-01-01\n"),
              StatusIs(kInvalid,
                       "line 1 of the file: not a line of iCalendar "
                       "(NAME:value)"));
  EXPECT_THAT(ParseHolidaysIcs("BEGIN:VCARD\n"),
              StatusIs(kInvalid,
                       "line 1 of the file: not a calendar (BEGIN:VCALENDAR)"));
  EXPECT_THAT(ParseHolidaysIcs("BEGIN:VCALENDAR\nBEGIN:VEVENT\n"),
              StatusIs(kInvalid, "the file ends within \"VEVENT\""));
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "BEGIN:VCALENDAR\n";
  EXPECT_THAT(
      ParseHolidaysIcs(deep),
      StatusIs(kInvalid, "line 17 of the file: components nested too deeply"));
}

}  // namespace
}  // namespace leadscore::internal
