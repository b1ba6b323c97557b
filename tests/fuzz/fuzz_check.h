// What a fuzzer says when a claim does not hold.

#ifndef LEADSCORE_TESTS_FUZZ_FUZZ_CHECK_H_
#define LEADSCORE_TESTS_FUZZ_FUZZ_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define FUZZ_CHECK(claim)                                              \
  do {                                                                 \
    if (!(claim)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #claim); \
      std::abort();                                                    \
    }                                                                  \
  } while (false)

#endif  // LEADSCORE_TESTS_FUZZ_FUZZ_CHECK_H_
