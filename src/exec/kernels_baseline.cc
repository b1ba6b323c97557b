#include "src/exec/kernels_impl.h"

namespace leadscore::internal {

const Kernels& BaselineKernels() {
  static constexpr Kernels kKernels = KernelsNamed("baseline");
  return kKernels;
}

}  // namespace leadscore::internal
