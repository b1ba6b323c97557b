// Business time against what others computed: test vectors of two libraries,
// and the deadlines that the city of Boston gave its 311 requests. Skipped
// where the test data are not at hand.

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "leadscore/business_calendar.h"
#include "src/core/csv_reader.h"
#include "tests/sla/calendar_testing.h"

namespace leadscore {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;
using testing::MakeCalendar;
using testing::MakeCalendarSpec;
using testing::MondayToFriday;
using testing::Wall;

std::string DataFile(const std::string& name) {
  return std::string(LEADSCORE_TEST_DATA_DIR) + "/data/" + name;
}

const Value& Get(const Struct& object, const std::string& key) {
  return object.fields().at(key);
}

std::string Text(const Struct& object, const std::string& key) {
  const auto found = object.fields().find(key);
  return found == object.fields().end() ? "" : found->second.string_value();
}

// ---- Vectors ---------------------------------------------------------------

std::vector<ShiftSpec> ShiftsOf(const Value& value) {
  std::vector<ShiftSpec> shifts;
  for (const Value& pair : value.list_value().values()) {
    shifts.push_back({pair.list_value().values(0).string_value(),
                      pair.list_value().values(1).string_value()});
  }
  return shifts;
}

BusinessCalendar CalendarOf(const Struct& vector) {
  const std::vector<std::string> names = {"mon", "tue", "wed", "thu",
                                          "fri", "sat", "sun"};
  CalendarSpec spec = MakeCalendarSpec({}, Text(vector, "tz"));
  spec.from = "1990-01-01";
  for (size_t day = 0; day < names.size(); ++day) {
    const Struct& hours = Get(vector, "hours").struct_value();
    const auto found = hours.fields().find(names[day]);
    if (found == hours.fields().end()) continue;
    for (const ShiftSpec& shift : ShiftsOf(found->second)) {
      spec.open.push_back(
          {{static_cast<Weekday>(day + 1)}, shift.from, shift.to});
    }
  }
  for (const Value& date : Get(vector, "holidays").list_value().values()) {
    spec.holidays.push_back(date.string_value());
  }
  for (const auto& [date, shifts] :
       Get(vector, "special_hours").struct_value().fields()) {
    OverrideSpec special;
    special.date = date;
    special.open = ShiftsOf(shifts);
    special.closed = special.open.empty();
    spec.overrides.push_back(special);
  }
  return MakeCalendar(spec);
}

absl::Time InstantOf(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << text << ": " << error;
  return time;
}

// What the calendar makes of a vector, in the form of its `expect`.
std::string Answer(const Struct& vector) {
  const BusinessCalendar calendar = CalendarOf(vector);
  const std::string op = Text(vector, "op");
  const std::string from = Text(vector, "from");
  const auto days = [&] {
    return static_cast<int>(Get(vector, "days").number_value());
  };
  if (op == "add_days" && from.size() == 10) {
    absl::CivilDay date;
    EXPECT_TRUE(absl::ParseCivilTime(from, &date));
    return absl::FormatCivilTime(*calendar.AddBusinessDays(date, days()));
  }
  const absl::Time start = InstantOf(from);
  if (op == "add_days") {
    // Dates are moved, and keep their time of day, in opening hours or not.
    const absl::CivilSecond wall =
        absl::ToCivilSecond(start, calendar.time_zone());
    const absl::CivilDay date(wall);
    const absl::CivilDay moved = *calendar.AddBusinessDays(date, days());
    return std::to_string(absl::ToUnixSeconds(absl::FromCivil(
        absl::CivilSecond(moved) + (wall - absl::CivilSecond(date)),
        calendar.time_zone())));
  }
  const auto seconds = [](absl::Duration duration) {
    return std::to_string(absl::ToInt64Seconds(duration));
  };
  const auto instant = [](absl::Time time) {
    return std::to_string(absl::ToUnixSeconds(time));
  };
  if (op == "elapsed") {
    return seconds(*calendar.Elapsed(start, InstantOf(Text(vector, "to"))));
  }
  if (op == "add") {
    return instant(*calendar.Add(
        start, absl::Seconds(Get(vector, "seconds").number_value())));
  }
  if (op == "is_open") return *calendar.IsOpen(start) ? "true" : "false";
  if (op == "next_open") return instant(*calendar.NextOpen(start));
  if (op == "next_close") return instant(*calendar.NextClose(start));
  if (op == "add_days")
    return instant(*calendar.AddBusinessDays(start, days()));
  return "unknown op " + op;
}

std::string Expected(const Struct& vector) {
  const Value& expect = Get(vector, "expect");
  switch (expect.kind_case()) {
    case Value::kBoolValue:
      return expect.bool_value() ? "true" : "false";
    case Value::kNumberValue:
      return std::to_string(static_cast<int64_t>(expect.number_value()));
    default:
      return expect.string_value().size() == 10
                 ? expect.string_value()
                 : std::to_string(
                       absl::ToUnixSeconds(InstantOf(expect.string_value())));
  }
}

TEST(CalendarData, AgreesWithTheVectorsOfOtherLibraries) {
  std::ifstream file(DataFile("calendars/business_time_vectors.jsonl"));
  if (!file) GTEST_SKIP() << "no business_time_vectors.jsonl";
  int agreed = 0;
  std::map<std::string, std::string> differing;
  for (std::string line; std::getline(file, line);) {
    Struct vector;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(line, &vector).ok());
    const std::string answer = Answer(vector);
    if (answer == Expected(vector)) {
      ++agreed;
    } else {
      differing[Text(vector, "test")] = answer;
    }
  }
  EXPECT_EQ(agreed, 121);
  // That one counts 24 hours for a date of 25; 90,000 s go by in it.
  EXPECT_THAT(differing, ::testing::ElementsAre(::testing::Pair(
                             "works across time shifts + midnight", "90000")));
}

// ---- Boston 311 ------------------------------------------------------------

struct Request {
  std::string type;
  std::string opened;
  absl::Time start;
  absl::Time due;
};

constexpr char kBoston[] = "America/New_York";

// The requests that were given a deadline.
std::vector<Request> ReadRequests(const std::string& path) {
  FILE* pipe = popen(("gzip -dc '" + path + "'").c_str(), "r");
  if (pipe == nullptr) return {};
  internal::CsvReader reader(
      [pipe](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        return std::fread(buffer, 1, size, pipe);
      },
      ',', internal::CsvLimits());
  std::vector<Request> requests;
  for (internal::Record record; *reader.Next(&record);) {
    const std::string& due = record.fields[2].text;
    if (due.size() != 19) continue;
    const std::string& opened = record.fields[1].text;
    requests.push_back({record.fields[9].text, opened, Wall(opened, kBoston),
                        Wall(due, kBoston)});
  }
  pclose(pipe);
  return requests;
}

// The days on which the city's offices are closed.
std::vector<std::string> Holidays() {
  std::ifstream file(DataFile("calendars/US_MA.json"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Struct dates;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &dates).ok());
  const std::vector<std::string> observed = {"New Year's Day",
                                             "Martin Luther King Jr. Day",
                                             "Washington's Birthday",
                                             "Patriots' Day",
                                             "Memorial Day",
                                             "Independence Day",
                                             "Labor Day",
                                             "Columbus Day",
                                             "Veterans Day",
                                             "Thanksgiving Day",
                                             "Christmas Day"};
  std::vector<std::string> holidays;
  for (const auto& [date, names] : dates.fields()) {
    std::string rest = names.string_value() + "; ";
    for (size_t end; (end = rest.find("; ")) != std::string::npos;
         rest.erase(0, end + 2)) {
      std::string name = rest.substr(0, end);
      const size_t suffix = name.find(" (observed)");
      if (suffix != std::string::npos) name.erase(suffix);
      if (std::count(observed.begin(), observed.end(), name) > 0) {
        holidays.push_back(date);
        break;
      }
    }
  }
  return holidays;
}

class Boston : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string path =
        DataFile("boston311_sla/boston311_animal_sla_2013_2016.csv.gz");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
    requests_ = ReadRequests(path);
    ASSERT_EQ(requests_.size(), 12'777);
  }

  static BusinessCalendar Office(bool with_holidays) {
    CalendarSpec spec =
        MakeCalendarSpec({{MondayToFriday(), "08:30", "17:00"}}, kBoston);
    if (with_holidays) spec.holidays = Holidays();
    return MakeCalendar(spec);
  }

  // The share of the requests of a year, in percent, whose deadline is one
  // business day, to the minute.
  double ShareInYear(const BusinessCalendar& calendar,
                     const std::string& year) {
    int count = 0;
    int near = 0;
    for (const Request& request : requests_) {
      if (request.type != "Pick up Dead Animal") continue;
      if (request.opened.substr(0, 4) != year) continue;
      ++count;
      const absl::Time due = *calendar.AddBusinessDays(request.start, 1);
      if (absl::AbsDuration(due - request.due) <= absl::Minutes(1)) ++near;
    }
    const double share = 100.0 * near / count;
    RecordProperty("share_" + year, std::to_string(share));
    std::printf("  %s: %d of %d, %.2f %%\n", year.c_str(), near, count, share);
    return share;
  }

  std::vector<Request> requests_;
};

TEST_F(Boston, OneBusinessDayIsAsTheCityCounts) {
  const BusinessCalendar office = Office(/*with_holidays=*/true);
  EXPECT_GE(ShareInYear(office, "2014"), 99.4);
  EXPECT_GE(ShareInYear(office, "2015"), 99.4);
  EXPECT_GE(ShareInYear(office, "2016"), 99.4);
}

TEST_F(Boston, In2013TheCityHadNoHolidays) {
  EXPECT_NEAR(ShareInYear(Office(true), "2013"), 91.8, 0.1);
  EXPECT_GE(ShareInYear(Office(false), "2013"), 99.35);
}

TEST_F(Boston, CalendarDaysKeepTheTimeOnTheWall) {
  const BusinessCalendar office = Office(/*with_holidays=*/true);
  const std::set<std::string> types = {"Bed Bugs",
                                       "Pest Infestation - Residential"};
  int count = 0;
  for (const Request& request : requests_) {
    if (types.count(request.type) == 0) continue;
    ++count;
    const absl::Time due = *office.AddDays(request.start, 120);
    EXPECT_LE(absl::AbsDuration(due - request.due), absl::Seconds(150))
        << request.opened;
  }
  EXPECT_EQ(count, 3'036);
}

}  // namespace
}  // namespace leadscore
