// Reads bytes as files of sets, in CSV and in JSON lines: every record becomes
// an entry, belongs to nobody, or is refused.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/file_fuzzing.h"

namespace leadscore::testing {
namespace {

void Check(std::string_view bytes, FileFormat format) {
  const FuzzFile leads(format == FileFormat::kCsv
                           ? "id\n1\n2\n"
                           : "{\"id\": \"1\"}\n{\"id\": \"2\"}\n");
  const FuzzFile sets(bytes);
  ReadOptions options;
  options.format = format;
  options.max_errors = int64_t{1} << 40;
  options.max_field_bytes = 200;
  options.max_record_bytes = 1'000;
  int64_t errors = 0;
  options.on_error = [&errors](const ReadError& error) {
    FUZZ_CHECK(!error.message.empty());
    ++errors;
  };
  TableReader reader(ModelOfFuzzFiles(), options);
  FUZZ_CHECK(reader.ReadLeads(leads.path()).ok());
  const absl::Status status = reader.ReadSets(sets.path());
  const ReadResult read = reader.Finish();
  FUZZ_CHECK(read.tables.activities.size() ==
             static_cast<size_t>(read.sets_read));
  if (!status.ok()) return;
  FUZZ_CHECK(errors == read.sets_rejected);
  FUZZ_CHECK(read.files[1].records ==
             read.sets_read + read.sets_of_unknown_leads + read.sets_rejected);
}

}  // namespace
}  // namespace leadscore::testing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  leadscore::testing::Check(bytes, leadscore::FileFormat::kCsv);
  leadscore::testing::Check(bytes, leadscore::FileFormat::kJsonLines);
  return 0;
}
