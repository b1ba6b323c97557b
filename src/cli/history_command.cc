#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/history_text.h"
#include "src/cli/lead_command.h"
#include "src/cli/load_model.h"
#include "src/cli/transition_rows.h"
#include "src/cli/written_file.h"

namespace leadscore::internal {
namespace {

std::string RowsText(const Model& model,
                     const std::vector<LeadHistory>& histories,
                     const std::string& format) {
  if (format == "text") return HistoryText(model, histories);
  TransitionRows rows;
  rows.as_json = format == "jsonl";
  std::string text;
  const auto append = [&text](const std::string& some) {
    text += some;
    return absl::OkStatus();
  };
  WriteTransitions(histories, rows, append).IgnoreError();  // It has none.
  return text;
}

int Failed(const std::string& message, int exit_code, Terminal& terminal) {
  terminal.err << "leadscore: " << message << "\n";
  return exit_code;
}

int RunHistory(const Options& options, Terminal& terminal) {
  std::string format = options.Value("format");
  if (format.empty()) format = options.Has("id") ? "text" : "csv";
  if (format != "text" && format != "csv" && format != "jsonl") {
    return BadUsage("history", "--format has to be text, csv or jsonl",
                    terminal);
  }
  const LeadInput input = ReadLeadInput("history", options, terminal);
  if (input.exit_code != kExitOk) return input.exit_code;
  const Scorer scorer(*input.model);
  std::vector<LeadHistory> histories;
  if (options.Has("id")) {
    const ptrdiff_t row = FindLead(options.Value("id"), input, terminal);
    if (row < 0) return kExitBadData;
    absl::StatusOr<LeadHistory> one = scorer.History(
        input.read.tables, static_cast<size_t>(row), input.as_of);
    if (!one.ok()) {
      return Failed(std::string(one.status().message()), kExitBadData,
                    terminal);
    }
    histories.push_back(*std::move(one));
  } else {
    absl::StatusOr<std::vector<LeadHistory>> all =
        scorer.Histories(input.read.tables, input.as_of);
    if (!all.ok()) {
      return Failed(std::string(all.status().message()), kExitBadData,
                    terminal);
    }
    histories = *std::move(all);
  }
  const std::string text = RowsText(*input.model, histories, format);
  const std::string output = options.Value("output");
  if (output.empty()) {
    terminal.out << text;
    return kExitOk;
  }
  const absl::Status written = WriteWholeFile(output, text);
  if (!written.ok()) {
    return Failed(absl::StrCat(output, ": ", written.message()), kExitFailedIo,
                  terminal);
  }
  return kExitOk;
}

}  // namespace

Command HistoryCommand() {
  Command command;
  command.name = "history";
  command.summary = "lists the stages that leads went through, and why";
  command.usage = "--model FILE --leads FILE [--id ID] [OPTIONS]";
  command.details =
      "A row for each change of stage up to --as-of, of one lead or of all: "
      "id, time,\nfrom, to, way (in, or what disqualified it), cause "
      "(activity, attribute,\nadjustment, stated, returned, retraction, "
      "cooldown, window, decay, time), what\n(the cause in words), total and "
      "grade at that instant. 'leadscore replay' makes\na funnel of it.\n\n"
      "  leadscore history --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --id L-42\n"
      "  leadscore history --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --output history.csv\n";
  command.options = LeadInputOptions();
  command.options.push_back(
      {"id", "ID", "Of one lead (default: all).", false, false});
  command.options.push_back(
      {"output", "FILE",
       "Where the rows go, whole or not at all (default:\nstandard output).",
       false, false});
  command.options.push_back(
      {"format", "FORMAT",
       "csv (default), jsonl, or text (default with --id) with\nthe times of "
       "the model's time zone.",
       false, false});
  command.run = RunHistory;
  return command;
}

}  // namespace leadscore::internal
