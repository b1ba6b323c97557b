#include "src/cli/score_manifest.h"

#include <numeric>
#include <string>

#include "leadscore/business_calendar.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

const char* NameOf(RowFormat format) {
  switch (format) {
    case RowFormat::kJsonLines:
      return "jsonl";
    case RowFormat::kMessages:
      return "messages";
    case RowFormat::kCsv:
      break;
  }
  return "csv";
}

RunManifest::Activities CountsOfActivities(const ReadResult& read,
                                           const ScoreCounts& counts) {
  RunManifest::Activities activities;
  activities.of_scored_leads = read.activities_read;
  activities.repeated = read.activities_repeated;
  for (const auto& [type, count] : read.unknown_types) {
    activities.of_unknown_types += count;
  }
  activities.of_unknown_leads = read.activities_of_unknown_leads;
  activities.of_rejected_leads = read.activities_of_rejected_leads;
  activities.later_than_as_of = counts.activities_later;
  return activities;
}

}  // namespace

RunManifest MakeManifest(const ScoreRequest& request, const Model& model,
                         const ReadResult& read, const ScoreCounts& counts,
                         int64_t rows, absl::Time as_of) {
  RunManifest manifest;
  manifest.leadscore_version = LEADSCORE_VERSION;
  manifest.time_zone_data = TimeZoneDataVersion();
  manifest.model = {request.model, model.name(), model.version(),
                    model.fingerprint()};
  manifest.as_of_column = request.input.as_of_column;
  if (manifest.as_of_column.empty()) {
    manifest.as_of = FormatInstant(ToMicros(as_of));
  }
  manifest.delimiter = std::string(1, request.input.delimiter_of_rows());
  manifest.inputs = read.files;
  manifest.leads_scored = counts.leads;
  manifest.activities = CountsOfActivities(read, counts);
  manifest.rule_errors = std::accumulate(counts.rule_errors.begin(),
                                         counts.rule_errors.end(), int64_t{0});
  manifest.output.format = NameOf(request.format);
  manifest.output.reasons = request.reasons;
  manifest.output.keep = request.input.keep;
  manifest.output.sort = request.sort;
  manifest.output.top = static_cast<int64_t>(request.top.value_or(0));
  manifest.output.rows = rows;
  manifest.shard = request.input.shard;
  return manifest;
}

}  // namespace leadscore::internal
