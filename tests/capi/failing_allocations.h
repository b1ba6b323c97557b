// Allocations that fail when they are told to: a program that links to this has
// its operator new.

#ifndef LEADSCORE_TESTS_CAPI_FAILING_ALLOCATIONS_H_
#define LEADSCORE_TESTS_CAPI_FAILING_ALLOCATIONS_H_

#include <atomic>
#include <cstdint>

namespace leadscore::testing {

// How many allocations of all threads succeed before one fails; negative: none
// fails.
extern std::atomic<int64_t> allocations_left;
extern std::atomic<bool> has_allocation_failed;

// Whether the last one that failed was made by a hash table of Abseil, as far
// as the names of functions tell.
extern std::atomic<bool>* failed_in_hash_table;

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_CAPI_FAILING_ALLOCATIONS_H_
