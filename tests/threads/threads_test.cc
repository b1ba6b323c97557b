// What threads may share, shared by eight of them. Built for ThreadSanitizer,
// which finds what a run that happens to be right does not show:
//
//   cmake --preset tsan && cmake --build --preset tsan --target threads_test
//   setarch --addr-no-randomize build/tsan/tests/threads_test

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/explain.h"
#include "leadscore/leadscore.h"
#include "tests/testing/fusible_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::GeneratedNow;
using testing::GenerateFusibleModel;
using testing::GenerateLeads;
using testing::GenerateModel;
using testing::IsOk;
using testing::Random;

constexpr int kThreads = 8;
constexpr uint64_t kModels = 6;
constexpr int kLeads = 40;

// Calls task(i) on every thread, as nearly at once as can be.
void OnAllThreads(const std::function<void(int)>& task) {
  std::atomic<int> waiting = kThreads;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      task(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Every second one is plain in part, the others are all for the kernels.
Model ModelOf(uint64_t seed, Random& random) {
  return *Model::Create(seed % 2 == 0 ? GenerateModel(random)
                                      : GenerateFusibleModel(random));
}

std::string TextOf(const ScoreTable& scores) {
  std::string text;
  for (size_t row = 0; row < scores.size(); ++row) {
    absl::StrAppend(&text, scores.total[row].ToString(), " ",
                    std::string(scores.grade_of(row)), " ",
                    std::string(scores.way_of(row)), "\n");
  }
  return text;
}

TEST(ThreadsTest, ShareAScorerItsTablesAndItsModel) {
  for (uint64_t seed = 1; seed <= kModels; ++seed) {
    Random random(seed);
    const Model model = ModelOf(seed, random);
    const std::vector<Lead> leads = GenerateLeads(model.spec(), kLeads, random);
    TableBuilder builder(model.lead_schema(), model.activity_schema());
    for (const Lead& lead : leads) ASSERT_THAT(builder.Add(lead), IsOk());
    const Tables tables = builder.Build();
    const Scorer scorer(model);
    const absl::Time now = GeneratedNow();

    ScoreTable expected;
    ASSERT_THAT(scorer.Score(tables, now, {}, &expected), IsOk());
    std::vector<std::string> texts(kThreads);
    std::vector<std::string> sentences(kThreads);
    OnAllThreads([&](int i) {
      ScoreOptions options;
      options.threads = i % 3 + 1;
      options.valid_until = i % 2 == 0;
      options.stages = i % 4 == 0;
      ScoreContext context;
      ScoreTable scores;
      ASSERT_THAT(scorer.Score(tables, now, options, &scores, &context),
                  IsOk());
      texts[static_cast<size_t>(i)] = TextOf(scores);
      const auto why = scorer.Explain(leads.front(), now);
      ASSERT_THAT(why, IsOk());
      sentences[static_cast<size_t>(i)] = ExplanationSentence(*why);
      const Model copy = model;
      EXPECT_EQ(copy.fingerprint(), model.fingerprint());
    });
    for (size_t i = 0; i < kThreads; ++i) {
      EXPECT_EQ(texts[i], TextOf(expected)) << "seed " << seed;
      EXPECT_EQ(sentences[i], sentences[0]) << "seed " << seed;
    }
  }
}

TEST(ThreadsTest, ShareALiveBookAndItsLeads) {
  for (uint64_t seed = 1; seed <= kModels; ++seed) {
    Random random(seed);
    const Model model = ModelOf(seed, random);
    const std::vector<Lead> leads = GenerateLeads(model.spec(), kLeads, random);
    const absl::Time begin = GeneratedNow() - absl::Hours(48);
    const auto book = *LiveBook::Create(model, begin);
    OnAllThreads([&](int i) {
      LeadState state;
      // The same leads from every thread, in another order.
      for (int n = 0; n < kLeads; ++n) {
        const Lead& lead = leads[static_cast<size_t>((n * 7 + i * 5) % kLeads)];
        EXPECT_THAT(book->Upsert({lead.id, lead.attributes, {}, lead.account}),
                    IsOk());
        for (size_t a = static_cast<size_t>(i); a < lead.activities.size();
             a += kThreads) {
          EXPECT_THAT(book->Add(lead.id, lead.activities[a], &state), IsOk());
        }
        switch ((n + i) % 8) {
          case 0:
            // Others may be further already.
            (void)book->Advance(begin + absl::Hours(n));
            break;
          case 1:
            EXPECT_THAT(book->Get(lead.id, &state), IsOk());
            break;
          case 2:
            EXPECT_THAT(book->GetLead(lead.id), IsOk());
            break;
          case 3:
            book->Transitions(0, 5);
            EXPECT_GT(book->MemoryBytes(), 0u);
            break;
          case 4:
            if (!lead.account.empty()) (void)book->GetAccount(lead.account);
            break;
          default:
            EXPECT_FALSE(book->LeadIds().empty());
            break;
        }
      }
    });
    ASSERT_THAT(book->Advance(GeneratedNow()), IsOk());
    EXPECT_EQ(book->size(), static_cast<size_t>(kLeads));

    // What one thread would have made of it.
    const auto alone = *LiveBook::Create(model, GeneratedNow());
    for (const Lead& lead : leads) ASSERT_THAT(alone->Upsert(lead), IsOk());
    for (const Lead& lead : leads) {
      LeadState one;
      LeadState other;
      ASSERT_THAT(book->Get(lead.id, &one), IsOk());
      ASSERT_THAT(alone->Get(lead.id, &other), IsOk());
      EXPECT_EQ(one.total, other.total) << "seed " << seed;
      EXPECT_EQ(one.stage, other.stage) << "seed " << seed;
      EXPECT_EQ(one.grade, other.grade) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace leadscore
