#include "src/explain/phrases.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace leadscore::internal {
namespace {

int64_t DayOf(absl::Time time, absl::TimeZone zone) {
  return absl::ToCivilDay(time, zone) - absl::CivilDay(1970, 1, 1);
}

std::string FactText(const FactCause& fact) {
  if (fact.is_missing) return absl::StrCat(fact.label, " not known");
  return absl::StrCat(fact.label, " ",
                      fact.value.empty() ? "is empty" : fact.value);
}

std::string FactsText(const std::vector<FactCause>& facts) {
  return absl::StrJoin(facts, ", ", [](std::string* out, const auto& fact) {
    out->append(FactText(fact));
  });
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

std::string SignedPoints(Points points) {
  return absl::StrCat(points > Points() ? "+" : "", points.ToShortString());
}

std::string WhenText(absl::Time time, absl::Time now, absl::TimeZone zone) {
  constexpr int64_t kManyDays = 60;
  const int64_t days = DayOf(now, zone) - DayOf(time, zone);
  if (days <= 0) return "today";
  if (days == 1) return "yesterday";
  if (days <= kManyDays) return absl::StrCat(days, " days ago");
  return absl::StrCat("on ", absl::FormatTime("%Y-%m-%d", time, zone));
}

std::string TimeText(absl::Time time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone);
}

std::string CauseText(const RuleExplanation& rule, absl::Time now,
                      absl::TimeZone zone) {
  if (!rule.activities.empty()) return ActivitiesText(rule, now, zone);
  return FactsText(rule.facts);
}

std::vector<std::string> LackTexts(const WayGap& gap, absl::TimeZone zone) {
  std::vector<std::string> lacks;
  for (const PointsGap& points : gap.points) {
    if (points.is_met()) continue;
    lacks.push_back(absl::StrCat((points.needs - points.has).ToShortString(),
                                 " ", points.label, " points short (",
                                 points.has.ToShortString(), " of ",
                                 points.needs.ToShortString(), ")"));
  }
  for (const UnmetCondition& unmet : gap.unmet) {
    const std::string facts = FactsText(unmet.facts);
    lacks.push_back(absl::StrCat(unmet.text, facts.empty() ? "" : " (", facts,
                                 facts.empty() ? "" : ")"));
  }
  if (!gap.ask.empty()) {
    lacks.push_back(absl::StrCat("not known: ", absl::StrJoin(gap.ask, ", ")));
  }
  if (!gap.refuted.empty()) {
    lacks.push_back(absl::StrCat("not so: ", absl::StrJoin(gap.refuted, ", ")));
  }
  if (gap.cooldown_until.has_value()) {
    lacks.push_back(absl::StrCat("given back by sales, in cooldown until ",
                                 TimeText(*gap.cooldown_until, zone)));
  }
  if (gap.fresh_points.has_value()) {
    lacks.push_back(absl::StrCat(
        (gap.fresh_points->needs - gap.fresh_points->has).ToShortString(),
        " fresh points short since sales gave it back"));
  }
  return lacks;
}

}  // namespace leadscore::internal
