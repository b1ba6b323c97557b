// What of a stored lead a model knows, which may not be the one under which it
// was stored.

#ifndef LEADSCORE_SRC_STORE_KNOWN_VALUES_H_
#define LEADSCORE_SRC_STORE_KNOWN_VALUES_H_

#include <cstdint>
#include <vector>

#include "leadscore/lead.h"
#include "leadscore/model.h"

namespace leadscore::internal {

// Drops the attributes that the model does not have, or has of another type;
// how many that were.
int64_t DropUnknown(const Model& model, std::vector<NamedValue>* attributes);

// Whether the model knows an activity, without the properties that it does not
// know. Adds to `unknown` what it does not.
bool KeepKnown(const Model& model, Activity* activity, int64_t* unknown);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_STORE_KNOWN_VALUES_H_
