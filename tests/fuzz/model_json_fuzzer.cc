#include <cstddef>
#include <cstdint>

#include "tests/fuzz/model_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::FuzzModel({reinterpret_cast<const char*>(data), size},
                       leadscore::ModelFormat::kJson);
  return 0;
}
