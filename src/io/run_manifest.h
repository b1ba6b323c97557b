// What a file of scores was made of: the manifest that stands beside it. The
// same run gives the same bytes; there is no clock in it. docs/guide.md tells
// what each member means.

#ifndef LEADSCORE_SRC_IO_RUN_MANIFEST_H_
#define LEADSCORE_SRC_IO_RUN_MANIFEST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "leadscore/table_reader.h"

namespace leadscore::internal {

struct RunManifest {
  struct ModelFile {
    std::string file;
    std::string name;
    std::string version;
    std::string fingerprint;
  };

  struct Activities {
    // Each activity that was not rejected is one of these.
    int64_t of_scored_leads = 0;
    int64_t of_rejected_leads = 0;
    int64_t of_unknown_leads = 0;
    int64_t of_unknown_types = 0;

    int64_t repeated = 0;
    int64_t later_than_as_of = 0;
  };

  struct Output {
    std::string file;  // Its name, without the folder.
    std::string format;
    int64_t reasons = 0;
    std::vector<std::string> keep;
    std::string sort;  // Empty: in the order of the leads.
    int64_t top = 0;   // 0: all rows.
    int64_t rows = 0;
    int64_t bytes = 0;
    std::string xxh3_128;
  };

  std::string leadscore_version;
  std::string time_zone_data;
  ModelFile model;
  std::string as_of;         // Empty if each lead has an instant of its own ...
  std::string as_of_column;  // ... in this column.
  std::string delimiter;
  std::vector<ReadResult::File> inputs;
  int64_t leads_scored = 0;
  Activities activities;
  int64_t rule_errors = 0;
  Output output;
  std::optional<Shard> shard;
};

// As JSON, a member a line. Bytes of names that are not UTF-8 become U+FFFD.
std::string ToJson(const RunManifest& manifest);

// Errors: kInvalidArgument, no manifest, or one of another version; the message
// says what is wrong with it.
absl::StatusOr<RunManifest> ParseRunManifest(std::string_view json);

// The name of the manifest of an output.
std::string ManifestPathOf(const std::string& output);

// Reads the manifest beside an output; what a link leads to has one, not the
// link.
//
// Errors: as above and of ReadFile, with the manifest's name.
absl::StatusOr<RunManifest> ReadManifestOf(const std::string& output);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_RUN_MANIFEST_H_
