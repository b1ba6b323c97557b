// Parts of explanations in words.

#ifndef LEADSCORE_SRC_EXPLAIN_PHRASES_H_
#define LEADSCORE_SRC_EXPLAIN_PHRASES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/explain.h"

namespace leadscore::internal {

// Whether points are more than 0 to two decimals.
bool IsVisible(Points points);

// "+12.5", "-3", "0".
std::string SignedPoints(Points points);

// "today", "yesterday", "5 days ago"; after 60 days "on 2026-09-01".
std::string WhenText(absl::Time time, absl::Time now, absl::TimeZone zone);

// "2026-11-20 09:00"
std::string TimeText(absl::Time time, absl::TimeZone zone);

// "Budget not known, Visits 2".
std::string FactsText(const std::vector<FactCause>& facts);

// What a rule counted or looked at: "twice, the last yesterday", "VP of Sales",
// "Budget not known".
std::string CauseText(const RuleExplanation& rule, absl::Time now,
                      absl::TimeZone zone);

// What a way still lacks, one phrase each: "Engagement is 28, 6 short of 34".
std::vector<std::string> LackTexts(const WayGap& gap, absl::TimeZone zone);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXPLAIN_PHRASES_H_
