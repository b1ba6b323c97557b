// Compiled for processors with AVX2.

#include "src/exec/kernels_impl.h"

namespace leadscore::internal {

const Kernels& Avx2Kernels() {
  static constexpr Kernels kKernels = KernelsNamed("avx2");
  return kKernels;
}

}  // namespace leadscore::internal
