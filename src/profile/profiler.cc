#include "src/profile/profiler.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/int128.h"
#include "src/core/fixed.h"

namespace leadscore::internal {
namespace {

void AddTo(Points* sum, Points points) {
  constexpr Points kMostPoints = Points::FromWhole(9'000'000'000'000);
  *sum =
      ClampToPoints(absl::int128(sum->micros()) + points.micros(), kMostPoints);
}

// Bounds made `points` of `raw`.
void AddTo(BoundsEffect* effect, Points raw, Points points) {
  if (raw > points) AddTo(&effect->cut, raw - points);
  if (raw < points) AddTo(&effect->raised, points - raw);
}

void AddTo(RuleProfile* rule, const RuleValue& value) {
  AddTo(&rule->points, value.points);
  AddTo(&rule->bounds, value.raw, value.points);
  if (value.outcome != RuleOutcome::kFired) return;
  ++rule->fired;
  AddTo(&rule->points_when_fired, value.points);
}

void AddTo(GroupProfile* group, const GroupValue& value) {
  AddTo(&group->points, value.points);
  AddTo(&group->bounds, value.raw, value.points);
  for (size_t i = 0; i < value.rules.size(); ++i) {
    AddTo(&group->rules[i], value.rules[i]);
  }
}

void AddTo(ScoreProfile* score, const ScoreValue& value) {
  AddTo(&score->points, value.points);
  AddTo(&score->bounds, value.raw, value.unadjusted);
  AddTo(&score->bounds, value.unadjusted + value.adjustment, value.points);
  for (size_t i = 0; i < value.groups.size(); ++i) {
    AddTo(&score->groups[i], value.groups[i]);
  }
}

// The profile of no leads.
Profile EmptyProfile(const CheckedModel& model) {
  Profile profile;
  for (const CheckedAttribute& attribute : model.attributes) {
    AttributeCoverage coverage;
    coverage.name = attribute.name;
    coverage.is_read = attribute.is_read;
    profile.attributes.push_back(std::move(coverage));
  }
  for (const CheckedScore& score : model.scores) {
    profile.scores.emplace_back().name = score.name;
    for (const CheckedGroup& group : score.groups) {
      GroupProfile& of_group = profile.scores.back().groups.emplace_back();
      of_group.name = group.name;
      for (const CheckedRule& rule : group.rules) {
        of_group.rules.emplace_back().name = rule.name;
      }
    }
  }
  return profile;
}

// Calls visit(score, group, rule) with the indices of every rule with a table.
template <typename Visit>
void ForEachTable(const CheckedModel& model, const Visit& visit) {
  for (size_t s = 0; s < model.scores.size(); ++s) {
    const std::vector<CheckedGroup>& groups = model.scores[s].groups;
    for (size_t g = 0; g < groups.size(); ++g) {
      for (size_t r = 0; r < groups[g].rules.size(); ++r) {
        if (groups[g].rules[r].shape == RuleShape::kTable) visit(s, g, r);
      }
    }
  }
}

}  // namespace

Profiler::Profiler(const CheckedModel& model, const BoundTables& tables)
    : model_(model), profile_(EmptyProfile(model)) {
  ForEachTable(model, [&](size_t s, size_t g, size_t r) {
    unlisted_.emplace_back(model.scores[s].groups[g].rules[r],
                           model.spec.scores[s].groups[g].rules[r], model,
                           tables);
  });
}

void Profiler::Add(const Evaluation& lead, int stage) {
  ++profile_.leads;
  auto counter = unlisted_.begin();
  ForEachTable(model_, [&](size_t s, size_t g, size_t r) {
    (counter++)->Add(lead.facts, lead.scores.scores[s].groups[g].rules[r]);
  });
  AddCoverage(lead.facts);
  AddScores(lead.scores);
  AddGrade(lead.qualification, stage);
}

void Profiler::AddCoverage(const LeadFacts& facts) {
  for (size_t i = 0; i < profile_.attributes.size(); ++i) {
    if (facts.HasAttribute(static_cast<int>(i))) {
      ++profile_.attributes[i].present;
    }
  }
}

void Profiler::AddScores(const PlainScores& scores) {
  std::vector<Points> points;
  for (size_t i = 0; i < scores.scores.size(); ++i) {
    AddTo(&profile_.scores[i], scores.scores[i]);
    points.push_back(scores.scores[i].points);
  }
  AddTo(&profile_.total, scores.total);
  AddTo(&profile_.total_bounds, UnboundedTotalOf(model_, points), scores.total);
}

void Profiler::AddGrade(const Qualification& qualification, int stage) {
  std::vector<int> bands;
  for (int score : model_.grade) {
    bands.push_back(qualification.bands[static_cast<size_t>(score)]);
  }
  GradeProfile& grade = grades_[std::move(bands)];
  grade.grade = qualification.grade;
  grade.leads.resize(std::max<size_t>(model_.stages.size(), 1));
  ++grade.leads[static_cast<size_t>(std::max(stage, 0))];
}

Profile Profiler::Finish() {
  for (const UnlistedCounter& counter : unlisted_) {
    profile_.unlisted_values.push_back(counter.Finish());
  }
  for (auto& [bands, grade] : grades_) {
    profile_.grades.push_back(std::move(grade));
  }
  return std::move(profile_);
}

}  // namespace leadscore::internal
