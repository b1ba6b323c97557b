#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/manifested_output.h"
#include "src/io/merge_shards.h"

namespace leadscore::internal {
namespace {

int Failed(const absl::Status& status, int exit_code, Terminal& terminal) {
  terminal.err << "leadscore: " << std::string(status.message()) << "\n";
  return exit_code;
}

bool IsSameFile(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error);
}

// Joins the shards into the output. What could not be written is told apart by
// `write_status`.
absl::Status Merge(const std::vector<ShardOutput>& shards,
                   const RunManifest& joined, ManifestedOutput* output,
                   absl::Status* write_status) {
  LEADSCORE_RETURN_IF_ERROR(MergeShards(shards, [&](std::string_view rows) {
    *write_status = output->Write(rows);
    return *write_status;
  }));
  *write_status = output->Commit(joined);
  return *write_status;
}

int RunMerge(const Options& options, Terminal& terminal) {
  const std::string path = options.Value("output");
  std::vector<ShardOutput> shards;
  for (const std::string& shard : options.Values("shard")) {
    if (IsSameFile(path, shard) || IsSameFile(path, ManifestPathOf(shard)) ||
        IsSameFile(ManifestPathOf(path), shard)) {
      return BadUsage("merge", "--output is one of the files that are read",
                      terminal);
    }
    absl::StatusOr<RunManifest> manifest = ReadManifestOf(shard);
    if (!manifest.ok()) {
      return Failed(manifest.status(), ExitCodeOf(manifest.status()), terminal);
    }
    shards.push_back({shard, *std::move(manifest)});
  }
  const absl::StatusOr<RunManifest> joined = JoinManifests(shards);
  if (!joined.ok()) return Failed(joined.status(), kExitBadData, terminal);
  absl::StatusOr<ManifestedOutput> output =
      ManifestedOutput::Create(path, !options.Has("no-manifest"));
  if (!output.ok()) return Failed(output.status(), kExitFailedIo, terminal);
  absl::Status write_status;
  const absl::Status merged = Merge(shards, *joined, &*output, &write_status);
  if (!write_status.ok()) return Failed(merged, kExitFailedIo, terminal);
  if (!merged.ok()) return Failed(merged, ExitCodeOf(merged), terminal);
  terminal.err << "leadscore: merged "
               << FormatGrouped(static_cast<int64_t>(shards.size()))
               << (shards.size() == 1 ? " shard with " : " shards with ")
               << FormatGrouped(joined->output.rows)
               << (joined->output.rows == 1 ? " lead" : " leads") << " into "
               << path << "\n";
  return kExitOk;
}

}  // namespace

Command MergeCommand() {
  Command command;
  command.name = "merge";
  command.summary = "joins the outputs of score --shard";
  command.usage = "--output FILE SHARD...";
  command.details =
      "Writes what one run over all leads would have written. Every SHARD is "
      "the output\nof 'leadscore score --shard I/N --output SHARD' with its "
      "manifest beside it; all\nN have to be there, made of the same model, "
      "files, instant and options, and as\nthey were written.\n\n"
      "  leadscore merge --output scores.csv scores-1.csv scores-2.csv\n";
  command.options = {
      {"shard", "SHARD", "The output of a shard.", true, true, true},
      {"output", "FILE",
       "Where the rows go, whole or not at all;\n"
       "FILE.manifest.json beside it is that of one run.",
       true, false},
      {"no-manifest", "", "Writes no manifest.", false, false}};
  command.run = RunMerge;
  return command;
}

}  // namespace leadscore::internal
