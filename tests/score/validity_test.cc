// How long the results of batches hold, against the plain search of single
// leads, on generated models and leads.

#include <gtest/gtest.h>

#include <vector>

#include "leadscore/leadscore.h"
#include "tests/testing/fusible_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using testing::GeneratedNow;
using testing::Random;

// Counts the ends that it compared.
void CompareEnds(const Model& model, const std::vector<Lead>& leads,
                 absl::Time as_of, int* ends) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) {
    const absl::Status status = builder.Add(lead);
    ASSERT_TRUE(status.ok()) << status;
  }
  const Tables tables = builder.Build();
  const Scorer scorer(model);
  ScoreOptions options;
  options.valid_until = true;
  for (const bool stages : {true, false}) {
    options.stages = stages;
    ScoreTable scores;
    const absl::Status status = scorer.Score(tables, as_of, options, &scores);
    ASSERT_TRUE(status.ok()) << status;
    for (size_t row = 0; row < leads.size(); ++row) {
      const auto plain = scorer.ScoreRow(tables, row, as_of, options);
      ASSERT_TRUE(plain.ok()) << plain.status();
      const absl::Time end = plain->valid_until.has_value()
                                 ? plain->valid_until->time
                                 : absl::InfiniteFuture();
      EXPECT_EQ(scores.valid_until[row], end)
          << "lead " << row << ", where then differs "
          << (plain->valid_until.has_value() &&
                      !plain->valid_until->changes.empty()
                  ? plain->valid_until->changes[0].name
                  : "nothing");
      *ends += plain->valid_until.has_value() ? 1 : 0;
    }
  }
}

void CompareModels(uint64_t count, ModelSpec (*make)(Random&)) {
  int ends = 0;
  const std::vector<uint64_t> seeds = testing::SeedsToTry(count);
  for (uint64_t seed : seeds) {
    SCOPED_TRACE(seed);
    Random random(seed);
    ModelSpec spec = make(random);
    if (random.OneIn(6)) {
      spec.stages.clear();
      spec.disqualify.clear();
      spec.lifecycle = {};
    }
    const std::vector<Lead> leads =
        testing::GenerateLeads(spec, 4, random, absl::Hours(60));
    CompareEnds(*Model::Create(spec), leads,
                GeneratedNow() - absl::Minutes(random.Below(60 * 60)), &ends);
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GE(ends, static_cast<int>(seeds.size()));
}

TEST(ValidityTest, OfBatchesIsThatOfThePlainSearch) {
  CompareModels(120, testing::GenerateFusibleModel);
}

TEST(ValidityTest, IsTheSameForAnyModel) {
  CompareModels(60, testing::GenerateModel);
}

}  // namespace
}  // namespace leadscore
