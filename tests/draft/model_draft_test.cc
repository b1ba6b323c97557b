#include "leadscore/model_draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "leadscore/model_file.h"
#include "leadscore/scorer.h"
#include "src/model/canonical.h"
#include "tests/draft/draft_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore::internal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Use = DraftColumn::Use;

using ::leadscore::testing::IsOk;
using ::leadscore::testing::StatusIs;

// The draft, which has to be made.
ModelDraft Drafted(const RawTable& leads, const RawTable* activities,
                   const DraftOptions& options) {
  absl::StatusOr<ModelDraft> draft = DraftModel(leads, activities, options);
  EXPECT_THAT(draft, IsOk());
  return draft.ok() ? *std::move(draft) : ModelDraft();
}

DraftOptions WithOutcome(const std::string& outcome) {
  DraftOptions options;
  options.outcome = outcome;
  return options;
}

// What became of a column.
DraftColumn ColumnOf(const ModelDraft& draft, const std::string& name) {
  for (const DraftColumn& column : draft.columns) {
    if (column.name == name) return column;
  }
  ADD_FAILURE() << "no column " << name;
  return {};
}

const RuleSpec& RuleOf(const ModelDraft& draft, const std::string& name) {
  for (const ScoreSpec& score : draft.spec.scores) {
    for (const GroupSpec& group : score.groups) {
      for (const RuleSpec& rule : group.rules) {
        if (rule.name == name) return rule;
      }
    }
  }
  static const auto* const none = new RuleSpec();
  ADD_FAILURE() << "no rule " << name;
  return *none;
}

// Checks that the text is the spec, and that the model is fine and as agreed.
void ExpectSound(const ModelDraft& draft) {
  Diagnostics diagnostics;
  const auto parsed =
      ParseModel(draft.text, ModelFormat::kText, "draft", {}, &diagnostics);
  ASSERT_TRUE(parsed.ok()) << parsed.status() << "\n"
                           << (diagnostics.empty() ? ""
                                                   : diagnostics[0].ToString())
                           << draft.text;
  EXPECT_EQ(CanonicalText(*parsed), CanonicalText(draft.spec)) << draft.text;
  const auto model = Model::Create(draft.spec);
  ASSERT_TRUE(model.ok()) << model.status();
  for (const AgreedResult& result : Scorer(*model).RunAgreed()) {
    EXPECT_THAT(result.mismatches, IsEmpty()) << result.name;
  }
}

TEST(ModelDraftTest, LearnsPointsFromTheOutcome) {
  const RawTable leads = SampleLeads(4'000, 1);
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("Converted"));
  ExpectSound(draft);
  EXPECT_TRUE(draft.has_signal);
  EXPECT_GT(*draft.auc, 0.65);
  EXPECT_EQ(draft.decided, 4'000);
  EXPECT_EQ(draft.spec.columns.id, "Lead ID");
  const TableSpec& industry = *RuleOf(draft, "Industry").table;
  EXPECT_EQ(industry.of, "lead.industry");
  const auto points_of = [&industry](const std::string& value) {
    for (const TableRowSpec& row : industry.row) {
      if (row.is[0] == value) return row.points;
    }
    return industry.otherwise;
  };
  EXPECT_GT(points_of("Software"), points_of("Retail"));
  EXPECT_GT(points_of("Retail"), points_of("Farming"));
  // Visits are what leads did.
  ASSERT_THAT(draft.spec.scores, SizeIs(2));
  EXPECT_EQ(draft.spec.scores[1].name, "engagement");
  EXPECT_EQ(draft.spec.scores[1].groups[0].rules[0].name, "Visits");
}

TEST(ModelDraftTest, LeavesOutWhatTellsNothing) {
  const RawTable leads = SampleLeads(4'000, 2);
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("Converted"));
  EXPECT_EQ(ColumnOf(draft, "Color").use, Use::kDeclared);
  EXPECT_EQ(ColumnOf(draft, "Industry").use, Use::kScored);
  EXPECT_EQ(ColumnOf(draft, "Lead ID").use, Use::kKnown);
  // Ready to be used.
  EXPECT_THAT(draft.text, HasSubstr("# attributes { name: \"color\""));
}

TEST(ModelDraftTest, LeavesOutWhatKnowsTheOutcomeUnlessToldToKeepIt) {
  const RawTable leads = SampleLeads(4'000, 3);
  DraftOptions options = WithOutcome("Converted");
  const ModelDraft draft = Drafted(leads, nullptr, options);
  EXPECT_EQ(ColumnOf(draft, "Sales Note").use, Use::kLeak);
  EXPECT_THAT(ColumnOf(draft, "Sales Note").note,
              HasSubstr("with \"deal\" were won"));
  EXPECT_THAT(draft.text, HasSubstr("#   Sales Note"));
  options.keep = {"Sales Note"};
  const ModelDraft kept = Drafted(leads, nullptr, options);
  EXPECT_EQ(ColumnOf(kept, "Sales Note").use, Use::kScored);
  EXPECT_GT(*kept.auc, *draft.auc + 0.1);
}

TEST(ModelDraftTest, FindsWhatOnlyWonLeadsHave) {
  RawTable leads({"id", "size", "won date", "result"});
  std::mt19937_64 random(5);
  for (int i = 0; i < 2'000; ++i) {
    const bool won = random() % 4 == 0;
    const std::string date = "2026-01-" + std::to_string(10 + random() % 20);
    leads.AddRow({std::to_string(i), std::to_string(random() % 9),
                  won ? std::string_view(date) : "", won ? "won" : "lost"});
  }
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("result"));
  EXPECT_EQ(ColumnOf(draft, "won date").use, Use::kLeak);
  EXPECT_THAT(ColumnOf(draft, "won date").note, HasSubstr("any value"));
}

TEST(ModelDraftTest, SaysThatThereIsNoSignal) {
  RawTable leads({"id", "agent", "product", "size", "result"});
  std::mt19937_64 random(6);
  for (int i = 0; i < 6'000; ++i) {
    leads.AddRow({std::to_string(i), "agent " + std::to_string(random() % 30),
                  "product " + std::to_string(random() % 80),
                  std::to_string(random() % 1'000),
                  random() % 5 < 3 ? "won" : "lost"});
  }
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("result"));
  EXPECT_FALSE(draft.has_signal);
  EXPECT_THAT(draft.text, HasSubstr("There is no signal"));
  ExpectSound(draft);
  for (const TableRowSpec& row : RuleOf(draft, "agent").table->row) {
    EXPECT_EQ(row.points, 0);
  }
  EXPECT_THAT(draft.spec.stages, IsEmpty());
}

TEST(ModelDraftTest, ThresholdsGiveTheSharesThatWereAskedFor) {
  const RawTable leads = SampleLeads(10'000, 7);
  DraftOptions options = WithOutcome("Converted");
  options.mql_share = 0.30;
  options.sql_share = 0.15;
  const ModelDraft draft = Drafted(leads, nullptr, options);
  const auto checked = Model::Create(draft.spec);
  ASSERT_THAT(checked, IsOk());
  const Model& model = *checked;
  const Scorer scorer(model);
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t row = 0; row < leads.num_rows(); ++row) {
    Lead lead;
    lead.id = std::string(leads.cell(0, row));
    lead.attributes = {{"industry", std::string(leads.cell(1, row))},
                       {"visits", std::stoll(std::string(leads.cell(2, row)))}};
    ASSERT_THAT(builder.Add(lead), IsOk());
  }
  ScoreTable scores;
  ASSERT_THAT(scorer.Score(builder.Build(), absl::UnixEpoch(), {}, &scores),
              IsOk());
  const auto share_from = [&scores](int stage) {
    return static_cast<double>(std::count_if(
               scores.qualifies_for.begin(), scores.qualifies_for.end(),
               [stage](int32_t of_lead) { return of_lead >= stage; })) /
           static_cast<double>(scores.size());
  };
  // Whole points of 120 different leads cannot be nearer.
  EXPECT_NEAR(share_from(1), 0.30, 0.05);
  EXPECT_NEAR(share_from(2), 0.15, 0.05);
}

TEST(ModelDraftTest, WithoutOutcomeListsWhatThereIs) {
  const RawTable leads = SampleLeads(500, 8);
  const ModelDraft draft = Drafted(leads, nullptr, {});
  ExpectSound(draft);
  EXPECT_FALSE(draft.auc.has_value());
  EXPECT_THAT(draft.text, HasSubstr("row { is: \"Software\"  points: 0 }"));
  EXPECT_THAT(draft.text, HasSubstr("How leads came out was not given"));
}

TEST(ModelDraftTest, TooFewLeadsGiveNoPoints) {
  const RawTable leads = SampleLeads(30, 9);
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("Converted"));
  ExpectSound(draft);
  EXPECT_FALSE(draft.has_signal);
  EXPECT_THAT(draft.text, HasSubstr("too little to learn from"));
}

TEST(ModelDraftTest, ThreeLeadsAreEnoughToBegin) {
  RawTable leads({"id", "size", "nothing"});
  for (const char* id : {"a", "b", "c"}) leads.AddRow({id, "7", ""});
  const ModelDraft draft = Drafted(leads, nullptr, {});
  ExpectSound(draft);
  EXPECT_EQ(ColumnOf(draft, "nothing").use, Use::kLeftOut);
}

TEST(ModelDraftTest, LeadsWithoutIdsAreCalledByTheirNumbers) {
  RawTable leads({"color", "result"});
  for (int i = 0; i < 100; ++i) {
    leads.AddRow({i % 2 == 0 ? "red" : "blue", i % 3 == 0 ? "yes" : "no"});
  }
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("result"));
  EXPECT_EQ(draft.spec.columns.id, "#");
  ExpectSound(draft);
}

TEST(ModelDraftTest, IsTheSameForTheSameData) {
  const DraftOptions options = WithOutcome("Converted");
  const ModelDraft first = Drafted(SampleLeads(3'000, 10), nullptr, options);
  const ModelDraft second = Drafted(SampleLeads(3'000, 10), nullptr, options);
  EXPECT_EQ(first.text, second.text);
}

TEST(ModelDraftTest, HostileTextsAreQuoted) {
  RawTable leads({"id", "a \"quoted\\\" { name", "line\nbreak", "result"});
  const char* const texts[] = {"\"", "\\", "a\nb", "# }", "\x01", "ü€"};
  for (int i = 0; i < 600; ++i) {
    leads.AddRow({std::to_string(i), texts[i % 6], texts[(i / 6) % 6],
                  (i % 6 < 2) == (i / 6 % 10 > 1) ? "yes" : "no"});
  }
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("result"));
  EXPECT_TRUE(draft.has_signal);
  ExpectSound(draft);
}

TEST(ModelDraftTest, FiveThousandColumnsAreNoMatter) {
  std::vector<std::string> names = {"id", "result"};
  for (int i = 0; i < 5'000; ++i) names.push_back("c" + std::to_string(i));
  RawTable leads(names);
  std::mt19937_64 random(12);
  for (int row = 0; row < 200; ++row) {
    std::vector<std::string> cells = {std::to_string(row),
                                      row % 2 == 0 ? "1" : "0"};
    for (int i = 0; i < 5'000; ++i) {
      cells.push_back(std::to_string(random() % 4));
    }
    leads.AddRow(std::vector<std::string_view>(cells.begin(), cells.end()));
  }
  const ModelDraft draft = Drafted(leads, nullptr, WithOutcome("result"));
  ExpectSound(draft);
  // Some of so many columns fit by chance; leads that were not learned from
  // tell that they do.
  EXPECT_FALSE(draft.has_signal);
}

// ---- Outcomes --------------------------------------------------------------

struct OutcomeCase {
  std::string name;
  std::vector<std::string> values;
  std::vector<std::string> won;
  std::vector<std::string> lost;
  std::string error;  // Empty: it can be told.
  int64_t decided = 0;
  int64_t num_won = 0;
};

class OutcomeTest : public ::testing::TestWithParam<OutcomeCase> {};

TEST_P(OutcomeTest, IsToldOrAskedFor) {
  RawTable leads({"id", "result"});
  for (int i = 0; i < 120; ++i) {
    const auto& values = GetParam().values;
    leads.AddRow(
        {std::to_string(i), values[static_cast<size_t>(i) % values.size()]});
  }
  DraftOptions options = WithOutcome("result");
  options.won = GetParam().won;
  options.lost = GetParam().lost;
  const auto draft = DraftModel(leads, nullptr, options);
  if (!GetParam().error.empty()) {
    EXPECT_THAT(draft.status(), StatusIs(absl::StatusCode::kInvalidArgument,
                                         HasSubstr(GetParam().error)));
    return;
  }
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->decided, GetParam().decided);
  EXPECT_EQ(draft->won, GetParam().num_won);
}

INSTANTIATE_TEST_SUITE_P(
    Values, OutcomeTest,
    ::testing::ValuesIn<OutcomeCase>({
        {"Numbers", {"0", "1"}, {}, {}, "", 120, 60},
        {"Words", {"Yes", "no", " NO"}, {}, {}, "", 120, 40},
        {"Missing", {"true", "false", ""}, {}, {}, "", 80, 40},
        // What is still open is not lost.
        {"OpenDeals", {"Won", "Lost", "Engaging"}, {}, {}, "", 80, 40},
        {"Named", {"gold", "tin", "wood"}, {"gold"}, {}, "", 120, 40},
        {"BothNamed", {"gold", "tin", "wood"}, {"gold"}, {"tin"}, "", 80, 40},
        {"UnknownWords",
         {"gold", "tin"},
         {},
         {},
         "which values of column \"result\" mean that a lead was won?"},
        {"OneAndOthers", {"0", "1", "2"}, {}, {}, "\"0\", \"1\", \"2\""},
        {"OneClass", {"yes"}, {}, {}, "all 120 leads with an outcome"},
        {"NoClass", {""}, {}, {}, "which values"},
        {"NamedButAbsent", {"yes", "no"}, {"ja"}, {}, "is not in column"},
    }),
    [](const auto& tested) { return tested.param.name; });

TEST(OutcomeTest, RareValuesAreNotTold) {
  RawTable leads({"id", "result"});
  for (int i = 0; i < 300; ++i) {
    leads.AddRow({std::to_string(i), i == 7       ? "kim@example.com"
                                     : i % 2 == 0 ? "gold"
                                                  : "tin"});
  }
  const absl::Status status =
      DraftModel(leads, nullptr, WithOutcome("result")).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("gold"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("kim")));
}

TEST(OutcomeTest, AColumnThatIsNotThereIsAskedFor) {
  EXPECT_THAT(DraftModel(SampleLeads(30, 1), nullptr, WithOutcome("converted"))
                  .status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("did you mean \"Converted\"?")));
}

// ---- Activities ------------------------------------------------------------

// Those who asked for a demo are won more often; a contract is signed by those
// who are won.
struct LeadsWithActivities {
  LeadsWithActivities()
      : leads({"id", "color"}),
        activities({"event", "who", "at", "page", "number"}) {
    std::mt19937_64 random(21);
    const auto at = [&random](int from) {
      const int day = from + static_cast<int>(random() % 10);
      return "2026-03-" + std::to_string(day) + " 10:00";
    };
    for (int i = 0; i < 2'000; ++i) {
      const std::string id = "L" + std::to_string(i);
      leads.AddRow({id, i % 2 == 0 ? "red" : "blue"});
      const bool asks = random() % 4 == 0;
      const bool won = random() % 100 < (asks ? 60 : 10);
      activities.AddRow({"visit", id, at(10), "/home", "1"});
      if (random() % 2 == 0) {
        activities.AddRow({"visit", id, at(10), "/prices", "2"});
      }
      if (asks) activities.AddRow({"demo", id, at(10), "", ""});
      if (won) activities.AddRow({"signed", id, at(20), "", ""});
      // It thanks those who bought: after the outcome, it does not count.
      if (won) activities.AddRow({"thanks", id, "2026-03-31 10:00", "", ""});
    }
    activities.AddRow({"visit", "nobody", "2026-03-01 10:00", "", ""});
  }

  RawTable leads;
  RawTable activities;
};

TEST(DraftActivitiesTest, FindsWhichColumnHoldsWhat) {
  const LeadsWithActivities data;
  const ModelDraft draft = Drafted(data.leads, &data.activities, {});
  ExpectSound(draft);
  EXPECT_EQ(draft.spec.columns.activity_lead, "who");
  EXPECT_EQ(draft.spec.columns.activity_type, "event");
  EXPECT_EQ(draft.spec.columns.activity_time, "at");
  EXPECT_EQ(draft.spec.columns.activity_time_format, "%Y-%m-%d %H:%M");
  ASSERT_THAT(draft.spec.activities, SizeIs(4));
  EXPECT_EQ(draft.spec.activities[0].type, "visit");
  ASSERT_THAT(draft.spec.activities[0].properties, SizeIs(2));
  EXPECT_EQ(draft.spec.activities[0].properties[1].type, ValueType::kInt);
  EXPECT_EQ(draft.as_of, absl::FromUnixSeconds(1'774'951'200));
  // The fewer do it, the more it gives.
  EXPECT_GT(*RuleOf(draft, "demo").points, *RuleOf(draft, "visit").points);
}

TEST(DraftActivitiesTest, LearnsFromWhatWasDoneBeforeTheOutcome) {
  const LeadsWithActivities data;
  DraftOptions options;
  options.outcome_activity = "signed";
  const ModelDraft draft = Drafted(data.leads, &data.activities, options);
  ExpectSound(draft);
  EXPECT_TRUE(draft.has_signal);
  EXPECT_THAT(draft.spec.lifecycle.won, ElementsAre("signed"));
  EXPECT_GT(*RuleOf(draft, "demo").points, 10);
  // Nobody was thanked before.
  EXPECT_THAT(draft.text, Not(HasSubstr("rules { name: \"thanks\"")));
}

TEST(DraftActivitiesTest, TypesThatKnowTheOutcomeGiveNothing) {
  const LeadsWithActivities data;
  RawTable leads({"id", "won"});
  std::vector<bool> won(data.leads.num_rows());
  for (size_t row = 0; row < data.activities.num_rows(); ++row) {
    if (data.activities.cell(0, row) != "signed") continue;
    won[std::stoul(std::string(data.activities.cell(1, row).substr(1)))] = true;
  }
  for (size_t row = 0; row < won.size(); ++row) {
    leads.AddRow({data.leads.cell(0, row), won[row] ? "yes" : "no"});
  }
  const ModelDraft draft = Drafted(leads, &data.activities, WithOutcome("won"));
  ExpectSound(draft);
  EXPECT_THAT(draft.text, HasSubstr("#   signed (activities)"));
  EXPECT_THAT(draft.text, Not(HasSubstr("rules { name: \"signed\"")));
  EXPECT_GT(*RuleOf(draft, "demo").points, 10);
}

TEST(DraftActivitiesTest, AsksWhereItCannotTell) {
  const LeadsWithActivities data;
  RawTable two_types({"id", "kind of thing", "where", "time"});
  two_types.AddRow({"L1", "visit", "web", "2026-03-01T10:00:00Z"});
  two_types.AddRow({"L2", "visit", "shop", "2026-03-01T10:00:00Z"});
  two_types.AddRow({"L3", "call", "web", "2026-03-01T10:00:00Z"});
  EXPECT_THAT(DraftModel(data.leads, &two_types, {}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("\"kind of thing\", \"where\"?")));
  DraftOptions options;
  options.activity_type = "where";
  EXPECT_THAT(DraftModel(data.leads, &two_types, options), IsOk());

  RawTable no_time({"id", "type"});
  no_time.AddRow({"L1", "visit"});
  EXPECT_THAT(DraftModel(data.leads, &no_time, {}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("no column of the activities holds a time")));

  RawTable no_lead({"person", "type", "time"});
  no_lead.AddRow({"X1", "visit", "2026-03-01T10:00:00Z"});
  EXPECT_THAT(DraftModel(data.leads, &no_lead, {}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("holds ids of leads")));

  RawTable two_times({"id", "type", "time"});
  two_times.AddRow({"L1", "visit", "01/02/2026"});
  two_times.AddRow({"L2", "visit", "03/04/2026"});
  EXPECT_THAT(DraftModel(data.leads, &two_times, {}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("Every cell fits both")));
  options = DraftOptions();
  options.time_formats["time"] = "%m/%d/%Y";
  EXPECT_THAT(DraftModel(data.leads, &two_times, options), IsOk());
}

TEST(DraftModelTest, TheFirstLeadOfAnIdCounts) {
  RawTable leads = SampleLeads(400, 7);
  for (const size_t row : {3u, 200u}) {
    std::vector<std::string_view> cells;
    for (size_t i = 0; i < leads.columns().size(); ++i) {
      cells.push_back(i == 1 ? "Mining" : leads.cell(i, row));
    }
    leads.AddRow(cells);
  }
  DraftOptions options;
  options.outcome = "Converted";
  const absl::StatusOr<ModelDraft> draft = DraftModel(leads, nullptr, options);
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->repeated, 2);
  EXPECT_THAT(draft->repeated_rows, ElementsAre(401, 402));
  EXPECT_EQ(draft->spec.columns.id, "Lead ID");
  EXPECT_EQ(draft->decided, 400);
  EXPECT_THAT(draft->text, HasSubstr("2 rows with the id of an earlier one"));
  EXPECT_THAT(draft->text, Not(HasSubstr("Mining")));

  // Named, it is the id as well; of too many that are repeated it is not.
  options.id = "Lead ID";
  EXPECT_EQ(DraftModel(leads, nullptr, options)->repeated, 2);
  options.id = "Color";
  EXPECT_THAT(DraftModel(leads, nullptr, options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("does not hold a different id")));
}

TEST(DraftModelTest, NumbersWithMarksAreMadeOfTexts) {
  RawTable leads({"id", "Annual Revenue", "won"});
  std::mt19937_64 random(5);
  for (int i = 0; i < 600; ++i) {
    const uint64_t thousands = 1 + random() % 900;
    const bool won = random() % 100 < (thousands > 500 ? 60u : 15u);
    leads.AddRow({std::to_string(i), "$" + std::to_string(thousands) + ",000",
                  won ? "yes" : "no"});
  }
  DraftOptions options;
  options.outcome = "won";
  const absl::StatusOr<ModelDraft> draft = DraftModel(leads, nullptr, options);
  ASSERT_THAT(draft, IsOk());
  ASSERT_EQ(draft->spec.attributes.size(), 2u);
  EXPECT_EQ(draft->spec.attributes[0].column, "Annual Revenue");
  EXPECT_EQ(draft->spec.attributes[1].from,
            "double(lead.annual_revenue_text.replace('$', '').replace(',', "
            "''))");
  EXPECT_THAT(draft->text, HasSubstr("lead.annual_revenue >= "));
  const Scorer scorer(*Model::Create(draft->spec));
  const auto total = [&](const char* revenue) {
    return scorer
        .Score({"L", {{"annual_revenue_text", std::string(revenue)}}},
               absl::FromUnixSeconds(0))
        ->total;
  };
  EXPECT_GT(total("$800,000"), total("$100,000"));
}

}  // namespace
}  // namespace leadscore::internal
