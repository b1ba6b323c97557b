// What the generator of models makes: a judge that never meets a construct says
// nothing of it.
//
// LEADSCORE_MODELS says how many models are looked at.

#include "tests/testing/generator.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model.h"
#include "leadscore/model_spec.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

// The constructs that a model has, each once.
class Constructs {
 public:
  explicit Constructs(const ModelSpec& spec) {
    for (const AttributeSpec& attribute : spec.attributes) {
      Has("an attribute that is folded", attribute.fold);
      Has("an attribute known since a time", !attribute.known_at.empty());
      HasCondition("a derived attribute", attribute.from);
      Has(absl::StrCat("an attribute of type ",
                       static_cast<int>(attribute.type)));
    }
    Has("a list", !spec.lists.empty());
    for (const ScreenSpec& screen : spec.screens) {
      HasCondition("a screen with a condition", screen.where);
      Has("a screen of bursts", screen.burst.has_value());
    }
    for (const SignalSpec& signal : spec.signals) AddSignal(signal);
    for (const ScoreSpec& score : spec.scores) AddScore(score);
    Has("bounds of the total",
        spec.total.min.has_value() || spec.total.max.has_value());
    Has("a grade", !spec.grade.empty());
    for (const DisqualifySpec& disqualify : spec.disqualify) {
      HasCondition("what disqualifies", disqualify.when);
    }
    for (const StageSpec& stage : spec.stages) AddStage(stage);
  }

  const std::set<std::string>& all() const { return all_; }

 private:
  void Has(const std::string& construct, bool has = true) {
    if (has) all_.insert(construct);
  }

  // Also what stands in it.
  void HasCondition(const std::string& construct, std::string_view text) {
    if (text.empty()) return;
    Has(construct);
    for (const char* part :
         {"&&",       "||",          "!(",        " ? ",
          "has(",     " in [",       " in list.", "contains(",
          "matches(", "startsWith(", "endsWith(", "split(",
          "size(",    "exists(",     "all(",      "filter(",
          "days(",    "as_of",       " == ",      " != ",
          " < ",      " >= ",        " + ",       " / ",
          " % ",      " * ",         "signal.",   "getDayOfWeek(",
          "activity."}) {
      Has(absl::StrCat("in a condition: ", part),
          text.find(part) != std::string_view::npos);
    }
  }

  void AddSignal(const SignalSpec& signal) {
    Has(absl::StrCat("a signal of kind ", static_cast<int>(signal.kind)));
    HasCondition("a signal with a condition", signal.where);
    Has("a signal within a time", signal.within.has_value());
    Has("a signal after a time", signal.after.has_value());
    Has("a signal over accounts", signal.over == SignalScope::kAccount);
  }

  void AddDecay(const DecaySpec& decay) {
    Has("a half-life", decay.half_life.has_value());
    Has("a linear decay", decay.linear.has_value());
    Has("a decay in steps", decay.step.has_value());
    Has("a compounding decay",
        decay.step.has_value() && decay.step->compounding);
  }

  void AddScore(const ScoreSpec& score) {
    Has("a score with a base", score.base != 0);
    Has("a score with a weight", score.weight != 1);
    Has("a score with a negative weight", score.weight < 0);
    Has("a score with bounds", score.min.has_value() || score.max.has_value());
    Has("a score with bands", !score.bands.empty());
    for (const GroupSpec& group : score.groups) {
      Has("a group with a least", group.min.has_value());
      Has("a group with a most", group.max.has_value());
      if (group.decay.has_value()) AddDecay(*group.decay);
      for (const RuleSpec& rule : group.rules) AddRule(rule);
    }
  }

  void AddRule(const RuleSpec& rule) {
    HasCondition("a rule with a condition", rule.when);
    Has("a rule with a weight", rule.weight != 1);
    Has("a rule with bounds", rule.min.has_value() || rule.max.has_value());
    const std::string of = rule.each.has_value() ? " for each activity" : "";
    Has(absl::StrCat("points", of), rule.points.has_value());
    Has(absl::StrCat("tiers", of), rule.tiers.has_value());
    if (rule.tiers.has_value()) {
      Has("tiers of which the largest counts",
          rule.tiers->take == TierChoice::kMax);
      for (const TierSpec& tier : rule.tiers->tier) {
        HasCondition("a tier", tier.when);
      }
    }
    Has(absl::StrCat("a table", of), rule.table.has_value());
    Has("a table of words",
        rule.table.has_value() && rule.table->match == TableMatch::kWord);
    Has(absl::StrCat("a curve", of), rule.curve.has_value());
    Has("a curve in steps",
        rule.curve.has_value() && rule.curve->shape == CurveShape::kStep);
    if (!rule.each.has_value()) return;
    HasCondition("activities with a condition", rule.each->where);
    Has("the first of days", rule.each->keep_first_per_day.has_value());
    Has(absl::StrCat("once per ", rule.each->once_per),
        !rule.each->once_per.empty());
    Has("activities within a time", rule.each->within.has_value());
    Has("the latest of activities", rule.each->keep_latest.has_value());
    if (rule.each->decay.has_value()) AddDecay(*rule.each->decay);
  }

  void AddStage(const StageSpec& stage) {
    Has("a stage to hold", stage.hold.has_value());
    Has("a cooldown", stage.cooldown.has_value());
    Has("fresh points", stage.fresh_points.has_value());
    for (const EvidenceSpec& evidence : stage.evidence) {
      HasCondition("evidence", evidence.when);
    }
    for (const WaySpec& way : stage.enter) {
      HasCondition("a way with a condition", way.when);
      Has("a way with points", !way.at_least.empty());
      Has("a way with evidence", way.evidence);
      Has("a way even in cooldown", way.even_in_cooldown);
    }
  }

  std::set<std::string> all_;
};

TEST(Generator, MakesEachConstructInOneModelOfAHundred) {
  const std::vector<uint64_t> seeds = testing::SeedsToTry(600);
  std::map<std::string, size_t> counts;
  for (uint64_t seed : seeds) {
    testing::Random random(seed);
    const Constructs constructs(testing::GenerateModel(random));
    for (const std::string& construct : constructs.all()) ++counts[construct];
  }
  std::printf("Of %zu models so many have\n", seeds.size());
  for (const auto& [construct, count] : counts) {
    std::printf("  %5zu  %s\n", count, construct.c_str());
    EXPECT_GE(count, seeds.size() / 100) << construct;
  }
  EXPECT_GE(counts.size(), 80u);
}

}  // namespace
}  // namespace leadscore
