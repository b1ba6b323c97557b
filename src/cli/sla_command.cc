#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "leadscore/sla.h"
#include "leadscore/sla_summary.h"
#include "src/cli/commands.h"
#include "src/cli/lead_command.h"
#include "src/cli/load_model.h"
#include "src/cli/score_report.h"
#include "src/cli/sla_page.h"
#include "src/cli/sla_rows.h"
#include "src/cli/table_input.h"
#include "src/cli/written_file.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

// What the command line asks for.
struct SlaRequest {
  TableInput tables;
  SlaOptions options;
  std::string format;  // Empty: text, or by the name of the output.
  std::string output;
  std::string rows = "verdicts";
  std::optional<absl::Duration> upcoming;
  std::vector<SlaBy> by;
};

absl::StatusOr<SlaBy> ParseBy(const std::string& text) {
  for (const auto& [name, by] :
       {std::pair("owner", SlaBy::kOwner), std::pair("source", SlaBy::kSource),
        std::pair("segment", SlaBy::kSegment), std::pair("week", SlaBy::kWeek),
        std::pair("promise", SlaBy::kPromise)}) {
    if (text == name) return by;
  }
  return absl::InvalidArgumentError(
      "--by has to be owner, source, segment, week or promise");
}

absl::StatusOr<SlaRequest> ParseRequest(const Options& options) {
  SlaRequest request;
  LEADSCORE_ASSIGN_OR_RETURN(request.tables, ParseTableInput(options));
  LEADSCORE_ASSIGN_OR_RETURN(const std::optional<absl::Time> as_of,
                             ParseInstantOption(options, "as-of"));
  request.options.as_of = as_of.value_or(absl::Now());
  LEADSCORE_ASSIGN_OR_RETURN(request.options.from,
                             ParseInstantOption(options, "from"));
  if (request.options.from.has_value() &&
      *request.options.from > request.options.as_of) {
    return absl::InvalidArgumentError("--from is later than --as-of");
  }
  request.format = options.Value("format");
  if (!request.format.empty() && request.format != "text" &&
      request.format != "csv" && request.format != "jsonl") {
    return absl::InvalidArgumentError("--format has to be text, csv or jsonl");
  }
  request.output = options.Value("output");
  if (options.Has("rows")) {
    request.rows = options.Value("rows");
    if (request.rows != "verdicts" && request.rows != "periods" &&
        request.rows != "figures") {
      return absl::InvalidArgumentError(
          "--rows has to be verdicts, periods or figures");
    }
  }
  if (request.format.empty()) {
    request.format =
        request.output.empty() && !options.Has("rows") ? "text" : "csv";
  }
  if (options.Has("upcoming")) {
    const absl::StatusOr<absl::Duration> within =
        ParseDuration(options.Value("upcoming"));
    if (!within.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--upcoming ", Quoted(options.Value("upcoming")), " is ",
                       within.status().message()));
    }
    request.upcoming = *within;
    if (options.Has("rows")) {
      return absl::InvalidArgumentError("--upcoming has rows of its own");
    }
  }
  for (const std::string& text : options.Values("by")) {
    LEADSCORE_ASSIGN_OR_RETURN(const SlaBy by, ParseBy(text));
    request.by.push_back(by);
  }
  if (request.upcoming.has_value() &&
      (request.by.size() > 1 ||
       (!request.by.empty() && request.by[0] == SlaBy::kWeek))) {
    return absl::InvalidArgumentError(
        "--upcoming is grouped by one of owner, source, segment and promise");
  }
  return request;
}

RowTable RowsOf(const SlaRequest& request, const SlaPolicy& policy,
                const SlaReport& report,
                const std::vector<PromiseSummary>& summaries,
                const LeadTable& leads) {
  if (request.upcoming.has_value()) {
    return VerdictRows(report, leads,
                       UpcomingBreaches(report, *request.upcoming));
  }
  if (request.rows == "periods") return PeriodRows(policy, report);
  if (request.rows == "figures") return FigureRows(report, summaries);
  return VerdictRows(report, leads);
}

std::string OutputText(const SlaRequest& request, const SlaPolicy& policy,
                       const SlaReport& report, const LeadTable& leads,
                       const std::string& format) {
  const std::vector<PromiseSummary> summaries = SummarizeSla(policy, report);
  if (format != "text") {
    const RowTable rows = RowsOf(request, policy, report, summaries, leads);
    return format == "csv" ? rows.ToCsv() : rows.ToJsonLines();
  }
  if (!request.upcoming.has_value()) {
    return SlaPage(policy, report, summaries, request.by, leads);
  }
  return CallList(
      policy, report, UpcomingBreaches(report, *request.upcoming),
      *request.upcoming,
      request.by.empty() ? std::nullopt : std::optional<SlaBy>(request.by[0]),
      leads);
}

int RunSla(const Options& options, Terminal& terminal) {
  const absl::StatusOr<SlaRequest> request = ParseRequest(options);
  if (!request.ok()) {
    return BadUsage("sla", std::string(request.status().message()), terminal);
  }
  const LoadedModel model =
      LoadModel(options.Value("model"), /*with_warnings=*/false, terminal);
  if (!model.model.has_value()) return model.exit_code;
  const LoadedPolicy loaded =
      LoadPolicy(options.Value("policy"), *model.model, terminal);
  if (!loaded.policy.has_value()) return loaded.exit_code;
  const SlaPolicy& policy = *loaded.policy;
  ReadResult read;
  const int exit_code = ExitCodeOf(ReadTableInput(
      request->tables, policy.input_model(), nullptr, terminal, &read));
  if (exit_code != kExitOk) return exit_code;
  const absl::StatusOr<SlaReport> report =
      CheckSla(policy, read.tables, request->options);
  if (!report.ok()) {
    terminal.err << "leadscore: " << report.status().message() << "\n";
    return kExitBadData;
  }
  PrintInputReport(request->tables, read,
                   "neither the model nor the policy knows", terminal.err);
  const LeadTable& leads = read.tables.leads;
  const std::string text =
      OutputText(*request, policy, *report, leads, request->format);
  if (request->output.empty()) {
    terminal.out << text;
  } else {
    const absl::Status written = WriteWholeFile(request->output, text);
    if (!written.ok()) {
      terminal.err << "leadscore: " << request->output << ": "
                   << written.message() << "\n";
      return kExitFailedIo;
    }
    if (request->format != "text") {
      terminal.out << OutputText(*request, policy, *report, leads, "text");
    }
  }
  return options.Has("fail-on-breach") && IsAnythingBreached(*report)
             ? kExitBreached
             : kExitOk;
}

}  // namespace

Command SlaCommand() {
  Command command;
  command.name = "sla";
  command.summary = "judges what marketing and sales owe each other";
  command.usage = "--policy FILE --model FILE --leads FILE [OPTIONS]";
  command.details =
      "A page of what both sides owed and did up to --as-of; with --format csv "
      "or jsonl\nthe verdicts behind it, a row for each cycle of a promise and "
      "a lead. Stages are\nthose of the history that the model gives each "
      "lead. docs/sla.md tells how to\nwrite a policy.\n\n"
      "  leadscore sla --policy sla.textproto --model acme.textproto \\\n"
      "    --leads leads.csv --activities activities.csv\n"
      "  leadscore sla --policy sla.textproto --model acme.textproto \\\n"
      "    --leads leads.csv --activities activities.csv --upcoming 2h --by "
      "owner\n";
  command.options = {{"policy", "FILE", "The agreement.", true, false}};
  for (OptionSpec& option : LeadInputOptions()) {
    command.options.push_back(std::move(option));
  }
  command.options.push_back(
      AsOfOption("from",
                 "What began earlier is not judged (default: the\n"
                 "policy's effective_from)."));
  command.options.push_back(
      {"upcoming", "DURATION",
       "A call list instead: what is due within so long, such\nas 2h, the most "
       "urgent first.",
       false, false});
  command.options.push_back(
      {"by", "WHAT",
       "Figures, or the call list, by owner, source, segment,\nweek or "
       "promise. May be given more than once.",
       false, true});
  command.options.push_back(
      {"format", "FORMAT",
       "text (default), or rows as csv (default with --output\nor --rows) or "
       "jsonl.",
       false, false});
  command.options.push_back(
      {"rows", "WHAT",
       "verdicts (default), periods (what marketing promised),\nor figures "
       "(attainment, median ... by owner, source,\nsegment and week).",
       false, false});
  command.options.push_back(
      {"output", "FILE",
       "Where they go, whole or not at all; the page is\nprinted then.", false,
       false});
  command.options.push_back(
      {"fail-on-breach", "",
       "Ends with exit code 4 if a promise is broken now.", false, false});
  command.run = RunSla;
  return command;
}

}  // namespace leadscore::internal
