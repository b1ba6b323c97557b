// The outputs of all shards of a batch, joined to what one run would have
// written. Knows rows by their numbers and ends only, and holds one of each
// shard at a time.

#ifndef LEADSCORE_SRC_IO_MERGE_SHARDS_H_
#define LEADSCORE_SRC_IO_MERGE_SHARDS_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/io/run_manifest.h"

namespace leadscore::internal {

struct ShardOutput {
  std::string path;
  RunManifest manifest;
};

// The manifest of the joined output, as that of one run; what only its writer
// knows is left out. Names of files are those of the first shard.
//
// Errors: kInvalidArgument, the outputs are not those of all shards, each once,
// or were not made of the same; the message says which differ in what.
absl::StatusOr<RunManifest> JoinManifests(std::vector<ShardOutput> shards);

// Joins the rows in the order of their numbers, without these, and hands them
// over, some at a time.
//
// Errors:
//   kInvalidArgument  an output is not what its manifest says
//   those of the file system and of `write`
//
// REQUIRES: JoinManifests(shards).ok().
absl::Status MergeShards(
    const std::vector<ShardOutput>& shards,
    const std::function<absl::Status(std::string_view rows)>& write);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_MERGE_SHARDS_H_
