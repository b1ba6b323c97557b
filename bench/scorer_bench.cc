// What scoring costs with the plain scorer, the judge of everything faster:
// leads per second as rules, activities and leads grow.
//
//   build/release/bench/scorer_bench

#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/leadscore.h"

namespace leadscore {
namespace {

constexpr int kAttributes = 20;
constexpr absl::Duration kDay = absl::Hours(24);

absl::Time Now() { return absl::FromUnixSeconds(1'795'132'800); }

// Rules over twenty attributes in four groups: equality, ranges, lists and
// pairs of them, in turn.
RuleSpec ExplicitRule(int index) {
  RuleSpec rule;
  rule.name = absl::StrCat("rule ", index);
  const std::string text = absl::StrCat("lead.text", index % 10);
  const std::string number = absl::StrCat("lead.number", index % 10);
  switch (index % 4) {
    case 0:
      rule.when = absl::StrCat(text, " == 'value ", index % 7, "'");
      break;
    case 1:
      rule.when = absl::StrCat(number, " >= ", index % 900);
      break;
    case 2:
      rule.when = absl::StrCat(text, " in ['value 1', 'value 2', 'value ",
                               index % 50, "']");
      break;
    default:
      rule.when = absl::StrCat(number, " < ", index % 900, " && ", text,
                               " != 'value 3'");
  }
  rule.points = 1 + index % 9;
  return rule;
}

// Rules for each of some activities, in turn with and without decay.
RuleSpec ImplicitRule(int index) {
  RuleSpec rule;
  rule.name = absl::StrCat("each ", index);
  rule.points = 1 + index % 5;
  rule.max = 20;
  EachSpec each;
  each.types = {absl::StrCat("type", index % 5)};
  each.within = (10 + index % 80) * kDay;
  if (index % 2 == 0) {
    each.decay = DecaySpec();
    each.decay->half_life = 30 * kDay;
  }
  rule.each = each;
  return rule;
}

Model MakeModel(int explicit_rules, int implicit_rules) {
  ModelSpec spec;
  spec.name = "bench";
  for (int i = 0; i < kAttributes / 2; ++i) {
    spec.attributes.push_back({absl::StrCat("text", i), ValueType::kString});
    spec.attributes.push_back({absl::StrCat("number", i), ValueType::kInt});
  }
  for (int i = 0; i < 5; ++i) {
    spec.activities.push_back({absl::StrCat("type", i)});
  }
  ScoreSpec fit{"fit"};
  for (int i = 0; i < 4; ++i) {
    GroupSpec group;
    group.name = absl::StrCat("group ", i);
    group.max = 100;
    for (int rule = i; rule < explicit_rules; rule += 4) {
      group.rules.push_back(ExplicitRule(rule));
    }
    fit.groups.push_back(group);
  }
  ScoreSpec engagement{"engagement", {{"all"}}};
  for (int i = 0; i < implicit_rules; ++i) {
    engagement.groups[0].rules.push_back(ImplicitRule(i));
  }
  spec.scores = {fit, engagement};
  return *Model::Create(spec);
}

Tables MakeTables(const Model& model, int leads, int activities) {
  std::mt19937_64 random(1);
  const auto below = [&random](int count) {
    return static_cast<int>(random() % static_cast<uint64_t>(count));
  };
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (int i = 0; i < leads; ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    for (int a = 0; a < kAttributes / 2; ++a) {
      lead.attributes.emplace_back(absl::StrCat("text", a),
                                   absl::StrCat("value ", below(100)));
      lead.attributes.emplace_back(absl::StrCat("number", a),
                                   int64_t{below(1000)});
    }
    for (int a = 0; a < activities; ++a) {
      lead.activities.push_back({absl::StrCat("type", below(5)),
                                 Now() - absl::Minutes(below(130'000))});
    }
    if (!builder.Add(lead).ok()) std::abort();
  }
  return builder.Build();
}

// A batch of leads with reasons: how the cost grows with rules and activities.
void BM_ScoreBatch(benchmark::State& state) {
  const Model model = MakeModel(static_cast<int>(state.range(0)),
                                static_cast<int>(state.range(1)));
  const Tables tables = MakeTables(model, static_cast<int>(state.range(2)),
                                   static_cast<int>(state.range(3)));
  const Scorer scorer(model);
  ScoreTable scores;
  // Reasons are what the plain scorer is asked for.
  ScoreOptions options;
  options.reasons = 1;
  for (auto _ : state) {
    if (!scorer.Score(tables, Now(), options, &scores).ok()) std::abort();
    benchmark::DoNotOptimize(scores.total.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(2));
}
BENCHMARK(BM_ScoreBatch)
    ->ArgNames({"rules", "each", "leads", "activities"})
    ->Args({10, 0, 1000, 0})
    ->Args({50, 0, 1000, 0})
    ->Args({500, 0, 1000, 0})
    ->Args({0, 20, 1000, 10})
    ->Args({50, 20, 1000, 10})
    ->Args({50, 20, 1000, 100})
    ->Args({50, 20, 10000, 10});

// One lead alone, from its row form: what a lone call costs on top.
void BM_ScoreOne(benchmark::State& state) {
  const Model model = MakeModel(static_cast<int>(state.range(0)), 20);
  const Scorer scorer(model);
  Lead lead;
  lead.id = "1";
  for (int a = 0; a < kAttributes / 2; ++a) {
    lead.attributes.emplace_back(absl::StrCat("text", a), "value 1");
    lead.attributes.emplace_back(absl::StrCat("number", a), int64_t{500});
  }
  for (int a = 0; a < 10; ++a) {
    lead.activities.push_back({absl::StrCat("type", a % 5), Now() - a * kDay});
  }
  for (auto _ : state) {
    const auto result = scorer.Score(lead, Now());
    benchmark::DoNotOptimize(result);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ScoreOne)->ArgName("rules")->Arg(10)->Arg(50)->Arg(500);

// Checking and compiling a model, conditions included.
void BM_CreateModel(benchmark::State& state) {
  const ModelSpec spec = MakeModel(static_cast<int>(state.range(0)), 20).spec();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Model::Create(spec));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_CreateModel)->ArgName("rules")->Arg(50)->Arg(500)->Arg(5000);

}  // namespace
}  // namespace leadscore
