// A live book of leads: twenty attributes, 50 explicit rules, 20 implicit ones
// and two stages, fed with some ten activities a lead in the order of time.
//
//   build/release/bench/live_bench [LEADS [DIRECTORY]]
//
// Questions: how many activities a second does it take in on one core, each
// scored and judged at once; how long does the slowest of a hundred take; what
// does it cost to let a day go by in which nothing arrives; how much memory
// does a lead take? And what do histories cost beside the plain fold, which
// judges the same instants by the plain scorer? With an empty directory: how
// many activities a second does a durable book take there, with 10,000 of them
// made safe at once, and how long does it take to open it again?

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_files.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/durable_book.h"
#include "leadscore/live_book.h"
#include "leadscore/scorer.h"
#include "src/qualify/lead_folds.h"

namespace leadscore::bench {
namespace {

constexpr int kExplicitRules = 50;
constexpr int kImplicitRules = 20;
constexpr uint64_t kSeed = 1;
constexpr int64_t kMicrosPerHour = int64_t{3600} * 1'000'000;
// The histories of so many leads are gone through plainly.
constexpr size_t kPlainLeads = 300;
constexpr size_t kQuickLeads = 30'000;
constexpr size_t kTimed = 200'000;  // Activities by themselves.

using Clock = std::chrono::steady_clock;

double SecondsOf(const std::function<void()>& work) {
  const Clock::time_point begin = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  std::exit(1);
}

struct Event {
  uint32_t lead = 0;
  uint32_t activity = 0;
};

// A funnel as it should be: one lead in ten comes into the first stage and one
// in fifty into the second, at the instant for which activities are made, and
// falls back when it has lost a fifth of that.
ModelSpec WithFunnel(ModelSpec spec, const BenchLeads& leads,
                     const BenchActivities& activities) {
  const Model model = *Model::Create(spec);
  ScoreTable scores;
  Check(Scorer(model).Score(
      ToTables(leads, activities, std::min(kQuickLeads, leads.size), model),
      absl::FromUnixMicros(ActivityNow()), {}, &scores));
  std::sort(scores.total.begin(), scores.total.end());
  const size_t shares[] = {10, 50};
  for (size_t s = 0; s < 2; ++s) {
    const size_t above = scores.size() / shares[s];
    const auto threshold =
        scores.total[scores.size() - above].micros() / 1'000'000;
    StageSpec& stage = spec.stages[s + 1];
    stage.enter[0].at_least = {{"total", static_cast<double>(threshold)}};
    stage.hold = HoldSpec{
        {{"total", static_cast<double>(threshold - threshold / 5)}}, ""};
  }
  return spec;
}

void MeasureHistories(const Model& model, const BenchLeads& leads,
                      const BenchActivities& activities) {
  const size_t count = std::min(kQuickLeads, leads.size);
  const Tables tables = ToTables(leads, activities, count, model);
  const internal::CheckedModel& checked = model.checked();
  const auto bound =
      *internal::BoundTables::Bind(checked, tables.leads, tables.activities);
  const internal::AccountIndex accounts(bound.leads());
  const internal::FusedModel fused(checked);
  internal::LeadFolds quick(checked, &fused, bound, accounts);
  internal::LeadFolds plain(checked, nullptr, bound, accounts);
  size_t changes = 0;
  const auto micros_a_lead = [&](internal::LeadFolds& folds, size_t some) {
    return 1e6 * SecondsOf([&] {
             for (size_t row = 0; row < some; ++row) {
               changes += folds.Fold(row, ActivityNow()).changes.size();
             }
           }) /
           static_cast<double>(some);
  };
  const double of_plain = micros_a_lead(plain, std::min(count, kPlainLeads));
  changes = 0;
  const double of_quick = micros_a_lead(quick, count);
  std::printf(
      "histories: %.2f us a lead, %.1f plainly: 1/%.0f (%.2f changes "
      "a lead)\n",
      of_quick, of_plain, of_plain / of_quick,
      static_cast<double>(changes) / static_cast<double>(count));
}

// In the order of time.
std::vector<Event> EventsOf(const BenchLeads& leads,
                            const BenchActivities& activities) {
  std::vector<Event> events(activities.times.size());
  for (uint32_t lead = 0; lead < leads.size; ++lead) {
    for (uint32_t i = activities.begins[lead]; i < activities.begins[lead + 1];
         ++i) {
      events[i] = {lead, i};
    }
  }
  std::sort(events.begin(), events.end(), [&](const Event& a, const Event& b) {
    return activities.times[a.activity] != activities.times[b.activity]
               ? activities.times[a.activity] < activities.times[b.activity]
               : a.lead < b.lead;
  });
  return events;
}

std::vector<std::string> IdsOf(const BenchLeads& leads) {
  std::vector<std::string> ids;
  for (size_t i = 0; i < leads.size; ++i) ids.push_back(LeadId(i));
  return ids;
}

void MeasureBook(const Model& model, const BenchLeads& leads,
                 const BenchActivities& activities) {
  const size_t count = leads.size;
  const std::vector<std::string> ids = IdsOf(leads);
  const std::vector<Event> events = EventsOf(leads, activities);
  const auto start =
      absl::FromUnixMicros(activities.times[events.front().activity] - 1);
  auto book = *LiveBook::Create(model, start);
  const double upserts = SecondsOf([&] {
    for (size_t i = 0; i < count; ++i) {
      Lead lead = LeadOf(leads, i);
      lead.id = ids[i];
      Check(book->Upsert(lead));
    }
  });
  std::printf(
      "%zu leads: %.2f us an upsert, %.0f bytes a lead\n", count,
      1e6 * upserts / static_cast<double>(count),
      static_cast<double>(book->MemoryBytes()) / static_cast<double>(count));

  double adding = 0;
  double advancing = 0;
  AdvanceReport all;
  std::vector<ValueView> properties(model.activity_schema().properties.size());
  const auto add = [&](const Event& event) {
    const int32_t asset = activities.assets[event.activity];
    properties[0] = asset == kAssets ? ValueView() : AssetName(asset);
    ActivityView view;
    view.type = activities.types[event.activity];
    view.time_micros = activities.times[event.activity];
    view.properties = properties;
    Check(book->Add(ids[event.lead], view));
  };
  const auto advance = [&](int64_t micros) {
    AdvanceReport report;
    advancing += SecondsOf(
        [&] { Check(book->Advance(absl::FromUnixMicros(micros), &report)); });
    all.leads += report.leads;
    all.evaluations += report.evaluations;
    all.transitions += report.transitions;
  };
  std::vector<double> latencies;
  size_t next = 0;
  while (next < events.size()) {
    // Those of an hour, which are there when it is over.
    const int64_t hour =
        activities.times[events[next].activity] / kMicrosPerHour + 1;
    advance(hour * kMicrosPerHour);
    const size_t first = next;
    while (next < events.size() &&
           activities.times[events[next].activity] < hour * kMicrosPerHour) {
      ++next;
    }
    const bool is_timed = events.size() - next < kTimed;
    adding += SecondsOf([&] {
      for (size_t i = first; i < next; ++i) {
        if (!is_timed) {
          add(events[i]);
        } else {
          latencies.push_back(SecondsOf([&] { add(events[i]); }));
        }
      }
    });
  }
  const auto total = static_cast<double>(events.size());
  std::printf(
      "%zu activities: %.0f a second, %.0f with the clock that moves "
      "every hour\n",
      events.size(), total / adding, total / (adding + advancing));
  std::sort(latencies.begin(), latencies.end());
  std::printf("one activity: median %.2f us, p99 %.2f us\n",
              1e6 * latencies[latencies.size() / 2],
              1e6 * latencies[latencies.size() * 99 / 100]);
  std::printf(
      "%.0f bytes a lead with %.1f activities\n",
      static_cast<double>(book->MemoryBytes()) / static_cast<double>(count),
      total / static_cast<double>(count));
  std::printf(
      "transitions: %zu; by time alone %lld, for which %lld leads were "
      "looked at and %lld scores found\n",
      book->Transitions(0).size(), static_cast<long long>(all.transitions),
      static_cast<long long>(all.leads),
      static_cast<long long>(all.evaluations));
  for (int day = 1; day <= 3; ++day) {
    AdvanceReport report;
    const double seconds = SecondsOf(
        [&] { Check(book->Advance(book->now() + absl::Hours(24), &report)); });
    std::printf(
        "day %d without activities: %.1f ms, %lld leads looked at, "
        "%lld transitions, %lld scores\n",
        day, 1e3 * seconds, static_cast<long long>(report.leads),
        static_cast<long long>(report.transitions),
        static_cast<long long>(report.evaluations));
  }
}

void MeasureStore(const Model& model, const BenchLeads& leads,
                  const BenchActivities& activities,
                  const std::string& directory) {
  constexpr size_t kActivitiesOfCommit = 10'000;
  const std::vector<std::string> ids = IdsOf(leads);
  const std::vector<Event> events = EventsOf(leads, activities);
  DurableBookOptions options;
  options.start =
      absl::FromUnixMicros(activities.times[events.front().activity] - 1);
  auto book = *DurableBook::Open(directory, model, options);
  const double upserts = SecondsOf([&] {
    for (size_t i = 0; i < leads.size; ++i) {
      Lead lead = LeadOf(leads, i);
      lead.id = ids[i];
      Check(book->Upsert(lead));
    }
    Check(book->Commit());
  });
  const double adding = SecondsOf([&] {
    Activity activity;
    for (size_t i = 0; i < events.size(); ++i) {
      if (i % kActivitiesOfCommit == 0) {
        // They are there when the last of them has happened.
        Check(book->Commit());
        const Event& last =
            events[std::min(i + kActivitiesOfCommit, events.size()) - 1];
        Check(book->Advance(
            absl::FromUnixMicros(activities.times[last.activity])));
      }
      const uint32_t of = events[i].activity;
      activity.type = model.activity_schema()
                          .types[static_cast<size_t>(activities.types[of])];
      activity.time = absl::FromUnixMicros(activities.times[of]);
      activity.properties.clear();
      if (activities.assets[of] != kAssets) {
        activity.properties.emplace_back(
            model.activity_schema().properties[0].name,
            std::string(AssetName(activities.assets[of])));
      }
      Check(book->Add(ids[events[i].lead], activity));
    }
    Check(book->Commit());
  });
  book.reset();
  const double opening =
      SecondsOf([&] { book = *DurableBook::Open(directory, model, options); });
  std::printf(
      "durable: %.2f us an upsert, %.0f activities a second, %.1f s to open "
      "it again\n",
      1e6 * upserts / static_cast<double>(leads.size),
      static_cast<double>(events.size()) / adding, opening);
}

void Run(size_t count, const char* directory) {
  const BenchLeads leads = MakeLeads(count, kSeed);
  const BenchActivities activities = MakeActivities(count, kSeed);
  const Model model = *Model::Create(
      WithFunnel(ToModel(MakeRuleSet(kExplicitRules, kSeed),
                         MakeActivityRules(kImplicitRules, kSeed)),
                 leads, activities));
  MeasureHistories(model, leads, activities);
  MeasureBook(model, leads, activities);
  if (directory != nullptr) {
    MeasureStore(model, leads, activities, directory);
  }
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  constexpr size_t kLeads = 1'000'000;
  leadscore::bench::Run(
      argc > 1 ? static_cast<size_t>(std::strtoull(argv[1], nullptr, 10))
               : kLeads,
      argc > 2 ? argv[2] : nullptr);
  return 0;
}
