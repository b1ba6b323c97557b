// What is known of a lead and what it did: attributes, versions, screens and
// signals.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "leadscore/leadscore.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::DaysAgo;
using testing::Did;
using testing::FirstScore;
using ::testing::HasSubstr;
using testing::HoursAgo;
using testing::Now;
using testing::ParseModelText;
using testing::ScoreLead;
using testing::StatusIs;

// A rule that gives the points of a condition.
std::string Rule(const std::string& when) {
  return "scores { name: 'score' groups { name: 'group' rules { name: 'rule' "
         "when: \"" +
         when + "\" points: 1 } } }";
}

bool Holds(const std::string& declarations, const std::string& when,
           std::vector<NamedValue> attributes,
           std::vector<Activity> activities = {}) {
  const Model model =
      ParseModelText("name: 'inputs' " + declarations + Rule(when));
  return FirstScore(ScoreLead(model, std::move(attributes),
                              std::move(activities))) == "1";
}

// ---- Attributes ----------------------------------------------------------

TEST(AttributeTest, DerivedOnesFollowWhatTheyAreDerivedFrom) {
  const std::string declarations =
      "attributes { name: 'upper' type: BOOL from: \"lead.domain == 'X.DE'\" }"
      "attributes { name: 'domain' type: STRING from: "
      "\"lead.email.split('@')[1]\" }"
      "attributes { name: 'email' type: STRING }";
  EXPECT_TRUE(
      Holds(declarations, "lead.domain == 'x.de'", {{"email", "a@x.de"}}));
  EXPECT_TRUE(Holds(declarations, "lead.upper", {{"email", "a@X.DE"}}));
  EXPECT_TRUE(Holds(declarations, "!has(lead.domain)", {}));
  // An error of the expression is a missing value.
  EXPECT_TRUE(Holds(declarations, "!has(lead.domain)", {{"email", "none"}}));
  EXPECT_TRUE(Holds(declarations, "!has(lead.upper)", {{"email", "none"}}));
}

TEST(AttributeTest, DerivedTextIsFoldedToo) {
  EXPECT_TRUE(
      Holds("attributes { name: 'a' type: STRING }"
            "attributes { name: 'b' type: STRING fold: true from: "
            "\"lead.a + ' '\" }",
            "lead.b == 'xy'", {{"a", " XY"}}));
}

TEST(AttributeTest, ADerivedValueOfAnotherTypeIsMissing) {
  // Their expressions are dyn, so that only a value tells its type.
  const auto has = [](const std::string& type, const std::string& from) {
    return Holds("attributes { name: 'a' " + type + " from: \"" + from + "\" }",
                 "has(lead.a)", {});
  };
  EXPECT_FALSE(has("type: STRING fold: true", "[1, 'a'][0]"));
  EXPECT_TRUE(has("type: STRING fold: true", "[1, 'a'][1]"));
  EXPECT_FALSE(has("type: STRING", "dyn([1, 2])"));
  EXPECT_FALSE(has("type: INT", "dyn('1')"));
  EXPECT_FALSE(has("type: BOOL", "dyn(1)"));
  EXPECT_FALSE(has("type: TIMESTAMP", "dyn(1)"));
  EXPECT_FALSE(has("type: STRING_LIST", "dyn('a')"));
  EXPECT_FALSE(has("type: STRING_LIST", "[dyn('a'), dyn(1)]"));
}

TEST(AttributeTest, DerivedInstantsAreKeptToTheMicrosecond) {
  EXPECT_TRUE(
      Holds("attributes { name: 'a' type: TIMESTAMP from: "
            "\"timestamp('2026-01-01T00:00:00.0000019Z')\" }",
            "lead.a == timestamp('2026-01-01T00:00:00.000001Z')", {}));
}

TEST(AttributeTest, MayBeDerivedFromSignals) {
  EXPECT_TRUE(
      Holds("activities { type: 'view' }"
            "signals { name: 'views' kind: COUNT types: 'view' }"
            "attributes { name: 'pages' type: INT }"
            "attributes { name: 'rate' type: DOUBLE from: "
            "\"double(signal.views) / double(lead.pages)\" }",
            "lead.rate == 0.5", {{"pages", int64_t{4}}},
            {Did("view", DaysAgo(1)), Did("view", DaysAgo(2))}));
}

TEST(AttributeTest, ThereIsOneZero) {
  EXPECT_TRUE(Holds("attributes { name: 'a' type: DOUBLE }",
                    "1.0 / lead.a > 0.0", {{"a", -0.0}}));
}

TEST(ListTest, IsASetHoweverItIsWritten) {
  EXPECT_TRUE(Holds("lists { name: 'l' values: ['b', 'a', 'b'] }",
                    "size(list.l) == 2 && list.l[0] == 'a'", {}));
}

TEST(AttributeTest, KnownOnlySinceItsTime) {
  const std::string declarations =
      "attributes { name: 'budget' type: DOUBLE known_at: 'budget_since' }";
  EXPECT_TRUE(Holds(declarations, "has(lead.budget)",
                    {{"budget", 5.0}, {"budget_since", Now()}}));
  EXPECT_FALSE(Holds(
      declarations, "has(lead.budget)",
      {{"budget", 5.0}, {"budget_since", Now() + absl::Microseconds(1)}}));
  // Without a time it was always known.
  EXPECT_TRUE(Holds(declarations, "has(lead.budget)", {{"budget", 5.0}}));
}

TEST(AttributeTest, KnownAtMayBeAnotherAttribute) {
  const std::string declarations =
      "attributes { name: 'modified' type: TIMESTAMP column: 'Last Modified' }"
      "attributes { name: 'budget' type: DOUBLE known_at: 'Last Modified' }";
  const Model model =
      ParseModelText("name: 'm' " + declarations + Rule("has(lead.budget)"));
  EXPECT_EQ(model.lead_schema().columns.size(), 2u);
  EXPECT_EQ(FirstScore(ScoreLead(
                model, {{"budget", 5.0}, {"modified", HoursAgo(-1)}})),
            "0");
}

TEST(AttributeTest, KnownAtMeansTheColumnBeforeTheName) {
  // "since" is the column of one attribute and the name of another.
  const Model model = ParseModelText(
      "name: 'm'"
      "attributes { name: 'a' type: TIMESTAMP column: 'since' }"
      "attributes { name: 'since' type: TIMESTAMP column: 'Since' }"
      "attributes { name: 'budget' type: DOUBLE known_at: 'since' }" +
      Rule("has(lead.budget)"));
  EXPECT_EQ(FirstScore(ScoreLead(model, {{"budget", 5.0},
                                         {"a", HoursAgo(1)},
                                         {"since", HoursAgo(-1)}})),
            "1");
}

TEST(AttributeTest, AsOfIsRoundedDownToTheTick) {
  EXPECT_TRUE(Holds("", "as_of == timestamp('2026-11-20T12:00:00Z')", {}));
  const Model model =
      ParseModelText("name: 'm' tick: '1d'" +
                     Rule("as_of == timestamp('2026-11-20T00:00:00Z')"));
  EXPECT_EQ(FirstScore(ScoreLead(model, {})), "1");
}

TEST(AttributeTest, CoverageIsOfWhatTheModelReads) {
  const Model model = ParseModelText(
      "name: 'm'"
      "attributes { name: 'email' type: STRING }"
      "attributes { name: 'domain' type: STRING from: "
      "\"lead.email.split('@')[1]\" }"
      "attributes { name: 'a' type: INT }"
      "attributes { name: 'unread' type: INT }" +
      Rule("lead.domain == 'x' && lead.a > 0"));
  const LeadResult result =
      ScoreLead(model, {{"email", "x"}, {"unread", int64_t{1}}});
  EXPECT_EQ(result.attributes_read, 2);
  EXPECT_EQ(result.attributes_present, 1);
}

TEST(AttributeTest, LeadsThatDoNotFitTheModelAreRefused) {
  const Model model = ParseModelText(
      "name: 'm' attributes { name: 'employees' type: INT }"
      "activities { type: 'view' properties { name: 'path' type: STRING } }" +
      Rule("true"));
  const Scorer scorer(model);
  const auto score = [&](const Lead& lead) {
    return scorer.Score(lead, Now()).status();
  };
  Lead lead;
  EXPECT_THAT(score(lead), StatusIs(absl::StatusCode::kInvalidArgument,
                                    "a lead without id"));
  lead.id = "1";
  lead.attributes = {{"employes", int64_t{1}}};
  EXPECT_THAT(score(lead),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "unknown attribute \"employes\"; did you mean "
                       "\"employees\"?"));
  lead.attributes = {{"employees", "12"}};
  EXPECT_THAT(score(lead),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "attribute \"employees\" has to be an int"));
  lead.attributes = {{"employees", int64_t{1}}, {"employees", int64_t{2}}};
  EXPECT_THAT(score(lead), StatusIs(absl::StatusCode::kInvalidArgument,
                                    "attribute \"employees\" stands twice"));
  lead.attributes = {};
  lead.activities = {Did("views", Now())};
  EXPECT_THAT(score(lead),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "unknown activity of type \"views\"; did you mean "
                       "\"view\"?"));
  lead.activities = {Did("view", Now(), {{"path", "\xff"}})};
  EXPECT_THAT(score(lead),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("property \"path\" is not valid UTF-8")));
  lead.activities = {Did("view", absl::InfiniteFuture())};
  EXPECT_THAT(score(lead), StatusIs(absl::StatusCode::kInvalidArgument,
                                    HasSubstr("outside the years 1 to 9999")));
}

// ---- Versions and retractions --------------------------------------------

Activity Version(const std::string& id, int64_t revision, absl::Time time,
                 int64_t amount) {
  Activity activity = Did("order", time, {{"amount", amount}});
  activity.id = id;
  activity.revision = revision;
  return activity;
}

Activity Retract(const std::string& id, absl::Time time) {
  Activity activity = Did("$retract", time);
  activity.id = id;
  return activity;
}

int64_t SumOfAmounts(const std::vector<Activity>& activities) {
  const Model model = ParseModelText(R"pb(
    name: "m"
    activities {
      type: "order"
      properties { name: "amount" type: INT }
    }
    signals { name: "sum" kind: SUM types: "order" property: "amount" }
    scores {
      name: "score"
      groups {
        name: "group"
        rules {
          name: "rule"
          curve {
            of: "signal.sum"
            at { x: 0 points: 0 }
            at { x: 1000 points: 1000 }
          }
        }
      }
    })pb");
  return ScoreLead(model, {}, activities).scores[0].points.micros() /
         Points::kMicrosPerPoint;
}

TEST(VersionTest, TheHighestRevisionCounts) {
  EXPECT_EQ(SumOfAmounts({Version("a", 0, DaysAgo(2), 1),
                          Version("a", 2, DaysAgo(3), 10),
                          Version("a", 1, DaysAgo(1), 100)}),
            10);
}

TEST(VersionTest, ThenTheEarliestTime) {
  EXPECT_EQ(SumOfAmounts({Version("a", 1, DaysAgo(1), 1),
                          Version("a", 1, DaysAgo(2), 10)}),
            10);
}

TEST(VersionTest, ThenTheSmallestBytes) {
  EXPECT_EQ(SumOfAmounts({Version("a", 1, DaysAgo(1), 100),
                          Version("a", 1, DaysAgo(1), 10)}),
            10);
}

TEST(VersionTest, ALaterVersionDoesNotExistYet) {
  EXPECT_EQ(SumOfAmounts({Version("a", 0, DaysAgo(1), 1),
                          Version("a", 1, Now() + absl::Hours(1), 10)}),
            1);
}

TEST(VersionTest, WithoutIdEachIsItsOwn) {
  EXPECT_EQ(SumOfAmounts(
                {Version("", 0, DaysAgo(1), 1), Version("", 0, DaysAgo(1), 1)}),
            2);
  EXPECT_EQ(SumOfAmounts({Version("a", 0, DaysAgo(1), 1),
                          Version("b", 0, DaysAgo(1), 1)}),
            2);
}

TEST(VersionTest, RetractedOnesNeverHappened) {
  EXPECT_EQ(
      SumOfAmounts({Version("a", 5, DaysAgo(3), 1),
                    Version("b", 0, DaysAgo(3), 10), Retract("a", DaysAgo(1))}),
      10);
  // Once it is retracted no revision brings it back.
  EXPECT_EQ(
      SumOfAmounts({Retract("a", DaysAgo(2)), Version("a", 9, DaysAgo(1), 1)}),
      0);
  EXPECT_EQ(SumOfAmounts({Version("a", 0, DaysAgo(3), 1),
                          Retract("a", Now() + absl::Hours(1))}),
            1);
}

TEST(VersionTest, OneOfAnotherTypeReplacesToo) {
  // Tables may hold types that the model does not know.
  const Model model = ParseModelText(
      "name: 'm' activities { type: 'view' }"
      "signals { name: 'views' kind: COUNT types: 'view' }" +
      Rule("signal.views == 0"));
  TableBuilder builder(model.lead_schema(), {{"view", "scroll"}, {}});
  Activity first = Did("view", DaysAgo(2));
  first.id = "a";
  Activity second = Did("scroll", DaysAgo(1));
  second.id = "a";
  second.revision = 1;
  ASSERT_TRUE(builder.Add(Lead{"1", {}, {second, first}}).ok());
  const Tables tables = builder.Build();
  EXPECT_EQ(FirstScore(*Scorer(model).ScoreRow(tables, 0, Now())), "1");
  EXPECT_EQ(FirstScore(*Scorer(model).ScoreRow(tables, 0, HoursAgo(30))), "0");
}

// ---- Screens -------------------------------------------------------------

constexpr char kScreens[] =
    "activities { type: 'click' properties { name: 'agent' type: STRING } }"
    "activities { type: 'view' }"
    "screens { name: 'bot' types: 'click' where: "
    "\"activity.agent == 'bot'\" }"
    "screens { name: 'burst' types: 'click' burst { count: 3 within: '10s' } }"
    "signals { name: 'clicks' kind: COUNT types: ['click', 'view'] }";

TEST(ScreenTest, MarkedOnesAreDropped) {
  EXPECT_TRUE(Holds(kScreens, "signal.clicks == 1", {},
                    {Did("click", DaysAgo(1), {{"agent", "bot"}}),
                     Did("click", DaysAgo(2), {{"agent", "human"}})}));
}

TEST(ScreenTest, EveryMemberOfABurstIsDropped) {
  const auto click = [](int seconds) {
    return Did("click", DaysAgo(1) + absl::Seconds(seconds));
  };
  // Three within ten seconds, and a fourth that belongs to another three.
  EXPECT_TRUE(Holds(kScreens, "signal.clicks == 0", {},
                    {click(0), click(5), click(10), click(14)}));
  EXPECT_TRUE(Holds(kScreens, "signal.clicks == 3", {},
                    {click(0), click(5), click(11)}));
  // Another type neither belongs to it nor is dropped.
  EXPECT_TRUE(Holds(kScreens, "signal.clicks == 3", {},
                    {click(0), Did("view", DaysAgo(1)), click(1)}));
}

TEST(ScreenTest, ABurstMayBeAtOneInstant) {
  const std::string screens =
      "activities { type: 'click' }"
      "screens { name: 'burst' types: 'click' burst { count: 2 within: '0s' } }"
      "signals { name: 'clicks' kind: COUNT types: 'click' }";
  const Activity click = Did("click", DaysAgo(1));
  const Activity next = Did("click", DaysAgo(1) + absl::Microseconds(1));
  EXPECT_TRUE(Holds(screens, "signal.clicks == 2", {}, {click, next}));
  EXPECT_TRUE(Holds(screens, "signal.clicks == 1", {}, {click, click, next}));
}

TEST(ScreenTest, EachJudgesTheWholeLog) {
  const auto click = [](int seconds, const char* agent) {
    return Did("click", DaysAgo(1) + absl::Seconds(seconds),
               {{"agent", agent}});
  };
  // The one that a screen drops still belongs to the burst of the other.
  const Model model = ParseModelText(
      absl::StrCat("name: 'm' ", kScreens, Rule("signal.clicks == 0")));
  const LeadResult result =
      ScoreLead(model, {}, {click(0, "a"), click(1, "bot"), click(2, "a")});
  EXPECT_EQ(FirstScore(result), "1");
  EXPECT_EQ(result.screens[0].dropped, 1);
  EXPECT_EQ(result.screens[1].dropped, 3);
}

// ---- Signals -------------------------------------------------------------

constexpr char kOrder[] =
    "activities { type: 'order' properties { name: 'amount' type: DOUBLE } "
    "properties { name: 'item' type: STRING } properties { name: 'due' type: "
    "TIMESTAMP } }"
    "activities { type: 'mail' }";

std::string Signal(const std::string& fields) {
  return std::string(kOrder) + "signals { name: 's' " + fields + "}";
}

Activity Order(absl::Time time, std::vector<NamedValue> properties = {}) {
  return Did("order", time, std::move(properties));
}

TEST(SignalTest, CountsAndWindows) {
  const std::vector<Activity> orders = {Order(DaysAgo(10)), Order(DaysAgo(40)),
                                        Order(DaysAgo(50)), Order(DaysAgo(70))};
  EXPECT_TRUE(
      Holds(Signal("kind: COUNT types: 'order'"), "signal.s == 4", {}, orders));
  EXPECT_TRUE(Holds(Signal("kind: COUNT types: 'order' within: '40d'"),
                    "signal.s == 1", {}, orders));
  EXPECT_TRUE(Holds(Signal("kind: COUNT types: 'order' after: '40d'"),
                    "signal.s == 3", {}, orders));
  // The 30 days before the last 30.
  EXPECT_TRUE(Holds(Signal("kind: COUNT types: 'order' after: '30d' "
                           "within: '60d'"),
                    "signal.s == 2", {}, orders));
  EXPECT_TRUE(
      Holds(Signal("kind: COUNT types: 'mail'"), "signal.s == 0", {}, orders));
}

TEST(SignalTest, DistinctIgnoresMissing) {
  EXPECT_TRUE(Holds(
      Signal("kind: DISTINCT types: 'order' property: 'item'"), "signal.s == 2",
      {},
      {Order(DaysAgo(1), {{"item", "a"}}), Order(DaysAgo(2), {{"item", "a"}}),
       Order(DaysAgo(3), {{"item", "b"}}), Order(DaysAgo(4))}));
}

TEST(SignalTest, SumsAreExact) {
  // In doubles, ten times 0.1 is not 1.
  const std::vector<Activity> orders(10, Order(DaysAgo(1), {{"amount", 0.1}}));
  EXPECT_TRUE(Holds(Signal("kind: SUM types: 'order' property: 'amount'"),
                    "signal.s == 1.0", {}, orders));
  EXPECT_TRUE(Holds(Signal("kind: SUM types: 'order' property: 'amount'"),
                    "signal.s == 0.0", {}, {Order(DaysAgo(1))}));
}

TEST(SignalTest, MinAndMaxOfNoneAreMissing) {
  const std::vector<Activity> orders = {Order(DaysAgo(1), {{"amount", 3.0}}),
                                        Order(DaysAgo(2), {{"amount", -1.5}}),
                                        Order(DaysAgo(3))};
  const std::string min = Signal("kind: MIN types: 'order' property: 'amount'");
  const std::string max = Signal("kind: MAX types: 'order' property: 'amount'");
  EXPECT_TRUE(Holds(min, "signal.s == -1.5", {}, orders));
  EXPECT_TRUE(Holds(max, "signal.s == 3.0", {}, orders));
  EXPECT_TRUE(Holds(min, "!has(signal.s)", {}, {Order(DaysAgo(1))}));
  EXPECT_TRUE(Holds(Signal("kind: MAX types: 'order' property: 'due'"),
                    "signal.s == timestamp('2026-11-20T12:00:00Z')", {},
                    {Order(DaysAgo(1), {{"due", Now()}}),
                     Order(DaysAgo(1), {{"due", DaysAgo(9)}})}));
}

TEST(SignalTest, RatiosNeedEnoughToDivideBy) {
  const std::string declarations =
      std::string(kOrder) +
      "signals { name: 'r' kind: RATIO of: 'orders' to: 'mails' min_to: 2 }"
      "signals { name: 'orders' kind: COUNT types: 'order' }"
      "signals { name: 'mails' kind: COUNT types: 'mail' }";
  const Activity order = Order(DaysAgo(1));
  const Activity mail = Did("mail", DaysAgo(1));
  EXPECT_TRUE(Holds(declarations, "signal.r == 0.5", {}, {order, mail, mail}));
  EXPECT_TRUE(Holds(declarations, "!has(signal.r)", {}, {order, mail}));
  // Never divided by zero, even if min_to is 0.
  EXPECT_TRUE(Holds(std::string(kOrder) +
                        "signals { name: 'r' kind: RATIO of: 'o' to: 'm' }"
                        "signals { name: 'o' kind: COUNT types: 'order' }"
                        "signals { name: 'm' kind: COUNT types: 'mail' }",
                    "!has(signal.r)", {}, {order}));
}

TEST(SignalTest, DaysSinceAreWholeDaysOfTheTick) {
  const std::string first = Signal("kind: DAYS_SINCE_FIRST types: 'order'");
  const std::string last = Signal("kind: DAYS_SINCE_LAST types: 'order'");
  const std::vector<Activity> orders = {Order(DaysAgo(9)), Order(DaysAgo(2))};
  EXPECT_TRUE(Holds(first, "signal.s == 9", {}, orders));
  EXPECT_TRUE(Holds(last, "signal.s == 2", {}, orders));
  EXPECT_TRUE(Holds(last, "signal.s == 1", {},
                    {Order(DaysAgo(2) + absl::Microseconds(1))}));
  EXPECT_TRUE(Holds(last, "signal.s == 0", {}, {Order(Now())}));
  EXPECT_TRUE(Holds(last, "!has(signal.s)", {}, {}));
}

TEST(SignalTest, ActiveDaysAndWeeks) {
  const std::vector<Activity> orders = {Order(DaysAgo(1)), Order(DaysAgo(1)),
                                        Order(DaysAgo(4)),   // Monday.
                                        Order(DaysAgo(5))};  // Sunday.
  EXPECT_TRUE(Holds(Signal("kind: ACTIVE_DAYS types: 'order'"), "signal.s == 3",
                    {}, orders));
  EXPECT_TRUE(Holds(Signal("kind: ACTIVE_WEEKS types: 'order'"),
                    "signal.s == 2", {}, orders));
}

TEST(SignalTest, OverAnAccountAllItsLeadsCount) {
  const Model model = ParseModelText(
      "name: 'm' activities { type: 'view' }"
      "signals { name: 's' kind: COUNT types: 'view' over: ACCOUNT }"
      "signals { name: 'own' kind: COUNT types: 'view' }"
      "scores { name: 'score' groups { name: 'group' rules { name: 'rule' "
      "curve { of: 'signal.s' at { x: 0 points: 0 } at { x: 10 points: 10 } } "
      "} rules { name: 'own' curve { of: 'signal.own' at { x: 0 points: 0 } "
      "at { x: 10 points: 1 } } } } }");
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  const auto add = [&](const char* id, const char* account, int views) {
    Lead lead;
    lead.id = id;
    lead.account = account;
    lead.activities.assign(static_cast<size_t>(views), Did("view", DaysAgo(1)));
    ASSERT_TRUE(builder.Add(lead).ok());
  };
  add("1", "acme", 2);
  add("2", "", 3);
  add("3", "acme", 1);
  add("4", "", 0);
  ScoreTable scores;
  ASSERT_TRUE(Scorer(model).Score(builder.Build(), Now(), {}, &scores).ok());
  EXPECT_EQ(scores.total[0].ToString(), "3.2");
  EXPECT_EQ(scores.total[1].ToString(), "3.3");
  EXPECT_EQ(scores.total[2].ToString(), "3.1");
  EXPECT_EQ(scores.total[3].ToString(), "0");
}

}  // namespace
}  // namespace leadscore
