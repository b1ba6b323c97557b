// Reads bytes as CSV, in pieces of two sizes, one by one and in batches, which
// must not show.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/core/csv_reader.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/testing/csv_reading.h"

namespace leadscore::internal {
namespace {

// Everything that reading says, as text.
std::string ReadAll(std::string_view bytes, size_t piece, char delimiter) {
  CsvLimits limits;
  limits.max_field_bytes = 40;
  limits.max_record_bytes = 100;
  CsvReader reader(testing::InPieces(bytes, piece), delimiter, limits);
  std::string text;
  Record record;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) return text + std::string(more.status().message());
    if (!*more) return text;
    FUZZ_CHECK(record.error.empty() == !record.fields.empty());
    FUZZ_CHECK(!record.raw.empty());
    text += std::to_string(record.line) + " " + record.error + " " +
            std::to_string(record.error_line) + ":" +
            std::to_string(record.error_column) + "\n";
    for (const Field& field : record.fields) {
      FUZZ_CHECK(field.text.size() <= limits.max_field_bytes);
      FUZZ_CHECK(field.line >= record.line && field.column >= 1);
      text += std::to_string(field.line) + ":" + std::to_string(field.column) +
              " " + field.text + "|";
    }
    text += record.raw;
  }
}

void CompareBatches(std::string_view bytes, char delimiter) {
  testing::CsvReading how;
  how.delimiter = delimiter;
  how.limits.max_field_bytes = 1'000;
  size_t in_batches = 0;
  size_t differing = 0;
  FUZZ_CHECK(testing::ReadCsvInChunks(bytes, how, &in_batches, &differing) ==
             testing::ReadCsvPlainly(bytes, how));
  FUZZ_CHECK(differing == 0);
}

}  // namespace
}  // namespace leadscore::internal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (char delimiter : {',', ';'}) {
    FUZZ_CHECK(leadscore::internal::ReadAll(bytes, 1, delimiter) ==
               leadscore::internal::ReadAll(bytes, 1 << 16, delimiter));
    leadscore::internal::CompareBatches(bytes, delimiter);
  }
  return 0;
}
