#include <string>

#include "leadscore/explain.h"
#include "leadscore/explanation_json.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/lead_command.h"
#include "src/cli/load_model.h"
#include "src/cli/table_input.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {
namespace {

int Failed(const absl::Status& status, Terminal& terminal) {
  terminal.err << "leadscore: " << std::string(status.message()) << "\n";
  return ExitCodeOf(status);
}

int RunExplain(const Options& options, Terminal& terminal) {
  const std::string format = options.Value("format");
  if (!format.empty() && format != "text" && format != "short" &&
      format != "json") {
    return BadUsage("explain", "--format has to be text, short or json",
                    terminal);
  }
  const absl::StatusOr<std::optional<absl::Time>> since =
      ParseInstantOption(options, "since");
  if (!since.ok()) {
    return BadUsage("explain", std::string(since.status().message()), terminal);
  }
  if (since->has_value() && format == "short") {
    return BadUsage("explain", "--since and --format short exclude each other",
                    terminal);
  }
  const LeadInput input = ReadLeadInput("explain", options, terminal);
  if (input.exit_code != kExitOk) return input.exit_code;
  if (since->has_value() && **since >= input.as_of) {
    return BadUsage("explain", "--since has to be before --as-of", terminal);
  }
  const ptrdiff_t found = FindLead(options.Value("id"), input, terminal);
  if (found < 0) return kExitBadData;
  const auto row = static_cast<size_t>(found);
  const Scorer scorer(*input.model);
  const absl::TimeZone zone = input.model->time_zone();
  if (since->has_value()) {
    const absl::StatusOr<ExplainedChange> change =
        scorer.ExplainChange(input.read.tables, row, **since, input.as_of);
    if (!change.ok()) return Failed(change.status(), terminal);
    terminal.out << (format == "json" ? ExplainedChangeJson(*change)
                                      : ExplainedChangeText(*change, zone));
    return kExitOk;
  }
  const absl::StatusOr<Explanation> explanation =
      scorer.ExplainRow(input.read.tables, row, input.as_of);
  if (!explanation.ok()) return Failed(explanation.status(), terminal);
  if (format == "json") {
    terminal.out << ExplanationJson(*explanation);
  } else if (format == "short") {
    terminal.out << ExplanationSentence(*explanation, zone) << "\n";
  } else {
    terminal.out << ExplanationText(*explanation, zone);
  }
  return kExitOk;
}

}  // namespace

Command ExplainCommand() {
  Command command;
  command.name = "explain";
  command.summary = "says why a lead has its score";
  command.usage = "--model FILE --leads FILE --id ID [OPTIONS]";
  command.details =
      "Everything about one lead's score: what gave points and what caused it, "
      "what\ntime and limits took away, what gave nothing and why, what the "
      "next stage still\nasks for, between which points the scores lie "
      "however the missing attributes\nturn out, and how long all this holds. "
      "With --since, what changed since then\nand why.\n\n"
      "  leadscore explain --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --id L-42\n"
      "  leadscore explain --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --id L-42 --since "
      "2026-11-13T00:00:00Z\n";
  command.options = LeadInputOptions();
  command.options.push_back({"id", "ID", "Of the lead.", true, false});
  command.options.push_back(AsOfOption(
      "since", "An earlier instant: tells what changed since then."));
  command.options.push_back({"format", "FORMAT",
                             "text (default), short (a few sentences) or json.",
                             false, false});
  command.run = RunExplain;
  return command;
}

}  // namespace leadscore::internal
