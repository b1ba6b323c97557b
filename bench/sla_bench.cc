// Business time and clocks: what one look-up takes, and ten million verdicts.
//
//   build/release/bench/sla_bench

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/business_calendar.h"
#include "leadscore/clock.h"

namespace leadscore {
namespace {

constexpr int64_t kMicrosPerYear = int64_t{365} * 86'400 * 1'000'000;
constexpr size_t kSpans = 1 << 16;

// Monday to Friday with a lunch break, in Berlin, with a holiday a month.
BusinessCalendar Office() {
  CalendarSpec spec;
  spec.name = "office";
  spec.time_zone = "Europe/Berlin";
  const std::vector<Weekday> week = {Weekday::kMonday, Weekday::kTuesday,
                                     Weekday::kWednesday, Weekday::kThursday,
                                     Weekday::kFriday};
  spec.open = {{week, "09:00", "12:00"}, {week, "13:00", "18:00"}};
  for (const char* month : {"01", "02", "03", "04", "05", "06", "07", "08",
                            "09", "10", "11", "12"}) {
    spec.holidays.push_back(std::string("2026-") + month + "-01");
  }
  return BusinessCalendar::Create(spec).value();
}

int64_t YearBegin() {
  return absl::ToUnixMicros(
      absl::FromCivil(absl::CivilDay(2026, 1, 1), absl::UTCTimeZone()));
}

// Instants of one year.
std::vector<int64_t> Instants(size_t count, uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::vector<int64_t> instants(count);
  for (int64_t& instant : instants) {
    instant =
        YearBegin() + static_cast<int64_t>(engine() % uint64_t{kMicrosPerYear});
  }
  return instants;
}

void SetTimeOfEach(benchmark::State& state, size_t count) {
  state.counters["each"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(count),
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_ElapsedColumn(benchmark::State& state) {
  const BusinessCalendar calendar = Office();
  const std::vector<int64_t> from = Instants(kSpans, 1);
  const std::vector<int64_t> to = Instants(kSpans, 2);
  std::vector<int64_t> elapsed(kSpans);
  for (auto _ : state) {
    if (!calendar.Elapsed(from, to, absl::MakeSpan(elapsed)).ok()) {
      state.SkipWithError("out of range");
    }
    benchmark::DoNotOptimize(elapsed.data());
  }
  SetTimeOfEach(state, kSpans);
}
BENCHMARK(BM_ElapsedColumn);

void BM_DueColumn(benchmark::State& state) {
  const BusinessCalendar calendar = Office();
  const std::vector<int64_t> start = Instants(kSpans, 1);
  std::vector<int64_t> due(kSpans);
  for (auto _ : state) {
    if (!calendar.Due(start, absl::Hours(30), absl::MakeSpan(due)).ok()) {
      state.SkipWithError("out of range");
    }
    benchmark::DoNotOptimize(due.data());
  }
  SetTimeOfEach(state, kSpans);
}
BENCHMARK(BM_DueColumn);

void BM_ElapsedSingle(benchmark::State& state) {
  const BusinessCalendar calendar = Office();
  std::vector<absl::Time> instants;
  for (int64_t instant : Instants(kSpans, 1)) {
    instants.push_back(absl::FromUnixMicros(instant));
  }
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        calendar.Elapsed(instants[i], instants[(i + 1) % kSpans]));
    i = (i + 1) % kSpans;
  }
}
BENCHMARK(BM_ElapsedSingle);

void BM_DueSingle(benchmark::State& state) {
  const BusinessCalendar calendar = Office();
  std::vector<absl::Time> instants;
  for (int64_t instant : Instants(kSpans, 1)) {
    instants.push_back(absl::FromUnixMicros(instant));
  }
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(calendar.Due(instants[i], absl::Hours(30)));
    i = (i + 1) % kSpans;
  }
}
BENCHMARK(BM_DueSingle);

void BM_AddBusinessDays(benchmark::State& state) {
  const BusinessCalendar calendar = Office();
  const std::vector<int64_t> instants = Instants(kSpans, 1);
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        calendar.AddBusinessDays(absl::FromUnixMicros(instants[i]), 3));
    i = (i + 1) % kSpans;
  }
}
BENCHMARK(BM_AddBusinessDays);

// Ten million clocks: four opening hours, most of them stopped.
void BM_JudgeTenMillionClocks(benchmark::State& state) {
  constexpr size_t kClocks = 10'000'000;
  const std::vector<int64_t> start = Instants(kClocks, 1);
  std::vector<int64_t> stop(kClocks);
  std::mt19937_64 engine(3);
  for (size_t i = 0; i < kClocks; ++i) {
    stop[i] = engine() % 8 == 0
                  ? kNoInstant
                  : start[i] + static_cast<int64_t>(
                                   engine() % uint64_t{kMicrosPerYear / 100});
  }
  std::vector<Verdict> verdicts(kClocks);
  std::vector<int64_t> due(kClocks);
  ClockTerms terms;
  terms.within = absl::Hours(4);
  terms.calendar = Office();
  terms.warn_at = 0.75;
  const absl::Time as_of =
      absl::FromUnixMicros(YearBegin() + kMicrosPerYear / 12 * 11);
  for (auto _ : state) {
    if (!JudgeClocks(terms, start, stop, as_of, absl::MakeSpan(verdicts),
                     absl::MakeSpan(due))
             .ok()) {
      state.SkipWithError("out of range");
    }
    benchmark::DoNotOptimize(verdicts.data());
  }
  SetTimeOfEach(state, kClocks);
}
BENCHMARK(BM_JudgeTenMillionClocks)->Unit(benchmark::kMillisecond);

void BM_CompileCalendar(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Office());
}
BENCHMARK(BM_CompileCalendar)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leadscore
