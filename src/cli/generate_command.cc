#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "leadscore/generate.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/same_file.h"
#include "src/cli/table_input.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/io/atomic_file.h"
#include "src/io/generated_files.h"

namespace leadscore::internal {
namespace {

struct GenerateRequest {
  std::string leads;
  std::string activities;  // Empty: none are written.
  int64_t rows = 0;
  GenerateOptions options;
};

absl::StatusOr<GenerateRequest> ParseGenerateRequest(const Options& options) {
  constexpr int64_t kMostActivities = 100'000;
  GenerateRequest request;
  request.leads = options.Value("output-leads");
  request.activities = options.Value("output-activities");
  LEADSCORE_ASSIGN_OR_RETURN(request.rows, options.Number("rows", 1, 1000));
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t seed, options.Number("seed", 0, 1));
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t activities,
                             options.Number("activities-per-lead", 0, 10));
  if (activities > kMostActivities) {
    return absl::InvalidArgumentError(
        "--activities-per-lead has to be at most 100000");
  }
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<absl::Time> as_of,
                             ParseInstantOption(options, "as-of"));
  request.options.seed = static_cast<uint64_t>(seed);
  request.options.activities_per_lead = static_cast<int>(activities);
  request.options.as_of = as_of.value_or(absl::Now());
  const std::string model = options.Value("model");
  if (IsSameFile(request.leads, request.activities)) {
    return absl::InvalidArgumentError(
        "--output-leads and --output-activities are one file");
  }
  if (IsSameFile(model, request.leads) ||
      IsSameFile(model, request.activities)) {
    return absl::InvalidArgumentError(
        "the model would be replaced by what is generated");
  }
  return request;
}

// Both files appear, or neither.
absl::Status WriteGenerated(const Model& model, const GenerateRequest& request,
                            int64_t* num_activities) {
  const auto at = [](const std::string& path, const absl::Status& status) {
    return status.ok()
               ? status
               : absl::Status(status.code(),
                              absl::StrCat(path, ": ", status.message()));
  };
  absl::StatusOr<AtomicFile> leads = AtomicFile::Create(request.leads);
  LEADSCORE_RETURN_IF_ERROR(at(request.leads, leads.status()));
  const bool has_activities = !request.activities.empty();
  std::optional<AtomicFile> activities;
  if (has_activities) {
    absl::StatusOr<AtomicFile> created = AtomicFile::Create(request.activities);
    LEADSCORE_RETURN_IF_ERROR(at(request.activities, created.status()));
    activities.emplace(*std::move(created));
  }
  GeneratedRows rows(model.checked());
  LeadGenerator generator(model, request.options);
  std::string lead_rows = rows.LeadHeader();
  std::string activity_rows = rows.ActivityHeader();
  for (int64_t i = 0; i < request.rows; ++i) {
    const Lead lead = generator.Next();
    rows.AppendLead(lead, &lead_rows);
    for (const Activity& activity : lead.activities) {
      rows.AppendActivity(lead.id, activity, &activity_rows);
    }
    *num_activities += static_cast<int64_t>(lead.activities.size());
    LEADSCORE_RETURN_IF_ERROR(at(request.leads, leads->Write(lead_rows)));
    if (has_activities) {
      LEADSCORE_RETURN_IF_ERROR(
          at(request.activities, activities->Write(activity_rows)));
    }
    lead_rows.clear();
    activity_rows.clear();
  }
  LEADSCORE_RETURN_IF_ERROR(at(request.leads, leads->Finish()));
  if (has_activities) {
    LEADSCORE_RETURN_IF_ERROR(at(request.activities, activities->Commit()));
  }
  return at(request.leads, leads->Commit());
}

int RunGenerate(const Options& options, Terminal& terminal) {
  const absl::StatusOr<GenerateRequest> request = ParseGenerateRequest(options);
  if (!request.ok()) {
    return BadUsage("generate", std::string(request.status().message()),
                    terminal);
  }
  const LoadedModel loaded =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  if (!loaded.model.has_value()) return loaded.exit_code;
  int64_t num_activities = 0;
  const absl::Status written =
      WriteGenerated(*loaded.model, *request, &num_activities);
  if (!written.ok()) {
    terminal.err << "leadscore: " << written.message() << "\n";
    return kExitFailedIo;
  }
  terminal.out << request->leads << ": " << FormatGrouped(request->rows)
               << (request->rows == 1 ? " lead" : " leads") << "\n";
  if (!request->activities.empty()) {
    terminal.out << request->activities << ": " << FormatGrouped(num_activities)
                 << (num_activities == 1 ? " activity" : " activities") << "\n";
  }
  return kExitOk;
}

}  // namespace

Command GenerateCommand() {
  Command command;
  command.name = "generate";
  command.summary = "makes up leads and activities that fit a model";
  command.usage = "--model FILE --output-leads FILE [OPTIONS]";
  command.details =
      "Writes CSV files with the columns, time formats and spellings of no "
      "value that\nthe model tells. They hold the texts and numbers that its "
      "rules ask about, few\nof them often, and others that no rule mentions; "
      "activities come in sessions,\nmany of few leads. They are made up from "
      "the model alone: good to try it and to\nmeasure it, not to judge "
      "it. The same seed and instant give the same bytes.\n\n"
      "  leadscore generate --model acme.textproto --rows 10000 \\\n"
      "    --output-leads leads.csv --output-activities activities.csv\n";
  command.options = {
      {"model", "FILE",
       "The model: .textproto, .json, or binary (.pb, .bin,\n.binpb).", true,
       false},
      {"output-leads", "FILE", "Where the leads go, whole or not at all.", true,
       false},
      {"output-activities", "FILE",
       "Where their activities go (default: nowhere).", false, false},
      {"rows", "N", "How many leads (default: 1000).", false, false},
      {"activities-per-lead", "N",
       "How many activities a lead has on average (default:\n10).", false,
       false},
      {"seed", "N", "Another one gives other leads (default: 1).", false,
       false},
      AsOfOption("as-of",
                 "The instant at which they are to be scored: nothing\n"
                 "happened later (default: now).")};
  command.run = RunGenerate;
  return command;
}

}  // namespace leadscore::internal
