#include "src/exec/kernels.h"

#include <string_view>

namespace leadscore::internal {
namespace {

bool HasAvx2() {
#ifdef LEADSCORE_HAS_AVX2_KERNELS
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
#else
  return false;
#endif
}

}  // namespace

const Kernels* FindKernels(const char* name) {
  const std::string_view wanted = name;
  if (wanted == "baseline") return &BaselineKernels();
#ifdef LEADSCORE_HAS_AVX2_KERNELS
  if (wanted == "avx2" && HasAvx2()) return &Avx2Kernels();
#endif
  return nullptr;
}

const Kernels& BestKernels() {
#ifdef LEADSCORE_HAS_AVX2_KERNELS
  if (HasAvx2()) return Avx2Kernels();
#endif
  return BaselineKernels();
}

}  // namespace leadscore::internal
