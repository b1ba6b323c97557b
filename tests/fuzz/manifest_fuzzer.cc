// Reads bytes as a manifest. What is read is written, and read again as the
// same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/io/run_manifest.h"
#include "tests/fuzz/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using leadscore::internal::ParseRunManifest;
  const auto manifest =
      ParseRunManifest({reinterpret_cast<const char*>(data), size});
  if (!manifest.ok()) {
    FUZZ_CHECK(!manifest.status().message().empty());
    return 0;
  }
  const std::string json = ToJson(*manifest);
  const auto again = ParseRunManifest(json);
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(ToJson(*again) == json);
  return 0;
}
