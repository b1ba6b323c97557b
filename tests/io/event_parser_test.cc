#include "leadscore/event_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::Now;
using ::testing::Pair;
using testing::ParseModelText;
using ::testing::UnorderedElementsAre;

constexpr char kModel[] = R"pb(
  name: 'm'
  null_values: 'n/a'
  attributes { name: 'title' type: STRING column: 'Job Title' }
  attributes { name: 'size' type: INT }
  attributes { name: 'tags' type: STRING_LIST }
  activities {
    type: 'visit'
    properties { name: 'page' type: STRING column: 'Page' }
  }
  scores {
    name: 's'
    groups {
      name: 'g'
      rules { name: 'r' when: 'true' points: 1 }
    }
  }
  stages { name: 'LEAD' }
)pb";

class EventParserTest : public ::testing::Test {
 protected:
  void Use(const std::string& model) {
    auto parser = EventParser::Create(ParseModelText(model));
    ASSERT_THAT(parser, IsOk());
    parser_ = *std::move(parser);
  }

  BookEvent Parse(const std::string& line) {
    if (parser_ == nullptr) Use(kModel);
    BookEvent event;
    EXPECT_THAT(parser_->Parse(line, 1, &event), IsOk()) << line;
    return event;
  }

  // "7:12: what is wrong; what to do"
  std::string ErrorOf(const std::string& line) {
    if (parser_ == nullptr) Use(kModel);
    BookEvent event;
    ReadError error;
    const absl::Status status = parser_->Parse(line, 7, &event, &error);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << line;
    EXPECT_THAT(std::string(status.message()), HasSubstr(error.message));
    return absl::StrCat(error.line, ":", error.column, ": ", error.message,
                        "; ", error.remedy);
  }

  std::unique_ptr<EventParser> parser_;
};

TEST_F(EventParserTest, ReadsALeadAsItsFileHasIt) {
  const BookEvent event = Parse(
      R"({"id": "L-1", "account": "acme", "Job Title": "CEO", "tags": ["a"]})");
  EXPECT_EQ(event.kind, BookEvent::Kind::kUpsert);
  EXPECT_EQ(event.lead.id, "L-1");
  EXPECT_EQ(event.lead.account, "acme");
  EXPECT_THAT(event.lead.attributes,
              UnorderedElementsAre(
                  Pair("title", AttributeValue(std::string("CEO"))),
                  Pair("tags", AttributeValue(std::vector<std::string>{"a"}))));
}

TEST_F(EventParserTest, TellsWhatIsMissingFromWhatIsNotNamed) {
  const BookEvent event =
      Parse(R"({"id": "1", "Job Title": null, "size": "n/a"})");
  EXPECT_THAT(
      event.lead.attributes,
      UnorderedElementsAre(Pair("title", AttributeValue(std::monostate())),
                           Pair("size", AttributeValue(std::monostate()))));
  EXPECT_TRUE(Parse(R"({"id": "1"})").lead.attributes.empty());
}

TEST_F(EventParserTest, ReadsActivitiesInsideLeads) {
  const BookEvent event =
      Parse(R"({"id": "1", "attributes": {"size": 3}, "activities": [)"
            R"({"type": "visit", "time": "2026-11-20T12:00:00Z",)"
            R"( "properties": {"Page": "/"}},)"
            R"({"type": "nothing", "time": "2026-11-20T12:00:00Z"}]})");
  ASSERT_EQ(event.lead.activities.size(), 1u);
  EXPECT_EQ(event.lead.activities[0].type, "visit");
  EXPECT_EQ(event.lead.activities[0].time, Now());
  EXPECT_THAT(event.lead.activities[0].properties,
              ElementsAre(Pair("page", AttributeValue(std::string("/")))));
}

TEST_F(EventParserTest, ReadsAnActivityAsItsFileHasIt) {
  for (const char* page :
       {R"("Page": "/")", R"("properties": {"Page": "/"})"}) {
    const BookEvent event = Parse(absl::StrCat(
        R"({"lead_id": "L-1", "type": "visit", "id": "a", "revision": 3, )",
        R"("time": "2026-11-20T12:00:00Z", )", page, "}"));
    EXPECT_EQ(event.kind, BookEvent::Kind::kActivity);
    EXPECT_EQ(event.lead_id, "L-1");
    EXPECT_EQ(event.activity.type, "visit");
    EXPECT_EQ(event.activity.time, Now());
    EXPECT_EQ(event.activity.id, "a");
    EXPECT_EQ(event.activity.revision, 3);
    EXPECT_THAT(event.activity.properties,
                ElementsAre(Pair("page", AttributeValue(std::string("/")))));
  }
}

TEST_F(EventParserTest, SaysThatTheModelDoesNotKnowAType) {
  const BookEvent event =
      Parse(R"({"lead_id": "1", "type": "x", "time": "2026-11-20T12:00:00Z"})");
  EXPECT_EQ(event.kind, BookEvent::Kind::kUnknown);
  EXPECT_EQ(event.activity.type, "x");
}

TEST_F(EventParserTest, ReadsWhatBecameKnown) {
  for (const char* type : {"", R"("type": "$set", )"}) {
    const BookEvent event = Parse(absl::StrCat(
        R"({"lead_id": "1", )", type,
        R"("attribute": "size", "value": 7, "time": "2026-11-20T12:00:00Z"})"));
    EXPECT_EQ(event.kind, BookEvent::Kind::kActivity);
    EXPECT_EQ(event.activity.type, "$set");
    EXPECT_THAT(event.activity.properties,
                ElementsAre(Pair("size", AttributeValue(int64_t{7}))));
  }
}

TEST_F(EventParserTest, ReadsAdjustments) {
  const BookEvent event = Parse(
      R"({"lead_id": "1", "type": "$adjust", "stage": "LEAD", )"
      R"("until": "2026-11-20T12:00:00Z", "time": "2026-11-20T12:00:00Z"})");
  EXPECT_THAT(
      event.activity.properties,
      UnorderedElementsAre(Pair("stage", AttributeValue(std::string("LEAD"))),
                           Pair("until", AttributeValue(Now()))));
}

TEST_F(EventParserTest, ReadsWhatIsAboutTheBook) {
  const BookEvent removed = Parse(R"({"$remove": "L-1"})");
  EXPECT_EQ(removed.kind, BookEvent::Kind::kRemove);
  EXPECT_EQ(removed.lead_id, "L-1");
  const BookEvent advanced = Parse(R"({"$advance": "2026-11-20T12:00:00Z"})");
  EXPECT_EQ(advanced.kind, BookEvent::Kind::kAdvance);
  EXPECT_EQ(advanced.now, Now());
}

TEST_F(EventParserTest, TellsLinesApartWhoseLeadsAreCalledAlike) {
  Use(R"pb(
    name: 'm'
    columns { id: 'lead' activity_lead: 'lead' activity_time: 'at' }
    attributes { name: 'type' type: STRING }
    activities { type: 'visit' }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'r' when: 'true' points: 1 }
      }
    }
  )pb");
  EXPECT_EQ(Parse(R"({"lead": "1", "type": "visit"})").kind,
            BookEvent::Kind::kUpsert);
  EXPECT_EQ(
      Parse(R"({"lead": "1", "type": "visit", "at": "2026-11-20T12:00:00Z"})")
          .kind,
      BookEvent::Kind::kActivity);
}

TEST_F(EventParserTest, RefusesAModelWhoseLinesNobodyCanTellApart) {
  const auto parser = EventParser::Create(ParseModelText(R"pb(
    name: 'm'
    columns { id: 'lead' activity_lead: 'lead' activity_time: 'at' }
    attributes { name: 'at' type: TIMESTAMP }
    activities { type: 'visit' }
    scores {
      name: 's'
      groups {
        name: 'g'
        rules { name: 'r' when: 'true' points: 1 }
      }
    }
  )pb"));
  EXPECT_TRUE(absl::IsInvalidArgument(parser.status()));
  EXPECT_THAT(std::string(parser.status().message()), HasSubstr("tell"));
}

TEST_F(EventParserTest, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("7:1: a lead without id; a line is"));
  EXPECT_THAT(ErrorOf("[]"), HasSubstr("7:1: not an object"));
  EXPECT_THAT(ErrorOf(R"({"id": "1", "size": "many"})"),
              HasSubstr("7:21: column \"size\": not a whole number"));
  EXPECT_THAT(ErrorOf(R"({"id": "1", "size": 3, "size": 4})"),
              HasSubstr("stands twice"));
  EXPECT_THAT(ErrorOf(R"({"lead_id": "1", "type": "visit"})"),
              HasSubstr("the time of the activity is empty"));
  EXPECT_THAT(
      ErrorOf(
          R"({"lead_id": "", "type": "visit", "time": "2026-11-20T12:00:00Z"})"),
      HasSubstr("7:13: no lead is named"));
  EXPECT_THAT(ErrorOf(R"({"$advance": "soon"})"), HasSubstr("7:14: "));
  EXPECT_THAT(ErrorOf(R"({"$remove": null})"), HasSubstr("no lead is named"));
  EXPECT_THAT(ErrorOf(R"({"id": "1"} {"id": "2"})"),
              HasSubstr("something behind the object"));
  EXPECT_THAT(
      ErrorOf(absl::StrCat(R"({"id": ")", std::string(300'000, 'x'), R"("})")),
      HasSubstr("a value of more than"));
  EXPECT_THAT(ErrorOf(std::string(2'000'000, ' ')),
              HasSubstr("a line of more than 1048576 bytes"));
}

}  // namespace
}  // namespace leadscore
