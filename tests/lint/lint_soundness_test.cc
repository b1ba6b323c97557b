// That warnings are never wrong: on generated models, what they call without
// effect is changed or taken out, and no generated lead's points change.

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "leadscore/leadscore.h"
#include "src/lint/score_ranges.h"
#include "src/model/checked_model.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using testing::GeneratedNow;
using testing::Random;

constexpr uint64_t kModels = 100;

// The results of some leads, with all their points.
std::vector<LeadResult> Results(const ModelSpec& spec,
                                const std::vector<Lead>& leads) {
  const Model model = Model::Create(spec).value();
  const Scorer scorer(model);
  std::vector<LeadResult> results;
  for (const Lead& lead : leads) {
    results.push_back(scorer.Score(lead, GeneratedNow()).value());
  }
  return results;
}

// The points of all leads, as text.
std::string PointsOf(const ModelSpec& spec, const std::vector<Lead>& leads) {
  std::string text;
  for (const LeadResult& result : Results(spec, leads)) {
    for (const ScoreResult& score : result.scores) {
      absl::StrAppend(&text, score.points.ToString(), " ");
    }
    absl::StrAppend(&text, result.total.ToString(), "\n");
  }
  return text;
}

// The rule that a path leads to; null if it leads elsewhere.
RuleSpec* FindRule(ModelSpec* spec, const std::vector<PathStep>& path) {
  if (path.size() < 3 || path[2].field != "rules") return nullptr;
  return &spec->scores[static_cast<size_t>(path[0].index)]
              .groups[static_cast<size_t>(path[1].index)]
              .rules[static_cast<size_t>(path[2].index)];
}

void RemoveRule(ModelSpec* spec, const std::vector<PathStep>& path) {
  auto& rules = spec->scores[static_cast<size_t>(path[0].index)]
                    .groups[static_cast<size_t>(path[1].index)]
                    .rules;
  rules.erase(rules.begin() + path[2].index);
}

// Takes out or changes what a warning says is without effect. Returns what kind
// of warning it was; empty if nothing can be done about it here.
std::string Undo(const Diagnostic& warning, ModelSpec* spec) {
  RuleSpec* const rule = FindRule(spec, warning.path);
  if (rule == nullptr) return "";
  const std::vector<PathStep>& path = warning.path;
  const std::string& member = path.back().field;
  const auto says = [&warning](const char* text) {
    return absl::StrContains(warning.message, text);
  };
  if (path.size() == 4 && member == "when" &&
      says("the condition is never true")) {
    RemoveRule(spec, path);
    return "never true";
  }
  if (path.size() == 4 && member == "when" &&
      says("the condition is always true")) {
    rule->when.clear();
    return "always true";
  }
  if (path.size() == 4 && member == "when" && warning.offset >= 0 &&
      says("this part is ")) {
    const bool is_true = says("this part is always");
    if (!is_true && !says("this part is never")) return "";
    // A part that is never true may be missing instead of false, which within
    // && and || is the same to whoever asks whether the whole is true; before a
    // question mark it is not.
    if (absl::StrContains(rule->when, "?")) return "";
    rule->when.replace(static_cast<size_t>(warning.offset),
                       static_cast<size_t>(warning.length),
                       is_true ? "true" : "false");
    return is_true ? "part that is always true" : "part that is never true";
  }
  if (says("takes nothing away") || says("adds nothing") ||
      says("never gives or takes a point")) {
    RemoveRule(spec, path);
    return warning.message.substr(0, 20);
  }
  if (says("no lead gets to this tier")) {
    rule->tiers->tier[static_cast<size_t>(path[4].index)].points += 7;
    return "tier";
  }
  if (says("never gets here") || says("is in the row already")) {
    auto& is = rule->table->row[static_cast<size_t>(path[4].index)].is;
    if (is.size() == 1) {
      rule->table->row[static_cast<size_t>(path[4].index)].points += 7;
    } else {
      is.erase(is.begin() + path[5].index);
    }
    return "row";
  }
  return "";
}

// A condition that is likely to be constant, in all or in part.
std::string Suspicious(const ModelSpec& spec, Random& random) {
  const auto condition = [&] {
    return "(" + testing::GenerateCondition(spec, 1, random) + ")";
  };
  const std::string a = condition();
  switch (random.Below(4)) {
    case 0:
      return a + " && !" + a;
    case 1:
      return a + " || !" + a;
    case 2:
      return condition() + " && (" + a + " || " + condition() + ")";
    default:
      return condition() + " || " + a + " && " + condition();
  }
}

TEST(LintSoundness, WhatHasNoEffectChangesNothing) {
  std::map<std::string, int> counts;
  for (uint64_t seed : testing::SeedsToTry(kModels)) {
    Random random(seed);
    ModelSpec spec = testing::GenerateModel(random);
    for (ScoreSpec& score : spec.scores) {
      for (GroupSpec& group : score.groups) {
        for (RuleSpec& rule : group.rules) {
          if (random.OneIn(3)) rule.when = Suspicious(spec, random);
        }
        if (random.OneIn(4)) group.min = random.Below(3);
      }
    }
    const absl::StatusOr<Model> model = Model::Create(spec);
    if (!model.ok()) continue;  // A min above a max.
    const std::vector<Lead> leads = testing::GenerateLeads(spec, 20, random);
    const std::string before = PointsOf(spec, leads);
    for (const Diagnostic& warning : LintModel(*model)) {
      ModelSpec changed = spec;
      const std::string kind = Undo(warning, &changed);
      if (kind.empty()) continue;
      ++counts[kind];
      ASSERT_EQ(PointsOf(changed, leads), before)
          << "seed " << seed << ": " << warning.ToString()
          << FindRule(&spec, warning.path)->when;
    }
  }
  for (const char* kind :
       {"never true", "always true", "part that is never true", "row", "tier",
        "the rule takes nothi"}) {
    EXPECT_GT(counts[kind], 0) << kind;
  }
  for (const auto& [kind, count] : counts) {
    RecordProperty(kind, count);
  }
}

TEST(LintSoundness, PointsLieWithinTheirRanges) {
  for (uint64_t seed : testing::SeedsToTry(kModels)) {
    Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    const std::vector<Lead> leads = testing::GenerateLeads(spec, 8, random);
    const Model model = Model::Create(spec).value();
    const internal::ScoreRanges ranges =
        internal::FindScoreRanges(model.checked());
    const auto lies_in = [&](Points points, internal::PointsRange range) {
      return points >= range.low && points <= range.high;
    };
    for (const LeadResult& result : Results(spec, leads)) {
      for (size_t s = 0; s < result.scores.size(); ++s) {
        const ScoreResult& score = result.scores[s];
        for (size_t g = 0; g < score.groups.size(); ++g) {
          const GroupResult& group = score.groups[g];
          const internal::GroupRange& range = ranges.scores[s].groups[g];
          ASSERT_TRUE(lies_in(group.points, range.points)) << "seed " << seed;
          for (size_t r = 0; r < group.rules.size(); ++r) {
            ASSERT_TRUE(lies_in(group.rules[r].points, range.rules[r]))
                << "seed " << seed << ": " << group.rules[r].points.ToString();
          }
        }
        const internal::CheckedScore& checked = model.checked().scores[s];
        ASSERT_TRUE(lies_in(score.points, {checked.min, checked.max}));
      }
    }
  }
}

}  // namespace
}  // namespace leadscore
