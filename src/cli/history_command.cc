#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/explanation_json.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/history_summary.h"
#include "src/cli/history_text.h"
#include "src/cli/lead_command.h"
#include "src/cli/load_model.h"
#include "src/cli/written_file.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"

namespace leadscore::internal {
namespace {

constexpr char kHeader[] = "id,time,from,to,way,cause,what,total,grade\n";

void AppendRow(const std::string& id, const Transition& transition,
               std::string* out) {
  const std::vector<std::string> cells = {
      id,
      FormatInstant(ToMicros(transition.time)),
      transition.from,
      transition.to,
      transition.disqualified_by.empty()
          ? transition.way
          : absl::StrCat("disqualified: ", transition.disqualified_by),
      CauseName(transition.cause),
      transition.CauseText(),
      transition.total.ToString(),
      transition.grade};
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *out += ',';
    AppendCsvCell(cells[i], ',', out);
  }
  *out += '\n';
}

std::string RowsText(const Model& model,
                     const std::vector<LeadHistory>& histories,
                     const std::string& format) {
  if (format == "text") return HistoryText(model, histories);
  const bool as_json = format == "jsonl";
  std::string text = as_json ? "" : kHeader;
  for (const LeadHistory& history : histories) {
    for (const Transition& transition : history.transitions) {
      if (as_json) {
        absl::StrAppend(&text, TransitionJson(history.id, transition), "\n");
      } else {
        AppendRow(history.id, transition, &text);
      }
    }
  }
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
  const bool summary = options.Has("summary");
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
  const std::string output = options.Value("output");
  if (!output.empty()) {
    const absl::Status written =
        WriteWholeFile(output, RowsText(*input.model, histories, format));
    if (!written.ok()) {
      return Failed(absl::StrCat(output, ": ", written.message()),
                    kExitFailedIo, terminal);
    }
  } else if (!summary) {
    terminal.out << RowsText(*input.model, histories, format);
  }
  if (summary) {
    terminal.out << HistorySummary(*input.model, histories, input.as_of);
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
      "grade at that instant. With --summary the funnel\nthat follows.\n\n"
      "  leadscore history --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --id L-42\n"
      "  leadscore history --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --summary --output history.csv\n";
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
  command.options.push_back(
      {"summary", "",
       "Prints how many leads came into each stage and left\nit, and how long "
       "they stayed; the rows only with\n--output.",
       false, false});
  command.run = RunHistory;
  return command;
}

}  // namespace leadscore::internal
