// `leadscore serve-lines`: events in, changes of stage out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ProgramOutput;
using ::testing::SizeIs;
using testing::TestFolder;

constexpr char kModel[] = R"(
name: "acme"  version: "1"
attributes { name: "size"  type: INT }
activities { type: "visit" }
signals { name: "visits"  kind: COUNT  types: "visit"  within: "3d" }
scores {
  name: "fit"
  groups { name: "Company"  rules { name: "Size"  when: "lead.size > 100"  points: 20 } }
}
stages { name: "LEAD" }
stages { name: "MQL"  enter { name: "visits"  when: "signal.visits > 0" } }
)";

constexpr char kLead[] = "{\"id\": \"1\", \"size\": 50}\n";
constexpr char kVisit[] =
    "{\"lead_id\": \"1\", \"type\": \"visit\", \"id\": \"v\", "
    "\"time\": \"2026-11-02T00:00:00Z\"}\n";
constexpr char kLater[] = "{\"$advance\": \"2026-11-09T00:00:00Z\"}\n";

class ServeLinesTest : public ::testing::Test {
 protected:
  ServeLinesTest() {
    folder_.Write("m.textproto", kModel);
    folder_.Write("state/.keep", "");
  }

  ProgramOutput Serve(const std::string& events,
                      std::vector<std::string> options) {
    folder_.Write("events.jsonl", events);
    options.insert(options.begin(), {"serve-lines", "--model", "m.textproto",
                                     "--events", "events.jsonl"});
    return testing::RunProgram(options);
  }
  ProgramOutput ServeState(const std::string& events,
                           std::vector<std::string> options = {}) {
    for (const char* option :
         {"--state", "state", "--start", "2026-11-03T00:00:00Z"}) {
      options.emplace_back(option);
    }
    return Serve(events, options);
  }

  TestFolder folder_;
};

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  lines.pop_back();
  return lines;
}

TEST_F(ServeLinesTest, TellsWhatEventsAndTimeCause) {
  const ProgramOutput output = Serve(absl::StrCat(kLead, kVisit, kLater),
                                     {"--start", "2026-11-03T00:00:00Z"});
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(
      LinesOf(output.out),
      ElementsAre(
          "{\"number\":1,\"id\":\"1\",\"time\":\"2026-11-02T00:00:00Z\","
          "\"from\":\"LEAD\",\"to\":\"MQL\",\"way\":\"visits\","
          "\"cause\":\"activity\",\"cause_names\":[\"visit\"],"
          "\"what\":\"visit\",\"total\":0}",
          HasSubstr("\"number\":2,\"id\":\"1\","
                    "\"time\":\"2026-11-05T00:00:00Z\",\"from\":\"MQL\"")));
  EXPECT_THAT(output.err,
              HasSubstr("took 3 lines: 1 lead, 1 activity, 0 removals, 1 move "
                        "of the clock; printed 2 transitions\n"));
}

TEST_F(ServeLinesTest, GoesOnWhereTheStateIs) {
  ProgramOutput output = ServeState(absl::StrCat(kLead, kVisit));
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(LinesOf(output.out), SizeIs(1));

  // What comes twice is told once.
  output = ServeState(absl::StrCat(kVisit, kLater));
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(LinesOf(output.out), ElementsAre(HasSubstr("\"number\":2")));
  EXPECT_THAT(output.err,
              HasSubstr("state holds 1 lead with 1 activity; its clock stands "
                        "at 2026-11-03T00:00:00Z"));

  // What did not arrive is told again.
  output = ServeState("", {"--after", "0"});
  EXPECT_THAT(LinesOf(output.out), ElementsAre(HasSubstr("\"number\":1"),
                                               HasSubstr("\"number\":2")));
  output = ServeState("", {"--after", "1"});
  EXPECT_THAT(LinesOf(output.out), ElementsAre(HasSubstr("\"number\":2")));
}

TEST_F(ServeLinesTest, TellsThatHistoryWasRewritten) {
  const ProgramOutput output = ServeState(
      absl::StrCat(kLead, kVisit,
                   "{\"lead_id\": \"1\", \"type\": \"$retract\", \"id\": "
                   "\"v\", \"time\": \"2026-11-02T00:00:00Z\"}\n"));
  EXPECT_THAT(LinesOf(output.out),
              ElementsAre(HasSubstr("{\"number\":1,\"id\""),
                          HasSubstr("{\"number\":2,\"withdraws\":1,\"id\"")));
}

TEST_F(ServeLinesTest, AcknowledgesLinesBehindWhatTheyCaused) {
  const ProgramOutput output =
      ServeState(absl::StrCat(kLead, kVisit, kLater),
                 {"--acknowledge", "--commit-every", "2"});
  EXPECT_THAT(LinesOf(output.out),
              ElementsAre(HasSubstr("\"number\":1"), "{\"lines\":2}",
                          HasSubstr("\"number\":2"), "{\"lines\":3}"));
}

TEST_F(ServeLinesTest, StopsAtALineThatItCannotUseAndKeepsWhatCameBefore) {
  ProgramOutput output = ServeState(
      absl::StrCat(kLead, kVisit, "{\"id\": \"2\", \"size\": \"big\"}\n"),
      {"--acknowledge"});
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_THAT(LinesOf(output.out),
              ElementsAre(HasSubstr("\"number\":1"), "{\"lines\":2}"));
  EXPECT_THAT(output.err, HasSubstr("events.jsonl:3:21: error: column "
                                    "\"size\": not a whole number"));
  EXPECT_THAT(output.err, HasSubstr("--rejected FILE"));

  // Its text may be wrong, or what it asks of the book.
  for (const char* line :
       {"{\"lead_id\": \"9\", \"type\": \"visit\", \"time\": "
        "\"2026-11-02T00:00:00Z\"}\n",
        "{\"$remove\": \"9\"}\n", "{\"$advance\": \"2026-11-01T00:00:00Z\"}\n",
        "{\"lead_id\": \"1\", \"type\": \"$adjust\", \"time\": "
        "\"2026-11-02T00:00:00Z\", \"until\": \"2026-11-01T00:00:00Z\", "
        "\"score\": \"fit\", \"points\": 5}\n"}) {
    output = ServeState(line);
    EXPECT_EQ(output.exit_code, 1) << line;
    EXPECT_THAT(output.err, HasSubstr("events.jsonl:1:1: error: ")) << line;
  }
  output = ServeState("", {"--after", "0"});
  EXPECT_THAT(LinesOf(output.out), SizeIs(1));
}

TEST_F(ServeLinesTest, SetsLinesAsideThatItCannotUse) {
  const std::string bad = "{\"id\": \"2\", \"size\": \"big\"}\n";
  folder_.Write("bad.jsonl", "before\n");
  const ProgramOutput output = ServeState(
      absl::StrCat(kLead, bad,
                   "{\"lead_id\": \"1\", \"type\": \"scroll\", \"time\": "
                   "\"2026-11-02T00:00:00Z\"}\n",
                   kVisit),
      {"--rejected", "bad.jsonl"});
  EXPECT_EQ(output.exit_code, 0);
  EXPECT_THAT(LinesOf(output.out), SizeIs(1));
  EXPECT_EQ(folder_.Read("bad.jsonl"), "before\n" + bad);
  EXPECT_THAT(output.err, HasSubstr("events.jsonl:2:21: error: "));
  EXPECT_THAT(output.err, HasSubstr("left out 1 line, see bad.jsonl"));
  EXPECT_THAT(output.err,
              HasSubstr("passed over 1 activity of the type \"scroll\", "
                        "which the model does not know"));
}

TEST_F(ServeLinesTest, TakesOverTheStateOfAnotherModelIfItIsToldTo) {
  ServeState(absl::StrCat(kLead, kVisit));
  std::string other = kModel;
  other.replace(other.find("visits > 0"), 10, "visits > 1");
  folder_.Write("m.textproto", other);
  ProgramOutput output = ServeState("");
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_THAT(output.err, HasSubstr("it belongs to the model \"acme\" 1"));
  output = ServeState("", {"--migrate"});
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(LinesOf(output.out), ElementsAre(HasSubstr("\"withdraws\":1")));
  EXPECT_THAT(
      output.err,
      HasSubstr("another model took the book over: told or withdrew 1 "));
}

TEST_F(ServeLinesTest, FollowsTheClockOfTheMachineIfItIsToldTo) {
  const ProgramOutput output =
      Serve(absl::StrCat(kLead, kVisit), {"--clock", "machine"});
  EXPECT_EQ(output.exit_code, 0) << output.err;
  // The visit is some days old at least.
  EXPECT_THAT(LinesOf(output.out), SizeIs(2));
}

TEST_F(ServeLinesTest, ReadsTheLastLineWithoutItsEnd) {
  std::string events = absl::StrCat(kLead, "\r\n\n", kVisit);
  events.pop_back();
  const ProgramOutput output = ServeState(events);
  EXPECT_EQ(output.exit_code, 0) << output.err;
  EXPECT_THAT(LinesOf(output.out), SizeIs(1));
}

TEST_F(ServeLinesTest, SaysWhatIsWrongWithTheCommandLine) {
  const auto error = [this](const std::vector<std::string>& options) {
    const ProgramOutput output = Serve("", options);
    EXPECT_EQ(output.exit_code, 2);
    return output.err;
  };
  EXPECT_THAT(error({}), HasSubstr("--start TIME, or --clock machine"));
  EXPECT_THAT(error({"--clock", "sun"}), HasSubstr("lines or machine"));
  EXPECT_THAT(error({"--tick", "1", "--start", "2026-11-01T00:00:00Z"}),
              HasSubstr("--tick is about --clock machine"));
  EXPECT_THAT(error({"--after", "1", "--start", "2026-11-01T00:00:00Z"}),
              HasSubstr("--after is about a book in a directory"));
}

TEST_F(ServeLinesTest, SaysWhatIsWrongWithTheState) {
  ProgramOutput output = Serve("", {"--state", "state"});
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_THAT(output.err, HasSubstr("a new book has to be told where its "
                                    "clock stands"));
  output = ServeState("", {"--state", "nowhere"});
  EXPECT_EQ(output.exit_code, 2);
  output = Serve("", {"--state", "nowhere", "--start", "2026-11-01T00:00:00Z"});
  EXPECT_EQ(output.exit_code, 3);
  EXPECT_THAT(output.err, HasSubstr("nowhere: no such directory"));
}

}  // namespace
}  // namespace leadscore
