#include "src/explain/phrases.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

int64_t DayOf(absl::Time time, absl::TimeZone zone) {
  return absl::ToCivilDay(time, zone) - absl::CivilDay(1970, 1, 1);
}

// "size 12", or "12" of a fact that is called like the rule beside it.
std::string FactText(const FactCause& fact, std::string_view beside) {
  std::string text = FoldText(fact.label) == FoldText(beside)
                         ? ""
                         : absl::StrCat(fact.label, " ");
  absl::StrAppend(&text, fact.is_missing      ? "not known"
                         : fact.value.empty() ? "empty"
                                              : fact.value);
  return text;
}

std::string FactsText(const std::vector<FactCause>& facts,
                      std::string_view beside) {
  return absl::StrJoin(facts, ", ",
                       [beside](std::string* out, const FactCause& fact) {
                         out->append(FactText(fact, beside));
                       });
}

// "Visits 2, has to be at least 3", or the condition itself and its facts.
std::string UnmetText(const UnmetCondition& unmet) {
  const std::string facts = FactsText(unmet.facts, "");
  if (!unmet.need.empty()) return absl::StrCat(facts, ", ", unmet.need);
  return facts.empty() ? unmet.text
                       : absl::StrCat(unmet.text, " (", facts, ")");
}

std::string ActivitiesText(const RuleExplanation& rule, absl::Time now,
                           absl::TimeZone zone) {
  const size_t count = rule.activities.size();
  const ActivityCause& last = rule.activities.front();
  std::string text = count == 1 ? "" : absl::StrCat(count, " times, the last ");
  absl::StrAppend(&text, WhenText(last.time, now, zone));
  if (count == 1 && !last.detail.empty()) {
    absl::StrAppend(&text, " (", last.detail, ")");
  }
  const Points full = rule.result.undecayed;
  if (rule.decay != Points()) {
    absl::StrAppend(&text, ", faded from ", full.ToShortString());
  }
  return text;
}

}  // namespace

bool IsVisible(Points points) { return points.ToShortString() != "0"; }

std::string SignedPoints(Points points) {
  return absl::StrCat(points > Points() ? "+" : "", points.ToShortString());
}

std::string WhenText(absl::Time time, absl::Time now, absl::TimeZone zone) {
  constexpr int64_t kManyDays = 60;
  // A day that people remember ends at midnight; later only the distance
  // counts, as in conditions.
  constexpr int64_t kWeek = 7;
  int64_t days = DayOf(now, zone) - DayOf(time, zone);
  if (days > kWeek) days = (now - time) / absl::Hours(24);
  if (days <= 0) return "today";
  if (days == 1) return "yesterday";
  if (days <= kManyDays) return absl::StrCat(days, " days ago");
  return absl::StrCat("on ", absl::FormatTime("%Y-%m-%d", time, zone));
}

std::string TimeText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

std::string FactsText(const std::vector<FactCause>& facts) {
  return FactsText(facts, "");
}

std::string CauseText(const RuleExplanation& rule, absl::Time now,
                      absl::TimeZone zone) {
  if (!rule.activities.empty()) return ActivitiesText(rule, now, zone);
  return FactsText(rule.facts, rule.result.label);
}

std::vector<std::string> LackTexts(const WayGap& gap, absl::TimeZone zone) {
  std::vector<std::string> lacks;
  for (const PointsGap& points : gap.points) {
    if (points.is_met()) continue;
    lacks.push_back(absl::StrCat(points.label, " is ",
                                 points.has.ToShortString(), ", ",
                                 (points.needs - points.has).ToShortString(),
                                 " short of ", points.needs.ToShortString()));
  }
  for (const UnmetCondition& unmet : gap.unmet) {
    lacks.push_back(UnmetText(unmet));
  }
  if (!gap.ask.empty()) {
    lacks.push_back(absl::StrCat("not known: ", absl::StrJoin(gap.ask, ", ")));
  }
  if (!gap.refuted.empty()) {
    lacks.push_back(absl::StrCat("not so: ", absl::StrJoin(gap.refuted, ", ")));
  }
  if (gap.cooldown_until.has_value()) {
    lacks.push_back(absl::StrCat("rests until ",
                                 TimeText(*gap.cooldown_until, zone),
                                 ", since it was given back"));
  }
  if (gap.fresh_points.has_value()) {
    lacks.push_back(absl::StrCat(
        (gap.fresh_points->needs - gap.fresh_points->has).ToShortString(),
        " more points needed from what it does since it was given back"));
  }
  return lacks;
}

}  // namespace leadscore::internal
