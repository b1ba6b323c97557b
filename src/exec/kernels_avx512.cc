// Compiled for processors with AVX-512 F, BW, DQ and VL.

#include "src/exec/kernels_impl.h"

namespace leadscore::internal {

const Kernels& Avx512Kernels() {
  static constexpr Kernels kKernels = KernelsNamed("avx512");
  return kKernels;
}

}  // namespace leadscore::internal
