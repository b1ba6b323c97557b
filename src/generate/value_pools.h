// The values that a model's rules, signals, screens and stages ask about.

#ifndef LEADSCORE_SRC_GENERATE_VALUE_POOLS_H_
#define LEADSCORE_SRC_GENERATE_VALUE_POOLS_H_

#include <vector>

#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

// Values of one type, each once, in the order in which the model names them.
using ValuePool = std::vector<AttributeValue>;

struct ValuePools {
  std::vector<ValuePool> attributes;  // Of the model; also of derived ones.
  std::vector<ValuePool> properties;  // Of the model.
};

// Numbers and times stand in it with their neighbours; of lists of texts, the
// single texts. Ages are turned into times before and after `as_of`.
ValuePools FindValues(const CheckedModel& model, absl::Time as_of);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_GENERATE_VALUE_POOLS_H_
