// A live book against batches and histories of the same leads, on generated
// models. A failure names the seed; LEADSCORE_SEED=N runs that one alone,
// LEADSCORE_BOOKS=N that many.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/leadscore.h"
#include "leadscore/live_book.h"
#include "src/core/time_text.h"
#include "src/qualify/evaluation.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/stage_fold.h"
#include "tests/live/told_transitions.h"
#include "tests/testing/fusible_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/score_testing.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::Follow;
using testing::GeneratedNow;
using testing::NetOf;
using testing::Random;
using testing::ToText;
using testing::ToTexts;

uint64_t NumberFrom(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  uint64_t number = otherwise;
  if (text == nullptr) return otherwise;
  EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << variable;
  return number;
}

// Calls check(seed) for some seeds, or for one that is asked for.
template <typename Check>
void ForSeeds(uint64_t count, Check&& check) {
  const uint64_t seed = NumberFrom("LEADSCORE_SEED", 0);
  const uint64_t first = seed > 0 ? seed : 1;
  const uint64_t last = seed > 0 ? seed : NumberFrom("LEADSCORE_BOOKS", count);
  for (uint64_t i = first; i <= last; ++i) {
    check(i);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << i;
  }
}

// The transitions of all leads that have a history.
std::vector<std::string> Replay(const Scorer& scorer, const Tables& tables,
                                absl::Time as_of) {
  std::vector<std::string> rows;
  const auto histories = scorer.Histories(tables, as_of);
  EXPECT_TRUE(histories.ok()) << histories.status();
  for (size_t row = 0; row < histories->size(); ++row) {
    // That of one lead is found by the plain scorer.
    const auto plain = scorer.History(tables, row, as_of);
    EXPECT_TRUE(plain.ok()) << plain.status();
    const LeadHistory& history = (*histories)[row];
    EXPECT_TRUE(history.transitions == plain->transitions)
        << "the history of " << history.id;
    if (!history.first_entry.has_value()) continue;
    for (const Transition& transition : history.transitions) {
      rows.push_back(ToText(history.id, transition));
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

Tables TablesOf(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) {
    const absl::Status status = builder.Add(lead);
    EXPECT_TRUE(status.ok()) << status;
  }
  return builder.Build();
}

// Whether a book says of its leads what a batch says of them.
void ExpectBatch(const LiveBook& book, const std::vector<Lead>& leads) {
  const Scorer scorer(book.model());
  const Tables tables = TablesOf(book.model(), leads);
  EXPECT_EQ(absl::StrJoin(NetOf(book), "\n"),
            absl::StrJoin(Replay(scorer, tables, book.now()), "\n"));
  ScoreOptions options;
  options.stages = true;
  ScoreTable scores;
  ASSERT_TRUE(scorer.Score(tables, book.now(), options, &scores).ok());
  for (size_t row = 0; row < leads.size(); ++row) {
    LeadState state;
    ASSERT_TRUE(book.Get(leads[row].id, &state).ok());
    for (size_t s = 0; s < scores.scores.size(); ++s) {
      EXPECT_EQ(state.scores[s], scores.scores[s][row]) << "lead " << row;
    }
    EXPECT_EQ(state.total, scores.total[row]) << "lead " << row;
    if (!scores.grade.empty()) {
      EXPECT_EQ(state.grade,
                scores.grades[static_cast<size_t>(scores.grade[row])]);
    }
    if (scores.stage.empty()) continue;
    EXPECT_EQ(state.stage, scores.stage[row]) << "lead " << row;
    if (!scores.qualifies_for.empty()) {
      EXPECT_EQ(state.qualifies_for, scores.qualifies_for[row]);
    }
  }
}

// Something that happens to a book.
struct Arrival {
  size_t lead = 0;
  const Activity* activity = nullptr;  // Null: its row.
};

// All that leads are made of, in an order of arrival: as it happened, the
// latest first, or at random.
std::vector<Arrival> ArrivalsOf(const std::vector<Lead>& leads, int order,
                                Random& random) {
  std::vector<Arrival> arrivals;
  for (size_t i = 0; i < leads.size(); ++i) {
    for (const Activity& activity : leads[i].activities) {
      arrivals.push_back({i, &activity});
    }
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) {
                     return a.activity->time < b.activity->time;
                   });
  if (order == 1) std::reverse(arrivals.begin(), arrivals.end());
  if (order > 1) {
    std::shuffle(arrivals.begin(), arrivals.end(), random.engine());
  }
  return arrivals;
}

// Whether a book that goes on from another, with its model or with one that has
// other thresholds, says what a replay says, and tells what differs only.
void ExpectGoesOn(const LiveBook& book, const ModelSpec& spec,
                  const std::vector<Lead>& leads) {
  std::map<int64_t, BookTransition> told;
  Follow(book, 0, &told);
  const auto last = static_cast<int64_t>(book.Transitions(0).size());
  for (const bool is_changed : {false, true}) {
    ModelSpec next = spec;
    for (StageSpec& stage : next.stages) {
      for (WaySpec& way : stage.enter) {
        if (is_changed) way.at_least.push_back({"total", 5});
      }
    }
    LiveBookOptions options;
    options.last_number = last;
    auto goes_on = LiveBook::Create(*Model::Create(next), book.now(), options);
    ASSERT_TRUE(goes_on.ok()) << goes_on.status();
    for (const std::string& id : book.LeadIds()) {
      std::vector<BookTransition> of_lead;
      for (const auto& [number, one] : told) {
        if (one.lead_id == id) of_lead.push_back(one);
      }
      std::sort(of_lead.begin(), of_lead.end(),
                [](const BookTransition& a, const BookTransition& b) {
                  return a.transition.time < b.transition.time;
                });
      ASSERT_TRUE((*goes_on)->Restore(*book.GetLead(id), of_lead).ok());
    }
    (*goes_on)->EndRestore();
    if (!is_changed) {
      EXPECT_TRUE((*goes_on)->Transitions(0).empty());
    }
    std::map<int64_t, BookTransition> left = told;
    Follow(**goes_on, last, &left);
    const Scorer scorer((*goes_on)->model());
    EXPECT_EQ(absl::StrJoin(ToTexts(left), "\n"),
              absl::StrJoin(Replay(scorer, TablesOf((*goes_on)->model(), leads),
                                   book.now()),
                            "\n"));
  }
}

// The first is in the order of time, with the clock at each activity.
constexpr int kOrders = 8;

struct Found {
  uint64_t told = 0;
  uint64_t withdrawn = 0;
};

// Feeds a book in some order, now and then moving its clock, and compares it
// with batches on the way and at the end.
void FeedAndCompare(const ModelSpec& spec, const std::vector<Lead>& leads,
                    int order, Random& random, Found* found) {
  const Model model = *Model::Create(spec);
  const absl::Time end = GeneratedNow();
  absl::Time start = end;
  for (const Lead& lead : leads) {
    for (const Activity& activity : lead.activities) {
      start = std::min(start, activity.time);
    }
  }
  LiveBookOptions options;
  options.shards = 1 + random.Below(3);
  auto book = LiveBook::Create(model, start, options);
  ASSERT_TRUE(book.ok()) << book.status();
  std::vector<Lead> known;
  for (const Lead& lead : leads) {
    Lead row = lead;
    row.activities.clear();
    // A row that comes in two parts.
    if (!row.attributes.empty() && random.OneIn(2)) {
      Lead part = row;
      part.attributes.resize(1);
      part.account.clear();
      ASSERT_TRUE((*book)->Upsert(part).ok());
      row.attributes.erase(row.attributes.begin());
      part = row;
      ASSERT_TRUE((*book)->Upsert(part).ok());
      row = lead;
      row.activities.clear();
    } else {
      ASSERT_TRUE((*book)->Upsert(row).ok());
    }
    known.push_back(row);
  }
  const std::vector<Arrival> arrivals = ArrivalsOf(leads, order, random);
  const size_t stop = arrivals.empty() ? 0 : arrivals.size() / 2;
  for (size_t i = 0; i < arrivals.size(); ++i) {
    const Arrival& arrival = arrivals[i];
    const std::string& id = leads[arrival.lead].id;
    ASSERT_TRUE((*book)->Add(id, *arrival.activity).ok());
    // Delivered twice.
    if (!arrival.activity->id.empty() && random.OneIn(3)) {
      ASSERT_TRUE((*book)->Add(id, *arrival.activity).ok());
    }
    known[arrival.lead].activities.push_back(*arrival.activity);
    const bool moves =
        order == 0 ? arrival.activity->time <= end : random.OneIn(4);
    if (moves) {
      absl::Time to = order == 0
                          ? arrival.activity->time
                          : start + (end - start) * random.Below(1000) / 1000;
      to = std::max(std::min(to, end), (*book)->now());
      ASSERT_TRUE((*book)->Advance(to).ok());
    }
    if (i == stop) ExpectBatch(**book, known);
  }
  ASSERT_TRUE((*book)->Advance(end).ok());
  ExpectBatch(**book, known);
  if (order == kOrders - 1) ExpectGoesOn(**book, spec, known);
  for (const BookTransition& one : (*book)->Transitions(0)) {
    ++(one.withdraws == 0 ? found->told : found->withdrawn);
  }
}

// All orders of generated leads of models.
void FeedInAllOrders(uint64_t seeds, ModelSpec (*make)(Random&)) {
  Found found;
  ForSeeds(seeds, [&](uint64_t seed) {
    Random random(seed);
    const ModelSpec spec = make(random);
    const std::vector<Lead> leads =
        testing::GenerateLeads(spec, 4, random, absl::Hours(60));
    for (int order = 0; order < kOrders; ++order) {
      FeedAndCompare(spec, leads, order, random, &found);
      ASSERT_FALSE(::testing::Test::HasFailure()) << "order " << order;
    }
  });
  if (NumberFrom("LEADSCORE_SEED", 0) > 0) return;
  const uint64_t books = NumberFrom("LEADSCORE_BOOKS", seeds);
  EXPECT_GT(found.told, 5 * books);
  EXPECT_GT(found.withdrawn, books);
}

TEST(GeneratedBookTest, SaysWhatABatchAndAReplaySayOfAnyModel) {
  FeedInAllOrders(60, testing::GenerateModel);
}

TEST(GeneratedBookTest, SaysWhatABatchAndAReplaySayOfFusibleModels) {
  FeedInAllOrders(150, testing::GenerateFusibleModel);
}

// ---- What cannot change a stage -------------------------------------------

// A model whose activities move scores only, and whose stages are far away for
// most leads.
ModelSpec MakeFarFunnel(Random& random) {
  ModelSpec spec = testing::GenerateFusibleModel(random);
  spec.screens.clear();
  spec.disqualify.clear();
  spec.lifecycle = {};
  spec.stages.resize(1);
  for (int i = 1; i <= 2; ++i) {
    StageSpec stage;
    stage.name = absl::StrCat("far ", i);
    const double points = 10 * random.Between(1, 6 * i);
    WaySpec way;
    way.name = "score";
    way.at_least = {{"total", points}};
    if (random.OneIn(3)) {
      way.at_least.push_back(
          {spec.scores[0].name, static_cast<double>(random.Between(-5, 40))});
    }
    stage.enter = {way};
    for (const SignalSpec& signal : spec.signals) {
      if (signal.kind != SignalKind::kCount || !random.OneIn(4)) continue;
      WaySpec by_signal;
      by_signal.name = signal.name;
      by_signal.when =
          absl::StrCat("signal.", signal.name, " > ", random.Between(2, 6));
      stage.enter.push_back(by_signal);
    }
    if (random.OneIn(2)) stage.hold = HoldSpec{{{"total", points / 2}}, ""};
    spec.stages.push_back(stage);
  }
  return spec;
}

// Leads that do many things of no reserved type.
std::vector<Lead> MakeBusyLeads(const ModelSpec& spec, Random& random) {
  std::vector<Lead> leads = testing::GenerateLeads(spec, 6, random);
  for (Lead& lead : leads) {
    lead.activities.clear();
    for (int i = random.Between(3, 40); i > 0; --i) {
      Activity activity;
      activity.type =
          spec.activities[static_cast<size_t>(random.Below(
                              static_cast<int>(spec.activities.size())))]
              .type;
      activity.time =
          GeneratedNow() -
          absl::Minutes(random.Below(random.OneIn(2) ? 2'000 : 90'000));
      if (random.OneIn(2)) {
        activity.properties = {
            {"page", random.Pick(std::vector<std::string>{"alpha", "Beta"})}};
      }
      if (random.OneIn(4)) activity.id = absl::StrCat("a", i);
      lead.activities.push_back(std::move(activity));
    }
  }
  return leads;
}

// What a book is told in the order of time, its clock moving with that, behind
// it, or far ahead.
void FeedInOrder(const Model& model, const std::vector<Lead>& leads,
                 Random& random, uint64_t* told) {
  const std::vector<Arrival> arrivals = ArrivalsOf(leads, 0, random);
  const absl::Time end = GeneratedNow();
  for (int clock = 0; clock < 3; ++clock) {
    auto book = LiveBook::Create(
        model, clock == 2 ? end : arrivals[0].activity->time, {1});
    ASSERT_TRUE(book.ok()) << book.status();
    std::vector<Lead> known;
    for (const Lead& lead : leads) {
      known.push_back(lead);
      known.back().activities.clear();
      ASSERT_TRUE((*book)->Upsert(known.back()).ok());
    }
    for (size_t i = 0; i < arrivals.size(); ++i) {
      const Arrival& arrival = arrivals[i];
      const absl::Time time = arrival.activity->time;
      ASSERT_TRUE((*book)->Add(leads[arrival.lead].id, *arrival.activity).ok());
      known[arrival.lead].activities.push_back(*arrival.activity);
      if (clock == 0 || (clock == 1 && random.OneIn(6))) {
        ASSERT_TRUE((*book)->Advance(time).ok());
      }
      if (i % 41 == 40) ExpectBatch(**book, known);
    }
    ASSERT_TRUE((*book)->Advance(end).ok());
    ExpectBatch(**book, known);
    *told += (*book)->Transitions(0).size();
  }
}

TEST(GeneratedBookTest, PassesOverOnlyWhatCannotChangeAStage) {
  uint64_t told = 0;
  ForSeeds(60, [&told](uint64_t seed) {
    Random random(seed);
    const ModelSpec spec = MakeFarFunnel(random);
    FeedInOrder(*Model::Create(spec), MakeBusyLeads(spec, random), random,
                &told);
  });
  if (NumberFrom("LEADSCORE_SEED", 0) > 0) return;
  EXPECT_GT(told, 2 * NumberFrom("LEADSCORE_BOOKS", 60));
}

// ---- Time -----------------------------------------------------------------

// The transitions of a lead, found by judging it at every second.
std::vector<std::string> JudgeEverySecond(const Model& model, const Lead& lead,
                                          absl::Time end) {
  const internal::CheckedModel& checked = model.checked();
  const Tables tables = TablesOf(model, {lead});
  const auto bound =
      *internal::BoundTables::Bind(checked, tables.leads, tables.activities);
  const internal::AccountIndex accounts(bound.leads());
  const internal::StageRules rules(checked, bound, 0);
  const internal::Micros last = internal::ToMicros(end);
  const std::vector<internal::Micros> entries =
      internal::EntryInstants(checked, bound, accounts, 0, last);
  std::vector<std::string> changes;
  internal::StageMemory memory;
  for (internal::Micros now = entries.empty() ? last + 1 : entries[0];
       now <= last; now += 1'000'000) {
    const internal::Evaluation evaluation(
        checked, bound, 0, ResolveLeadLog(checked, bound, accounts, 0, now),
        now);
    const int before = memory.stage;
    const bool is_entry =
        std::binary_search(entries.begin(), entries.end(), now);
    memory.stage = (is_entry ? rules.Enter(evaluation, &memory)
                             : rules.Judge(evaluation, memory))
                       .stage;
    if (memory.stage == before) continue;
    changes.push_back(absl::StrCat(
        internal::FormatInstant(now), " ",
        model.spec().stages[static_cast<size_t>(before)].name, "->",
        model.spec().stages[static_cast<size_t>(memory.stage)].name));
  }
  return changes;
}

TEST(GeneratedBookTest, AdvanceFindsWhatJudgingAtEverySecondFinds) {
  size_t changes = 0;
  ForSeeds(12, [&](uint64_t seed) {
    Random random(seed);
    const ModelSpec spec = testing::GenerateFusibleModel(random);
    const Model model = *Model::Create(spec);
    std::vector<Lead> leads =
        testing::GenerateLeads(spec, 1, random, absl::Hours(3));
    const absl::Time end = GeneratedNow() + absl::Minutes(40);
    absl::Time start = end;
    Lead& lead = leads[0];
    for (Activity& activity : lead.activities) {
      activity.time = absl::FromUnixSeconds(absl::ToUnixSeconds(activity.time));
      start = std::min(start, activity.time);
      for (NamedValue& property : activity.properties) {
        auto* time = std::get_if<absl::Time>(&property.second);
        if (time != nullptr && property.first == "until") {
          *time = activity.time + absl::Seconds(1 + random.Below(5'000));
        }
      }
    }
    lead.attributes.erase(
        std::remove_if(
            lead.attributes.begin(), lead.attributes.end(),
            [](const NamedValue& one) { return one.first == "known"; }),
        lead.attributes.end());
    auto book = *LiveBook::Create(model, start - absl::Seconds(1));
    // All of it waits, and the clock goes in steps of any length.
    ASSERT_TRUE(book->Upsert(lead).ok());
    while (book->now() < end) {
      const absl::Duration step = absl::Seconds(1 + random.Below(900));
      ASSERT_TRUE(book->Advance(std::min(end, book->now() + step)).ok());
    }
    std::vector<std::string> found;
    for (const BookTransition& one : book->Transitions(0)) {
      EXPECT_EQ(one.withdraws, 0);
      found.push_back(absl::StrCat(
          internal::FormatInstant(internal::ToMicros(one.transition.time)), " ",
          one.transition.from, "->", one.transition.to));
    }
    EXPECT_EQ(absl::StrJoin(found, "\n"),
              absl::StrJoin(JudgeEverySecond(model, lead, end), "\n"));
    changes += found.size();
  });
  EXPECT_GT(changes, 0u);
}

}  // namespace
}  // namespace leadscore
