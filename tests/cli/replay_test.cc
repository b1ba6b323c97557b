// `leadscore replay`: rows and funnels of a period, and what was known then.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cli/program_test_util.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProgramOutput;
using testing::TestFolder;

constexpr char kModel[] = R"(
name: "acme"  version: "1"
attributes { name: "size"    type: INT     column: "Size" }
attributes { name: "source"  type: STRING  column: "Lead Source" }
activities { type: "visit" }
activities { type: "back" }
lifecycle { returned: "back" }
signals { name: "visits"  kind: COUNT  types: "visit"  within: "3d" }
scores {
  name: "fit"
  groups { name: "Company"  rules { name: "Size"  when: "lead.size > 100"  points: 20 } }
}
disqualify { name: "tiny"  when: "lead.size == 0" }
stages { name: "LEAD" }
stages { name: "MQL"  cooldown: "1d"  enter { name: "visits"  when: "signal.visits > 0" } }
stages { name: "SQL"  enter { name: "size"  at_least { score: "fit" points: 20 }  when: "signal.visits > 0" } }
)";

constexpr char kLeads[] =
    "id,Size,Lead Source\n"
    "1,50,Fair\n"
    "2,,Web\n"
    "3,0,\n";

// 1 visits twice, and falls back when the window is over; 2 visits, is given
// back, comes in again when the cooldown is over and once more with a visit.
// The 2nd of November 2026 is a Monday.
constexpr char kActivities[] =
    "lead_id,type,time\n"
    "1,visit,2026-11-02T00:00:00Z\n"
    "1,visit,2026-11-10T00:00:00Z\n"
    "2,visit,2026-11-03T00:00:00Z\n"
    "2,back,2026-11-04T00:00:00Z\n"
    "2,visit,2026-11-11T00:00:00Z\n"
    "3,visit,2026-11-03T00:00:00Z\n";

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest() {
    folder_.Write("m.textproto", kModel);
    folder_.Write("leads.csv", kLeads);
    folder_.Write("activities.csv", kActivities);
    folder_.Write("sets.csv",
                  "lead_id,attribute,time,value\n"
                  "2,size,2026-11-11T12:00:00Z,200\n"
                  "2,size,2026-11-12T12:00:00Z,\n");
  }

  static std::string Replay(const std::string& options) {
    const ProgramOutput output = testing::RunProgram(absl::StrSplit(
        absl::StrCat("replay --model m.textproto --leads leads.csv "
                     "--activities activities.csv",
                     options),
        ' '));
    EXPECT_EQ(output.exit_code, 0) << output.err;
    EXPECT_EQ(output.err, "");
    return output.out;
  }

  TestFolder folder_;
};

constexpr char kTo[] = " --to 2026-11-20T00:00:00Z";

TEST_F(ReplayTest, PrintsTheFunnel) {
  EXPECT_EQ(
      Replay(kTo),
      "acme 1 up to 2026-11-20 00:00, times of UTC\n"
      "3 leads, 10 changes of stage\n"
      "\n"
      "  stage  leads  entries  recycled  went up  fell back  remain  "
      "conversion  median stay  p90  in it now\n"
      "  LEAD       3        8         5        5                  3      "
      "66.7 %          1 d  5 d          3\n"
      "  MQL        2        5         3                   5               "
      "0.0 %          3 d  3 d\n"
      "  SQL\n"
      "\n"
      "Kept out: tiny 1\n");
}

TEST_F(ReplayTest, RowsAreThoseOfHistories) {
  const std::string rows = Replay(absl::StrCat(kTo, " --funnel none"));
  EXPECT_EQ(rows,
            testing::RunProgram(
                absl::StrSplit("history --model m.textproto --leads leads.csv "
                               "--activities activities.csv --as-of "
                               "2026-11-20T00:00:00Z",
                               ' '))
                .out);
  EXPECT_EQ(Replay(absl::StrCat(kTo, " --output rows.csv")), Replay(kTo));
  EXPECT_EQ(folder_.Read("rows.csv"), rows);
  EXPECT_THAT(
      Replay(absl::StrCat(kTo, " --funnel none --format jsonl")),
      HasSubstr("{\"id\":\"1\",\"time\":\"2026-11-02T00:00:00Z\",\"from\":"));
}

TEST_F(ReplayTest, ThePeriodEndsBeforeItsLastInstant) {
  EXPECT_EQ(Replay(" --funnel none --from 2026-11-03T00:00:00Z --to "
                   "2026-11-05T00:00:00Z"),
            "id,time,from,to,way,cause,what,total,grade\n"
            "2,2026-11-03T00:00:00Z,LEAD,MQL,visits,activity,visit,0,\n"
            "2,2026-11-04T00:00:00Z,MQL,LEAD,,returned,back,0,\n");
}

TEST_F(ReplayTest, AccountsAreWhereTheFurthestOfTheirLeadsIs) {
  folder_.Write("leads.csv",
                "id,account,Size,Lead Source\n"
                "1,acme,50,\n2,acme,,\n3,other,0,\n");
  Replay(absl::StrCat(kTo, " --from 2026-11-03T00:00:00Z --accounts a.csv"));
  EXPECT_EQ(folder_.Read("a.csv"),
            "account,time,from,to,lead\n"
            "acme,2026-11-06T00:00:00Z,MQL,LEAD,2\n"
            "acme,2026-11-10T00:00:00Z,LEAD,MQL,1\n"
            "acme,2026-11-14T00:00:00Z,MQL,LEAD,2\n");
  Replay(absl::StrCat(kTo, " --accounts a.jsonl --format jsonl"));
  EXPECT_THAT(folder_.Read("a.jsonl"),
              HasSubstr("{\"account\":\"acme\",\"time\":"
                        "\"2026-11-02T00:00:00Z\",\"from\":\"LEAD\","));
  EXPECT_EQ(testing::RunProgram(
                absl::StrSplit("replay --model m.textproto --leads leads.csv "
                               "--accounts x.csv --output x.csv",
                               ' '))
                .exit_code,
            2);
}

TEST_F(ReplayTest, KnowsWhatWasKnownThen) {
  EXPECT_EQ(
      Replay(absl::StrCat(" --from 2026-11-11T00:00:00Z --funnel none "
                          "--sets sets.csv",
                          kTo)),
      "id,time,from,to,way,cause,what,total,grade\n"
      "1,2026-11-13T00:00:00Z,MQL,LEAD,,window,out of its window: visits,0,\n"
      "2,2026-11-11T00:00:00Z,LEAD,MQL,visits,activity,visit,0,\n"
      "2,2026-11-11T12:00:00Z,MQL,SQL,size,attribute,known: size,20,\n"
      "2,2026-11-12T12:00:00Z,SQL,MQL,visits,attribute,known: size,0,\n"
      "2,2026-11-14T00:00:00Z,MQL,LEAD,,window,out of its window: visits,0,\n");
}

TEST_F(ReplayTest, SegmentsAreValuesOfAnAttributeOrAColumn) {
  const std::string page = Replay(absl::StrCat(kTo, " --by source"));
  EXPECT_THAT(page, HasSubstr("\nMQL by source\n  source  leads  entries"));
  EXPECT_THAT(page, HasSubstr("\n  Web         1        3         2"));
  EXPECT_THAT(page, HasSubstr("\n  (none)      1        1"));
  EXPECT_THAT(page, Not(HasSubstr("SQL by source")));
  folder_.Write("leads.csv", "id,Size,Owner\n1,50,Kim\n");
  EXPECT_THAT(
      testing::RunProgram(
          absl::StrSplit(absl::StrCat("replay --model m.textproto --leads "
                                      "leads.csv --by Owner",
                                      kTo),
                         ' '))
          .out,
      HasSubstr("LEAD by Owner"));
}

TEST_F(ReplayTest, TheFunnelAsRows) {
  const std::string csv =
      Replay(absl::StrCat(kTo, " --by source --weekly --funnel csv"));
  EXPECT_THAT(
      csv,
      HasSubstr("part,segment,week,stage,leads,entries,recycled,went_up,"
                "fell_back,remained,converted,ended,median_seconds,p90_seconds,"
                "open\n"
                "all,,,LEAD,3,8,5,5,0,3,2,5,86400,432000,3\n"
                "all,,,MQL,2,5,3,0,5,0,0,5,259200,259200,0\n"
                "all,,,SQL,0,0,0,0,0,0,0,0,,,0\n"
                "week,,2026-11-02,LEAD,"));
  EXPECT_THAT(csv, HasSubstr("\nsegment,Web,,MQL,1,3,2,0,3,0,0,3,86400,259200,"
                             "0\n"));
  EXPECT_THAT(csv, HasSubstr("\nsegment_week,Web,2026-11-09,MQL,1,1,1,"));
  EXPECT_THAT(Replay(absl::StrCat(kTo, " --funnel jsonl")),
              HasSubstr("{\"part\":\"all\",\"stage\":\"SQL\",\"leads\":0,"));
}

TEST_F(ReplayTest, WeeksAreTables) {
  EXPECT_THAT(Replay(absl::StrCat(kTo, " --weekly")),
              HasSubstr("\nMQL by week of entry\n"
                        "  week from   leads  entries  recycled  went up  fell "
                        "back  remain  conversion  median stay  p90\n"
                        "  2026-11-02      2        3"));
}

TEST_F(ReplayTest, ALeadWithoutActivitiesDoesNotMove) {
  folder_.Write("always.textproto",
                R"(name: "always"
attributes { name: "size"  type: INT }
scores { name: "fit"  groups { name: "Company"  rules { name: "Size"  when: "lead.size > 0"  points: 1 } } }
stages { name: "LEAD" }
stages { name: "MQL"  enter { name: "size"  at_least { score: "fit" points: 1 } } }
)");
  folder_.Write("all.csv", "id,size\n1,5\n2,0\n");
  const std::string command = absl::StrCat(
      "replay --model always.textproto --leads all.csv --from "
      "2026-11-01T00:00:00Z",
      kTo);
  EXPECT_EQ(testing::RunProgram(
                absl::StrSplit(absl::StrCat(command, " --funnel none"), ' '))
                .out,
            "id,time,from,to,way,cause,what,total,grade\n");
  EXPECT_THAT(testing::RunProgram(
                  absl::StrSplit(absl::StrCat(command, " --funnel csv"), ' '))
                  .out,
              HasSubstr("\nall,,,MQL,0,0,0,0,0,0,0,0,,,1\n"));
}

TEST_F(ReplayTest, ThreadsDoNotShow) {
  for (const char* options : {" --weekly", " --funnel none"}) {
    EXPECT_EQ(Replay(absl::StrCat(kTo, options)),
              Replay(absl::StrCat(kTo, options, " --threads 4")));
  }
}

}  // namespace
}  // namespace leadscore
