#include "src/exec/kernels.h"

#include <string_view>

namespace leadscore::internal {
namespace {

#ifdef LEADSCORE_HAS_X86_KERNELS
bool HasAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

bool HasAvx512() {
  return HasAvx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#endif

}  // namespace

const Kernels* FindKernels(const char* name) {
  const std::string_view wanted = name;
#ifdef LEADSCORE_HAS_X86_KERNELS
  if (wanted == "avx512" && HasAvx512()) return &Avx512Kernels();
  if (wanted == "avx2" && HasAvx2()) return &Avx2Kernels();
#endif
  return wanted == "baseline" ? &BaselineKernels() : nullptr;
}

const Kernels& BestKernels() {
  for (const char* name : {"avx512", "avx2"}) {
    if (const Kernels* kernels = FindKernels(name)) return *kernels;
  }
  return BaselineKernels();
}

}  // namespace leadscore::internal
