// Models that the kernels of batches score without the reference evaluator.

#ifndef LEADSCORE_TESTS_TESTING_FUSIBLE_MODEL_H_
#define LEADSCORE_TESTS_TESTING_FUSIBLE_MODEL_H_

#include "leadscore/model_spec.h"
#include "tests/testing/generator.h"

namespace leadscore::testing {

// A model with all that such models may have: decays, windows, choices of
// activities, signals, screens, stages that are left in time.
ModelSpec GenerateFusibleModel(Random& random);

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_FUSIBLE_MODEL_H_
