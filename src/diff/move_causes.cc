#include "src/diff/move_causes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "src/core/fixed.h"
#include "src/diff/distribution.h"

namespace leadscore::internal {
namespace {

constexpr char kTotal[] = "total";

// Points times a weight, in 10^-12 points.
absl::int128 Product(Points points, Points weight) {
  return absl::int128(points.micros()) * weight.micros();
}

Points Rounded(absl::int128 product) {
  return Points::FromMicros(
      static_cast<int64_t>(DivideRounded(product, Points::kMicrosPerPoint)));
}

}  // namespace

MoveCauses::MoveCauses(const CheckedModel& from, const CheckedModel& to,
                       const MergedNames& scores)
    : from_(from), to_(to) {
  to_places_ = AddCauses(to);
  from_places_ = AddCauses(from);
  scores_.resize(scores.names.size());
  for (size_t i = 0; i < scores.from.size(); ++i) {
    scores_[scores.from[i]].from = i;
  }
  for (size_t i = 0; i < scores.to.size(); ++i) scores_[scores.to[i]].to = i;
  for (size_t i = 0; i < scores_.size(); ++i) {
    const CheckedScore& score = scores_[i].to.has_value()
                                    ? to.scores[*scores_[i].to]
                                    : from.scores[*scores_[i].from];
    scores_[i].weight =
        FindOrAdd({MoveCauseKind::kWeight, kTotal, score.name,
                   absl::StrCat("weight of ", score.label), 0, Points()});
  }
  total_limit_ = FindOrAdd({MoveCauseKind::kTotalLimit, kTotal, kTotal,
                            "limit of the total", 0, Points()});
}

size_t MoveCauses::FindOrAdd(MoveCause cause) {
  const auto [found, is_new] = places_.try_emplace(
      {cause.kind, cause.score, cause.name}, causes_.size());
  if (is_new) causes_.push_back(std::move(cause));
  return found->second;
}

std::vector<size_t> MoveCauses::AddCauses(const CheckedModel& model) {
  std::vector<size_t> places;
  for (const CheckedScore& score : model.scores) {
    const auto add = [&](MoveCauseKind kind, const std::string& name,
                         std::string text) {
      places.push_back(
          FindOrAdd({kind, score.name, name, std::move(text), 0, Points()}));
    };
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        add(MoveCauseKind::kRule, rule.name, rule.label);
      }
      add(MoveCauseKind::kGroupLimit, group.name,
          absl::StrCat("limit of ", group.label));
    }
    add(MoveCauseKind::kBase, score.name,
        absl::StrCat("base of ", score.label));
    add(MoveCauseKind::kScoreLimit, score.name,
        absl::StrCat("limit of ", score.label));
    add(MoveCauseKind::kAdjustment, score.name,
        absl::StrCat("adjusted ", score.label));
  }
  return places;
}

void MoveCauses::Collect(const PlainScores& scores, const CheckedModel& model,
                         const std::vector<size_t>& places, int sign,
                         std::vector<Points>* changes) {
  size_t next = 0;
  const auto add = [&](Points points) {
    (*changes)[places[next++]] += sign < 0 ? -points : points;
  };
  for (size_t s = 0; s < scores.scores.size(); ++s) {
    const ScoreValue& score = scores.scores[s];
    for (const GroupValue& group : score.groups) {
      for (const RuleValue& rule : group.rules) add(rule.points);
      add(group.points - group.raw);
    }
    add(model.scores[s].base);
    // Both clamps: before the adjustment and after it.
    add(score.points - score.raw - score.adjustment);
    add(score.adjustment);
  }
}

void MoveCauses::CollectTotal(const PlainScores& from, const PlainScores& to,
                              std::vector<Points>* changes) const {
  absl::int128 of_scores = 0;
  Points of_weights;
  for (const ScorePair& score : scores_) {
    const Points before =
        score.from.has_value() ? from.scores[*score.from].points : Points();
    const Points after =
        score.to.has_value() ? to.scores[*score.to].points : Points();
    const Points weight = score.to.has_value()
                              ? to_.scores[*score.to].weight
                              : from_.scores[*score.from].weight;
    of_scores += Product(after - before, weight);
    if (!score.from.has_value()) continue;
    const Points other =
        Rounded(Product(before, weight - from_.scores[*score.from].weight));
    (*changes)[score.weight] += other;
    of_weights += other;
  }
  (*changes)[total_limit_] +=
      to.total - from.total - Rounded(of_scores) - of_weights;
}

std::vector<CausedChange> MoveCauses::Find(const PlainScores& from,
                                           const PlainScores& to) const {
  std::vector<Points> changes(causes_.size());
  Collect(from, from_, from_places_, -1, &changes);
  Collect(to, to_, to_places_, 1, &changes);
  CollectTotal(from, to, &changes);
  std::vector<CausedChange> found;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (changes[i] != Points()) found.push_back({i, changes[i]});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const CausedChange& a, const CausedChange& b) {
                     return Magnitude(a.change) > Magnitude(b.change);
                   });
  return found;
}

}  // namespace leadscore::internal
