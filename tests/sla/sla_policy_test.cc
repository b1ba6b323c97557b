// What is wrong with a policy, and how it is written and read.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "leadscore/sla_policy_file.h"
#include "leadscore/v1/sla.pb.h"
#include "src/sla/spec_fields.h"
#include "tests/proto/spec_message_fields.h"
#include "tests/sla/sla_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::kStagedModel;
using testing::ParseModelText;
using testing::ParsePolicySpec;
using testing::StatusIs;

// A policy in which nothing is wrong.
constexpr char kGood[] = R"pb(
  name: "good"
  version: "1"
  description: "all there is"
  model: "staged"
  effective_from: "2026-01-01"
  time_zone: "Europe/Berlin"
  calendars {
    name: "office"
    time_zone: "Europe/Berlin"
    from: "2020-01-01"
    until: "2030-12-31"
    open {
      days: [ MON, SUN ]
      from: "09:00"
      to: "17:00"
    }
    holidays: "2026-12-25"
    holidays_file: "days.csv"
    overrides {
      date: "2026-12-24"
      open { from: "09:00" to: "12:00" }
    }
  }
  exclude { name: "test" when: "lead.size == 0" }
  activities {
    types: [ "call", "assigned" ]
    properties { name: "owner" type: STRING }
  }
  activities { types: "reply" }
  activities { types: [ "accepted", "rejected" ] }
  touch { types: "call" where: "activity.owner != ''" }
  reply { types: "reply" }
  owner { types: "assigned" property: "owner" attribute: "owner" }
  source: "lead.region"
  segment: "grade"
  business: "office"
  commitments {
    name: "volume"
    label: "A volume"
    at_least: 10
    per: MONTH
    counts { reaches: "MQL" when: "lead.size > 1" }
    first_time_only: true
    worth: "lead.size"
    uncount { types: "rejected" }
    pace { business: "office" }
  }
  qualities {
    name: "quality"
    at_least: 0.5
    per: QUARTER
    counts { enters: "MQL" }
    accepted { types: "accepted" }
    rejected { types: "rejected" }
  }
  clocks {
    name: "clock"
    targets {
      when: "grade == 'A'"
      within: "4h"
      business: "office"
      business_by: "lead.region"
    }
    targets { when: "grade == 'B'" business_days: 2 business: "office" }
    days: 3
    warn_at: 0.75
    start { attribute: "created" }
    start { enters: "MQL" }
    stop { touch: true }
    pause { types: "visit" }
    resume { reply: true }
    cancel { leaves: "MQL" }
    again: RESUME
    blame: OWNER_AT_END
  }
  attempts {
    name: "tries"
    at_least: 5
    within: "14d"
    start { enters: "MQL" }
    counts { touch: true }
    max_counted_per_day: 2
    until { reply: true }
    cancel { enters: "NURTURE" }
    again: FIRST
    blame: OWNER_AT_END
  }
  stage_ages { name: "age" stage: "MQL" within: "30d" blame: OWNER_AT_END }
)pb";

SlaPolicySpec Good() {
  SlaPolicySpec spec = ParsePolicySpec(kGood);
  spec.calendars[0].file_holidays = {"2026-05-01"};
  return spec;
}

TEST(SlaPolicy, AcceptsAllThereIs) {
  Diagnostics diagnostics;
  const auto policy =
      SlaPolicy::Create(Good(), ParseModelText(kStagedModel), &diagnostics);
  EXPECT_THAT(policy, IsOk());
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ(policy->name(), "good");
  EXPECT_EQ(policy->version(), "1");
  EXPECT_EQ(policy->model().name(), "staged");
  EXPECT_EQ(policy->time_zone().name(), "Europe/Berlin");
  // The model has what the policy adds.
  EXPECT_THAT(policy->input_model().activity_schema().types,
              ::testing::ElementsAre("visit", "call", "assigned", "reply",
                                     "accepted", "rejected"));
  EXPECT_THAT(policy->model().activity_schema().types,
              ::testing::ElementsAre("visit"));
}

TEST(SlaPolicy, IsWrittenAndReadBackTheSame) {
  for (ModelFormat format :
       {ModelFormat::kText, ModelFormat::kJson, ModelFormat::kBinary}) {
    const auto bytes = SerializeSlaPolicy(ParsePolicySpec(kGood), format);
    ASSERT_THAT(bytes, IsOk());
    Diagnostics diagnostics;
    const auto spec =
        ParseSlaPolicy(*bytes, format, "", SlaPolicyFileLimits(), &diagnostics);
    ASSERT_THAT(spec, IsOk());
    EXPECT_EQ(*SerializeSlaPolicy(*spec, ModelFormat::kText),
              *SerializeSlaPolicy(ParsePolicySpec(kGood), ModelFormat::kText));
  }
}

TEST(SlaPolicy, MessageAndSpecHaveTheSameFields) {
  testing::CheckFields(Good(), *v1::SlaPolicy::descriptor());
}

TEST(SlaPolicy, EnumsHaveTheSameNumbers) {
  EXPECT_EQ(static_cast<int>(Weekday::kSunday), v1::Open::SUN);
  EXPECT_EQ(static_cast<int>(Weekday::kMonday), v1::Open::MON);
  EXPECT_EQ(static_cast<int>(Period::kDay), v1::DAY);
  EXPECT_EQ(static_cast<int>(Period::kYear), v1::YEAR);
  EXPECT_EQ(static_cast<int>(Again::kNewCycle), v1::NEW_CYCLE);
  EXPECT_EQ(static_cast<int>(Again::kFirst), v1::FIRST);
  EXPECT_EQ(static_cast<int>(Again::kResume), v1::RESUME);
  EXPECT_EQ(static_cast<int>(Blame::kOwnerAtEnd), v1::OWNER_AT_END);
}

TEST(SlaPolicy, TheExamplesAreRight) {
  const std::string examples = std::string(LEADSCORE_SOURCE_DIR) + "/examples/";
  const Model model =
      LoadModel(examples + "models/b2b_software.textproto").value();
  for (const char* name : {"sla/first.textproto", "sla/agreement.textproto"}) {
    Diagnostics diagnostics;
    EXPECT_THAT(LoadSlaPolicy(examples + name, model, &diagnostics), IsOk());
    EXPECT_TRUE(diagnostics.empty());
  }
}

struct BadPolicy {
  std::string name;
  void (*spoil)(SlaPolicySpec* spec);
  std::string path;
  std::string message;
};

class BadPolicyTest : public ::testing::TestWithParam<BadPolicy> {};

TEST_P(BadPolicyTest, IsRefused) {
  SlaPolicySpec spec = Good();
  GetParam().spoil(&spec);
  Diagnostics diagnostics;
  EXPECT_THAT(
      SlaPolicy::Create(spec, ParseModelText(kStagedModel), &diagnostics),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("the policy has")));
  ASSERT_FALSE(diagnostics.empty());
  EXPECT_EQ(diagnostics[0].PathText(), GetParam().path);
  EXPECT_THAT(diagnostics[0].message, HasSubstr(GetParam().message));
}

using Spec = SlaPolicySpec;

INSTANTIATE_TEST_SUITE_P(
    Policies, BadPolicyTest,
    ::testing::Values(
        BadPolicy{"NoName", [](Spec* s) { s->name = ""; }, "name",
                  "the policy has no name"},
        BadPolicy{"OtherModel", [](Spec* s) { s->model = "acme"; }, "model",
                  "the policy is made for the model \"acme\""},
        BadPolicy{"NoDate", [](Spec* s) { s->effective_from = "soon"; },
                  "effective_from", "not a date"},
        BadPolicy{"NoZone", [](Spec* s) { s->time_zone = "../etc/passwd"; },
                  "time_zone", "not the name of a time zone"},
        BadPolicy{"CalendarTwice",
                  [](Spec* s) { s->calendars.push_back(s->calendars[0]); },
                  "calendars[office].name", "there is another calendar named"},
        BadPolicy{"BadCalendar",
                  [](Spec* s) { s->calendars[0].open[0].to = "noon"; },
                  "calendars[office].open[0].to", "\"noon\" is no time of day"},
        BadPolicy{"UnknownCalendar",
                  [](Spec* s) { s->clocks[0].targets[0].business = "ofice"; },
                  "clocks[clock].targets[0].business",
                  "unknown calendar \"ofice\"; did you mean \"office\"?"},
        BadPolicy{"PromiseTwice", [](Spec* s) { s->clocks[0].name = "tries"; },
                  "attempts[tries].name", "there is another promise named"},
        BadPolicy{"NothingPromised",
                  [](Spec* s) {
                    s->commitments.clear();
                    s->qualities.clear();
                    s->clocks.clear();
                    s->attempts.clear();
                    s->stage_ages.clear();
                  },
                  "", "the policy promises nothing"},
        BadPolicy{"ActivityOfNoType",
                  [](Spec* s) { s->activities[1].types.clear(); },
                  "activities[1].types", "activities of no type"},
        BadPolicy{"ReservedActivity",
                  [](Spec* s) { s->activities[1].types = {"$set"}; },
                  "activities[$set].types", "reserved or empty"},
        BadPolicy{"PropertyWithoutType",
                  [](Spec* s) {
                    s->activities[0].properties[0].type =
                        ValueType::kUnspecified;
                  },
                  "activities[call].properties[owner].type", "has no type"},
        BadPolicy{"PropertyThatCannotBeSpelt",
                  [](Spec* s) { s->activities[0].properties[0].name = "a b"; },
                  "activities[call].properties[a b].name",
                  "whose name no condition can spell"},
        BadPolicy{"UnknownTouch", [](Spec* s) { s->touch->types = {"cal"}; },
                  "touch.types[0]", "unknown type of activity \"cal\""},
        BadPolicy{"TouchByALead",
                  [](Spec* s) { s->touch->where = "lead.size > 1"; },
                  "touch.where", "\"lead\" cannot be used here"},
        BadPolicy{"NoTouch", [](Spec* s) { s->touch.reset(); },
                  "clocks[clock].stop[0].touch",
                  "the policy says not what a touch is"},
        BadPolicy{"OwnerOfNothing",
                  [](Spec* s) { s->owner = OwnerSpec{{"assigned"}}; }, "owner",
                  "neither a property nor an attribute"},
        BadPolicy{"OwnerProperty",
                  [](Spec* s) { s->owner->property = "ouner"; },
                  "owner.property", "no activity has a property \"ouner\""},
        BadPolicy{"OwnerThatIsANumber",
                  [](Spec* s) { s->owner->attribute = "size"; },
                  "owner.attribute", "the attribute \"size\" is not a text"},
        BadPolicy{"SegmentThatIsANumber",
                  [](Spec* s) { s->segment = "lead.size"; }, "segment",
                  "the expression gives int, not a text"},
        BadPolicy{"ExcludeWithoutCondition",
                  [](Spec* s) { s->exclude[0].when = ""; },
                  "exclude[test].when", "no condition"},
        BadPolicy{"UnknownStage",
                  [](Spec* s) { s->clocks[0].start[1].enters = "MQLs"; },
                  "clocks[clock].start[1].enters",
                  "unknown stage \"MQLs\"; did you mean \"MQL\"?"},
        BadPolicy{
            "ReachesTheFirst",
            [](Spec* s) { s->commitments[0].counts[0].reaches = "NURTURE"; },
            "commitments[volume].counts[0].reaches",
            "every lead starts in the first stage"},
        BadPolicy{"EmptyEvent",
                  [](Spec* s) { s->clocks[0].stop[0].touch = false; },
                  "clocks[clock].stop[0]", "says not what happens"},
        BadPolicy{"EventOfTwoThings",
                  [](Spec* s) { s->clocks[0].stop[0].reply = true; },
                  "clocks[clock].stop[0]", "several things at once"},
        BadPolicy{"WhereOfNoTypes",
                  [](Spec* s) { s->clocks[0].stop[0].where = "true"; },
                  "clocks[clock].stop[0].where", "a where of no types"},
        BadPolicy{"WhenOfAStop",
                  [](Spec* s) { s->clocks[0].stop[0].when = "true"; },
                  "clocks[clock].stop[0].when", "where none is judged"},
        BadPolicy{"TimeThatIsNone",
                  [](Spec* s) { s->clocks[0].start[0].attribute = "size"; },
                  "clocks[clock].start[0].attribute",
                  "the attribute \"size\" is not a time"},
        BadPolicy{"NoStart", [](Spec* s) { s->clocks[0].start.clear(); },
                  "clocks[clock].start", "no event in start"},
        BadPolicy{"NoStop", [](Spec* s) { s->clocks[0].stop.clear(); },
                  "clocks[clock].stop", "no event in stop"},
        BadPolicy{"PauseWithoutEnd",
                  [](Spec* s) { s->clocks[0].resume.clear(); },
                  "clocks[clock].resume", "a pause that never ends"},
        BadPolicy{"ResumeWithoutPause",
                  [](Spec* s) { s->clocks[0].pause.clear(); },
                  "clocks[clock].pause", "a resume without a pause"},
        BadPolicy{"NoTarget", [](Spec* s) { s->stage_ages[0].within.reset(); },
                  "stage_ages[age]", "the promise has no target"},
        BadPolicy{"TwoTargets", [](Spec* s) { s->attempts[0].days = 1; },
                  "attempts[tries]", "the promise has several targets"},
        BadPolicy{"NegativeDays", [](Spec* s) { s->clocks[0].days = -1; },
                  "clocks[clock].days", "not a number of days"},
        BadPolicy{"BusinessDaysOfNothing",
                  [](Spec* s) { s->clocks[0].targets[1].business = ""; },
                  "clocks[clock].targets[1].business_days",
                  "business days of no calendar"},
        BadPolicy{"NoFallbackCalendar",
                  [](Spec* s) { s->clocks[0].targets[0].business = ""; },
                  "clocks[clock].targets[0].business_by",
                  "no calendar for leads that name none"},
        BadPolicy{"TargetForAll",
                  [](Spec* s) { s->clocks[0].targets[0].when = ""; },
                  "clocks[clock].targets[0].when", "leaves nothing"},
        BadPolicy{"CalendarOfNoTarget",
                  [](Spec* s) {
                    s->clocks[0].days = 0;
                    s->clocks[0].business = "office";
                  },
                  "clocks[clock].business", "a calendar of no target"},
        BadPolicy{"WarnAtAll", [](Spec* s) { s->clocks[0].warn_at = 1; },
                  "clocks[clock].warn_at", "not a share between 0 and 1"},
        BadPolicy{"NoAttempts", [](Spec* s) { s->attempts[0].at_least = 0; },
                  "attempts[tries].at_least", "not a number of attempts"},
        BadPolicy{"AttemptsThatCannotBe",
                  [](Spec* s) { s->attempts[0].at_least = 31; },
                  "attempts[tries].at_least",
                  "no time for 31 attempts if 2 a day count"},
        BadPolicy{"FewerThanNone",
                  [](Spec* s) { s->attempts[0].max_counted_per_day = -1; },
                  "attempts[tries].max_counted_per_day", "fewer than none"},
        BadPolicy{"AttemptsGoOn",
                  [](Spec* s) { s->attempts[0].again = Again::kResume; },
                  "attempts[tries].again", "do not go on after their end"},
        BadPolicy{"NothingOwed",
                  [](Spec* s) { s->commitments[0].at_least = 0; },
                  "commitments[volume].at_least", "not a number above 0"},
        BadPolicy{"PerNothing",
                  [](Spec* s) { s->commitments[0].per = Period::kUnspecified; },
                  "commitments[volume].per", "says not per which period"},
        BadPolicy{"WorthThatIsNoNumber",
                  [](Spec* s) { s->commitments[0].worth = "lead.region"; },
                  "commitments[volume].worth",
                  "the expression gives string, not a number"},
        BadPolicy{"PaceOfNothing",
                  [](Spec* s) { s->commitments[0].pace = PaceSpec(); },
                  "commitments[volume].pace.business", "a pace by no calendar"},
        BadPolicy{"ShareAboveAll",
                  [](Spec* s) { s->qualities[0].at_least = 66; },
                  "qualities[quality].at_least", "not a share above 0"},
        BadPolicy{"NothingAccepted",
                  [](Spec* s) { s->qualities[0].accepted.clear(); },
                  "qualities[quality].accepted", "says not what is accepted"},
        BadPolicy{"AgeOfTheFirst",
                  [](Spec* s) { s->stage_ages[0].stage = "NURTURE"; },
                  "stage_ages[age].stage",
                  "every lead starts in the first stage"},
        BadPolicy{"NotUtf8", [](Spec* s) { s->description = "\xff"; },
                  "description", "text that is not UTF-8"}),
    [](const auto& test) { return test.param.name; });

TEST(SlaPolicy, APropertyOfAnotherTypeIsRefused) {
  SlaPolicySpec spec = Good();
  spec.activities.push_back(
      PolicyActivitySpec{{"mail"}, {{"owner", ValueType::kInt}}});
  Diagnostics diagnostics;
  EXPECT_FALSE(
      SlaPolicy::Create(spec, ParseModelText(kStagedModel), &diagnostics).ok());
  EXPECT_THAT(diagnostics[0].message,
              HasSubstr("\"owner\" has another type elsewhere"));
}

// ---- Files -----------------------------------------------------------------

class SlaPolicyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_sla_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    Write("p.textproto", kGood);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // What is said about the policy.
  std::string Load() {
    Diagnostics diagnostics;
    const auto policy =
        LoadSlaPolicy((folder_ / "p.textproto").string(),
                      ParseModelText(kStagedModel), &diagnostics);
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
      Diagnostic named = diagnostic;
      named.file = "p.textproto";
      text += named.ToString();
    }
    EXPECT_EQ(policy.ok(), text.empty());
    return text;
  }

  std::filesystem::path folder_;
};

TEST_F(SlaPolicyFile, ReadsItsHolidays) {
  Write("days.csv", "date\n2026-05-01\n");
  EXPECT_EQ(Load(), "");
}

TEST_F(SlaPolicyFile, SaysWhereAndWhatIsWrongWithHolidays) {
  Write("days.csv", "date\n2026-05-32\n");
  EXPECT_EQ(Load(),
            "p.textproto:19:5: error: line 2 of the file: a date that does not "
            "exist\n"
            "  in calendars[office].holidays_file\n"
            "        holidays_file: \"days.csv\"\n"
            "        ^\n"
            "  remedy: a CSV file with a column \"date\", or iCalendar (.ics), "
            "below the folder of the policy\n");
}

TEST_F(SlaPolicyFile, ReadsNoFileOutsideItsFolder) {
  std::string text = kGood;
  text.replace(text.find("days.csv"), 8, "../days.csv");
  Write("p.textproto", text);
  EXPECT_THAT(Load(),
              HasSubstr("p.textproto:19:5: error: a file outside the folder"));
}

TEST_F(SlaPolicyFile, SaysWhereAMistakeStands) {
  Write("days.csv", "date\n");
  std::string text = kGood;
  text.replace(text.find("enters: \"MQL\""), 13, "enters: \"MKL\"");
  Write("p.textproto", text);
  EXPECT_THAT(Load(),
              HasSubstr("unknown stage \"MKL\"; did you mean \"MQL\"?"));
  Write("p.textproto", std::string(kGood) + " clock { }");
  EXPECT_THAT(Load(),
              HasSubstr("unknown field \"clock\"; did you mean \"clocks\"?"));
  Write("p.textproto", std::string(kGood) + " attempts { again: NEVER }");
  EXPECT_THAT(Load(), HasSubstr("unknown value \"NEVER\" of again"));
}

}  // namespace
}  // namespace leadscore
