#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/text.h"
#include "src/lint/lints.h"
#include "src/lint/normal_form.h"

namespace leadscore::internal {
namespace {

using Scope = CheckContext::Scope;

std::vector<PointsRange> PointsOf(const ScoreRanges& ranges) {
  std::vector<PointsRange> points;
  for (const ScoreRange& score : ranges.scores) points.push_back(score.points);
  return points;
}

class StageLinter {
 public:
  StageLinter(CheckContext& context, const CheckedModel& model,
              const ScoreRanges& ranges)
      : context_(context),
        model_(model),
        by_rules_(PointsOf(ranges)),
        total_by_rules_(ranges.total),
        world_(
            World::OfLeads(model, AdjustedScores(model), AdjustedTotal(model))),
        unadjusted_(World::OfLeads(model, by_rules_, total_by_rules_)) {}

  void Run() {
    SeenConditions seen;
    for (size_t i = 0; i < model_.disqualify.size(); ++i) {
      const CheckedDisqualify& disqualify = model_.disqualify[i];
      const Scope scope(context_, "disqualify", i, disqualify.name);
      LintWhen(disqualify.when);
      LintEqual(disqualify.when, disqualify.name, &seen);
    }
    for (size_t i = 0; i < model_.stages.size(); ++i) {
      const CheckedStage& stage = model_.stages[i];
      const Scope scope(context_, "stages", i, stage.name);
      LintStage(stage);
    }
  }

 private:
  void LintStage(const CheckedStage& stage) {
    bool has_evidence = true;  // Whether all evidence can be there.
    SeenConditions seen_evidence;
    for (size_t i = 0; i < stage.evidence.size(); ++i) {
      const CheckedEvidence& evidence = stage.evidence[i];
      const Scope scope(context_, "evidence", i, evidence.name);
      if (LintWhen(evidence.when)) has_evidence = false;
      LintEqual(evidence.when, evidence.name, &seen_evidence);
    }
    SeenConditions seen_ways;
    bool is_open = stage.enter.empty();
    for (size_t i = 0; i < stage.enter.size(); ++i) {
      const CheckedWay& way = stage.enter[i];
      const Scope scope(context_, "enter", i, way.name);
      const bool is_closed_by_when = LintWhen(way.when);
      const bool is_closed_by_points = LintThresholds(way.at_least);
      const bool is_closed_by_evidence = way.needs_evidence && !has_evidence;
      is_open = is_open || !(is_closed_by_when || is_closed_by_points ||
                             is_closed_by_evidence);
      const std::string other = seen_ways.Add(FormOf(way), way.name);
      if (!other.empty()) {
        context_.Warning("", absl::StrCat("the same way as ", Quoted(other)),
                         "leave one of them out, or change it");
      }
    }
    if (stage.hold.has_value()) {
      const Scope scope(context_, "hold");
      LintWhen(stage.hold->when);
      LintThresholds(stage.hold->at_least);
    }
    if (!is_open) {
      context_.Warning("",
                       absl::StrCat("none of the ways into ",
                                    Quoted(stage.name), " can be open"),
                       "change one of them, or leave the stage out");
    }
  }

  // Returns whether a condition is never true.
  bool LintWhen(const Condition& when) {
    if (when == nullptr) return false;
    if (LintCondition(context_, "when", when, world_)) return true;
    if (ConditionJudge(world_).Judge(*when).may_be_true &&
        !ConditionJudge(unadjusted_).Judge(*when).may_be_true) {
      context_.Warning("when",
                       "the condition is never true, unless a person adjusts a "
                       "score",
                       "compare with points that the rules can give");
    }
    return false;
  }

  void LintEqual(const Condition& when, const std::string& name,
                 SeenConditions* seen) {
    const std::string other = seen->Add(NormalForm(when->root()), name);
    if (other.empty()) return;
    context_.Warning(
        "when", absl::StrCat("the same condition as that of ", Quoted(other)),
        "leave one of them out, or change it");
  }

  // Returns whether one of them is never reached, whatever people do.
  bool LintThresholds(const std::vector<CheckedThreshold>& thresholds) {
    bool is_never_reached = false;
    for (size_t i = 0; i < thresholds.size(); ++i) {
      const CheckedThreshold& threshold = thresholds[i];
      const bool is_total = threshold.score < 0;
      const auto score = static_cast<size_t>(is_total ? 0 : threshold.score);
      const std::string name =
          is_total ? "total" : Quoted(model_.scores[score].name);
      const PointsRange by_rules =
          is_total ? total_by_rules_ : by_rules_[score];
      const PointsRange adjusted =
          is_total
              ? AdjustedTotal(model_)
              : PointsRange{model_.scores[score].min, model_.scores[score].max};
      const Scope scope(context_, "at_least", i,
                        is_total ? "total" : model_.scores[score].name);
      if (threshold.points > by_rules.high) {
        const bool can_be_adjusted = threshold.points <= adjusted.high;
        context_.Warning(
            "points",
            absl::StrCat("never reached: ", name, " is at most ",
                         by_rules.high.ToShortString(),
                         can_be_adjusted ? ", unless a person adjusts it" : ""),
            "lower it, or let the rules give more");
        is_never_reached = is_never_reached || !can_be_adjusted;
      } else if (threshold.points <= adjusted.low) {
        context_.Warning("points",
                         absl::StrCat("always reached: ", name, " is at least ",
                                      adjusted.low.ToShortString()),
                         "raise it, or leave it out");
      }
    }
    return is_never_reached;
  }

  // A text that two ways share that ask for the same.
  static std::string FormOf(const CheckedWay& way) {
    std::set<std::string> parts;
    for (const CheckedThreshold& threshold : way.at_least) {
      parts.insert(
          absl::StrCat(threshold.score, ">=", threshold.points.ToString()));
    }
    if (way.when != nullptr) parts.insert(NormalForm(way.when->root()));
    if (way.needs_evidence) parts.insert("evidence");
    if (way.even_in_cooldown) parts.insert("even in cooldown");
    return absl::StrJoin(parts, "\n");
  }

  CheckContext& context_;
  const CheckedModel& model_;
  const std::vector<PointsRange> by_rules_;
  const PointsRange total_by_rules_;
  const World world_;
  const World unadjusted_;
};

}  // namespace

void LintStages(CheckContext& context, const CheckedModel& model,
                const ScoreRanges& ranges) {
  StageLinter(context, model, ranges).Run();
}

}  // namespace leadscore::internal
