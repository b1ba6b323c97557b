// Counts what a program allocates.

#ifndef LEADSCORE_TESTS_TESTING_COUNT_ALLOCATIONS_H_
#define LEADSCORE_TESTS_TESTING_COUNT_ALLOCATIONS_H_

#include <cstdint>

namespace leadscore::testing {

// How often the program called operator new, which is replaced where this is
// linked in.
int64_t NumAllocations();

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_COUNT_ALLOCATIONS_H_
