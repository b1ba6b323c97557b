// Reads bytes as JSON lines, in batches and one by one, which must not show;
// and takes no line that another parser refuses.

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/file_fuzzing.h"

namespace leadscore::testing {
namespace {

// Numbers apart, which that parser refuses if they are beyond doubles.
bool IsRefused(std::string_view line) {
  static auto* const parser = new simdjson::dom::parser();
  const simdjson::error_code error =
      parser->parse(simdjson::padded_string(line)).error();
  return error != simdjson::SUCCESS && error != simdjson::NUMBER_ERROR &&
         error != simdjson::EMPTY;
}

void Check(std::string_view bytes) {
  const Model& model = ModelOfFuzzFiles();
  const FuzzFile file(bytes);
  const FuzzReading reading =
      ReadLeadsBothWays(model, file.path(), FileFormat::kJsonLines);
  if (reading.wrong.count(0) > 0) return;  // The file as a whole.
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  int64_t number = 1;
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    if (IsRefused(line)) FUZZ_CHECK(reading.wrong.count(number) > 0);
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    ++number;
  }
}

}  // namespace
}  // namespace leadscore::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  leadscore::testing::Check(
      std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
