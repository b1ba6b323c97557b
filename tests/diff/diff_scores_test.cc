// A comparison is judged by two runs of scores, joined by the ids of leads, on
// generated models and changes of them. LEADSCORE_SEED=N runs one alone.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "src/core/fixed.h"
#include "tests/diff/diff_testing.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using testing::Diff;
using testing::GeneratedNow;
using testing::GenerateLeads;
using testing::GenerateModel;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::Random;
using testing::SideOf;

// ---- Two runs, joined -------------------------------------------------------

struct Outcome {
  std::string stage;
  std::string grade;
  std::map<std::string, Points> points;  // Of scores and the total; not 0.

  bool operator==(const Outcome& other) const {
    return stage == other.stage && grade == other.grade &&
           points == other.points;
  }
};

std::map<std::string, Outcome> Score(const DiffSide& side) {
  ScoreOptions options;
  options.stages = true;
  ScoreTable scores;
  EXPECT_THAT(
      Scorer(side.model).Score(side.tables, side.as_of, options, &scores),
      IsOk());
  std::map<std::string, Outcome> outcomes;
  for (size_t row = 0; row < scores.size(); ++row) {
    Outcome& outcome = outcomes[std::string(side.tables.leads.id(row))];
    if (scores.stage[row] >= 0) {
      outcome.stage =
          side.model.stage_names()[static_cast<size_t>(scores.stage[row])];
    }
    outcome.grade = std::string(scores.grade_of(row));
    outcome.points["total"] = scores.total[row];
    for (size_t s = 0; s < scores.scores.size(); ++s) {
      const Points points = scores.scores[s][row];
      if (points == Points()) continue;
      outcome.points["score " + side.model.score_names()[s]] = points;
    }
  }
  return outcomes;
}

std::string StageOf(const ScoreDiff& diff, int stage) {
  return stage < 0 ? "" : diff.stages[static_cast<size_t>(stage)];
}

std::string GradeOf(const ScoreDiff& diff, int grade) {
  return grade < 0 ? "" : diff.grades[static_cast<size_t>(grade)];
}

Outcome OutcomeOf(const ScoreDiff& diff, const Mover& mover, bool is_to) {
  Outcome outcome;
  outcome.stage = StageOf(diff, is_to ? mover.stage_to : mover.stage_from);
  outcome.grade = GradeOf(diff, is_to ? mover.grade_to : mover.grade_from);
  outcome.points["total"] = is_to ? mover.total.to : mover.total.from;
  for (size_t s = 0; s < mover.scores.size(); ++s) {
    const Points points = is_to ? mover.scores[s].to : mover.scores[s].from;
    if (points == Points()) continue;
    outcome.points["score " + diff.scores[s].name] = points;
  }
  return outcome;
}

void ExpectMoversAreThoseOfTwoRuns(const ScoreDiff& diff, const DiffSide& from,
                                   const DiffSide& to) {
  const std::map<std::string, Outcome> before = Score(from);
  const std::map<std::string, Outcome> after = Score(to);
  int64_t both = 0;
  std::set<std::string> ids;
  for (const auto& [id, outcome] : before) {
    if (after.count(id) == 0) continue;
    ++both;
    if (!(outcome == after.at(id))) ids.insert(id);
  }
  EXPECT_EQ(diff.leads, both);
  EXPECT_EQ(diff.only_in_from, static_cast<int64_t>(before.size()) - both);
  EXPECT_EQ(diff.only_in_to, static_cast<int64_t>(after.size()) - both);
  ASSERT_EQ(diff.movers.size(), ids.size());
  for (const Mover& mover : diff.movers) {
    const std::string id(from.tables.leads.id(mover.from_row));
    EXPECT_EQ(to.tables.leads.id(mover.to_row), id);
    EXPECT_EQ(ids.erase(id), 1u) << id;
    EXPECT_TRUE(OutcomeOf(diff, mover, false) == before.at(id)) << id;
    EXPECT_TRUE(OutcomeOf(diff, mover, true) == after.at(id)) << id;
  }
}

// ---- What adds up
// ------------------------------------------------------------

Points WeightOf(const Model& model, const std::string& score,
                const Model& otherwise) {
  for (const Model* of : {&model, &otherwise}) {
    for (const ScoreSpec& spec : of->spec().scores) {
      if (spec.name == score) return *Points::FromDouble(spec.weight);
    }
  }
  return Points();
}

void ExpectCausesAddUp(const ScoreDiff& diff, const DiffSide& from,
                       const DiffSide& to) {
  EXPECT_EQ(diff.explained, diff.movers.size());
  std::vector<Points> sums(diff.causes.size());
  std::vector<int64_t> leads(diff.causes.size());
  for (const Mover& mover : diff.movers) {
    std::map<std::string, Points> changes;
    for (const CausedChange& caused : mover.causes) {
      EXPECT_NE(caused.change, Points());
      changes[diff.causes[caused.cause].score] += caused.change;
      sums[caused.cause] += caused.change;
      ++leads[caused.cause];
    }
    absl::int128 weighted = 0;
    for (size_t s = 0; s < mover.scores.size(); ++s) {
      const std::string& name = diff.scores[s].name;
      EXPECT_EQ(changes[name], mover.scores[s].change()) << name;
      weighted += absl::int128(mover.scores[s].change().micros()) *
                  WeightOf(to.model, name, from.model).micros();
    }
    EXPECT_EQ(
        changes["total"] + Points::FromMicros(static_cast<int64_t>(
                               internal::DivideRounded(weighted, 1'000'000))),
        mover.total.change());
  }
  for (size_t i = 0; i < diff.causes.size(); ++i) {
    EXPECT_EQ(diff.causes[i].points, sums[i]);
    EXPECT_EQ(diff.causes[i].leads, leads[i]);
    EXPECT_GT(leads[i], 0);
  }
}

void ExpectCountsFit(const ScoreDiff& diff) {
  int64_t stage_changes = 0;
  int64_t leads = 0;
  for (size_t i = 0; i < diff.stage_moves.size(); ++i) {
    for (size_t j = 0; j < diff.stage_moves[i].size(); ++j) {
      leads += diff.stage_moves[i][j];
      if (i != j) stage_changes += diff.stage_moves[i][j];
    }
  }
  EXPECT_EQ(diff.stage_changes, stage_changes);
  EXPECT_EQ(leads, diff.stages.empty() ? 0 : diff.leads);
  int64_t grade_changes = 0;
  for (const GradeMove& move : diff.grade_moves) grade_changes += move.leads;
  EXPECT_EQ(diff.grade_changes, grade_changes);
  EXPECT_EQ(diff.stage_or_grade_changes,
            std::count_if(
                diff.movers.begin(), diff.movers.end(), [](const Mover& mover) {
                  return mover.changes_stage() || mover.changes_grade();
                }));
  const auto size = [](const Mover& mover) {
    const Points change = mover.total.change();
    return change < Points() ? -change : change;
  };
  EXPECT_TRUE(std::is_sorted(diff.movers.begin(), diff.movers.end(),
                             [&](const Mover& a, const Mover& b) {
                               if (a.changes_stage() != b.changes_stage())
                                 return a.changes_stage();
                               if (size(a) != size(b)) return size(a) > size(b);
                               return a.from_row < b.from_row;
                             }));
}

// ---- Generated models and changes
// ---------------------------------------------

RuleSpec* PickRule(ModelSpec* spec, Random& random, GroupSpec** group) {
  ScoreSpec& score = spec->scores[static_cast<size_t>(
      random.Below(static_cast<int>(spec->scores.size())))];
  if (score.groups.empty()) return nullptr;
  *group = &score.groups[static_cast<size_t>(
      random.Below(static_cast<int>(score.groups.size())))];
  if ((*group)->rules.empty()) return nullptr;
  return &(*group)->rules[static_cast<size_t>(
      random.Below(static_cast<int>((*group)->rules.size())))];
}

// Does something to a model that its authors would.
void ChangeOnce(ModelSpec* spec, Random& random) {
  GroupSpec* group = nullptr;
  RuleSpec* rule = PickRule(spec, random, &group);
  ScoreSpec& score = spec->scores[static_cast<size_t>(
      random.Below(static_cast<int>(spec->scores.size())))];
  switch (random.Below(10)) {
    case 0:
      score.weight = random.Between(-20, 30) / 8.0;
      return;
    case 1:
      score.base += random.Between(-5, 5);
      return;
    case 2:
      score.max = random.Between(30, 90);
      score.min = random.Between(-30, 10);
      return;
    case 3:
      spec->total.max = random.Between(20, 100);
      spec->total.min = random.Between(-20, 10);
      return;
    case 4:
      for (StageSpec& stage : spec->stages) {
        for (WaySpec& way : stage.enter) {
          for (ScorePointsSpec& points : way.at_least) points.points += 3;
        }
      }
      return;
    case 5:
      if (!spec->stages.empty()) spec->stages.back().name += " new";
      return;
    default:
      break;
  }
  if (rule == nullptr) return;
  switch (random.Below(5)) {
    case 0:
      rule->weight = random.Between(-9, 9) / 4.0;
      return;
    case 1: {
      RuleSpec copy = *rule;
      copy.name += " again";
      group->rules.push_back(std::move(copy));
      return;
    }
    case 2:
      group->rules.erase(group->rules.begin() + (rule - group->rules.data()));
      return;
    case 3:
      group->max = random.Between(5, 40);
      group->min = -random.Between(0, 20);
      return;
    default: {
      // Into a group of its own, of another score perhaps.
      GroupSpec other;
      other.name = "moved";
      other.rules = {*rule};
      group->rules.erase(group->rules.begin() + (rule - group->rules.data()));
      score.groups.push_back(std::move(other));
    }
  }
}

struct Generated {
  DiffSide from;
  DiffSide to;
};

// Calls `check` with generated models and changes of them; leads are in another
// order, and some of one side only.
template <typename Check>
void ForGenerated(uint64_t count, const Check& check) {
  int usable = 0;
  for (uint64_t seed : testing::AllSeeds(count)) {
    Random random(seed);
    ModelSpec spec = GenerateModel(random);
    spec.agreed.clear();  // They name stages.
    std::vector<Lead> leads = GenerateLeads(spec, 30, random);
    const Model model = *Model::Create(spec);
    for (int i = random.Between(1, 4); i > 0; --i) ChangeOnce(&spec, random);
    const absl::StatusOr<Model> changed = Model::Create(spec);
    if (!changed.ok()) continue;
    ++usable;
    const DiffSide from = SideOf(model, leads, GeneratedNow());
    // Entries of the log may name a stage that has another name now.
    TableBuilder builder(changed->lead_schema(), changed->activity_schema());
    std::shuffle(leads.begin(), leads.end(), random.engine());
    for (const Lead& lead : leads) {
      if (!random.OneIn(10)) builder.Add(lead).IgnoreError();
    }
    check(from, DiffSide{*changed, builder.Build(), GeneratedNow()});
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  if (std::getenv("LEADSCORE_SEED") == nullptr) {
    EXPECT_GT(usable, static_cast<int>(count / 2));
  }
}

TEST(DiffScores, OfAChangedModelIsTwoRunsJoined) {
  int64_t movers = 0;
  int64_t stage_changes = 0;
  ForGenerated(100, [&](const DiffSide& from, const DiffSide& to) {
    const ScoreDiff diff = Diff(from, to);
    ExpectMoversAreThoseOfTwoRuns(diff, from, to);
    ExpectCausesAddUp(diff, from, to);
    ExpectCountsFit(diff);
    movers += static_cast<int64_t>(diff.movers.size());
    stage_changes += diff.stage_changes;
  });
  EXPECT_GT(movers, 500);
  EXPECT_GT(stage_changes, 100);
}

TEST(DiffScores, OfTwoInstantsIsTwoRunsJoined) {
  int64_t movers = 0;
  ForGenerated(60, [&](const DiffSide& from, const DiffSide&) {
    DiffSide earlier = from;
    earlier.as_of -= absl::Hours(24 * 7);
    const ScoreDiff diff = Diff(earlier, from);
    ExpectMoversAreThoseOfTwoRuns(diff, earlier, from);
    ExpectCausesAddUp(diff, earlier, from);
    ExpectCountsFit(diff);
    movers += static_cast<int64_t>(diff.movers.size());
  });
  EXPECT_GT(movers, 500);
}

TEST(DiffScores, OfAModelAndItselfIsEmpty) {
  ForGenerated(25, [](const DiffSide& from, const DiffSide&) {
    const ScoreDiff diff = Diff(from, from);
    EXPECT_THAT(diff.movers, IsEmpty());
    EXPECT_THAT(diff.causes, IsEmpty());
    EXPECT_THAT(diff.grade_moves, IsEmpty());
    EXPECT_EQ(diff.stage_changes + diff.grade_changes + diff.points_changes, 0);
    EXPECT_EQ(diff.leads, static_cast<int64_t>(from.tables.leads.size()));
    EXPECT_EQ(diff.total.up + diff.total.down, 0);
  });
}

// All that a mover says but where it stands.
std::string TextOf(const ScoreDiff& diff, const DiffSide& from,
                   const Mover& mover) {
  std::string text = absl::StrCat(
      std::string(from.tables.leads.id(mover.from_row)), " ",
      StageOf(diff, mover.stage_from), ">", StageOf(diff, mover.stage_to), " ",
      GradeOf(diff, mover.grade_from), ">", GradeOf(diff, mover.grade_to), " ",
      mover.total.from.ToString(), ">", mover.total.to.ToString());
  for (const CausedChange& caused : mover.causes) {
    absl::StrAppend(&text, " ", diff.causes[caused.cause].text, " ",
                    caused.change.ToString());
  }
  return text;
}

std::vector<std::string> TextsOf(const ScoreDiff& diff, const DiffSide& from) {
  std::vector<std::string> texts;
  for (const Mover& mover : diff.movers) {
    texts.push_back(TextOf(diff, from, mover));
  }
  return texts;
}

TEST(DiffScores, OrderOfLeadsShowsInTiesOnly) {
  for (uint64_t seed : testing::AllSeeds(15)) {
    Random random(seed);
    ModelSpec spec = GenerateModel(random);
    std::vector<Lead> leads = GenerateLeads(spec, 30, random);
    const Model model = *Model::Create(spec);
    const auto diff_of = [&] {
      const DiffSide from = SideOf(model, leads, GeneratedNow());
      DiffSide to = from;
      to.as_of += absl::Hours(24 * 10);
      const ScoreDiff diff = Diff(from, to);
      std::vector<std::string> texts = TextsOf(diff, from);
      std::sort(texts.begin(), texts.end());
      for (const MoveCause& cause : diff.causes) {
        texts.push_back(absl::StrCat(cause.text, cause.leads, " ",
                                     cause.points.ToString()));
      }
      for (const std::vector<int64_t>& row : diff.stage_moves) {
        for (int64_t count : row) texts.push_back(absl::StrCat(count));
      }
      return texts;
    };
    const std::vector<std::string> texts = diff_of();
    std::shuffle(leads.begin(), leads.end(), random.engine());
    EXPECT_EQ(diff_of(), texts) << "seed " << seed;
  }
}

TEST(DiffScores, NumberOfThreadsDoesNotShow) {
  ForGenerated(10, [](const DiffSide& from, const DiffSide& to) {
    ScoreDiffOptions options;
    options.threads = 3;
    EXPECT_EQ(TextsOf(Diff(from, to, options), from),
              TextsOf(Diff(from, to), from));
  });
}

}  // namespace
}  // namespace leadscore
