// A model as the C ABI has it.

#ifndef LEADSCORE_SRC_CAPI_C_MODEL_H_
#define LEADSCORE_SRC_CAPI_C_MODEL_H_

#include "leadscore/c.h"
#include "leadscore/scorer.h"

// With what batches need, which is made once for all its scorers.
struct leadscore_model {
  leadscore::Scorer scorer;
};

#endif  // LEADSCORE_SRC_CAPI_C_MODEL_H_
