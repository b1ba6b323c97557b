// The history of stages: that which jumps from change to change against that
// which looks at every change point, on generated models and leads. A failure
// names the seed; LEADSCORE_SEED=N runs that one alone, LEADSCORE_HISTORIES=N
// that many.

#include "src/qualify/stage_fold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/quick_steps.h"
#include "tests/testing/fusible_model.h"
#include "tests/testing/generator.h"

namespace leadscore {
namespace {

using internal::AccountIndex;
using internal::BoundTables;
using internal::CheckedModel;
using internal::Evaluation;
using internal::Micros;
using internal::StageChange;
using internal::StageHistory;
using internal::StageJudgement;
using internal::StageRules;
using testing::GeneratedNow;

constexpr int kLeads = 4;

// How long generated histories are, so that looking at all of their instants
// takes no time.
constexpr absl::Duration kReach = absl::Hours(60);

uint64_t NumberFrom(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  uint64_t number = otherwise;
  if (text == nullptr) return otherwise;
  EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << variable;
  return number;
}

// A generated model that has stages, its leads and what they are bound to.
struct Generated {
  // `make` makes a model at random.
  Generated(uint64_t seed, ModelSpec (*make)(testing::Random&)) : random(seed) {
    do {
      spec = make(random);
    } while (spec.stages.size() < 2);
    leads = testing::GenerateLeads(spec, kLeads, random, kReach);
    model.emplace(*Model::Create(spec));
    Bind();
  }

  void Bind() {
    TableBuilder builder(model->lead_schema(), model->activity_schema());
    for (const Lead& lead : leads) {
      const absl::Status status = builder.Add(lead);
      EXPECT_TRUE(status.ok()) << status;
    }
    tables = builder.Build();
    bound.emplace(
        *BoundTables::Bind(model->checked(), tables.leads, tables.activities));
    accounts = AccountIndex(bound->leads());
  }

  testing::Random random;
  ModelSpec spec;
  std::vector<Lead> leads;
  std::optional<Model> model;
  Tables tables;
  std::optional<BoundTables> bound;
  AccountIndex accounts;
};

template <typename Check>
void ForGenerated(Check&& check, ModelSpec (*make)(testing::Random&) =
                                     testing::GenerateModel) {
  const uint64_t seed = NumberFrom("LEADSCORE_SEED", 0);
  const uint64_t count = NumberFrom("LEADSCORE_HISTORIES", 1000) / kLeads;
  const uint64_t first = seed > 0 ? seed : 1;
  const uint64_t last = seed > 0 ? seed : count;
  for (uint64_t i = first; i <= last; ++i) {
    Generated generated(i, make);
    check(generated);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << i;
  }
}

std::string Describe(const std::vector<StageChange>& changes) {
  std::string text;
  for (const StageChange& change : changes) {
    absl::StrAppend(&text, internal::FormatInstant(change.time), " ",
                    change.from, "->", change.to.stage, " way ", change.to.way,
                    " disqualified ", change.to.disqualified_by, " total ",
                    change.total.ToString(), " ", change.grade, "\n");
  }
  return text;
}

// Every instant named by the contract: entries, times since when attributes are
// known, ends of adjustments and cooldowns, edges of windows, and all ticks.
std::vector<Micros> AllInstants(const Generated& generated, size_t row,
                                Micros as_of) {
  const CheckedModel& model = generated.model->checked();
  const std::vector<Micros> entries = internal::EntryInstants(
      model, *generated.bound, generated.accounts, row, as_of);
  if (entries.empty()) return {as_of};
  std::set<Micros> instants(entries.begin(), entries.end());
  std::set<Micros> lengths;
  for (const internal::CheckedSignal& signal : model.signals) {
    if (signal.within.has_value()) lengths.insert(*signal.within);
    if (signal.after.has_value()) lengths.insert(*signal.after);
  }
  for (const internal::CheckedStage& stage : model.stages) {
    lengths.insert(stage.cooldown);
  }
  for (const internal::CheckedScore& score : model.scores) {
    for (const internal::CheckedGroup& group : score.groups) {
      for (const internal::CheckedRule& rule : group.rules) {
        if (rule.each != nullptr && rule.each->within.has_value()) {
          lengths.insert(*rule.each->within);
        }
      }
    }
  }
  // Of other leads too, whose activities signals may see.
  const auto& activities = generated.bound->activities();
  for (size_t i = 0; i < activities.size(); ++i) {
    for (Micros length : lengths) instants.insert(activities.time(i) + length);
  }
  for (const internal::LogEntry& entry : activities.entries()) {
    instants.insert(entry.until);
  }
  // Ticks, and every hour, if ticks are longer.
  const Micros step = std::min(model.tick, internal::kMicrosPerDay / 24);
  for (Micros tick = internal::FloorToTick(entries[0], step); tick <= as_of;
       tick += step) {
    instants.insert(tick);
  }
  instants.erase(instants.begin(), instants.lower_bound(entries[0]));
  instants.erase(instants.upper_bound(as_of), instants.end());
  return std::vector<Micros>(instants.begin(), instants.end());
}

// The history, looked at instant by instant.
StageHistory PlainFold(const Generated& generated, size_t row, Micros as_of) {
  const CheckedModel& model = generated.model->checked();
  const BoundTables& tables = *generated.bound;
  const StageRules rules(model, tables, row);
  StageHistory history;
  const std::vector<Micros> entries =
      internal::EntryInstants(model, tables, generated.accounts, row, as_of);
  for (Micros instant : AllInstants(generated, row, as_of)) {
    const Evaluation evaluation(
        model, tables, row,
        ResolveLeadLog(model, tables, generated.accounts, row, instant),
        instant);
    const bool is_entry =
        std::binary_search(entries.begin(), entries.end(), instant);
    const int before = history.memory.stage;
    const StageJudgement judgement =
        is_entry ? rules.Enter(evaluation, &history.memory)
                 : rules.Judge(evaluation, history.memory);
    history.memory.stage = judgement.stage;
    if (judgement.stage == before) continue;
    history.changes.push_back(StageChange{instant, before, judgement,
                                          evaluation.scores.total,
                                          evaluation.qualification.grade});
  }
  return history;
}

StageHistory Fold(const Generated& generated, size_t row, Micros as_of) {
  return FoldStages(generated.model->checked(), *generated.bound,
                    generated.accounts, row, as_of);
}

TEST(StageFoldTest, JumpsWhereTheFoldOverAllInstantsFindsNothing) {
  const Micros as_of = internal::ToMicros(GeneratedNow());
  ForGenerated([as_of](const Generated& generated) {
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      const StageHistory plain = PlainFold(generated, row, as_of);
      const StageHistory jumped = Fold(generated, row, as_of);
      EXPECT_EQ(Describe(jumped.changes), Describe(plain.changes))
          << "lead " << row;
      EXPECT_EQ(jumped.memory.stage, plain.memory.stage);
      EXPECT_EQ(jumped.memory.returned, plain.memory.returned);
    }
  });
}

// The steps of batches take the place of the plain ones wherever they can.
TEST(StageFoldTest, TheStepsOfBatchesGoWhereThePlainOnesDo) {
  const Micros as_of = internal::ToMicros(GeneratedNow());
  int quick = 0;
  int plain = 0;
  size_t changes = 0;
  const auto check = [&](const Generated& generated) {
    const CheckedModel& model = generated.model->checked();
    const internal::FusedModel fused(model);
    if (!internal::QuickSteps::MayRun(fused)) return;
    internal::QuickSteps steps(fused, internal::BestKernels());
    internal::TableLogs logs(model, *generated.bound);
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      const internal::LeadLogView& log = logs.Of(row);
      internal::PlainSteps plain_steps(model, *generated.bound,
                                       generated.accounts, row);
      bool is_left_to_plain = false;
      steps.SetLead(log, [&] {
        is_left_to_plain = true;
        return &plain_steps;
      });
      std::vector<Micros> entries;
      internal::FindEntryInstants(model, log, as_of, &entries);
      const StageHistory found =
          internal::StageFolder(model, &steps, {}).Run(entries, as_of);
      ++(is_left_to_plain ? plain : quick);
      const StageHistory expected = Fold(generated, row, as_of);
      EXPECT_EQ(Describe(found.changes), Describe(expected.changes))
          << "lead " << row;
      EXPECT_EQ(found.memory.stage, expected.memory.stage);
      EXPECT_EQ(found.memory.returned, expected.memory.returned);
      EXPECT_EQ(found.disqualified_by, expected.disqualified_by);
      changes += found.changes.size();
    }
  };
  ForGenerated(check);
  ForGenerated(check, testing::GenerateFusibleModel);
  if (NumberFrom("LEADSCORE_SEED", 0) == 0) {
    const uint64_t asked = NumberFrom("LEADSCORE_HISTORIES", 1000);
    EXPECT_GT(quick, 5 * plain);
    EXPECT_GT(quick, static_cast<int>(asked / 2));
    EXPECT_GT(changes, asked / 2);
  }
}

// Some instant since the first entry of a lead.
Micros RandomInstant(Generated& generated, size_t row, Micros as_of) {
  const std::vector<Micros> instants = AllInstants(generated, row, as_of);
  const Micros near = generated.random.Pick(instants);
  return std::clamp<Micros>(near + generated.random.Between(-1, 1) *
                                       generated.random.Below(1'000'000'000),
                            instants.front(), as_of);
}

TEST(StageFoldTest, AnEarlierHistoryIsTheBeginningOfALaterOne) {
  const Micros as_of = internal::ToMicros(GeneratedNow());
  ForGenerated([as_of](Generated& generated) {
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      const Micros cut = RandomInstant(generated, row, as_of);
      std::vector<StageChange> beginning = Fold(generated, row, as_of).changes;
      beginning.erase(std::find_if(beginning.begin(), beginning.end(),
                                   [cut](const StageChange& change) {
                                     return change.time > cut;
                                   }),
                      beginning.end());
      EXPECT_EQ(Describe(Fold(generated, row, cut).changes),
                Describe(beginning))
          << "lead " << row << " cut at " << internal::FormatInstant(cut);
    }
  });
}

TEST(StageFoldTest, GoesOnFromAStatedStageAsFromItsOwn) {
  const Micros as_of = internal::ToMicros(GeneratedNow());
  ForGenerated([as_of](Generated& generated) {
    std::vector<std::string> expected;
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      expected.push_back(Describe(Fold(generated, row, as_of).changes));
    }
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      const Micros cut = RandomInstant(generated, row, as_of);
      Activity stated{"$stage", internal::FromMicros(cut)};
      const int stage = Fold(generated, row, cut).memory.stage;
      stated.properties = {
          {"stage", generated.spec.stages[static_cast<size_t>(stage)].name}};
      generated.leads[row].activities.push_back(stated);
    }
    generated.Bind();
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      EXPECT_EQ(Describe(Fold(generated, row, as_of).changes), expected[row])
          << "lead " << row;
    }
  });
}

TEST(StageFoldTest, OrderOfEntriesDoesNotShow) {
  const Micros as_of = internal::ToMicros(GeneratedNow());
  ForGenerated([as_of](Generated& generated) {
    std::vector<std::string> expected;
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      expected.push_back(Describe(Fold(generated, row, as_of).changes));
      std::vector<Activity>& activities = generated.leads[row].activities;
      std::shuffle(activities.begin(), activities.end(),
                   generated.random.engine());
    }
    generated.Bind();
    for (size_t row = 0; row < generated.leads.size(); ++row) {
      EXPECT_EQ(Describe(Fold(generated, row, as_of).changes), expected[row]);
    }
  });
}

}  // namespace
}  // namespace leadscore
