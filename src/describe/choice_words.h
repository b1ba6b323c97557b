// Which activities count, and how they fade, in words.

#ifndef LEADSCORE_SRC_DESCRIBE_CHOICE_WORDS_H_
#define LEADSCORE_SRC_DESCRIBE_CHOICE_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "leadscore/describe.h"
#include "leadscore/model_spec.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// "Page view or Download", with the type where two have the same label.
std::string TypesWords(const std::vector<std::string>& types,
                       const ModelSpec& spec);

// What a rule with `each` counts: "each Page view where path begins with
// "/blog"; of each day only the first 3". That it fades as its group says, if
// the group does, is not repeated.
DescribedText EachWords(const EachSpec& spec, const CheckedEach& each,
                        const GroupSpec& group, const CheckedModel& model);

// What a signal is: "how many Page view of the last 30 days".
DescribedText SignalWords(const SignalSpec& spec, const CheckedSignal& signal,
                          const CheckedModel& model);

// "fades by a quarter (25 %) of its first value every 30 days, until nothing is
// left after 120 days".
std::string DecayWords(const DecaySpec& decay);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_CHOICE_WORDS_H_
