// Reads bytes as holidays, in either form.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/core/time_text.h"
#include "src/sla/holidays.h"
#include "tests/fuzz/fuzz_check.h"

namespace leadscore::internal {
namespace {

void Check(const absl::StatusOr<std::vector<std::string>>& dates) {
  if (!dates.ok()) {
    FUZZ_CHECK(!dates.status().message().empty());
    return;
  }
  for (const std::string& date : *dates) FUZZ_CHECK(ParseDate(date).ok());
}

}  // namespace
}  // namespace leadscore::internal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  leadscore::internal::Check(leadscore::internal::ParseHolidaysCsv(bytes));
  leadscore::internal::Check(leadscore::internal::ParseHolidaysIcs(bytes));
  return 0;
}
