// Promises of whole policies for whole leads.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "leadscore/sla.h"
#include "leadscore/sla_summary.h"
#include "tests/sla/sla_testing.h"
#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::Did;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LeadWith;
using testing::MakeTables;
using testing::ParsePolicy;
using testing::ParsePolicySpec;
using testing::Random;
using testing::Report;
using testing::Stage;
using testing::StatusIs;
using testing::VerdictsOf;
using testing::Wall;

// In the week of Monday 2026-11-16.
absl::Time Mon(const std::string& time) { return Wall("2026-11-16 " + time); }
absl::Time Tue(const std::string& time) { return Wall("2026-11-17 " + time); }
absl::Time Wed(const std::string& time) { return Wall("2026-11-18 " + time); }
absl::Time Fri(const std::string& time) { return Wall("2026-11-20 " + time); }

// What all policies here begin with.
std::string Common(const std::string& promises) {
  return R"pb(
           name: "p"
           calendars {
             name: "office"
             time_zone: "UTC"
             open {
               days: [ MON, TUE, WED, THU, FRI ]
               from: "09:00"
               to: "17:00"
             }
           }
           calendars {
             name: "always"
             time_zone: "UTC"
             open {
               days: [ MON, TUE, WED, THU, FRI, SAT, SUN ]
               from: "00:00"
               to: "24:00"
             }
           }
           activities { types: "call" }
           activities {
             types: "mail"
             properties { name: "automatic" type: BOOL }
           }
           activities { types: "reply" }
           activities {
             types: "assigned"
             properties { name: "owner" type: STRING }
           }
           activities {
             types: "rejected"
             properties { name: "reason" type: STRING }
           }
           activities { types: [ "accepted", "wait", "go_on" ] }
           touch {
             types: [ "call", "mail" ]
             where: "activity.type == 'call' || !activity.automatic"
           }
           reply { types: "reply" }
           owner { types: "assigned" property: "owner" attribute: "owner" }
         )pb" +
         promises;
}

constexpr char kContacted[] = R"pb(
  clocks {
    name: "contacted"
    within: "24h"
    start { enters: "MQL" }
    stop { touch: true }
    cancel { enters: "NURTURE" }
  }
)pb";

// ---- Worked examples -------------------------------------------------------

TEST(WorkedExample, S5InAPolicy) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    clocks {
      name: "speed to lead"
      within: "1h"
      start { attribute: "created" }
      stop { touch: true }
    }
    clocks {
      name: "owner"
      within: "10m"
      start { types: "assigned" }
      stop { touch: true }
    }
  )pb"));
  const SlaReport report =
      Report(policy,
             {LeadWith("1",
                       {Did("assigned", Mon("10:30"), {{"owner", "Ann"}}),
                        Did("call", Mon("10:35"))},
                       {{"created", Mon("10:00")}})},
             Mon("12:00"));
  ASSERT_EQ(report.verdicts.size(), 2);
  EXPECT_EQ(report.verdicts[0].elapsed, absl::Minutes(35));
  EXPECT_EQ(report.verdicts[0].before_assignment, absl::Minutes(30));
  EXPECT_EQ(report.verdicts[0].after_assignment, absl::Minutes(5));
  EXPECT_EQ(report.verdicts[1].verdict, Verdict::kMet);
  EXPECT_EQ(report.verdicts[1].owner, "Ann");
}

TEST(WorkedExample, S8) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    stage_ages { name: "age" stage: "MQL" within: "24h" }
  )pb"));
  const SlaReport report = Report(
      policy,
      {LeadWith("left",
                {Stage("MQL", Mon("10:00")), Stage("SQL", Wed("10:00"))}),
       LeadWith("there", {Stage("MQL", Mon("10:00"))}),
       LeadWith("in time",
                {Stage("MQL", Mon("10:00")), Stage("SQL", Tue("10:00"))}),
       LeadWith("young", {Stage("MQL", Wed("10:00"))})},
      Wed("12:00"));
  ASSERT_EQ(report.stage_ages.size(), 1);
  EXPECT_EQ(report.stage_ages[0].ever, 2);
  EXPECT_EQ(report.stage_ages[0].still, 1);
  EXPECT_THAT(VerdictsOf(report),
              ElementsAre("MET_LATE", "BREACHED", "MET", "RUNNING"));
  // Later only the one that is still there has overstayed in the window, and
  // the young one.
  const SlaReport later = Report(
      policy,
      {LeadWith("left",
                {Stage("MQL", Mon("10:00")), Stage("SQL", Wed("10:00"))}),
       LeadWith("there", {Stage("MQL", Mon("10:00"))})},
      Fri("12:00"), Wed("10:00"));
  EXPECT_EQ(later.stage_ages[0].ever, 1);
  EXPECT_EQ(later.stage_ages[0].still, 1);
}

TEST(WorkedExample, S10) {
  const SlaReport report = Report(
      ParsePolicy(Common(kContacted)),
      {LeadWith("1",
                {Stage("MQL", Mon("10:00")), Stage("NURTURE", Mon("11:00")),
                 Stage("MQL", Tue("10:00")), Did("call", Tue("12:00"))})},
      Wed("12:00"));
  ASSERT_THAT(VerdictsOf(report), ElementsAre("CANCELLED", "MET"));
  EXPECT_EQ(report.verdicts[0].end, Mon("11:00"));
  EXPECT_EQ(report.verdicts[0].reason, "entering NURTURE");
  EXPECT_FALSE(report.verdicts[0].is_latest);
  EXPECT_TRUE(report.verdicts[1].is_latest);
  EXPECT_EQ(report.verdicts[1].cycle, 2);
  EXPECT_EQ(report.verdicts[1].reason, "call");
}

// ---- Events ----------------------------------------------------------------

TEST(Sla, ATouchIsWhatThePolicySays) {
  const SlaReport report = Report(
      ParsePolicy(Common(kContacted)),
      {LeadWith("robot", {Stage("MQL", Mon("10:00")),
                          Did("mail", Mon("10:01"), {{"automatic", true}})}),
       LeadWith("person", {Stage("MQL", Mon("10:00")),
                           Did("mail", Mon("10:01"), {{"automatic", false}})}),
       // Whether it was one is not known.
       LeadWith("unknown",
                {Stage("MQL", Mon("10:00")), Did("mail", Mon("10:01"))})},
      Mon("12:00"));
  EXPECT_THAT(VerdictsOf(report), ElementsAre("RUNNING", "MET", "RUNNING"));
  EXPECT_THAT(report.never_touched, ElementsAre(0, 2));
}

TEST(Sla, EntersReachesAndLeaves) {
  const auto starts = [](const std::string& event) {
    const SlaPolicy policy = ParsePolicy(
        Common("clocks { name: 'c' within: '1h' start { " + event +
               " } stop { types: 'visit' } cancel { types: 'visit' } }"));
    // Up past MQL, down into it, out of it.
    const SlaReport report = Report(
        policy,
        {LeadWith(
            "1", {Stage("SQL", Mon("10:00")), Did("visit", Mon("10:30")),
                  Stage("MQL", Mon("11:00")), Did("visit", Mon("11:30")),
                  Stage("NURTURE", Mon("12:00")), Did("visit", Mon("12:30"))})},
        Tue("10:00"));
    std::vector<int> hours;
    for (const SlaVerdict& verdict : report.verdicts) {
      hours.push_back(
          static_cast<int>((verdict.start - Mon("00:00")) / absl::Hours(1)));
    }
    return hours;
  };
  EXPECT_THAT(starts("enters: 'MQL'"), ElementsAre(11));
  EXPECT_THAT(starts("reaches: 'MQL'"), ElementsAre(10));
  EXPECT_THAT(starts("leaves: 'MQL'"), ElementsAre(12));
  EXPECT_THAT(starts("enters: 'NURTURE'"), ElementsAre(12));
}

TEST(Sla, WhatIsRetractedNeverHappened) {
  Activity call = Did("call", Mon("11:00"));
  call.id = "c1";
  Activity retract = Did("$retract", Mon("12:00"));
  retract.id = "c1";
  const std::vector<Lead> leads = {
      LeadWith("1", {Stage("MQL", Mon("10:00")), call, retract})};
  const SlaPolicy policy = ParsePolicy(Common(kContacted));
  EXPECT_THAT(VerdictsOf(Report(policy, leads, Mon("11:30"))),
              ElementsAre("MET"));
  EXPECT_THAT(VerdictsOf(Report(policy, leads, Mon("12:00"))),
              ElementsAre("RUNNING"));
}

TEST(Sla, PausesAndResumes) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    clocks {
      name: "c"
      within: "4h"
      business: "office"
      start { enters: "MQL" }
      stop { touch: true }
      pause { types: "wait" }
      resume { types: "go_on" }
      resume { reply: true }
    }
  )pb"));
  const SlaReport report = Report(
      policy,
      {LeadWith("1", {Stage("MQL", Mon("10:00")), Did("wait", Mon("11:00")),
                      Did("reply", Mon("12:00"))}),
       LeadWith("2", {Stage("MQL", Mon("10:00")), Did("wait", Mon("12:00")),
                      Did("call", Tue("12:00"))})},
      Tue("13:00"));
  ASSERT_THAT(VerdictsOf(report),
              ElementsAre("BREACHED", "CLOSED_WHILE_PAUSED"));
  EXPECT_EQ(report.verdicts[0].due, Mon("15:00"));
  EXPECT_EQ(report.verdicts[0].paused, absl::Hours(1));
  EXPECT_EQ(report.verdicts[0].reason, "6 h overdue");
  EXPECT_EQ(report.verdicts[1].reason, "call while it was paused");
}

// ---- Targets ---------------------------------------------------------------

constexpr char kTargets[] = R"pb(
  clocks {
    name: "c"
    targets {
      when: "band.fit == 'A'"
      within: "5m"
      business: "office"
      business_by: "lead.region"
    }
    targets {
      when: "lead.region == 'north'"
      business_days: 2
      business: "office"
    }
    days: 3
    start { enters: "MQL" when: "lead.size != 13" }
    stop { touch: true }
    warn_at: 0.5
  }
)pb";

TEST(Sla, TheFirstTargetThatHoldsCounts) {
  const absl::Time saturday = Wall("2026-11-21 15:00");
  const auto due = [&](std::vector<NamedValue> attributes) {
    const SlaReport report =
        Report(ParsePolicy(Common(kTargets)),
               {LeadWith("1", {Stage("MQL", saturday)}, std::move(attributes))},
               saturday);
    return report.verdicts.empty() ? absl::InfinitePast()
                                   : *report.verdicts[0].due;
  };
  const auto size = [](int64_t value) { return NamedValue("size", value); };
  const auto region = [](const char* name) {
    return NamedValue("region", std::string(name));
  };
  EXPECT_EQ(due({size(100)}), Wall("2026-11-23 09:05"));
  EXPECT_EQ(due({size(100), region("always")}), Wall("2026-11-21 15:05"));
  EXPECT_EQ(due({size(100), region("no such")}), Wall("2026-11-23 09:05"));
  EXPECT_EQ(due({size(5), region("north")}), Wall("2026-11-25 09:00"));
  EXPECT_EQ(due({size(5), region("south")}), Wall("2026-11-24 15:00"));
  // It does not apply.
  EXPECT_EQ(due({size(13)}), absl::InfinitePast());
}

TEST(Sla, WhatWasJudgedAtTheStartIsKept) {
  // The lead becomes small after it came in as a big one.
  Activity set = Did("$set", Mon("10:01"), {{"size", int64_t{5}}});
  const SlaReport report =
      Report(ParsePolicy(Common(kTargets)),
             {LeadWith("1", {Stage("MQL", Mon("10:00")), set},
                       {{"size", int64_t{100}}})},
             Mon("10:04"));
  ASSERT_THAT(VerdictsOf(report), ElementsAre("AT_RISK"));
  EXPECT_EQ(report.verdicts[0].due, Mon("10:05"));
  EXPECT_EQ(report.verdicts[0].reason, "1 min left");
}

TEST(Sla, SaysWhichLeadLiesOutsideACalendar) {
  SlaPolicySpec spec = ParsePolicySpec(Common(R"pb(
    clocks {
      name: "c"
      within: "4h"
      business: "office"
      start { enters: "MQL" }
      stop { touch: true }
    }
  )pb"));
  spec.calendars[0].until = "2026-11-16";
  const SlaPolicy policy =
      SlaPolicy::Create(spec, testing::ParseModelText(testing::kStagedModel))
          .value();
  EXPECT_THAT(
      CheckSla(
          policy,
          MakeTables(policy, {LeadWith("1", {}),
                              LeadWith("2", {Stage("MQL", Tue("10:00"))})}),
          {Tue("12:00"), {}}),
      StatusIs(absl::StatusCode::kOutOfRange,
               HasSubstr("\"c\" of the lead in row 2: the calendar \"office\" "
                         "is known from 2000-01-01 until 2026-11-16 only")));
}

// ---- Who and when ----------------------------------------------------------

TEST(Sla, WhoAnswersAfterAReassignment) {
  const auto owner = [](const std::string& blame) {
    const SlaPolicy policy = ParsePolicy(
        Common("clocks { name: 'c' within: '1h' start { enters: 'MQL' } "
               "stop { touch: true } blame: " +
               blame + " }"));
    return Report(policy,
                  {LeadWith(
                      "1", {Did("assigned", Mon("09:00"), {{"owner", "Ann"}}),
                            Stage("MQL", Mon("10:00")),
                            Did("assigned", Mon("11:00"), {{"owner", "Bob"}}),
                            Did("call", Mon("12:00")),
                            Did("assigned", Mon("13:00"), {{"owner", "Cy"}})})},
                  Tue("10:00"))
        .verdicts.at(0)
        .owner;
  };
  EXPECT_EQ(owner("OWNER_AT_START"), "Ann");
  EXPECT_EQ(owner("OWNER_AT_END"), "Bob");
}

TEST(Sla, AnAttributeNamesTheOwnerOfWhatWasNeverAssigned) {
  const SlaReport report = Report(ParsePolicy(Common(kContacted)),
                                  {LeadWith("1", {Stage("MQL", Mon("10:00"))},
                                            {{"owner", std::string("Dee")}})},
                                  Mon("11:00"));
  EXPECT_EQ(report.verdicts.at(0).owner, "Dee");
}

TEST(Sla, WhatBeganEarlierIsNotJudged) {
  const std::vector<Lead> leads = {
      LeadWith("old", {Stage("MQL", Mon("10:00"))}),
      LeadWith("new", {Stage("MQL", Tue("10:00"))})};
  const SlaPolicy policy = ParsePolicy(Common(kContacted));
  EXPECT_EQ(Report(policy, leads, Wed("10:00")).verdicts.size(), 2);
  const SlaReport from = Report(policy, leads, Wed("10:00"), Tue("00:00"));
  ASSERT_EQ(from.verdicts.size(), 1);
  EXPECT_EQ(from.verdicts[0].row, 1);
  EXPECT_EQ(from.promises[0].not_started, 1);
  const SlaPolicy effective = ParsePolicy(
      Common("effective_from: '2026-11-17'" + std::string(kContacted)));
  EXPECT_EQ(Report(effective, leads, Wed("10:00")).verdicts.size(), 1);
  EXPECT_EQ(Report(effective, leads, Wed("10:00")).from, Tue("00:00"));
  // The later of both counts.
  EXPECT_EQ(Report(effective, leads, Wed("10:00"), Mon("00:00")).from,
            Tue("00:00"));
  EXPECT_THAT(
      CheckSla(policy, MakeTables(policy, leads), {Mon("10:00"), Tue("10:00")}),
      StatusIs(absl::StatusCode::kInvalidArgument, "from is later than as_of"));
}

TEST(Sla, WhoIsLeftOutIsReportedAndInNoFigure) {
  const SlaPolicy policy =
      ParsePolicy(Common("exclude { name: 'test' when: 'lead.size == 0' }" +
                         std::string(kContacted)));
  const SlaReport report = Report(
      policy,
      {LeadWith("1", {Stage("MQL", Mon("10:00"))}, {{"size", int64_t{0}}}),
       LeadWith("2", {Stage("MQL", Mon("10:00"))})},
      Wed("10:00"));
  EXPECT_EQ(report.leads, 1);
  ASSERT_EQ(report.excluded.size(), 1);
  EXPECT_EQ(report.excluded[0].row, 0);
  EXPECT_EQ(report.excluded[0].reason, "test");
  EXPECT_THAT(VerdictsOf(report), ElementsAre("BREACHED"));
  EXPECT_THAT(report.never_touched, ElementsAre(1));
}

TEST(Sla, TouchesThatComeTooEarlyAreCounted) {
  const SlaReport report = Report(
      ParsePolicy(Common(kContacted)),
      {LeadWith("1", {Did("call", Mon("08:00")), Did("call", Mon("09:00")),
                      Stage("MQL", Mon("10:00")), Did("call", Mon("10:00"))}),
       LeadWith("2", {Did("call", Mon("08:00"))})},
      Wed("10:00"));
  EXPECT_EQ(report.early_touches, 3);
  EXPECT_EQ(report.leads_touched_early, 2);
  EXPECT_THAT(report.never_touched, IsEmpty());
}

// ---- Attempts --------------------------------------------------------------

TEST(Sla, AttemptsOfALead) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    attempts {
      name: "three tries"
      at_least: 3
      within: "72h"
      max_counted_per_day: 1
      start { enters: "MQL" }
      counts { touch: true }
      until { reply: true }
      cancel { enters: "NURTURE" }
    }
  )pb"));
  const auto lead = [](const char* id, std::vector<Activity> more) {
    more.push_back(Stage("MQL", Mon("10:00")));
    return LeadWith(id, std::move(more));
  };
  const SlaReport report = Report(
      policy,
      {lead("kept", {Did("call", Mon("11:00")), Did("call", Tue("11:00")),
                     Did("call", Wed("11:00"))}),
       lead("answered",
            {Did("call", Mon("11:00")), Did("reply", Mon("12:00"))}),
       lead("two a day",
            {Did("call", Mon("11:00")), Did("call", Mon("12:00"))}),
       lead("too few", {}),
       lead("fell back",
            {Did("call", Mon("11:00")), Stage("NURTURE", Mon("13:00"))})},
      Wed("12:00"));
  EXPECT_THAT(VerdictsOf(report),
              ElementsAre("KEPT", "KEPT", "RUNNING", "BROKEN", "CANCELLED"));
  std::vector<std::string> reasons;
  for (const SlaVerdict& verdict : report.verdicts) {
    reasons.push_back(verdict.reason);
  }
  EXPECT_THAT(reasons,
              ElementsAre("3 of 3", "reply after 1 of 3", "1 of 3 so far",
                          "0 of 3, too few days left for the rest",
                          "entering NURTURE after 1 of 3"));
}

// ---- Marketing -------------------------------------------------------------

constexpr char kVolume[] = R"pb(
  commitments {
    name: "MQLs"
    at_least: 4
    per: WEEK
    counts { enters: "MQL" when: "!has(lead.size) || lead.size != 13" }
    uncount { types: "rejected" where: "activity.reason == 'junk'" }
    pace { business: "office" }
  }
)pb";

std::vector<Lead> Delivered() {
  return {
      LeadWith("1", {Stage("MQL", Mon("10:00"))}),
      // Twice in a week is one lead.
      LeadWith("2", {Stage("MQL", Mon("10:00")), Stage("NURTURE", Mon("11:00")),
                     Stage("MQL", Tue("10:00"))}),
      LeadWith("junk", {Stage("MQL", Tue("10:00")),
                        Did("rejected", Tue("12:00"),
                            {{"reason", std::string("junk")}})}),
      LeadWith("no budget", {Stage("MQL", Tue("10:00")),
                             Did("rejected", Tue("12:00"),
                                 {{"reason", std::string("money")}})}),
      LeadWith("13", {Stage("MQL", Mon("10:00"))}, {{"size", int64_t{13}}}),
      LeadWith("last week", {Stage("MQL", Wall("2026-11-11 10:00"))}),
  };
}

TEST(Sla, AVolumeByPeriods) {
  const SlaReport report =
      Report(ParsePolicy(Common(kVolume)), Delivered(), Wed("09:00"));
  ASSERT_EQ(report.commitments.size(), 2);
  const CommitmentPeriod& before = report.commitments[0];
  EXPECT_EQ(before.label, "2026-W46");
  EXPECT_EQ(before.delivered, 1);
  EXPECT_EQ(before.state, DeliveryState::kBroken);
  EXPECT_EQ(before.elapsed_share, 1);
  EXPECT_EQ(before.days_left, 0);
  const CommitmentPeriod& now = report.commitments[1];
  EXPECT_EQ(now.label, "2026-W47");
  EXPECT_EQ(now.begin, Mon("00:00"));
  EXPECT_EQ(now.end, Wall("2026-11-23 00:00"));
  EXPECT_EQ(now.delivered, 3);
  EXPECT_EQ(now.leads, 3);
  EXPECT_EQ(now.taken_back, 1);
  // Two of five working days are over.
  EXPECT_EQ(now.elapsed_share, 0.4);
  EXPECT_EQ(now.expected, 1.6);
  EXPECT_EQ(now.projection, 7.5);
  EXPECT_EQ(now.days_left, 3);
  EXPECT_DOUBLE_EQ(now.needed_per_day, 1 / 3.0);
  EXPECT_EQ(now.state, DeliveryState::kOnTrack);
}

TEST(Sla, BeforeTheFirstHourThereIsNoProjection) {
  const SlaReport report =
      Report(ParsePolicy(Common(kVolume)), {}, Mon("08:00"));
  ASSERT_EQ(report.commitments.size(), 1);
  EXPECT_FALSE(report.commitments[0].projection.has_value());
  EXPECT_EQ(report.commitments[0].days_left, 5);
  EXPECT_EQ(report.commitments[0].needed_per_day, 0.8);
  EXPECT_EQ(report.commitments[0].state, DeliveryState::kOnTrack);
  const SlaReport behind =
      Report(ParsePolicy(Common(kVolume)), {}, Mon("10:00"));
  EXPECT_EQ(behind.commitments[0].state, DeliveryState::kBehind);
}

TEST(Sla, ARejectionTakesBackOnlyWhatItFollows) {
  // Delivered in two weeks, rejected in the second.
  const std::vector<Lead> leads = {LeadWith(
      "1",
      {Stage("MQL", Wall("2026-11-11 10:00")),
       Stage("NURTURE", Wall("2026-11-12 10:00")), Stage("MQL", Mon("10:00")),
       Did("rejected", Mon("12:00"), {{"reason", std::string("junk")}})})};
  const SlaReport report =
      Report(ParsePolicy(Common(kVolume)), leads, Wed("09:00"));
  ASSERT_EQ(report.commitments.size(), 2);
  EXPECT_EQ(report.commitments[0].delivered, 1);
  EXPECT_EQ(report.commitments[1].delivered, 0);
  EXPECT_EQ(report.commitments[1].taken_back, 1);
  // First entries only: the second week has nothing to take back.
  SlaPolicySpec spec = ParsePolicySpec(Common(kVolume));
  spec.commitments[0].first_time_only = true;
  const SlaPolicy first =
      SlaPolicy::Create(spec, testing::ParseModelText(testing::kStagedModel))
          .value();
  const SlaReport once = Report(first, leads, Wed("09:00"));
  EXPECT_EQ(once.commitments[0].delivered, 0);
  EXPECT_EQ(once.commitments[0].taken_back, 1);
  EXPECT_EQ(once.commitments[1].taken_back, 0);
}

TEST(Sla, WhatLeadsAreWorthAddsUp) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    commitments {
      name: "worth"
      at_least: 100
      per: MONTH
      counts { enters: "MQL" }
      worth: "double(lead.size) * 0.1"
    }
  )pb"));
  const auto lead = [](const char* id, int64_t size) {
    return LeadWith(id, {Stage("MQL", Mon("10:00"))}, {{"size", size}});
  };
  const SlaReport report = Report(policy,
                                  {lead("1", 1), lead("2", 2), lead("3", 1000),
                                   LeadWith("4", {Stage("MQL", Mon("10:00"))})},
                                  Wed("09:00"));
  ASSERT_EQ(report.commitments.size(), 1);
  const CommitmentPeriod& period = report.commitments[0];
  EXPECT_EQ(period.label, "2026-11");
  EXPECT_EQ(period.leads, 4);
  EXPECT_EQ(period.without_worth, 1);
  EXPECT_EQ(period.delivered, 100.3);
  EXPECT_EQ(period.state, DeliveryState::kKept);
  EXPECT_EQ(period.needed_per_day, 0);
}

TEST(Sla, QualityIsAShareOfTheDecided) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    qualities {
      name: "accepted"
      at_least: 0.5
      per: WEEK
      counts { enters: "MQL" }
      accepted { types: "accepted" }
      rejected { types: "rejected" }
    }
  )pb"));
  const auto lead = [](const char* id, std::vector<Activity> more) {
    more.push_back(Stage("MQL", Mon("10:00")));
    return LeadWith(id, std::move(more));
  };
  const std::vector<Lead> leads = {
      lead("yes", {Did("accepted", Mon("12:00"))}),
      lead("no", {Did("rejected", Mon("12:00"))}),
      lead("first no",
           {Did("rejected", Mon("12:00")), Did("accepted", Mon("13:00"))}),
      lead("before", {Did("accepted", Mon("09:00"))}), lead("undecided", {})};
  const SlaReport report = Report(policy, leads, Tue("09:00"));
  ASSERT_EQ(report.qualities.size(), 1);
  const QualityPeriod& period = report.qualities[0];
  EXPECT_EQ(period.leads, 5);
  EXPECT_EQ(period.accepted, 1);
  EXPECT_EQ(period.rejected, 2);
  EXPECT_EQ(period.undecided, 2);
  EXPECT_EQ(period.state, DeliveryState::kBehind);
  EXPECT_EQ(Report(policy, leads, Wall("2026-11-24 09:00")).qualities[0].state,
            DeliveryState::kBroken);
  EXPECT_EQ(Report(policy, {leads[4]}, Tue("09:00")).qualities[0].state,
            DeliveryState::kUndecided);
  EXPECT_EQ(Report(policy, {leads[0]}, Tue("09:00")).qualities[0].state,
            DeliveryState::kOnTrack);
}

TEST(Sla, APeriodThatTheStartCutsIsNotPromised) {
  SlaPolicySpec spec = ParsePolicySpec(Common(kVolume));
  spec.effective_from = "2026-11-11";  // A Wednesday.
  const SlaPolicy policy =
      SlaPolicy::Create(spec, testing::ParseModelText(testing::kStagedModel))
          .value();
  const SlaReport report = Report(policy, Delivered(), Wed("09:00"));
  ASSERT_EQ(report.commitments.size(), 1);
  EXPECT_EQ(report.commitments[0].label, "2026-W47");
}

TEST(Sla, PeriodsHaveNames) {
  for (const auto& [per, label] :
       {std::pair("DAY", "2027-01-01"), std::pair("WEEK", "2026-W53"),
        std::pair("MONTH", "2027-01"), std::pair("QUARTER", "2027-Q1"),
        std::pair("YEAR", "2027")}) {
    const SlaPolicy policy = ParsePolicy(Common(
        std::string("commitments { name: 'c' at_least: 1 counts { enters: "
                    "'MQL' } per: ") +
        per + " }"));
    const SlaReport report = Report(policy, {}, Wall("2027-01-01 12:00"));
    ASSERT_EQ(report.commitments.size(), 1);
    EXPECT_EQ(report.commitments[0].label, label);
  }
}

TEST(Sla, SaysWhichFigureLiesOutsideACalendar) {
  SlaPolicySpec spec =
      ParsePolicySpec(Common(std::string(kVolume) + kContacted));
  spec.calendars.resize(1);
  spec.calendars[0].from = "2026-11-16";
  const Model model = testing::ParseModelText(testing::kStagedModel);
  const auto problem = [&](const SlaPolicySpec& of, absl::Time entered) {
    const SlaPolicy policy = SlaPolicy::Create(of, model).value();
    return std::string(
        CheckSla(policy,
                 MakeTables(policy, {LeadWith("1", {Stage("MQL", entered)})}),
                 {Wed("12:00"), {}})
            .status()
            .message());
  };
  // The wait of a promise in calendar time is split by the only calendar.
  EXPECT_THAT(problem(spec, Wall("2026-11-13 10:00")),
              HasSubstr("\"contacted\" of the lead in row 1: by the hours of "
                        "the policy's calendar its time is split: the calendar "
                        "\"office\" is known from 2026-11-16"));
  spec.clocks.clear();
  EXPECT_THAT(problem(spec, Wall("2026-11-13 10:00")),
              ::testing::AllOf(
                  HasSubstr("\"MQLs\" in 2026-W46: the calendar \"office\" is "
                            "known from 2026-11-16"),
                  HasSubstr("or say from when the policy is effective")));
  EXPECT_EQ(problem(spec, Mon("10:00")), "");
}

// ---- Figures ---------------------------------------------------------------

TEST(Sla, FiguresTakeTheLatestCycle) {
  const SlaPolicy policy =
      ParsePolicy(Common("segment: 'grade'" + std::string(kContacted)));
  std::vector<Lead> leads;
  // Contacted after 1, 2 ... 10 hours, two of them late, one again in time.
  for (int hours = 1; hours <= 8; ++hours) {
    leads.push_back(
        LeadWith(std::to_string(hours),
                 {Stage("MQL", Mon("10:00")),
                  Did("call", Mon("10:00") + absl::Hours(hours))},
                 {{"owner", std::string(hours <= 4 ? "Ann" : "Bob")},
                  {"size", int64_t{100}}}));
  }
  leads.push_back(LeadWith(
      "late", {Stage("MQL", Mon("10:00")), Did("call", Tue("12:00"))}));
  leads.push_back(LeadWith(
      "again", {Stage("MQL", Mon("10:00")), Did("call", Tue("12:00")),
                Stage("NURTURE", Tue("13:00")), Stage("MQL", Tue("14:00")),
                Did("call", Tue("15:00"))}));
  leads.push_back(LeadWith("open", {Stage("MQL", Mon("10:00"))}));
  const SlaReport report = Report(policy, leads, Wed("10:00"));
  const std::vector<PromiseSummary> summaries = SummarizeSla(policy, report);
  ASSERT_EQ(summaries.size(), 1);
  const PromiseFigures& all = summaries[0].all;
  EXPECT_EQ(all.Count(Verdict::kMet), 9);
  EXPECT_EQ(all.Count(Verdict::kMetLate), 1);
  EXPECT_EQ(all.Count(Verdict::kBreached), 1);
  EXPECT_DOUBLE_EQ(*all.attainment, 9.0 / 11);
  EXPECT_EQ(all.stopped, 10);
  EXPECT_EQ(all.open, 1);
  // 1, 1, 2, 3, 4, 5, 6, 7, 8 and 26 hours.
  EXPECT_EQ(all.median, absl::Hours(4));
  EXPECT_EQ(all.p90, absl::Hours(8));
  EXPECT_EQ(all.mean, absl::Hours(63) / 10);
  EXPECT_EQ(all.late, 2);
  ASSERT_EQ(summaries[0].by_owner.size(), 3);
  EXPECT_EQ(summaries[0].by_owner[0].name, "");
  EXPECT_EQ(summaries[0].by_owner[1].name, "Ann");
  EXPECT_EQ(summaries[0].by_owner[1].figures.Count(Verdict::kMet), 4);
  ASSERT_EQ(summaries[0].by_segment.size(), 2);
  EXPECT_EQ(summaries[0].by_segment[0].name, "A");
  EXPECT_EQ(summaries[0].by_segment[1].name, "B");
  EXPECT_THAT(summaries[0].by_source, IsEmpty());
  ASSERT_EQ(summaries[0].by_week.size(), 1);
  EXPECT_EQ(summaries[0].by_week[0].name, "2026-W47");
  EXPECT_TRUE(IsAnythingBreached(report));
}

TEST(Sla, LatenessIsSplit) {
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    business: "office"
    clocks {
      name: "c"
      within: "2h"
      start { enters: "MQL" }
      stop { touch: true }
    }
  )pb"));
  const SlaReport report =
      Report(policy,
             {LeadWith("1", {Stage("MQL", Mon("15:00")),
                             Did("assigned", Tue("10:00"), {{"owner", "Ann"}}),
                             Did("call", Tue("13:00"))})},
             Wed("10:00"));
  const PromiseFigures all = SummarizeSla(policy, report)[0].all;
  EXPECT_EQ(all.late_closed, absl::Hours(16));
  EXPECT_EQ(all.late_before_assignment, absl::Hours(3));
  EXPECT_EQ(all.late_after_assignment, absl::Hours(3));
}

TEST(Sla, WhatIsDueNextIsACallList) {
  const SlaReport report =
      Report(ParsePolicy(Common(kContacted)),
             {LeadWith("later", {Stage("MQL", Mon("14:00"))}),
              LeadWith("soon", {Stage("MQL", Mon("11:00"))}),
              LeadWith("over", {Stage("MQL", Mon("09:00"))}),
              LeadWith("done",
                       {Stage("MQL", Mon("11:00")), Did("call", Mon("12:00"))}),
              LeadWith("sooner", {Stage("MQL", Mon("10:00"))})},
             Tue("10:00"));
  std::vector<size_t> rows;
  for (const SlaVerdict* verdict : UpcomingBreaches(report, absl::Hours(2))) {
    rows.push_back(verdict->row);
  }
  EXPECT_THAT(rows, ElementsAre(4, 1));
}

// ---- Properties ------------------------------------------------------------

// Leads at random, in the words of the policies above.
std::vector<Lead> RandomLeads(Random& random, int count) {
  std::vector<Lead> leads;
  for (int i = 0; i < count; ++i) {
    std::vector<Activity> log;
    for (int n = random.Below(12); n > 0; --n) {
      const absl::Time time =
          Mon("00:00") + absl::Minutes(random.Below(14 * 24 * 60));
      switch (random.Below(8)) {
        case 0:
        case 1:
          log.push_back(Stage("MQL", time));
          break;
        case 2:
          log.push_back(Stage(random.OneIn(2) ? "SQL" : "NURTURE", time));
          break;
        case 3:
          log.push_back(Did("assigned", time,
                            {{"owner", random.OneIn(2) ? "Ann" : "Bob"}}));
          break;
        case 4:
          log.push_back(Did("mail", time, {{"automatic", random.OneIn(2)}}));
          break;
        case 5:
          log.push_back(Did("rejected", time, {{"reason", "junk"}}));
          break;
        case 6:
          log.push_back(Did(random.OneIn(2) ? "wait" : "go_on", time));
          break;
        default:
          log.push_back(Did(random.OneIn(3) ? "reply" : "call", time));
      }
    }
    leads.push_back(LeadWith(std::to_string(i), log,
                             {{"size", int64_t{random.Below(200)}}}));
  }
  return leads;
}

std::string Everything() {
  return Common(std::string(kVolume) + kTargets + R"pb(
    clocks {
      name: "contacted"
      within: "6h"
      business: "office"
      start { reaches: "MQL" }
      stop { touch: true }
      cancel { enters: "NURTURE" }
      pause { types: "wait" }
      resume { types: "go_on" }
      again: RESUME
    }
    attempts {
      name: "tries"
      at_least: 3
      within: "72h"
      max_counted_per_day: 1
      start { enters: "MQL" }
      counts { touch: true }
      until { reply: true }
    }
    stage_ages { name: "age" stage: "MQL" business_days: 2 business: "office" }
  )pb");
}

// All of a report that a lead has, in text.
std::string TextOf(const SlaReport& report, size_t row) {
  std::string text;
  for (const SlaVerdict& verdict : report.verdicts) {
    if (verdict.row != row) continue;
    text += std::to_string(verdict.promise) + " " +
            std::to_string(verdict.cycle) + " " + VerdictName(verdict.verdict) +
            " " + absl::FormatTime(verdict.start) + " " +
            (verdict.due.has_value() ? absl::FormatTime(*verdict.due) : "-") +
            " " + absl::FormatDuration(verdict.elapsed) + " " +
            absl::FormatDuration(verdict.paused) + " " +
            absl::FormatDuration(verdict.closed) + " " + verdict.owner + " " +
            verdict.reason + "\n";
  }
  return text;
}

TEST(SlaProperties, TheOrderOfRowsAndOfTheLogDoesNotMatter) {
  Random random(5);
  const SlaPolicy policy = ParsePolicy(Everything());
  for (int round = 0; round < 20; ++round) {
    const std::vector<Lead> leads = RandomLeads(random, 12);
    std::vector<Lead> turned(leads.rbegin(), leads.rend());
    for (Lead& lead : turned) {
      std::shuffle(lead.activities.begin(), lead.activities.end(),
                   random.engine());
    }
    const absl::Time as_of =
        Mon("00:00") + absl::Minutes(random.Below(15 * 24 * 60));
    const SlaReport one = Report(policy, leads, as_of);
    const SlaReport other = Report(policy, turned, as_of);
    for (size_t row = 0; row < leads.size(); ++row) {
      EXPECT_EQ(TextOf(one, row), TextOf(other, leads.size() - 1 - row));
    }
    ASSERT_EQ(one.commitments.size(), other.commitments.size());
    for (size_t i = 0; i < one.commitments.size(); ++i) {
      EXPECT_EQ(one.commitments[i].delivered, other.commitments[i].delivered);
    }
  }
}

TEST(SlaProperties, WhatComesLaterDoesNotMatter) {
  Random random(6);
  const SlaPolicy policy = ParsePolicy(Everything());
  for (int round = 0; round < 20; ++round) {
    const std::vector<Lead> leads = RandomLeads(random, 12);
    const absl::Time as_of =
        Mon("00:00") + absl::Minutes(random.Below(14 * 24 * 60));
    std::vector<Lead> cut = leads;
    for (Lead& lead : cut) {
      auto& log = lead.activities;
      log.erase(std::remove_if(
                    log.begin(), log.end(),
                    [&](const Activity& each) { return each.time > as_of; }),
                log.end());
    }
    const SlaReport one = Report(policy, leads, as_of);
    const SlaReport other = Report(policy, cut, as_of);
    for (size_t row = 0; row < leads.size(); ++row) {
      EXPECT_EQ(TextOf(one, row), TextOf(other, row));
    }
  }
}

// A clock of a policy is a clock of clock.h over what happens to the lead.
TEST(SlaProperties, AClockIsAsOfItsEvents) {
  Random random(8);
  const SlaPolicy policy = ParsePolicy(Common(R"pb(
    clocks {
      name: "c"
      within: "6h"
      business: "office"
      start { types: "visit" }
      stop { types: "call" }
      pause { types: "wait" }
      resume { types: "go_on" }
      cancel { types: "rejected" }
    }
  )pb"));
  ClockTerms terms;
  terms.within = absl::Hours(6);
  terms.calendar =
      testing::MakeCalendar({{testing::MondayToFriday(), "09:00", "17:00"}});
  const std::vector<std::string> types = {"visit", "go_on", "call", "rejected",
                                          "wait"};
  for (int round = 0; round < 300; ++round) {
    std::vector<Activity> log;
    std::vector<ClockEvent> events;
    for (int n = random.Below(10); n > 0; --n) {
      const absl::Time time = Mon("00:00") + absl::Hours(random.Below(100));
      const int kind = random.Below(5);
      log.push_back(Did(types[static_cast<size_t>(kind)], time));
      events.push_back({static_cast<ClockEventKind>(kind), time});
    }
    const absl::Time as_of = Mon("00:00") + absl::Hours(random.Below(120));
    const SlaReport report = Report(policy, {LeadWith("1", log)}, as_of);
    const std::vector<ClockCycle> cycles =
        RunClock(terms, events, as_of).value();
    ASSERT_EQ(report.verdicts.size(), cycles.size());
    for (size_t i = 0; i < cycles.size(); ++i) {
      EXPECT_EQ(report.verdicts[i].verdict, cycles[i].verdict);
      EXPECT_EQ(report.verdicts[i].due, cycles[i].due);
      EXPECT_EQ(report.verdicts[i].elapsed, cycles[i].elapsed);
      EXPECT_EQ(report.verdicts[i].end, cycles[i].end);
    }
  }
}

// Activities that only the policy knows leave the history as it is.
TEST(SlaProperties, StagesAreThoseOfTheModelAlone) {
  const Model model = testing::ParseModelText(R"pb(
    name: "m"
    attributes { name: "size" type: INT }
    activities { type: "visit" }
    signals { name: "visits" kind: COUNT types: "visit" within: "2d" }
    scores {
      name: "fit"
      groups {
        name: "g"
        rules { name: "big" when: "lead.size >= 100" points: 60 }
      }
    }
    stages { name: "NEW" }
    stages {
      name: "MQL"
      enter {
        name: "fit"
        at_least { score: "fit" points: 50 }
      }
      enter { name: "visits" when: "signal.visits >= 2" }
    }
  )pb");
  const SlaPolicy policy =
      SlaPolicy::Create(ParsePolicySpec(R"pb(
                          name: "p"
                          activities { types: "call" }
                          touch { types: "call" }
                          stage_ages { name: "a" stage: "MQL" within: "1h" }
                        )pb"),
                        model)
          .value();
  Random random(9);
  for (int round = 0; round < 60; ++round) {
    std::vector<Activity> known, all;
    for (int n = random.Below(8); n > 0; --n) {
      Activity activity = Did(random.OneIn(2) ? "visit" : "call",
                              Mon("00:00") + absl::Hours(random.Below(100)));
      if (random.OneIn(2)) activity.id = "id" + std::to_string(n);
      all.push_back(activity);
      if (activity.type == "visit") known.push_back(activity);
    }
    const std::vector<NamedValue> attributes = {
        {"size", int64_t{random.Below(200)}}};
    const absl::Time as_of = Mon("00:00") + absl::Hours(120);
    const LeadHistory history =
        Scorer(model).History(LeadWith("1", known, attributes), as_of).value();
    std::vector<absl::Time> entered;
    for (const Transition& transition : history.transitions) {
      if (transition.to == "MQL") entered.push_back(transition.time);
    }
    const SlaReport report =
        Report(policy, {LeadWith("1", all, attributes)}, as_of);
    std::vector<absl::Time> started;
    for (const SlaVerdict& verdict : report.verdicts) {
      started.push_back(verdict.start);
    }
    EXPECT_EQ(started, entered) << round;
  }
}

}  // namespace
}  // namespace leadscore
