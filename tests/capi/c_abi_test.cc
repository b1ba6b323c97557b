// The same program in C++.

#include "tests/capi/c_abi_test.c"
