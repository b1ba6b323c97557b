// Leads by position are judged by the plain scorer: the same bits for every
// lead.
//
// LEADSCORE_MODELS says how many generated models are tried, LEADSCORE_SEED
// which one alone.

#include "leadscore/lead_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model.h"
#include "leadscore/scorer.h"
#include "src/exec/kernels.h"
#include "src/exec/single_scorer.h"
#include "src/scorer/view_scorer.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using internal::FusedModel;
using internal::SingleScorer;
using internal::ViewScorer;
using testing::GeneratedNow;
using testing::GenerateLeads;
using testing::GenerateModel;
using testing::IsOk;
using testing::Random;

// Of these many have something that is left to the plain scorer as a whole; of
// those only one in kOdd is tried.
constexpr uint64_t kModels = 1'500;
constexpr uint64_t kOdd = 20;
constexpr int kLeads = 24;

// A lead by position that borrows from one by name.
class Positions {
 public:
  Positions(const Lead& lead, const Model& model) {
    attributes_ = ToViews(lead.attributes, model.lead_schema().columns);
    const ActivitySchema& schema = model.activity_schema();
    // Spans into them stay valid.
    properties_.reserve(lead.activities.size());
    for (const Activity& activity : lead.activities) {
      ActivityView view;
      view.type = PositionOf(schema.types, activity.type);
      view.time_micros = absl::ToUnixMicros(activity.time);
      properties_.push_back(ToViews(activity.properties, schema.properties));
      view.properties = properties_.back();
      view.id = activity.id;
      view.revision = activity.revision;
      activities_.push_back(view);
    }
  }

  LeadView view() const { return {attributes_, activities_}; }

 private:
  std::vector<ValueView> ToViews(const std::vector<NamedValue>& values,
                                 const std::vector<ColumnSchema>& columns) {
    std::vector<ValueView> views(columns.size());
    for (const auto& [name, value] : values) {
      const int position = PositionOf(columns, name);
      EXPECT_GE(position, 0) << name;
      views[static_cast<size_t>(position)] = ToView(value);
    }
    // Those behind the last are missing.
    while (!views.empty() && views.back().kind() == ValueView::Kind::kMissing) {
      views.pop_back();
    }
    return views;
  }

  ValueView ToView(const AttributeValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag;
    if (const auto* whole = std::get_if<int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* time = std::get_if<absl::Time>(&value)) return *time;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
      lists_.push_back(std::make_unique<std::vector<std::string_view>>(
          texts->begin(), texts->end()));
      return absl::MakeConstSpan(*lists_.back());
    }
    return ValueView();
  }

  std::vector<ValueView> attributes_;
  std::vector<std::vector<ValueView>> properties_;
  std::vector<std::unique_ptr<std::vector<std::string_view>>> lists_;
  std::vector<ActivityView> activities_;
};

// Without entries of reserved types, which have no position.
Lead Ordinary(Lead lead) {
  std::vector<Activity>& activities = lead.activities;
  activities.erase(
      std::remove_if(activities.begin(), activities.end(),
                     [](const Activity& one) { return one.type[0] == '$'; }),
      activities.end());
  return lead;
}

std::string ScoreText(const LeadScore& score) {
  std::string text;
  for (Points points : score.scores)
    absl::StrAppend(&text, points.ToString(), " ");
  absl::StrAppend(&text, "= ", score.total.ToString(), " ",
                  std::string(score.grade), " ", score.qualifies_for, " ",
                  std::string(score.way), " ", score.attributes_present, "/",
                  score.attributes_read);
  return text;
}

// What a table of the lead says.
std::string TableText(const Model& model, const Lead& lead, absl::Time as_of) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  EXPECT_THAT(builder.Add(lead), IsOk());
  const Tables tables = builder.Build();
  ScoreOptions options;
  options.profile = true;  // By the plain scorer.
  ScoreTable scores;
  EXPECT_THAT(Scorer(model).Score(tables, as_of, options, &scores), IsOk());
  LeadScore score;
  for (const std::vector<Points>& points : scores.scores) {
    score.scores.push_back(points[0]);
  }
  score.total = scores.total[0];
  score.grade = scores.grade_of(0);
  if (!scores.qualifies_for.empty())
    score.qualifies_for = scores.qualifies_for[0];
  score.way = scores.way_of(0);
  score.attributes_read = scores.attributes_read;
  score.attributes_present = scores.attributes_present[0];
  return ScoreText(score);
}

struct Counts {
  int models = 0;
  int fused_models = 0;
  int leads = 0;
  int fused_leads = 0;
};

void CheckModel(uint64_t seed, Counts* counts) {
  Random random(seed);
  const ModelSpec spec = GenerateModel(random);
  const Model model = *Model::Create(spec);
  const auto fused = std::make_shared<const FusedModel>(model.checked());
  const bool is_fused = SingleScorer::MayScore(*fused);
  if (!is_fused && seed % kOdd != 0) return;
  std::vector<std::unique_ptr<ViewScorer>> scorers;
  for (const char* name : {"baseline", "avx2", "avx512"}) {
    const internal::Kernels* kernels = internal::FindKernels(name);
    if (kernels == nullptr) continue;
    scorers.push_back(std::make_unique<ViewScorer>(model, fused, kernels));
  }
  std::optional<SingleScorer> single;
  if (is_fused) single.emplace(*fused, internal::BaselineKernels());
  ++counts->models;
  counts->fused_models += is_fused ? 1 : 0;
  LeadScore score;
  for (const Lead& generated : GenerateLeads(spec, kLeads, random)) {
    const Lead lead = Ordinary(generated);
    const Positions positions(lead, model);
    for (const absl::Time as_of :
         {GeneratedNow(),
          GeneratedNow() - absl::Minutes(random.Below(100'000))}) {
      const std::string expected = TableText(model, lead, as_of);
      for (const auto& scorer : scorers) {
        ASSERT_THAT(
            scorer->Score(positions.view(), internal::ToMicros(as_of), &score),
            IsOk());
        EXPECT_EQ(ScoreText(score), expected) << lead.id;
      }
      ++counts->leads;
      counts->fused_leads +=
          is_fused && single->Score(positions.view(), internal::ToMicros(as_of))
              ? 1
              : 0;
    }
  }
}

TEST(LeadView, GetsTheBitsOfThePlainScorer) {
  Counts counts;
  for (uint64_t seed : testing::SeedsToTry(kModels)) {
    CheckModel(seed, &counts);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  std::printf(
      "%d of %d models, and %d of %d leads of all, through the kernels\n",
      counts.fused_models, counts.models, counts.fused_leads, counts.leads);
}

// ---- What a caller may do -------------------------------------------------

Model Small() {
  return testing::ParseModelText(R"model(
    name: 'm'
    attributes { name: 'title' type: STRING }
    attributes { name: 'size' type: INT }
    attributes { name: 'rating' type: DOUBLE }
    attributes { name: 'since' type: TIMESTAMP }
    activities { type: 'visit' properties { name: 'page' type: STRING } }
    activities { type: 'call' }
    scores { name: 'fit'
      bands { label: 'A' from: 10 } bands { label: 'B' }
      groups { name: 'g'
        rules { name: 'vp' when: "lead.title.contains('VP')" points: 10 }
        rules { name: 'big' when: "lead.size > 100" points: 5 }
        rules { name: 'good' when: "lead.rating >= 0.5" points: 3 }
        rules { name: 'new' when: "as_of - lead.since < days(30)" points: 1 } } }
    scores { name: 'engagement' groups { name: 'g'
      rules { name: 'visits' points: 2
              each { types: 'visit' where: "activity.page != 'home'" } } } }
    grade: 'fit'
    stages { name: 'LEAD' }
    stages { name: 'MQL' enter { name: 'score'
      at_least { score: 'total' points: 15 } } })model");
}

class LeadViewOf : public ::testing::Test {
 protected:
  absl::Status Score(std::vector<ValueView> attributes,
                     std::vector<ActivityView> activities = {}) {
    return scorer_.Score({attributes, activities}, GeneratedNow(), &context_,
                         &score_);
  }

  const Scorer scorer_{Small()};
  ScoreContext context_;
  LeadScore score_;
};

TEST_F(LeadViewOf, TellsScoresGradeStageAndCoverage) {
  const std::vector<ValueView> pricing = {"pricing"};
  const std::vector<ValueView> home = {"home"};
  const int64_t now = absl::ToUnixMicros(GeneratedNow());
  ASSERT_THAT(Score({"VP Sales", 200, std::nan(""), GeneratedNow()},
                    {{0, now - 5, pricing}, {0, now - 3, home}, {1, now - 4}}),
              IsOk());
  EXPECT_EQ(ScoreText(score_), "16 2 = 18 A 1 score 3/4");
  EXPECT_DOUBLE_EQ(score_.coverage(), 0.75);
  // What was filled before leaves no trace.
  ASSERT_THAT(Score({}), IsOk());
  EXPECT_EQ(ScoreText(score_), "0 0 = 0 B 0  0/4");
  EXPECT_GT(context_.MemoryBytes(), 0u);
}

TEST_F(LeadViewOf, TakesAnIntForADouble) {
  ASSERT_THAT(Score({ValueView(), ValueView(), 1}), IsOk());
  EXPECT_EQ(score_.total.ToString(), "3");
}

TEST_F(LeadViewOf, TakesActivitiesInAnyOrderAndOfAnyNumber) {
  const std::vector<ValueView> page = {"x"};
  const int64_t now = absl::ToUnixMicros(GeneratedNow());
  std::vector<ActivityView> visits;
  for (int i = 0; i < 100; ++i) {
    visits.push_back({0, now - (i * 7919) % 1000, page});
    ASSERT_THAT(Score({}, visits), IsOk());
    EXPECT_EQ(score_.total, Points::FromWhole(2 * (i + 1)));
  }
  // One that is still to come does not exist yet.
  visits.resize(3);
  visits[1].time_micros = now + 1;
  ASSERT_THAT(Score({}, visits), IsOk());
  EXPECT_EQ(score_.total.ToString(), "4");
}

TEST_F(LeadViewOf, CountsOneOfSeveralVersions) {
  const std::vector<ValueView> home = {"home"};
  const std::vector<ValueView> other = {"x"};
  const int64_t now = absl::ToUnixMicros(GeneratedNow());
  ASSERT_THAT(
      Score({}, {{0, now - 9, other, "v", 1}, {0, now - 8, other, "w"}}),
      IsOk());
  EXPECT_EQ(score_.total.ToString(), "4");
  ASSERT_THAT(
      Score({}, {{0, now - 9, other, "v", 1}, {0, now - 8, home, "v", 2}}),
      IsOk());
  EXPECT_EQ(score_.total.ToString(), "0");
}

TEST_F(LeadViewOf, SaysWhatIsWrong) {
  const std::vector<ValueView> number = {1};
  const std::vector<ValueView> two = {"x", "y"};
  const int64_t now = absl::ToUnixMicros(GeneratedNow());
  const auto message = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_EQ(message(Score({1})), "attribute \"title\" has to be a string");
  EXPECT_EQ(message(Score({"\xff"})), "attribute \"title\" is not valid UTF-8");
  EXPECT_EQ(message(Score({"VP", 1, 1, ValueView::TimestampMicros(INT64_MAX)})),
            "attribute \"since\" is outside the years 1 to 9999");
  EXPECT_EQ(message(Score({"VP", 1, 1, GeneratedNow(), 1})),
            "5 attributes for 4 columns");
  EXPECT_EQ(message(Score({}, {{2, now}})), "an activity of type 2 of 2 types");
  EXPECT_EQ(message(Score({}, {{-1, now}})),
            "an activity of type -1 of 2 types");
  EXPECT_EQ(
      message(Score({}, {{0, INT64_MIN}})),
      "the time of an activity of type \"visit\" is outside the years 1 to "
      "9999");
  EXPECT_EQ(message(Score({}, {{0, now, number}})),
            "activity of type \"visit\": property \"page\" has to be a string");
  EXPECT_EQ(message(Score({}, {{0, now, two}})),
            "an activity of type \"visit\" with 2 properties for 1 columns");
  EXPECT_EQ(
      scorer_.Score(LeadView(), absl::InfiniteFuture(), &context_, &score_)
          .code(),
      absl::StatusCode::kOutOfRange);
}

TEST_F(LeadViewOf, ServesSeveralModelsWithOneContext) {
  ModelSpec spec = scorer_.model().spec();
  spec.scores[0].groups[0].rules[0].points = 50;
  const Scorer other(*Model::Create(spec));
  const std::vector<ValueView> attributes = {"VP"};
  for (const auto& [scorer, points] :
       {std::make_pair(&scorer_, "10"), {&other, "50"}, {&scorer_, "10"}}) {
    ASSERT_THAT(
        scorer->Score({attributes, {}}, GeneratedNow(), &context_, &score_),
        IsOk());
    EXPECT_EQ(score_.total.ToString(), points);
  }
}

// Texts of all lengths, again and again, more than are remembered in one place.
TEST_F(LeadViewOf, RemembersTextsExactly) {
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string title(static_cast<size_t>(random.Below(60)), 'x');
    for (char& c : title) c = random.OneIn(2) ? 'V' : 'P';
    ASSERT_THAT(Score({title}), IsOk());
    const bool is_vp = title.find("VP") != std::string::npos;
    ASSERT_EQ(score_.total.ToString(), is_vp ? "10" : "0") << title;
  }
}

TEST(PositionOf, FindsNames) {
  const Model model = Small();
  EXPECT_EQ(PositionOf(model.lead_schema().columns, "rating"), 2);
  EXPECT_EQ(PositionOf(model.lead_schema().columns, "none"), -1);
  EXPECT_EQ(PositionOf(model.activity_schema().types, "call"), 1);
}

}  // namespace
}  // namespace leadscore
