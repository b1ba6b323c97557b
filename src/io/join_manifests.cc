#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/io/merge_shards.h"
#include "src/io/new_record_file.h"

namespace leadscore::internal {
namespace {

constexpr char kSameFiles[] = "score all shards from the same files";

// Something in which shards must not differ.
struct Aspect {
  std::string name;
  std::string value;
  std::string remedy;
};

std::string NameOf(const Shard& shard) {
  return absl::StrCat(shard.number, "/", shard.of);
}

std::vector<Aspect> AspectsOf(const RunManifest& manifest) {
  const std::string same_options = "score all shards with the same options";
  std::vector<Aspect> aspects = {
      {"the version of leadscore", manifest.leadscore_version,
       "score all shards with the same version"},
      {"the version of the time zones", manifest.time_zone_data,
       "score all shards with the same time zones"},
      {"the fingerprint of the model", manifest.model.fingerprint,
       "score all shards with the same model"},
      {"the version of the model", manifest.model.version,
       "score all shards with the same model"},
      {"the name of the model", manifest.model.name,
       "score all shards with the same model"},
      {"the column of instants", manifest.as_of_column, same_options},
      {"the instant of scoring", manifest.as_of,
       "give all shards the same --as-of"},
      {"the format", manifest.output.format, same_options},
      {"the delimiter", Quoted(manifest.delimiter), same_options},
      {"the number of reasons", absl::StrCat(manifest.output.reasons),
       same_options},
      {"the list of columns to keep",
       Quoted(absl::StrJoin(manifest.output.keep, ",")), same_options},
      {"the number of inputs", absl::StrCat(manifest.inputs.size()),
       kSameFiles}};
  for (size_t i = 0; i < manifest.inputs.size(); ++i) {
    const ReadResult::File& input = manifest.inputs[i];
    const std::string which =
        absl::StrCat(" of input ", i + 1, " (",
                     std::string(NameOfContent(input.holds)), ")");
    aspects.push_back({"the format" + which,
                       std::string(NameOfFormat(input.format)), same_options});
    aspects.push_back(
        {"the size" + which, absl::StrCat(input.bytes), kSameFiles});
    aspects.push_back({"the hash" + which, input.xxh3_128, kSameFiles});
    aspects.push_back({"the number of records" + which,
                       absl::StrCat(input.records), kSameFiles});
  }
  return aspects;
}

absl::Status CheckAlike(const ShardOutput& first, const ShardOutput& other) {
  const std::vector<Aspect> a = AspectsOf(first.manifest);
  const std::vector<Aspect> b = AspectsOf(other.manifest);
  // With as many inputs there are as many of them; with others, one before.
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].name == b[i].name && a[i].value == b[i].value) continue;
    const auto shown = [](const std::string& value) {
      return value.empty() ? std::string("not given") : value;
    };
    return absl::InvalidArgumentError(absl::StrCat(
        other.path, ": ", b[i].name, " is ", shown(b[i].value), ", but ",
        first.path, " has ", shown(a[i].value), "; ", b[i].remedy));
  }
  return absl::OkStatus();
}

absl::Status CheckComplete(const std::vector<ShardOutput>& shards) {
  for (size_t i = 0; i < shards.size(); ++i) {
    const Shard& shard = *shards[i].manifest.shard;
    const Shard& first = *shards[0].manifest.shard;
    if (shard.of != first.of) {
      return absl::InvalidArgumentError(
          absl::StrCat(shards[i].path, ": the shard ", NameOf(shard), ", but ",
                       shards[0].path, " is ", NameOf(first),
                       "; only shards of one number fit together"));
    }
    const auto number = static_cast<int64_t>(i) + 1;
    if (shard.number > number) {
      return absl::InvalidArgumentError(
          absl::StrCat("the shard ", NameOf({number, shard.of}),
                       " is missing; name the outputs of all shards"));
    }
    if (shard.number < number) {
      return absl::InvalidArgumentError(
          absl::StrCat(shards[i].path, ": the shard ", NameOf(shard), ", as ",
                       shards[i - 1].path, " is; name each once"));
    }
  }
  const auto count = static_cast<int64_t>(shards.size());
  const int64_t of = shards[0].manifest.shard->of;
  if (count == of) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the shard ", NameOf({count + 1, of}),
                   " is missing; name the outputs of all shards"));
}

// Adds what was counted for a shard.
void AddCounts(const RunManifest& shard, RunManifest* sum) {
  for (size_t i = 0; i < sum->inputs.size(); ++i) {
    sum->inputs[i].rejected += shard.inputs[i].rejected;
  }
  sum->leads_scored += shard.leads_scored;
  sum->activities.of_scored_leads += shard.activities.of_scored_leads;
  sum->activities.of_rejected_leads += shard.activities.of_rejected_leads;
  sum->activities.of_unknown_leads += shard.activities.of_unknown_leads;
  sum->activities.of_unknown_types += shard.activities.of_unknown_types;
  sum->activities.repeated += shard.activities.repeated;
  sum->activities.later_than_as_of += shard.activities.later_than_as_of;
  sum->rule_errors += shard.rule_errors;
  sum->output.rows += shard.output.rows;
}

}  // namespace

absl::StatusOr<RunManifest> JoinManifests(std::vector<ShardOutput> shards) {
  for (const ShardOutput& shard : shards) {
    if (shard.manifest.shard.has_value()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(shard.path, ": no shard: it was scored without --shard"));
  }
  if (shards.empty()) {
    return absl::InvalidArgumentError("there are no shards to merge");
  }
  std::stable_sort(shards.begin(), shards.end(),
                   [](const ShardOutput& a, const ShardOutput& b) {
                     return a.manifest.shard->number < b.manifest.shard->number;
                   });
  LEADSCORE_RETURN_IF_ERROR(CheckComplete(shards));
  for (const ShardOutput& shard : shards) {
    LEADSCORE_RETURN_IF_ERROR(CheckAlike(shards[0], shard));
  }
  RunManifest joined = shards[0].manifest;
  for (size_t i = 1; i < shards.size(); ++i) {
    AddCounts(shards[i].manifest, &joined);
  }
  joined.shard.reset();
  return joined;
}

}  // namespace leadscore::internal
