// What scoring many leads costs by hand: the opponents of the bulk scorer, and
// the limit that all of them have.
//
//   build/release/bench/bulk_bench
//
// Question: how does the cost of a lead grow with rules, for code that was
// written for exactly these rules, and how far is it from reading the same
// bytes? Each opponent is checked against the plain scorer before it is timed.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "bench/opponents/activities_opponent.h"
#include "bench/opponents/columns_opponent.h"
#include "bench/opponents/rows_opponent.h"
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/scorer.h"

namespace leadscore::bench {
namespace {

constexpr size_t kLeads = 1'000'000;
constexpr size_t kChecked = 2'000;

const BenchLeads& TheLeads() {
  static const auto* const leads = new BenchLeads(MakeLeads(kLeads, 2));
  return *leads;
}

// The leads as the library has them; all rule sets read the same columns.
const Tables& TheTables() {
  static const auto* const tables = new Tables(
      ToTables(TheLeads(), kLeads,
               Model::Create(ToModel(MakeRuleSet(10, kSeed))).value()));
  return *tables;
}

int32_t WholePoints(Points points) {
  return static_cast<int32_t>(points.micros() / Points::kMicrosPerPoint);
}

// The scores of the first leads by the plain scorer.
std::vector<int32_t> PlainScores(const RuleSet& set, size_t count) {
  const Scorer scorer(Model::Create(ToModel(set)).value());
  const Tables tables = ToTables(TheLeads(), count, scorer.model());
  std::vector<int32_t> scores;
  for (size_t row = 0; row < count; ++row) {
    scores.push_back(WholePoints(
        scorer.ScoreRow(tables, row, absl::UnixEpoch()).value().total));
  }
  return scores;
}

void Check(const RuleSet& set, const int32_t* scores, const char* who) {
  const std::vector<int32_t> plain = PlainScores(set, kChecked);
  for (size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == scores[i]) continue;
    std::fprintf(stderr, "%s: lead %zu has %d, not %d\n", who, i, scores[i],
                 plain[i]);
    std::abort();
  }
}

void SetTimeOfEach(benchmark::State& state, size_t count) {
  state.counters["lead"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(count),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// The limit: every byte of the columns, once.
void BM_PlainRead(benchmark::State& state) {
  const BenchLeads& leads = TheLeads();
  for (auto _ : state) {
    uint64_t sum = 0;
    for (const auto& codes : leads.codes) {
      uint32_t column = 0;
      for (int32_t code : codes) column += static_cast<uint32_t>(code);
      sum += column;
    }
    for (const auto& numbers : leads.numbers) {
      for (int64_t number : numbers) sum += static_cast<uint64_t>(number);
    }
    benchmark::DoNotOptimize(sum);
  }
  SetTimeOfEach(state, leads.size);
  state.SetBytesProcessed(
      state.iterations() *
      static_cast<int64_t>(leads.size * BenchLeads::kBytesEach));
}
BENCHMARK(BM_PlainRead)->Unit(benchmark::kMillisecond);

void BM_ExpertColumns(benchmark::State& state) {
  const BenchLeads& leads = TheLeads();
  const RuleSet set = MakeRuleSet(static_cast<int>(state.range(0)), kSeed);
  const ColumnsOpponent opponent(set);
  std::vector<int32_t> scores(leads.size);
  opponent.Score(leads, scores.data());
  Check(set, scores.data(), "the columns' opponent");
  for (auto _ : state) {
    opponent.Score(leads, scores.data());
    benchmark::DoNotOptimize(scores.data());
  }
  SetTimeOfEach(state, leads.size);
}
BENCHMARK(BM_ExpertColumns)
    ->ArgName("rules")
    ->Arg(10)
    ->Arg(50)
    ->Arg(500)
    ->Arg(5'000)
    ->Unit(benchmark::kMillisecond);

// The library: a batch in a context that knows the texts.
void BM_Bulk(benchmark::State& state) {
  const RuleSet set = MakeRuleSet(static_cast<int>(state.range(0)), kSeed);
  const Scorer scorer(Model::Create(ToModel(set)).value());
  ScoreOptions options;
  options.threads = static_cast<int>(state.range(1));
  ScoreTable scores;
  ScoreContext context;
  const auto run = [&] {
    if (!scorer
             .Score(TheTables(), absl::UnixEpoch(), options, &scores, &context)
             .ok()) {
      std::abort();
    }
  };
  run();
  std::vector<int32_t> whole;
  for (Points points : scores.total) whole.push_back(WholePoints(points));
  Check(set, whole.data(), "the library");
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(scores.total.data());
  }
  SetTimeOfEach(state, kLeads);
}
BENCHMARK(BM_Bulk)
    ->ArgNames({"rules", "threads"})
    ->ArgsProduct({{10, 50, 500, 5'000}, {1, 2}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// The same rules over fewer columns: 2 to 20 of them.
void BM_BulkColumns(benchmark::State& state) {
  const RuleSet set = MakeRuleSet(static_cast<int>(state.range(0)), kSeed,
                                  static_cast<int>(state.range(1)) / 2);
  const Scorer scorer(Model::Create(ToModel(set)).value());
  ScoreTable scores;
  ScoreContext context;
  const auto run = [&] {
    if (!scorer.Score(TheTables(), absl::UnixEpoch(), {}, &scores, &context)
             .ok()) {
      std::abort();
    }
  };
  run();
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(scores.total.data());
  }
  SetTimeOfEach(state, kLeads);
}
BENCHMARK(BM_BulkColumns)
    ->ArgNames({"rules", "columns"})
    ->ArgsProduct({{10, 50, 500, 5'000}, {2, 10, 20}})
    ->Unit(benchmark::kMillisecond);

// What comes before the second batch: making the scorer's tables, and asking
// every condition about every different text. Compare with BM_Bulk.
void BM_CompileAndFirstBatch(benchmark::State& state) {
  const RuleSet set = MakeRuleSet(static_cast<int>(state.range(0)), kSeed);
  const Model model = Model::Create(ToModel(set)).value();
  const Tables& tables = TheTables();
  ScoreTable scores;
  for (auto _ : state) {
    const Scorer scorer(model);
    ScoreContext context;
    if (!scorer.Score(tables, absl::UnixEpoch(), {}, &scores, &context).ok()) {
      std::abort();
    }
    state.counters["context_bytes"] =
        static_cast<double>(context.MemoryBytes());
    state.counters["plan_bytes"] =
        static_cast<double>(scorer.Plan().memory_bytes);
  }
}
BENCHMARK(BM_CompileAndFirstBatch)
    ->ArgName("rules")
    ->Arg(50)
    ->Arg(500)
    ->Arg(5'000)
    ->Unit(benchmark::kMillisecond);

template <int32_t (*score)(const RowLead&), int rules>
void BM_ExpertRows(benchmark::State& state) {
  const std::vector<RowLead> rows = ToRows(TheLeads(), 100'000);
  std::vector<int32_t> scores(rows.size());
  const auto run = [&] {
    for (size_t i = 0; i < rows.size(); ++i) scores[i] = score(rows[i]);
  };
  run();
  Check(MakeRuleSet(rules, kSeed), scores.data(), "the rows' opponent");
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(scores.data());
  }
  SetTimeOfEach(state, rows.size());
}
BENCHMARK_TEMPLATE(BM_ExpertRows, ScoreRow10, 10)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(BM_ExpertRows, ScoreRow50, 50)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(BM_ExpertRows, ScoreRow500, 500)
    ->Unit(benchmark::kMillisecond);

// The activities of a lead by twenty rules.
void BM_ExpertActivities(benchmark::State& state) {
  constexpr size_t kActive = 200'000;
  const BenchActivities activities = MakeActivities(kActive, 3);
  const std::vector<ActivityRule> rules = MakeActivityRules(20, kSeed);
  const ActivitiesOpponent opponent(rules);
  std::vector<int64_t> scores(kActive);
  opponent.Score(activities, ActivityNow(), scores.data());
  const Scorer scorer(Model::Create(ToModel(rules)).value());
  ScoreTable plain;
  if (!scorer
           .Score(ToTables(activities, kChecked, scorer.model()),
                  absl::FromUnixMicros(ActivityNow()), {}, &plain)
           .ok()) {
    std::abort();
  }
  for (size_t i = 0; i < kChecked; ++i) {
    if (plain.scores[0][i].micros() != scores[i]) {
      std::fprintf(stderr, "the activities' opponent: lead %zu differs\n", i);
      std::abort();
    }
  }
  for (auto _ : state) {
    opponent.Score(activities, ActivityNow(), scores.data());
    benchmark::DoNotOptimize(scores.data());
  }
  SetTimeOfEach(state, kActive);
}
BENCHMARK(BM_ExpertActivities)->Unit(benchmark::kMillisecond);

void BM_BulkActivities(benchmark::State& state) {
  constexpr size_t kActive = 200'000;
  const BenchActivities activities = MakeActivities(kActive, 3);
  const std::vector<ActivityRule> rules = MakeActivityRules(20, kSeed);
  const Scorer scorer(Model::Create(ToModel(rules)).value());
  const Tables tables = ToTables(activities, kActive, scorer.model());
  ScoreOptions options;
  options.threads = static_cast<int>(state.range(0));
  ScoreTable scores;
  ScoreContext context;
  const absl::Time now = absl::FromUnixMicros(ActivityNow());
  const auto run = [&] {
    if (!scorer.Score(tables, now, options, &scores, &context).ok()) {
      std::abort();
    }
  };
  run();
  std::vector<int64_t> expert(kActive);
  ActivitiesOpponent(rules).Score(activities, ActivityNow(), expert.data());
  for (size_t i = 0; i < kActive; ++i) {
    if (scores.total[i].micros() != expert[i]) {
      std::fprintf(stderr, "activities: lead %zu differs\n", i);
      std::abort();
    }
  }
  for (auto _ : state) {
    run();
    benchmark::DoNotOptimize(scores.total.data());
  }
  SetTimeOfEach(state, kActive);
}
BENCHMARK(BM_BulkActivities)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Fifty explicit rules, twenty implicit ones, and the stage that follows.
void BM_BulkCombined(benchmark::State& state) {
  constexpr size_t kActive = 200'000;
  const Model model = Model::Create(ToModel(MakeRuleSet(50, kSeed),
                                            MakeActivityRules(20, kSeed)))
                          .value();
  const Tables tables =
      ToTables(TheLeads(), MakeActivities(kActive, 3), kActive, model);
  const Scorer scorer(model);
  ScoreTable scores;
  ScoreContext context;
  const absl::Time now = absl::FromUnixMicros(ActivityNow());
  for (auto _ : state) {
    if (!scorer.Score(tables, now, {}, &scores, &context).ok()) std::abort();
    benchmark::DoNotOptimize(scores.qualifies_for.data());
  }
  SetTimeOfEach(state, kActive);
}
BENCHMARK(BM_BulkCombined)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leadscore::bench
