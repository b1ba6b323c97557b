// Files of leads that are only in memory, read in two ways.

#ifndef LEADSCORE_TESTS_FUZZ_FILE_FUZZING_H_
#define LEADSCORE_TESTS_FUZZ_FILE_FUZZING_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/model_file.h"
#include "leadscore/table_reader.h"
#include "tests/fuzz/fuzz_check.h"
#include "tests/testing/csv_files_model.h"
#include "tests/testing/read_singly.h"
#include "tests/testing/tables_text.h"

namespace leadscore::testing {

// That of kModelOfCsvFiles.
inline const Model& ModelOfFuzzFiles() {
  static const auto* const model = [] {
    Diagnostics diagnostics;
    const auto spec = ParseModel(kModelOfCsvFiles, ModelFormat::kText, "", {},
                                 &diagnostics, /*source=*/nullptr);
    FUZZ_CHECK(spec.ok());
    return new Model(*Model::Create(*spec));
  }();
  return *model;
}

class FuzzFile {
 public:
  explicit FuzzFile(std::string_view bytes)
      : descriptor_(memfd_create("fuzz", 0)) {
    FUZZ_CHECK(descriptor_ >= 0);
    FUZZ_CHECK(write(descriptor_, bytes.data(), bytes.size()) ==
               static_cast<ssize_t>(bytes.size()));
  }
  ~FuzzFile() { close(descriptor_); }
  FuzzFile(const FuzzFile&) = delete;
  FuzzFile& operator=(const FuzzFile&) = delete;

  // Opening it begins at its beginning.
  std::string path() const {
    return absl::StrCat("/proc/self/fd/", descriptor_);
  }

 private:
  const int descriptor_;
};

// What was read of a file of leads.
struct FuzzReading {
  absl::Status status;
  ReadResult read;
  std::string text;         // Tables and messages.
  std::set<int64_t> wrong;  // Lines.
};

inline FuzzReading ReadLeadsOf(const Model& model, const std::string& path,
                               FileFormat format, bool singly) {
  FuzzReading reading;
  std::vector<std::string> messages;
  ReadOptions options;
  options.format = format;
  options.max_errors = int64_t{1} << 40;
  options.max_field_bytes = 200;
  options.max_record_bytes = 1'000;
  options.keep = {"title", "tags"};
  options.on_error = [&](const ReadError& error) {
    messages.push_back(error.ToString());
    reading.wrong.insert(error.line);
  };
  options.on_rejected = [&messages](std::string_view, std::string_view raw,
                                    bool) { messages.emplace_back(raw); };
  ReadResult& read = reading.read;
  if (singly) {
    read = ReadSingly(model, options, path, "", &reading.status);
  } else {
    TableReader reader(model, options);
    reading.status = reader.ReadLeads(path);
    read = reader.Finish();
  }
  reading.text = TablesText(read, messages);
  for (const auto& column : read.unread_columns) {
    reading.text += column.column + "\n";
  }
  for (const auto& column : read.absent_columns) {
    reading.text += column.column + "\n";
  }
  return reading;
}

// Reads a file in batches, having made sure that records by themselves give the
// same.
inline FuzzReading ReadLeadsBothWays(const Model& model,
                                     const std::string& path,
                                     FileFormat format) {
  FuzzReading reading = ReadLeadsOf(model, path, format, /*singly=*/false);
  const FuzzReading singly = ReadLeadsOf(model, path, format, /*singly=*/true);
  FUZZ_CHECK(reading.status == singly.status);
  FUZZ_CHECK(reading.text == singly.text);
  return reading;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_FUZZ_FILE_FUZZING_H_
