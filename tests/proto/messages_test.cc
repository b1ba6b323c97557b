#include "leadscore/messages.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "leadscore/leadscore.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using ::testing::ElementsAre;
using testing::GeneratedNow;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::Now;
using ::testing::Pair;
using testing::ParseModelText;
using testing::Random;
using testing::StatusIs;

constexpr auto kInvalidArgument = absl::StatusCode::kInvalidArgument;

Points P(int64_t micros) { return Points::FromMicros(micros); }

template <typename Message>
Message Parsed(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

// ---- Leads ---------------------------------------------------------------

constexpr char kModel[] = R"pb(
  name: 'm'
  attributes { name: 'title' type: STRING known_at: 'title_known' }
  attributes { name: 'employees' type: INT }
  attributes { name: 'share' type: DOUBLE }
  attributes { name: 'opted_in' type: BOOL }
  attributes { name: 'tags' type: STRING_LIST }
  activities {
    type: 'visit'
    properties { name: 'page' type: STRING }
    properties { name: 'stage' type: INT }
  }
  scores {
    name: 'fit'
    groups {
      name: 'g'
      rules { name: 'Big' when: 'lead.employees > 9' points: 5 }
    }
  }
  stages { name: 'NEW' }
  stages {
    name: 'MQL'
    enter { name: 'w' when: 'score.fit > 4' }
  }
)pb";

Lead FullLead() {
  Lead lead;
  lead.id = "7";
  lead.account = "acme";
  lead.attributes = {{"title", "CTO"},
                     {"employees", int64_t{12}},
                     {"share", 0.5},
                     {"opted_in", false},
                     {"tags", std::vector<std::string>{"a", ""}},
                     {"title_known", DaysAgo(9)}};
  Activity visit =
      Did("visit", DaysAgo(3), {{"page", "/"}, {"stage", int64_t{2}}});
  visit.id = "v1";
  visit.revision = -4;
  lead.activities = {
      visit,
      Did("$set", DaysAgo(2),
          {{"employees", std::monostate()}, {"share", 0.25}}),
      Did("$stage", DaysAgo(1), {{"stage", "MQL"}}),
      Did("$adjust", DaysAgo(1), {{"score", "fit"}, {"points", 2.5}})};
  return lead;
}

void ExpectEqual(const Lead& a, const Lead& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.account, b.account);
  EXPECT_EQ(a.attributes, b.attributes);
  ASSERT_EQ(a.activities.size(), b.activities.size());
  for (size_t i = 0; i < a.activities.size(); ++i) {
    EXPECT_EQ(a.activities[i].type, b.activities[i].type);
    EXPECT_EQ(a.activities[i].time, b.activities[i].time);
    EXPECT_EQ(a.activities[i].properties, b.activities[i].properties);
    EXPECT_EQ(a.activities[i].id, b.activities[i].id);
    EXPECT_EQ(a.activities[i].revision, b.activities[i].revision);
  }
}

TEST(LeadMessage, ComesBackWhole) {
  const v1::LeadSchema schema = SchemaMessage(ParseModelText(kModel));
  const auto message = LeadToMessage(FullLead(), schema);
  ASSERT_THAT(message, IsOk());
  EXPECT_FALSE(message->has_schema());
  const auto lead = LeadFromMessage(*message, schema);
  ASSERT_THAT(lead, IsOk());
  ExpectEqual(*lead, FullLead());
}

TEST(LeadMessage, TravelsAloneWithItsSchema) {
  const v1::LeadSchema schema = SchemaMessage(ParseModelText(kModel));
  auto message = LeadToMessage(FullLead(), schema);
  ASSERT_THAT(message, IsOk());
  *message->mutable_schema() = schema;
  v1::LeadSchema other;
  other.add_activity_types("other");
  const auto lead = LeadFromMessage(*message, other);
  ASSERT_THAT(lead, IsOk());
  ExpectEqual(*lead, FullLead());
}

TEST(LeadMessage, NoKeyIsRepeatedForEachLead) {
  const v1::LeadSchema schema = SchemaMessage(ParseModelText(kModel));
  const auto message = LeadToMessage(FullLead(), schema);
  ASSERT_THAT(message, IsOk());
  EXPECT_THAT(message->DebugString(),
              ::testing::Not(
                  ::testing::AnyOf(HasSubstr("employees"), HasSubstr("page"))));
}

TEST(LeadMessage, ValuesThatAreNotThereAreLeftOut) {
  const auto schema = Parsed<v1::LeadSchema>(
      "attributes { name: 'a' type: INT } attributes { name: 'b' type: INT }"
      "attributes { name: 'c' type: INT }");
  const auto lead =
      LeadFromMessage(Parsed<v1::Lead>("id: '1' values {} values { int_value: "
                                       "-2 } values { is_missing: true }"),
                      schema);
  ASSERT_THAT(lead, IsOk());
  EXPECT_THAT(lead->attributes,
              ElementsAre(Pair("b", AttributeValue(int64_t{-2})),
                          Pair("c", AttributeValue())));
}

TEST(LeadMessage, TakesAnIntForADouble) {
  const auto lead = LeadFromMessage(
      Parsed<v1::Lead>("values { int_value: 3 }"),
      Parsed<v1::LeadSchema>("attributes { name: 'a' type: DOUBLE }"));
  EXPECT_THAT(lead, IsOk());
}

TEST(LeadMessage, SaysWhereItIsWrong) {
  const auto schema = Parsed<v1::LeadSchema>(
      "attributes { name: 'a' type: INT } activity_types: 'visit' "
      "properties { name: 'when' type: TIMESTAMP }");
  const auto error_of = [&](const std::string& text) {
    return LeadFromMessage(Parsed<v1::Lead>(text), schema).status();
  };
  EXPECT_THAT(error_of("values {} values {}"),
              StatusIs(kInvalidArgument,
                       "2 values, but the schema has 1 names for them"));
  EXPECT_THAT(error_of("values { string_value: 'secret' }"),
              StatusIs(kInvalidArgument,
                       "attribute \"a\": the value is not of the type that the "
                       "schema says"));
  EXPECT_THAT(
      error_of("activities {} activities { type: 4000000000 }"),
      StatusIs(kInvalidArgument,
               "activity 1: its type is number 4000000000, but the schema "
               "has 1 types, counted from 0"));
  EXPECT_THAT(error_of("activities { time_micros: 9223372036854775807 }"),
              StatusIs(kInvalidArgument, HasSubstr("activity 0: its time")));
  EXPECT_THAT(
      error_of(
          "activities { values { timestamp_micros: -9223372036854775808 } }"),
      StatusIs(kInvalidArgument, HasSubstr("activity 0: property \"when\"")));
}

TEST(LeadMessage, IsNotMadeOfWhatTheSchemaLacks) {
  const v1::LeadSchema schema = SchemaMessage(ParseModelText(kModel));
  const auto error_of = [&](const Lead& lead) {
    return LeadToMessage(lead, schema).status();
  };
  EXPECT_THAT(error_of({"1", {{"colour", "red"}}}),
              StatusIs(kInvalidArgument,
                       "attribute \"colour\": the schema has none of this name "
                       "and type of value"));
  EXPECT_THAT(error_of({"1", {{"title", true}}}),
              StatusIs(kInvalidArgument, HasSubstr("attribute \"title\"")));
  EXPECT_THAT(error_of({"1", {}, {Did("visit", Now()), Did("call", Now())}}),
              StatusIs(kInvalidArgument,
                       "activity 1: the schema does not have its type"));
  EXPECT_THAT(
      error_of({"1", {}, {Did("visit", Now(), {{"colour", "red"}})}}),
      StatusIs(kInvalidArgument, HasSubstr("activity 0: property \"colour\"")));
  EXPECT_THAT(error_of({"1", {{"title", "\xff"}}}),
              StatusIs(kInvalidArgument, HasSubstr("UTF-8")));
  EXPECT_THAT(error_of({"\xff"}),
              StatusIs(kInvalidArgument, HasSubstr("UTF-8")));
  EXPECT_THAT(error_of({"1", {}, {Did("visit", absl::InfiniteFuture())}}),
              StatusIs(kInvalidArgument, HasSubstr("activity 0: its time")));
}

// ---- What comes out ------------------------------------------------------

TEST(ResultMessage, EveryMemberComesIntoItsField) {
  RuleResult rule{"rn", "rl", RuleOutcome::kMissing, 3, 4, "lead.x", 5, P(6),
                  P(7), P(8)};
  LeadResult result;
  result.id = "id";
  result.as_of = absl::FromUnixMicros(1);
  result.scores = {{"sn",
                    "sl",
                    {{"gn", "gl", {rule}, P(9), P(10)}},
                    P(11),
                    P(12),
                    P(13),
                    P(14),
                    P(15),
                    "band"}};
  result.total = P(16);
  result.grade = "A1";
  result.qualifies_for = "MQL";
  result.way = "w";
  result.disqualified_by = "d";
  result.stage = "SQL";
  result.unadjusted_stage = "NEW";
  result.since = absl::FromUnixMicros(0);
  result.stage_way = "sw";
  result.evidence = {{"es", "en", Answer::kYes}};
  result.attributes_present = 17;
  result.attributes_read = 18;
  result.screens = {{"scanner", 19}};
  result.valid_until = {absl::FromUnixMicros(20), {{"total", "1", "2"}}};
  const Model model =
      ParseModelText("name: 'm' version: 'v' scores { name: 'fit' }");
  const auto expected = Parsed<v1::LeadResult>(R"pb(
    id: "id"
    model: "m"
    model_version: "v"
    as_of_micros: 1
    scores {
      name: "sn"
      label: "sl"
      base_micros: 11
      groups {
        name: "gn"
        label: "gl"
        rules {
          name: "rn"
          label: "rl"
          outcome: VALUE_MISSING
          choice: 3
          activities: 4
          missing: "lead.x"
          errors: 5
          undecayed_micros: 6
          raw_micros: 7
          points_micros: 8
        }
        raw_micros: 9
        points_micros: 10
      }
      raw_micros: 12
      unadjusted_micros: 13
      adjustment_micros: 14
      points_micros: 15
      band: "band"
    }
    total_micros: 16
    grade: "A1"
    qualifies_for: "MQL"
    way: "w"
    disqualified_by: "d"
    stage: "SQL"
    unadjusted_stage: "NEW"
    since_micros: 0
    stage_way: "sw"
    evidence { stage: "es" name: "en" answer: YES }
    attributes_present: 17
    attributes_read: 18
    screens { screen: "scanner" dropped: 19 }
    valid_until {
      time_micros: 20
      changes { name: "total" from: "1" to: "2" }
    }
  )pb");
  v1::LeadResult message = ToMessage(result, model);
  EXPECT_EQ(message.model_fingerprint(), model.fingerprint());
  message.clear_model_fingerprint();
  EXPECT_EQ(message.DebugString(), expected.DebugString());
}

// The fields of a message, and of those within it, that are set.
void CollectSet(const google::protobuf::Message& message,
                std::set<std::string>* names) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    names->insert(field->full_name());
    if (field->cpp_type() != field->CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      CollectSet(reflection.GetMessage(message, field), names);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      CollectSet(reflection.GetRepeatedMessage(message, field, i), names);
    }
  }
}

// All fields of a message, and of those within it.
void CollectAll(const google::protobuf::Descriptor& descriptor,
                std::set<std::string>* names) {
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *descriptor.field(i);
    names->insert(field.full_name());
    if (field.message_type() != nullptr) {
      CollectAll(*field.message_type(), names);
    }
  }
}

constexpr uint64_t kModels = 120;

// Calls `check` with generated models and leads.
template <typename Check>
void ForGeneratedLeads(const std::vector<uint64_t>& seeds, const Check& check) {
  for (const uint64_t seed : seeds) {
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const auto model = Model::Create(spec);
    ASSERT_THAT(model, IsOk()) << "seed " << seed;
    const Scorer scorer(*model);
    for (const Lead& lead : testing::GenerateLeads(spec, 8, random)) {
      SCOPED_TRACE("seed " + std::to_string(seed) + " lead " + lead.id);
      check(*model, scorer, lead);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST(Messages, CarryGeneratedLeadsThatScoreTheSame) {
  ForGeneratedLeads(
      testing::SeedsToTry(kModels),
      [](const Model& model, const Scorer& scorer, const Lead& lead) {
        const v1::LeadSchema schema = SchemaMessage(model);
        const auto message = LeadToMessage(lead, schema);
        ASSERT_THAT(message, IsOk());
        v1::Lead read;
        ASSERT_TRUE(read.ParseFromString(message->SerializeAsString()));
        const auto back = LeadFromMessage(read, schema);
        ASSERT_THAT(back, IsOk());
        const auto explained = scorer.Explain(lead, GeneratedNow());
        const auto explained_back = scorer.Explain(*back, GeneratedNow());
        ASSERT_THAT(explained, IsOk());
        ASSERT_THAT(explained_back, IsOk());
        EXPECT_EQ(ToMessage(*explained).SerializeAsString(),
                  ToMessage(*explained_back).SerializeAsString());
      });
}

// No field of the messages is left unused.
TEST(Messages, CarryAllThatIsSaidOfGeneratedLeads) {
  std::set<std::string> used;
  ForGeneratedLeads(
      testing::AllSeeds(kModels),
      [&used](const Model&, const Scorer& scorer, const Lead& lead) {
        const auto explained = scorer.Explain(lead, GeneratedNow());
        const auto change = scorer.ExplainChange(
            lead, GeneratedNow() - absl::Hours(24 * 20), GeneratedNow());
        const auto history = scorer.History(lead, GeneratedNow());
        ASSERT_THAT(explained, IsOk());
        ASSERT_THAT(change, IsOk());
        ASSERT_THAT(history, IsOk());
        CollectSet(ToMessage(*explained), &used);
        CollectSet(ToMessage(*change), &used);
        CollectSet(ToMessage(*history), &used);
      });
  std::set<std::string> all;
  CollectAll(*v1::ExplainedChange::descriptor(), &all);
  CollectAll(*v1::LeadHistory::descriptor(), &all);
  for (const std::string& name : all) EXPECT_TRUE(used.count(name)) << name;
}

}  // namespace
}  // namespace leadscore
