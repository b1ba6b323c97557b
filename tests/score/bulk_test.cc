// The bulk scorer is judged by the plain one: the same bits for every lead, in
// chunks of any size, on any number of threads, with every set of kernels.
//
// LEADSCORE_MODELS says how many generated models are tried, LEADSCORE_SEED
// which one alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model.h"
#include "leadscore/scorer.h"
#include "src/exec/kernels.h"
#include "src/qualify/evaluation.h"
#include "src/scorer/bulk_scorer.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using internal::AccountIndex;
using internal::BoundTables;
using internal::BulkSettings;
using internal::CheckedModel;
using internal::Evaluation;
using internal::FusedModel;
using internal::Micros;
using internal::PlannedRule;
using internal::RuleMethod;
using testing::GeneratedNow;
using testing::GenerateLeads;
using testing::GenerateModel;
using testing::IsOk;
using testing::Random;

constexpr uint64_t kModels = 300;
constexpr int kLeads = 24;

Tables MakeTables(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) EXPECT_THAT(builder.Add(lead), IsOk());
  return builder.Build();
}

// What a row of a table says, and what the plain scorer says of it.
std::string RowText(const Model& model, const ScoreTable& scores, size_t row) {
  std::string text;
  for (const std::vector<Points>& score : scores.scores) {
    text += score[row].ToString() + " ";
  }
  absl::StrAppend(&text, "= ", scores.total[row].ToString(), " ",
                  std::string(scores.grade_of(row)), " ",
                  model.stage_names().empty() ? -1 : scores.qualifies_for[row],
                  " ", std::string(scores.way_of(row)), " ",
                  scores.attributes_present[row]);
  return text;
}

std::string PlainText(const Model& model, const BoundTables& tables,
                      const Evaluation& plain) {
  const CheckedModel& checked = model.checked();
  std::string text;
  for (const internal::ScoreValue& score : plain.scores.scores) {
    text += score.points.ToString() + " ";
  }
  const internal::Qualification& qualification = plain.qualification;
  std::string way;
  if (qualification.disqualified_by >= 0) {
    way = "disqualified: " +
          checked.disqualify[static_cast<size_t>(qualification.disqualified_by)]
              .name;
  } else if (qualification.way >= 0) {
    way = checked.stages[static_cast<size_t>(qualification.stage)]
              .enter[static_cast<size_t>(qualification.way)]
              .name;
  }
  int present = 0;
  for (int attribute : checked.attributes_read) {
    present += plain.facts.HasAttribute(attribute) ? 1 : 0;
  }
  (void)tables;
  absl::StrAppend(&text, "= ", plain.scores.total.ToString(), " ",
                  qualification.grade, " ", qualification.stage, " ", way, " ",
                  present);
  return text;
}

struct Expected {
  std::vector<std::string> rows;
  std::vector<int64_t> rule_errors;
  std::vector<int64_t> screened;
  int64_t later = 0;
};

Expected ScorePlainly(const Model& model, const Tables& tables,
                      const std::vector<Micros>& as_of) {
  const CheckedModel& checked = model.checked();
  const BoundTables bound =
      *BoundTables::Bind(checked, tables.leads, tables.activities);
  const AccountIndex accounts(bound.leads());
  Expected expected;
  expected.screened.resize(checked.screens.size());
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    const Evaluation plain(
        checked, bound, row,
        ResolveLeadLog(checked, bound, accounts, row, as_of[row]), as_of[row]);
    expected.rows.push_back(PlainText(model, bound, plain));
    expected.later += plain.facts.log().later;
    for (size_t i = 0; i < expected.screened.size(); ++i) {
      expected.screened[i] += plain.facts.log().screened[i];
    }
    size_t rule_index = 0;
    for (const internal::ScoreValue& score : plain.scores.scores) {
      for (const internal::GroupValue& group : score.groups) {
        for (const internal::RuleValue& rule : group.rules) {
          if (rule_index == expected.rule_errors.size()) {
            expected.rule_errors.push_back(0);
          }
          if (rule.errors > 0) ++expected.rule_errors[rule_index];
          ++rule_index;
        }
      }
    }
  }
  return expected;
}

// How the rules of all models were computed.
class Methods {
 public:
  void Add(const FusedModel& fused) {
    if (!fused.plain_because().empty()) {
      ++counts_["models left to the plain scorer"];
    }
    for (const PlannedRule& rule : fused.plan().rules) {
      switch (rule.method) {
        case RuleMethod::kFused:
          ++counts_[rule.terms > 0 ? "fused, several sources" : "fused"];
          break;
        case RuleMethod::kCurve:
          ++counts_["curve"];
          break;
        case RuleMethod::kActivities:
          ++counts_["activities"];
          break;
        case RuleMethod::kReference:
          ++counts_["reference: " + rule.why.substr(0, rule.why.find(':'))];
      }
    }
  }

  int64_t count(const std::string& name) const {
    const auto found = counts_.find(name);
    return found == counts_.end() ? 0 : found->second;
  }

  std::string ToString() const {
    std::string text;
    for (const auto& [name, count] : counts_) {
      absl::StrAppend(&text, "  ", count, " ", name, "\n");
    }
    return text;
  }

 private:
  std::map<std::string, int64_t> counts_;
};

// Of all ways to compute a batch.
struct Way {
  size_t chunk_rows = 1024;
  int threads = 1;
  const char* kernels = "baseline";
};
constexpr Way kWays[] = {
    {1, 1, "baseline"},  {7, 3, "avx2"},      {1024, 1, "avx2"},
    {64, 2, "baseline"}, {4096, 8, "avx512"}, {1024, 1, "baseline"},
    {7, 1, "avx512"},    {1, 2, "avx2"},
};

void ExpectSame(const Expected& expected, const Model& model,
                const ScoreTable& scores, const std::string& how) {
  ASSERT_EQ(scores.size(), expected.rows.size());
  for (size_t row = 0; row < scores.size(); ++row) {
    EXPECT_EQ(RowText(model, scores, row), expected.rows[row])
        << how << ", row " << row;
  }
  EXPECT_EQ(scores.screened, expected.screened) << how;
  EXPECT_EQ(scores.activities_later, expected.later) << how;
  if (!expected.rule_errors.empty()) {
    EXPECT_EQ(scores.rule_errors, expected.rule_errors) << how;
  }
}

void CheckModel(const ModelSpec& spec, const std::vector<Lead>& leads,
                Random& random, Methods* methods) {
  const Model model = *Model::Create(spec);
  const Tables tables = MakeTables(model, leads);
  const auto fused = std::make_shared<const FusedModel>(model.checked());
  methods->Add(*fused);
  std::vector<Micros> one(leads.size(), internal::ToMicros(GeneratedNow()));
  std::vector<Micros> each;
  for (size_t i = 0; i < leads.size(); ++i) {
    each.push_back(internal::ToMicros(GeneratedNow() -
                                      absl::Minutes(random.Below(100'000))));
  }
  for (const bool is_each : {false, true}) {
    const Expected expected = ScorePlainly(model, tables, is_each ? each : one);
    internal::AsOfRows as_of;
    as_of.all = one.empty() ? 0 : one[0];
    if (is_each) as_of.each = each.data();
    ScoreContext context;
    for (const Way& way : kWays) {
      if (internal::FindKernels(way.kernels) == nullptr) continue;
      BulkSettings settings;
      settings.chunk_rows = way.chunk_rows;
      settings.kernels = internal::FindKernels(way.kernels);
      ScoreOptions options;
      options.threads = way.threads;
      ScoreTable scores;
      ASSERT_THAT(ScoreInBulk(model, fused, tables, as_of, options, settings,
                              &context, &scores),
                  IsOk());
      ExpectSame(expected, model, scores,
                 absl::StrCat("chunks of ", way.chunk_rows, ", ", way.threads,
                              " threads, ", way.kernels,
                              is_each ? ", one as_of each" : ""));
    }
  }
}

TEST(BulkScorer, GivesTheBitsOfThePlainScorer) {
  Methods methods;
  for (uint64_t seed : testing::SeedsToTry(kModels)) {
    Random random(seed);
    const ModelSpec spec = GenerateModel(random);
    const std::vector<Lead> leads = GenerateLeads(spec, kLeads, random);
    CheckModel(spec, leads, random, &methods);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  std::printf("Rules by the way they were computed:\n%s",
              methods.ToString().c_str());
}

// ---- What a caller may do -------------------------------------------------

Model TwoColumns() {
  return testing::ParseModelText(R"model(
    name: 'm'
    attributes { name: 'industry' type: STRING }
    attributes { name: 'size' type: INT }
    scores { name: 'fit' groups { name: 'g'
      rules { name: 'a' when: "lead.industry == 'bank'" points: 5 }
      rules { name: 'b' when: "lead.industry.contains('an') && lead.size > 10"
              points: 2 } } })model");
}

Tables TwoColumnTables(const Model& model, int leads, const char* industry) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (int i = 0; i < leads; ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    lead.attributes = {{"industry", i % 2 == 0 ? industry : "none"},
                       {"size", int64_t{i}}};
    EXPECT_THAT(builder.Add(lead), IsOk());
  }
  return builder.Build();
}

TEST(BulkScorer, RemembersTextsOnlyOfTheDictionaryThatHasThem) {
  const Model model = TwoColumns();
  const Scorer scorer(model);
  ScoreContext context;
  ScoreTable scores;
  // The same codes mean other texts in each of them.
  for (const char* industry : {"bank", "bakery", "bank", "swan"}) {
    const Tables tables = TwoColumnTables(model, 30, industry);
    ASSERT_THAT(scorer.Score(tables, GeneratedNow(), {}, &scores, &context),
                IsOk());
    for (size_t row = 0; row < 30; ++row) {
      EXPECT_EQ(scores.total[row],
                scorer.ScoreRow(tables, row, GeneratedNow())->total)
          << industry << " " << row;
    }
  }
  EXPECT_GT(context.MemoryBytes(), 0u);
}

TEST(BulkScorer, ServesSeveralModelsWithOneContext) {
  const Model one = TwoColumns();
  ModelSpec spec = one.spec();
  spec.scores[0].groups[0].rules[0].points = 50;
  const Model other = *Model::Create(spec);
  const Tables tables = TwoColumnTables(one, 3, "bank");
  ScoreContext context;
  ScoreTable scores;
  for (const auto& [model, points] :
       {std::make_pair(&one, "5"), {&other, "50"}, {&one, "5"}}) {
    ASSERT_THAT(
        Scorer(*model).Score(tables, GeneratedNow(), {}, &scores, &context),
        IsOk());
    EXPECT_EQ(scores.total[0].ToString(), points);
  }
}

TEST(BulkScorer, TakesTablesWithoutLeadsOrColumns) {
  const Model model = TwoColumns();
  const Scorer scorer(model);
  ScoreTable scores;
  ASSERT_THAT(scorer.Score(Tables(), GeneratedNow(), {}, &scores), IsOk());
  EXPECT_EQ(scores.size(), 0u);
  // Of a table that lacks what the model reads all is missing.
  TableBuilder builder(LeadSchema{}, ActivitySchema{});
  ASSERT_THAT(builder.Add(Lead{"1"}), IsOk());
  ASSERT_THAT(scorer.Score(builder.Build(), GeneratedNow(), {}, &scores),
              IsOk());
  EXPECT_EQ(scores.total[0].ToString(), "0");
  EXPECT_EQ(scores.attributes_read, 2);
  EXPECT_EQ(scores.coverage(0), 0);
}

TEST(BulkScorer, RefusesColumnsOfAnotherType) {
  const Model model = TwoColumns();
  LeadSchema schema;
  schema.columns = {{"size", ValueType::kString}};
  TableBuilder builder(schema, ActivitySchema{});
  ASSERT_THAT(builder.Add(Lead{"1"}), IsOk());
  ScoreTable scores;
  const absl::Status status =
      Scorer(model).Score(builder.Build(), GeneratedNow(), {}, &scores);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "the table's column \"size\" has another type than the model's");
}

TEST(BulkScorer, NeedsAThread) {
  const Model model = TwoColumns();
  ScoreOptions options;
  options.threads = 0;
  ScoreTable scores;
  EXPECT_EQ(Scorer(model)
                .Score(TwoColumnTables(model, 2, "bank"), GeneratedNow(),
                       options, &scores)
                .message(),
            "a batch needs at least one thread");
}

TEST(BulkScorer, RunsOnTheExecutorOfTheHost) {
  const Model model = TwoColumns();
  const Tables tables = TwoColumnTables(model, 20'000, "bank");
  const Scorer scorer(model);
  ScoreTable expected;
  ASSERT_THAT(scorer.Score(tables, GeneratedNow(), {}, &expected), IsOk());
  ScoreOptions options;
  options.threads = 3;
  int calls = 0;
  // One after the other, from the last to the first: what a host may do.
  options.executor = [&calls](int count, const std::function<void(int)>& task) {
    calls += count;
    for (int i = count; i-- > 0;) task(i);
  };
  ScoreTable scores;
  ASSERT_THAT(scorer.Score(tables, GeneratedNow(), options, &scores), IsOk());
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(scores.total, expected.total);
}

TEST(BulkScorer, TellsOfProgressAndEndsWhenToldTo) {
  const Model model = TwoColumns();
  const Tables tables = TwoColumnTables(model, 20'000, "bank");
  const Scorer scorer(model);
  for (int threads : {1, 2}) {
    ScoreOptions options;
    options.threads = threads;
    std::vector<size_t> told;
    options.progress = [&told](size_t scored) {
      told.push_back(scored);
      return true;
    };
    ScoreTable scores;
    ASSERT_THAT(scorer.Score(tables, GeneratedNow(), options, &scores), IsOk());
    EXPECT_GT(told.size(), 1u);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_EQ(told.back(), 20'000u);
    int calls = 0;
    options.progress = [&calls](size_t) { return ++calls < 2; };
    EXPECT_EQ(scorer.Score(tables, GeneratedNow(), options, &scores).code(),
              absl::StatusCode::kCancelled);
    EXPECT_EQ(calls, 2);
  }
}

// Texts so long that a condition may run out of steps, and conditions that
// fail, are for the plain scorer, row by row.
TEST(BulkScorer, LeavesOddRowsToThePlainScorer) {
  const Model model = testing::ParseModelText(R"model(
    name: 'm'
    attributes { name: 'a' type: STRING }
    attributes { name: 'b' type: STRING }
    scores { name: 'fit' groups { name: 'g'
      rules { name: 'x' when: "lead.a.split('@')[1] == 'x' && has(lead.b)"
              points: 5 }
      rules { name: 'y' when: "lead.a.size() > 5000" points: 2 } } })model");
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  const std::vector<std::string> texts = {"me@x", "nobody", "me@y",
                                          std::string(6000, 'z') + "@x"};
  for (const std::string& text : texts) {
    Lead lead;
    lead.id = absl::StrCat(text.size());
    lead.id += text;
    lead.attributes = {{"a", text}, {"b", "b"}};
    ASSERT_THAT(builder.Add(lead), IsOk());
  }
  ScoreTable scores;
  ASSERT_THAT(Scorer(model).Score(builder.Build(), GeneratedNow(), {}, &scores),
              IsOk());
  std::vector<std::string> totals;
  for (Points total : scores.total) totals.push_back(total.ToString());
  EXPECT_EQ(totals, std::vector<std::string>({"5", "0", "0", "7"}));
  EXPECT_EQ(scores.rule_errors, std::vector<int64_t>({1, 0}));
}

// Activities of many leads in one loop, where each goes through one filter:
// leads with none and with many, with some that are still to come, and of types
// that no rule reads.
TEST(BulkScorer, CountsTheActivitiesOfManyLeadsAtOnce) {
  const Model model = testing::ParseModelText(R"model(
    name: 'm'
    activities { type: 'visit' properties { name: 'page' type: STRING } }
    activities { type: 'call' properties { name: 'page' type: STRING } }
    activities { type: 'other' }
    signals { name: 'pages' kind: DISTINCT types: 'visit' property: 'page'
              within: '20d' }
    signals { name: 'since' kind: DAYS_SINCE_LAST types: 'call' }
    scores { name: 'fit' groups { name: 'g'
      rules { name: 'visits' points: 2.5
              each { types: 'visit' within: '30d' decay { half_life: '7d' } } }
      rules { name: 'less' points: -1.7
              each { types: 'visit' decay { half_life: '3d' } } }
      rules { name: 'calls' points: 3 max: 10 each { types: 'call' } }
      rules { name: 'many' when: 'signal.pages >= 3' points: 5 }
      rules { name: 'fresh' when: 'signal.since < 4' points: 7 } } })model");
  const Scorer scorer(model);
  Random random(1);
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (int i = 0; i < 1'500; ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    const int count = random.OneIn(50) ? 70 : random.Below(20);
    for (int k = 0; k < (random.OneIn(5) ? 0 : count); ++k) {
      Activity activity;
      const char* const types[] = {"visit", "call", "other"};
      activity.type = types[random.Below(3)];
      activity.time =
          GeneratedNow() - absl::Minutes(random.Below(60'000) - 500);
      if (activity.type != "other" && random.OneIn(2)) {
        activity.properties = {{"page", absl::StrCat(random.Below(6))}};
      }
      lead.activities.push_back(activity);
    }
    ASSERT_THAT(builder.Add(lead), IsOk());
  }
  const Tables tables = builder.Build();
  ScoreTable scores;
  ASSERT_THAT(scorer.Score(tables, GeneratedNow(), {}, &scores), IsOk());
  std::map<std::string, int> totals;
  for (size_t row = 0; row < scores.size(); ++row) {
    ASSERT_EQ(scores.total[row],
              scorer.ScoreRow(tables, row, GeneratedNow())->total)
        << row;
    ++totals[scores.total[row].ToString()];
  }
  EXPECT_GT(totals.size(), 500u);
  EXPECT_GT(scores.activities_later, 0);
}

// Behind the last activity there is nothing that could be looked at.
TEST(BulkScorer, CountsDistinctValuesOfLastLeadsWithoutActivities) {
  const Model model = testing::ParseModelText(R"model(
    name: 'm'
    activities { type: 'visit' properties { name: 'page' type: STRING } }
    signals { name: 'pages' kind: DISTINCT types: 'visit' property: 'page' }
    scores { name: 'fit' groups { name: 'g'
      rules { name: 'many' when: 'signal.pages >= 3' points: 5 } } })model");
  for (const int count : {1, 2, 4, 8, 16}) {
    TableBuilder builder(model.lead_schema(), model.activity_schema());
    Lead active{"active"};
    for (int i = 0; i < count; ++i) {
      active.activities.push_back({"visit",
                                   GeneratedNow() - absl::Minutes(i),
                                   {{"page", absl::StrCat(i)}}});
    }
    ASSERT_THAT(builder.Add(active), IsOk());
    ASSERT_THAT(builder.Add(Lead{"idle"}), IsOk());
    BulkSettings settings;
    settings.chunk_rows = 1;
    internal::AsOfRows as_of;
    as_of.all = internal::ToMicros(GeneratedNow());
    ScoreTable scores;
    ASSERT_THAT(
        ScoreInBulk(model, std::make_shared<const FusedModel>(model.checked()),
                    builder.Build(), as_of, {}, settings, nullptr, &scores),
        IsOk());
    EXPECT_EQ(scores.total[0].ToString(), count >= 3 ? "5" : "0");
    EXPECT_EQ(scores.total[1].ToString(), "0");
  }
}

// Millions of rows of which only one chunk has to be there.
TEST(BulkScorer, CountsInColumnsThatAreOnlyMissing) {
  const Model model = TwoColumns();
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_THAT(builder.Add(Lead{absl::StrCat(i)}), IsOk());
  }
  ScoreTable scores;
  ASSERT_THAT(Scorer(model).Score(builder.Build(), GeneratedNow(), {}, &scores),
              IsOk());
  EXPECT_EQ(scores.total, std::vector<Points>(10'000));
}

TEST(ScoringPlan, TellsWhatIsFusedAndWhatIsNot) {
  const Model model = testing::ParseModelText(R"model(
    name: 'm'
    attributes { name: 'a' type: STRING }
    attributes { name: 'n' type: INT }
    attributes { name: 'o' type: INT }
    attributes { name: 'since' type: TIMESTAMP }
    scores { name: 'fit' groups { name: 'g'
      rules { name: 'one' when: "lead.a == 'x'" points: 1 }
      rules { name: 'two' when: "lead.a == 'x' && lead.n > 3" points: 1 }
      rules { name: 'new' when: "as_of - lead.since < days(30)" points: 1 }
      rules { name: 'line' curve { of: 'lead.n' at { x: 0 points: 0 }
                                   at { x: 9 points: 9 } } }
      rules { name: 'odd' when: "lead.n > lead.o" points: 1 } } })model");
  const ScoringPlan plan = Scorer(model).Plan();
  EXPECT_EQ(plan.plain_because, "");
  std::vector<PlanMethod> methods;
  for (const PlanRule& rule : plan.rules) methods.push_back(rule.method);
  EXPECT_EQ(methods,
            std::vector<PlanMethod>({PlanMethod::kFused, PlanMethod::kFused,
                                     PlanMethod::kFused, PlanMethod::kCurve,
                                     PlanMethod::kReference}));
  EXPECT_EQ(plan.rules[1].reads,
            std::vector<std::string>({"lead.a", "lead.n"}));
  EXPECT_EQ(plan.rules[4].why, "it compares several values: lead.n > lead.o");
  EXPECT_EQ(plan.terms, 1u);
  EXPECT_EQ(plan.bytes_per_lead, 4u + 8u + 8u);
}

}  // namespace
}  // namespace leadscore
