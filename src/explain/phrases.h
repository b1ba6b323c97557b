// Parts of explanations in words.

#ifndef LEADSCORE_SRC_EXPLAIN_PHRASES_H_
#define LEADSCORE_SRC_EXPLAIN_PHRASES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/explain.h"

namespace leadscore::internal {

// "+12.5", "-3", "0".
std::string SignedPoints(Points points);

// "today", "yesterday", "5 days ago", from then on "on 2026-09-01"; by the days
// of a time zone.
std::string WhenText(absl::Time time, absl::Time now, absl::TimeZone zone);

// "2026-11-20 09:00"
std::string TimeText(absl::Time time, absl::TimeZone zone);

// What a rule counted or looked at: "2, the last yesterday, fading", "title VP
// of Sales", "budget not known".
std::string CauseText(const RuleExplanation& rule, absl::Time now,
                      absl::TimeZone zone);

// What a way still lacks, one phrase each: "6 engagement points short".
std::vector<std::string> LackTexts(const WayGap& gap, absl::TimeZone zone);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_PHRASES_H_
