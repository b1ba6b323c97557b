#include "src/explain/explained_change.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/text.h"
#include "src/explain/phrases.h"
#include "src/explain/text_rows.h"

namespace leadscore {
namespace internal {
namespace {

bool AreSame(const ActivityCause& a, const ActivityCause& b) {
  return std::tie(a.time, a.type, a.detail) ==
         std::tie(b.time, b.type, b.detail);
}

// Those of `activities` that are not among `others`, each counted once.
std::vector<ActivityCause> Without(std::vector<ActivityCause> activities,
                                   const std::vector<ActivityCause>& others) {
  for (const ActivityCause& other : others) {
    const auto found = std::find_if(
        activities.begin(), activities.end(),
        [&](const ActivityCause& cause) { return AreSame(cause, other); });
    if (found != activities.end()) activities.erase(found);
  }
  return activities;
}

// "twice", "3 times"
std::string TimesText(size_t count) {
  if (count == 1) return "once";
  return count == 2 ? "twice" : absl::StrCat(count, " times");
}

std::string OfFacts(const RuleExplanation& from, const RuleExplanation& to) {
  const auto text = [](const FactCause& fact) {
    if (fact.is_missing) return std::string("not known");
    return fact.value.empty() ? "empty" : fact.value;
  };
  std::vector<std::string> changes;
  for (const FactCause& after : to.facts) {
    for (const FactCause& before : from.facts) {
      if (before.name != after.name || text(before) == text(after)) continue;
      const bool is_named = FoldText(after.label) != FoldText(to.result.label);
      changes.push_back(absl::StrCat(is_named ? after.label : "",
                                     is_named ? " from " : "from ",
                                     text(before), " to ", text(after)));
    }
  }
  return changes.empty() ? "as time goes by" : absl::StrJoin(changes, ", ");
}

std::string ReasonOf(const RuleExplanation& from, const RuleExplanation& to) {
  std::vector<std::string> reasons;
  const size_t added = Without(to.activities, from.activities).size();
  const size_t gone = Without(from.activities, to.activities).size();
  if (added > 0) {
    reasons.push_back(
        absl::StrCat(TimesText(added), from.activities.empty() ? "" : " more"));
  }
  if (gone > 0) {
    reasons.push_back(absl::StrCat(gone, " no longer counted"));
  }
  if (from.decay != to.decay && added == 0 && gone == 0) {
    reasons.push_back("fading");
  }
  if (reasons.empty()) reasons.push_back(OfFacts(from, to));
  return absl::StrJoin(reasons, ", ");
}

}  // namespace

std::vector<PointsChange> FindPointsChanges(const Explanation& from,
                                            const Explanation& to) {
  std::vector<PointsChange> changes;
  for (size_t s = 0; s < to.scores.size(); ++s) {
    const ScoreExplanation& before = from.scores[s];
    const ScoreExplanation& after = to.scores[s];
    const auto add = [&](const std::string& label, Points change,
                         const std::string& reason) {
      if (change == Points()) return;
      changes.push_back(PointsChange{after.name, label, change, reason});
    };
    for (size_t g = 0; g < after.groups.size(); ++g) {
      const GroupExplanation& group = after.groups[g];
      for (size_t r = 0; r < group.rules.size(); ++r) {
        const RuleExplanation& rule = group.rules[r];
        const RuleExplanation& earlier = before.groups[g].rules[r];
        add(rule.result.label, rule.result.points - earlier.result.points,
            ReasonOf(earlier, rule));
      }
      add(absl::StrCat("limit of ", group.label),
          group.clamp - before.groups[g].clamp, "");
    }
    add(absl::StrCat("limit of ", after.label), after.clamp - before.clamp, "");
    add("adjusted", after.adjustment - before.adjustment, "");
    add(absl::StrCat("limit of ", after.label),
        after.adjustment_clamp - before.adjustment_clamp, "");
  }
  return changes;
}

}  // namespace internal

std::string ExplainedChangeText(const ExplainedChange& change,
                                absl::TimeZone zone) {
  const auto size_of = [](const PointsChange& points) {
    return points.change < Points() ? -points.change : points.change;
  };
  std::string text =
      absl::StrCat(change.to.result.id, " from ",
                   internal::TimeText(change.from.result.as_of, zone), " to ",
                   internal::TimeText(change.to.result.as_of, zone), "\n");
  for (size_t s = 0; s < change.to.scores.size(); ++s) {
    const ScoreExplanation& before = change.from.scores[s];
    const ScoreExplanation& after = change.to.scores[s];
    absl::StrAppend(&text, "\n", after.label, " ",
                    before.points.ToShortString());
    if (before.points == after.points) {
      absl::StrAppend(&text, ", as before\n");
    } else {
      absl::StrAppend(&text, " to ", after.points.ToShortString(), "\n");
    }
    std::vector<PointsChange> changes;
    for (const PointsChange& points : change.changes) {
      if (points.score == after.name) changes.push_back(points);
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [&](const PointsChange& a, const PointsChange& b) {
                       return size_of(a) > size_of(b);
                     });
    internal::TextRows rows;
    for (const PointsChange& points : changes) {
      if (!internal::IsVisible(points.change)) continue;
      rows.Add(internal::SignedPoints(points.change), points.label,
               points.reason);
    }
    text += rows.ToString();
  }
  if (!change.transitions.empty()) absl::StrAppend(&text, "\nStages\n");
  for (const Transition& transition : change.transitions) {
    absl::StrAppend(&text, "  ", internal::TimeText(transition.time, zone), " ",
                    transition.from, " to ", transition.to,
                    transition.way.empty() ? "" : " by ", transition.way, ": ",
                    transition.CauseText(), "\n");
  }
  return text;
}

}  // namespace leadscore
