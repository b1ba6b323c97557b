#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "leadscore/generate.h"
#include "leadscore/model_file.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"
#include "src/io/generated_files.h"
#include "src/model/checked_model.h"
#include "tests/testing/file_folder.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::FileFolder;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Now;

GenerateOptions At(absl::Time as_of, uint64_t seed = 1) {
  GenerateOptions options;
  options.as_of = as_of;
  options.seed = seed;
  return options;
}

Model StarterModel() {
  const auto model =
      LoadModel(LEADSCORE_SOURCE_DIR "/examples/models/b2b_software.textproto");
  EXPECT_THAT(model, IsOk());
  return *model;
}

// The totals of all leads of a batch.
std::vector<Points> Totals(const Model& model, const Tables& tables) {
  ScoreTable scores;
  EXPECT_THAT(Scorer(model).Score(tables, Now(), {}, &scores), IsOk());
  return scores.total;
}

TEST(GenerateLeadsTest, TheSameSeedGivesTheSameLeads) {
  const Model model = StarterModel();
  const auto totals = [&model](uint64_t seed) {
    return Totals(model, GenerateLeads(model, 500, At(Now(), seed)));
  };
  EXPECT_EQ(totals(7), totals(7));
  EXPECT_NE(totals(7), totals(8));
}

TEST(GenerateLeadsTest, MoreLeadsBeginWithTheSameOnes) {
  const Model model = StarterModel();
  const std::vector<Points> few =
      Totals(model, GenerateLeads(model, 50, At(Now())));
  std::vector<Points> many =
      Totals(model, GenerateLeads(model, 200, At(Now())));
  many.resize(few.size());
  EXPECT_EQ(many, few);
}

TEST(GenerateLeadsTest, EveryRuleOfAStarterModelFires) {
  const Model model = StarterModel();
  const Tables tables = GenerateLeads(model, 2'000, At(Now()));
  std::set<std::string> silent;
  for (const auto& score : model.spec().scores) {
    for (const auto& group : score.groups) {
      for (const auto& rule : group.rules) silent.insert(rule.name);
    }
  }
  const Scorer scorer(model);
  for (size_t row = 0; row < tables.leads.size() && !silent.empty(); ++row) {
    const auto result = scorer.ScoreRow(tables, row, Now());
    ASSERT_THAT(result, IsOk());
    for (const ScoreResult& score : result->scores) {
      for (const GroupResult& group : score.groups) {
        for (const RuleResult& rule : group.rules) {
          if (rule.points != Points()) silent.erase(rule.name);
        }
      }
    }
  }
  EXPECT_THAT(silent, IsEmpty());
}

TEST(GenerateLeadsTest, SomeLeadsDoMuchAndManyLittle) {
  const Model model = StarterModel();
  LeadGenerator generator(model, At(Now()));
  size_t activities = 0;
  size_t most = 0;
  int below_average = 0;
  for (int i = 0; i < 1'000; ++i) {
    const Lead lead = generator.Next();
    activities += lead.activities.size();
    most = std::max(most, lead.activities.size());
    if (lead.activities.size() < 10) ++below_average;
    for (const Activity& activity : lead.activities) {
      ASSERT_LE(activity.time, Now());
    }
  }
  EXPECT_NEAR(static_cast<double>(activities), 10'000, 2'000);
  EXPECT_GT(most, 30);
  EXPECT_GT(below_average, 550);
}

// Reads what is written for leads of a model.
ReadResult WrittenAndRead(const Model& model, int count) {
  const FileFolder folder("generated");
  LeadGenerator generator(model, At(Now()));
  internal::GeneratedRows rows(model.checked());
  std::string leads = rows.LeadHeader();
  std::string activities = rows.ActivityHeader();
  for (int row = 0; row < count; ++row) {
    const Lead lead = generator.Next();
    rows.AppendLead(lead, &leads);
    for (const Activity& activity : lead.activities) {
      rows.AppendActivity(lead.id, activity, &activities);
    }
  }
  ReadOptions options;
  options.on_error = [](const ReadError& error) {
    ADD_FAILURE() << error.ToString();
  };
  TableReader reader(model, options);
  EXPECT_THAT(reader.ReadLeads(folder.Write("leads.csv", leads)), IsOk());
  EXPECT_THAT(reader.ReadActivities(folder.Write("activities.csv", activities)),
              IsOk());
  return reader.Finish();
}

// Attributes of such models may share a column, so that a file cannot say all.
TEST(GeneratedFilesTest, AreReadWithoutARejectedRecord) {
  for (const uint64_t seed : testing::SeedsToTry(60)) {
    SCOPED_TRACE(seed);
    testing::Random random(seed);
    const auto model = Model::Create(testing::GenerateModel(random));
    ASSERT_THAT(model, IsOk());
    const ReadResult read = WrittenAndRead(*model, 40);
    EXPECT_EQ(read.tables.leads.size(), 40);
    EXPECT_EQ(read.activities_of_unknown_leads, 0);
    EXPECT_THAT(read.absent_columns, IsEmpty());
  }
}

TEST(GeneratedFilesTest, HoldTheLeads) {
  const Model model = StarterModel();
  EXPECT_EQ(Totals(model, WrittenAndRead(model, 1'000).tables),
            Totals(model, GenerateLeads(model, 1'000, At(Now()))));
}

}  // namespace
}  // namespace leadscore
