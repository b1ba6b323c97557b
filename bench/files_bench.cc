// What a batch job costs from file to file, part by part: how long does a lead
// of twenty attributes take to read, to score and to write, and an activity of
// a log to read?
//
//   files_bench --benchmark_repetitions=7
//   --benchmark_enable_random_interleaving=true
//
// "lead" and "activity" are seconds for one of them.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>

#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_files.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/bench_messages.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"

namespace leadscore::bench {
namespace {

constexpr size_t kLeads = 200'000;

// The files, for as long as the program runs.
class Files {
 public:
  Files() {
    std::filesystem::create_directories(folder_);
    Write("leads.csv",
          [](std::ostream& out) { WriteLeadsFile(MakeLeads(kLeads, 2), out); });
    Write("leads.jsonl", [](std::ostream& out) {
      WriteLeadsAsJson(MakeLeads(kLeads, 2), out);
    });
    Write("leads.binpb", [](std::ostream& out) {
      WriteLeadsAsMessages(MakeLeads(kLeads, 2), out);
    });
    Write("activities.csv", [this](std::ostream& out) {
      WriteActivitiesFile(MakeActivities(kLeads, 3), model_, out);
    });
  }
  ~Files() { std::filesystem::remove_all(folder_); }

  const Model& model() const { return model_; }
  std::string PathOf(const std::string& name) const {
    return (folder_ / name).string();
  }

 private:
  void Write(const std::string& name,
             const std::function<void(std::ostream&)>& write) const {
    std::ofstream out(PathOf(name), std::ios::binary);
    write(out);
    if (!out.good()) std::abort();
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("leadscore_files_bench_" + std::to_string(getpid()));
  const Model model_ = Model::Create(ToModel(MakeRuleSet(50, kSeed),
                                             MakeActivityRules(20, kSeed)))
                           .value();
};

const Files& TheFiles() {
  static const Files files;
  return files;
}

void Require(const absl::Status& status) {
  if (!status.ok()) {
    std::cerr << status << "\n";
    std::abort();
  }
}

ReadResult ReadAll(bool with_activities,
                   const std::string& leads = "leads.csv") {
  TableReader reader(TheFiles().model(), {});
  Require(reader.ReadLeads(TheFiles().PathOf(leads)));
  if (with_activities) {
    Require(reader.ReadActivities(TheFiles().PathOf("activities.csv")));
  }
  return reader.Finish();
}

void SetTime(benchmark::State& state, const char* name, size_t count) {
  state.counters[name] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(count),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_ReadLeads(benchmark::State& state) {
  TheFiles();
  for (auto _ : state) benchmark::DoNotOptimize(ReadAll(false));
  SetTime(state, "lead", kLeads);
}
BENCHMARK(BM_ReadLeads)->Unit(benchmark::kMillisecond);

// The same leads as JSON lines and as messages.
void BM_ReadJsonLines(benchmark::State& state) {
  TheFiles();
  for (auto _ : state) benchmark::DoNotOptimize(ReadAll(false, "leads.jsonl"));
  SetTime(state, "lead", kLeads);
}
BENCHMARK(BM_ReadJsonLines)->Unit(benchmark::kMillisecond);

void BM_ReadMessages(benchmark::State& state) {
  TheFiles();
  for (auto _ : state) benchmark::DoNotOptimize(ReadAll(false, "leads.binpb"));
  SetTime(state, "lead", kLeads);
}
BENCHMARK(BM_ReadMessages)->Unit(benchmark::kMillisecond);

// The same messages by the generated classes on an arena, into columns as well.
void BM_ReadMessagesByClasses(benchmark::State& state) {
  const std::string path = TheFiles().PathOf("leads.binpb");
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadByClasses(TheFiles().model(), path));
  }
  SetTime(state, "lead", kLeads);
}
BENCHMARK(BM_ReadMessagesByClasses)->Unit(benchmark::kMillisecond);

// The same and their activities: the difference is theirs.
void BM_ReadBoth(benchmark::State& state) {
  size_t activities = ReadAll(true).tables.activities.size();
  for (auto _ : state) benchmark::DoNotOptimize(ReadAll(true));
  SetTime(state, "activity", activities);
}
BENCHMARK(BM_ReadBoth)->Unit(benchmark::kMillisecond);

void BM_Score(benchmark::State& state) {
  const Model model = Model::Create(ToModel(MakeRuleSet(50, kSeed))).value();
  const Scorer scorer(model);
  TableReader reader(model, {});
  Require(reader.ReadLeads(TheFiles().PathOf("leads.csv")));
  const ReadResult read = reader.Finish();
  ScoreOptions options;
  options.stages = true;
  options.valid_until = true;
  ScoreTable scores;
  for (auto _ : state) {
    Require(scorer.Score(read.tables, absl::FromUnixMicros(ActivityNow()),
                         options, &scores));
  }
  SetTime(state, "lead", kLeads);
}
BENCHMARK(BM_Score)->Unit(benchmark::kMillisecond);

void WriteRows(benchmark::State& state, RowFormat format) {
  const ReadResult read = ReadAll(false);
  const Scorer scorer(TheFiles().model());
  ScoreOptions options;
  options.stages = true;
  options.valid_until = true;
  ScoreTable scores;
  Require(scorer.Score(read.tables, absl::FromUnixMicros(ActivityNow()),
                       options, &scores));
  std::string text;
  for (auto _ : state) {
    ScoreRowsOptions rows_options;
    rows_options.format = format;
    const ScoreRows rows(TheFiles().model(), read.tables.leads, scores,
                         rows_options);
    for (size_t row = 0; row < scores.size(); ++row) {
      rows.AppendRow(row, &text);
      constexpr size_t kBytesAtOnce = size_t{64} << 10;
      if (text.size() > kBytesAtOnce) text.clear();
    }
    benchmark::DoNotOptimize(text.data());
  }
  SetTime(state, "lead", kLeads);
}

void BM_WriteCsv(benchmark::State& state) { WriteRows(state, RowFormat::kCsv); }
BENCHMARK(BM_WriteCsv)->Unit(benchmark::kMillisecond);

void BM_WriteJsonLines(benchmark::State& state) {
  WriteRows(state, RowFormat::kJsonLines);
}
BENCHMARK(BM_WriteJsonLines)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leadscore::bench
