// leadscore sla: what it prints, writes and returns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/program_test_util.h"

namespace leadscore::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class SlaTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("m.textproto",
                  "name: 'm'\n"
                  "attributes { name: 'source' type: STRING }\n"
                  "activities { type: 'form' }\n"
                  "scores { name: 'web' groups { name: 'g' rules { name: 'form'"
                  " points: 10 each { types: 'form' } } } }\n"
                  "stages { name: 'NEW' }\n"
                  "stages { name: 'MQL' enter { name: 'score' at_least { score:"
                  " 'web' points: 10 } } }\n");
    folder_.Write("p.textproto",
                  "name: 'promises' time_zone: 'Europe/Berlin'\n"
                  "activities { types: ['call', 'assigned'] properties { name: "
                  "'owner' type: STRING } }\n"
                  "touch { types: 'call' }\n"
                  "owner { types: 'assigned' property: 'owner' }\n"
                  "source: 'lead.source'\n"
                  "commitments { name: 'two a day' at_least: 2 per: DAY counts "
                  "{ enters: 'MQL' } }\n"
                  "clocks { name: 'contacted' within: '2h' warn_at: 0.5\n"
                  "  start { enters: 'MQL' } stop { touch: true } }\n");
    folder_.Write("leads.csv", "id,source\nL-1,web\nL-2,fair\nL-3,web\nL-4,\n");
    folder_.Write("forms.csv",
                  "lead_id,type,time\n"
                  "L-1,form,2026-11-20T09:00:00Z\n"
                  "L-2,form,2026-11-20T10:00:00Z\n"
                  "L-3,form,2026-11-20T10:30:00Z\n");
    folder_.Write("calls.csv",
                  "lead_id,type,time,owner\n"
                  "L-1,assigned,2026-11-20T09:10:00Z,Ann\n"
                  "L-1,call,2026-11-20T09:30:00Z,\n"
                  "L-2,assigned,2026-11-20T10:10:00Z,\"Bob, jr.\"\n");
  }

  ProgramOutput Sla(const std::vector<std::string>& more,
                    const std::string& as_of = "2026-11-20T11:15:00Z") {
    std::vector<std::string> args = {
        "sla",       "--policy",  "p.textproto",  "--model",   "m.textproto",
        "--leads",   "leads.csv", "--activities", "forms.csv", "--activities",
        "calls.csv", "--as-of",   as_of};
    args.insert(args.end(), more.begin(), more.end());
    return RunProgram(args);
  }

  TestFolder folder_;
};

TEST_F(SlaTest, PrintsThePageOfBothSides) {
  const ProgramOutput page = Sla({});
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_THAT(page.err, IsEmpty());
  EXPECT_THAT(page.out,
              StartsWith("promises as of 2026-11-20 12:15 (Europe/Berlin)\n"
                         "4 leads, stages of m, time zones of "));
  EXPECT_THAT(page.out,
              HasSubstr("\nMarketing owes\n"
                        "  promise    period      owed  delivered  expected by "
                        "now  projected  days left\n"
                        "  two a day  2026-11-20     2          3             "
                        "1.02          6          1  KEPT\n"));
  EXPECT_THAT(
      page.out,
      HasSubstr("\nSales owes\n"
                "  promise    within  attained  in time  at risk  "
                "running  median     p90    mean\n"
                "  contacted  2 h      100.0 %        1        1        "
                "1  30 min  30 min  30 min\n"));
  EXPECT_THAT(page.out, HasSubstr("\nNobody ever touched 2 leads\n"
                                  "  L-2, L-3\n"));
  EXPECT_THAT(page.out, Not(HasSubstr("by owner")));
}

TEST_F(SlaTest, PrintsFiguresByWhatIsAsked) {
  const std::string out = Sla({"--by", "owner", "--by", "source"}).out;
  EXPECT_THAT(
      out, AllOf(HasSubstr("\ncontacted by owner\n"), HasSubstr("  Ann "),
                 HasSubstr("  (nobody) "), HasSubstr("\ncontacted by source\n"),
                 HasSubstr("  fair ")));
}

TEST_F(SlaTest, WritesRows) {
  EXPECT_THAT(
      Sla({"--format", "csv"}).out,
      HasSubstr("\ncontacted,clock,L-2,1,true,AT_RISK,2026-11-20T10:00:00Z,"
                "2026-11-20T12:00:00Z,,7200,4500,2700,0,0,0,600,3900,,\"Bob, "
                "jr.\",fair,,45 min left\n"));
  EXPECT_THAT(
      Sla({"--format", "jsonl"}).out,
      HasSubstr(
          "{\"promise\":\"contacted\",\"kind\":\"clock\",\"lead\":\"L-1\","
          "\"cycle\":1,\"latest\":true,\"verdict\":\"MET\",\"start\":"
          "\"2026-11-20T09:00:00Z\",\"due\":\"2026-11-20T11:00:00Z\","
          "\"end\":\"2026-11-20T09:30:00Z\",\"target_s\":7200,"
          "\"elapsed_s\":1800,\"remaining_s\":5400,\"overshoot_s\":0,"
          "\"paused_s\":0,\"closed_s\":0,\"before_assignment_s\":600,"
          "\"after_assignment_s\":1200,\"owner\":\"Ann\",\"source\":"
          "\"web\",\"reason\":\"call\"}\n"));
  EXPECT_THAT(Sla({"--rows", "periods"}).out,
              HasSubstr("\ntwo a day,2026-11-20,2026-11-19T23:00:00Z,"
                        "2026-11-20T23:00:00Z,KEPT,2,3,3,0,0,"));
  EXPECT_THAT(Sla({"--rows", "figures"}).out,
              HasSubstr("\ncontacted,all,,1,1,0,0,0,0,0,0,1,1,0,1,1800,1800,"
                        "1800,0,0,0,0\n"));
}

TEST_F(SlaTest, WritesAFileAndPrintsThePage) {
  const ProgramOutput output = Sla({"--output", "rows.csv"});
  EXPECT_THAT(output.out, StartsWith("promises as of "));
  EXPECT_THAT(folder_.Read("rows.csv"), StartsWith("promise,kind,lead,"));
}

TEST_F(SlaTest, MakesACallList) {
  const ProgramOutput list = Sla({"--upcoming", "2h", "--by", "owner"});
  EXPECT_EQ(list.out,
            "2 due within 2 h of 2026-11-20 12:15 (Europe/Berlin)\n"
            "\n"
            "Bob, jr.\n"
            "  due            in  lead  promise\n"
            "  Fri 13:00  45 min  L-2   contacted  AT_RISK\n"
            "\n"
            "(nobody)\n"
            "  due                in  lead  promise\n"
            "  Fri 13:30  1 h 15 min  L-3   contacted  RUNNING\n");
  EXPECT_THAT(Sla({"--upcoming", "10m"}).out,
              StartsWith("0 due within 10 min of"));
  EXPECT_THAT(Sla({"--upcoming", "1h", "--format", "csv"}).out,
              AllOf(HasSubstr("L-2"), Not(HasSubstr("L-3"))));
}

TEST_F(SlaTest, DrivesAnAlert) {
  EXPECT_EQ(Sla({"--fail-on-breach"}).exit_code, 0);
  const std::string later = "2026-11-20T12:00:01Z";
  EXPECT_EQ(Sla({"--fail-on-breach"}, later).exit_code, 4);
  EXPECT_EQ(Sla({}, later).exit_code, 0);
}

TEST_F(SlaTest, SaysWhatTheFilesLack) {
  folder_.Write("calls.csv",
                "lead_id,type,time\n"
                "L-9,call,2026-11-20T09:30:00Z\n"
                "L-1,chat,2026-11-20T09:30:00Z\n");
  const ProgramOutput output = Sla({});
  EXPECT_EQ(output.err,
            "leadscore: 1 activity belongs to a lead that is not in the file\n"
            "leadscore: 1 activity is of a type that neither the model nor the "
            "policy knows\n"
            "leadscore: calls.csv has no column \"owner\"; for the model it is "
            "missing\n"
            "leadscore: forms.csv has no column \"owner\"; for the model it is "
            "missing\n");
  EXPECT_THAT(output.out,
              HasSubstr("\nNobody ever touched a lead: is an export of "
                        "activities missing?\n"));
}

TEST_F(SlaTest, LeavesOutWhatBeganEarlier) {
  const std::string rows =
      Sla({"--from", "2026-11-20T10:15:00Z", "--format", "csv"}).out;
  EXPECT_THAT(rows, AllOf(HasSubstr("L-3"), Not(HasSubstr("L-1"))));
}

}  // namespace
}  // namespace leadscore::testing
