// Promises in words.

#ifndef LEADSCORE_SRC_SLA_WORDS_H_
#define LEADSCORE_SRC_SLA_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "src/sla/target.h"

namespace leadscore::internal {

// "3 d 4 h", "2 h 10 min", "35 s": the two largest units that it has, rounded
// down; "0 s" for less than a second. Opening hours are not made into days,
// which have fewer of them than 24: "76 h 5 min", "1,234 h". Never negative.
std::string DurationWords(absl::Duration duration,
                          bool is_opening_hours = false);

// "24 h", "4 h of berlin", "3 days", "2 business days of berlin".
std::string TargetWords(const Target& target);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_WORDS_H_
