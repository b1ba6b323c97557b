#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/model_draft.h"
#include "leadscore/raw_table_reader.h"
#include "src/cli/commands.h"
#include "src/cli/same_file.h"
#include "src/cli/table_input.h"
#include "src/cli/written_file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

using Use = DraftColumn::Use;

// A share in percent, above 0 and below 100.
absl::StatusOr<double> ParseShare(const Options& options,
                                  const std::string& name, double otherwise) {
  if (!options.Has(name)) return otherwise;
  const std::optional<double> percent = ParseDouble(options.Value(name));
  if (percent.has_value() && *percent > 0 && *percent < 100) {
    return *percent / 100;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--", name, " has to be a percentage between 0 and 100, not ",
      Quoted(options.Value(name))));
}

absl::StatusOr<DraftOptions> ParseDraftOptions(const Options& options) {
  DraftOptions draft;
  if (options.Has("name")) draft.model_name = options.Value("name");
  draft.outcome = options.Value("outcome");
  draft.won = options.Values("won");
  draft.lost = options.Values("lost");
  draft.outcome_activity = options.Value("outcome-activity");
  draft.id = options.Value("id");
  draft.activity_lead = options.Value("activity-lead");
  draft.activity_type = options.Value("activity-type");
  draft.activity_time = options.Value("activity-time");
  draft.null_values = options.Values("null");
  draft.time_zone = options.Value("time-zone");
  draft.leave_out = options.Values("leave-out");
  draft.keep = options.Values("keep");
  for (const std::string& text : options.Values("time-format")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--time-format has to be COLUMN=FORMAT, not ", Quoted(text)));
    }
    draft.time_formats[text.substr(0, equals)] = text.substr(equals + 1);
  }
  if (draft.outcome.empty() && (!draft.won.empty() || !draft.lost.empty())) {
    return absl::InvalidArgumentError(
        "--won and --lost are values of the column that --outcome names");
  }
  if (!draft.outcome.empty() && !draft.outcome_activity.empty()) {
    return absl::InvalidArgumentError(
        "--outcome and --outcome-activity exclude each other");
  }
  if (!draft.outcome_activity.empty() && !options.Has("activities")) {
    return absl::InvalidArgumentError("--outcome-activity needs --activities");
  }
  LEADSCORE_ASSIGN_OR_RETURN(draft.mql_share,
                             ParseShare(options, "mql-share", draft.mql_share));
  LEADSCORE_ASSIGN_OR_RETURN(draft.sql_share,
                             ParseShare(options, "sql-share", draft.sql_share));
  if (draft.sql_share > draft.mql_share) {
    return absl::InvalidArgumentError(
        "--sql-share cannot be above --mql-share: the stages stand on each "
        "other");
  }
  return draft;
}

size_t CountUse(const ModelDraft& draft, Use use) {
  size_t count = 0;
  for (const DraftColumn& column : draft.columns) {
    if (column.use == use) ++count;
  }
  return count;
}

std::string Quantity(size_t count, const char* what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

// As a shell reads it.
std::string ShellWord(const std::string& text) {
  const bool is_plain =
      !text.empty() &&
      text.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
          "0123456789_-./=:") == std::string::npos;
  if (is_plain) return text;
  std::string word = "'";
  for (const char c : text) {
    word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return word + "'";
}

std::string Percent(double share) {
  const auto tenths = std::llround(share * 1000);
  return absl::StrCat(tenths / 10, ".", tenths % 10, " %");
}

// What was found, and what comes next.
void Report(const ModelDraft& draft, const TableInput& input,
            const std::string& output, Terminal& terminal) {
  std::ostream& err = terminal.err;
  const bool has_points = draft.has_signal || draft.decided == 0;
  err << "leadscore: " << Quantity(draft.columns.size(), "column") << ": "
      << CountUse(draft, Use::kScored)
      << (has_points ? " give points, " : " are listed without points, ")
      << CountUse(draft, Use::kDeclared) << " do not, "
      << CountUse(draft, Use::kLeftOut) << " hold nothing to score by, "
      << CountUse(draft, Use::kKnown) << " are ids, times, types or the outcome"
      << "\n";
  if (draft.has_signal) {
    err << "  puts " << Percent(*draft.auc) << " of pairs of a won and a lost "
        << "lead in the right order (chance: 50 %)\n";
  } else if (draft.auc.has_value()) {
    err << "  there is no signal: nothing here tells won leads from lost ones "
           "better than chance\n  ("
        << Percent(*draft.auc) << " of pairs in the right order); no points "
        << "were given\n";
  } else if (draft.decided > 0) {
    err << "  " << draft.won << " won of " << draft.decided
        << " leads are too few to learn from; no points were given\n";
  } else {
    err << "  without --outcome, a column that tells which leads were won, "
           "there are no points\n  for what leads are\n";
  }
  const auto list = [&](Use use, const char* heading) {
    constexpr size_t kShown = 10;
    size_t count = 0;
    for (const DraftColumn& column : draft.columns) {
      if (column.use != use) continue;
      if (count == 0) err << "  " << heading << "\n";
      if (++count > kShown) continue;
      err << "    " << Quoted(column.name) << ": " << column.note << "\n";
    }
    if (count > kShown) err << "    and " << count - kShown << " more\n";
  };
  if (draft.repeated > 0) {
    err << "  left out: "
        << Quantity(static_cast<size_t>(draft.repeated), "row")
        << " with the id of an earlier one: the "
        << (draft.repeated > 1 ? "rows " : "row ")
        << absl::StrJoin(draft.repeated_rows, ", ")
        << (draft.repeated > static_cast<int64_t>(draft.repeated_rows.size())
                ? " and more"
                : "")
        << "\n";
  }
  list(Use::kLeak, "left out, because they seem to know the outcome:");
  list(Use::kQuestion,
       "left out until you answer (--time-format "
       "COLUMN=FORMAT):");
  bool has_doubts = false;
  for (const DraftColumn& column : draft.columns) {
    if (!column.is_doubtful || column.use == Use::kLeak ||
        column.use == Use::kKnown) {
      continue;
    }
    if (!has_doubts) err << "  to be looked at:\n";
    has_doubts = true;
    err << "    " << Quoted(column.name) << ": " << column.note << "\n";
  }
  const std::string model = output.empty() ? "MODEL" : ShellWord(output);
  std::string files = " --leads " + ShellWord(input.leads);
  for (const std::string& activities : input.activities) {
    files += " --activities " + ShellWord(activities);
  }
  if (input.delimiter != kDelimiterOfHeader) {
    files += absl::StrCat(" --delimiter ",
                          input.delimiter == '\t'
                              ? "tab"
                              : ShellWord(std::string(1, input.delimiter)));
  }
  if (draft.as_of.has_value()) {
    files += " --as-of " + FormatInstant(ToMicros(*draft.as_of));
  }
  if (draft.repeated > 0) {
    absl::StrAppend(&files, " --max-errors ", draft.repeated);
  }
  err << "  next:\n    leadscore check --model " << model
      << "\n    leadscore score --model " << model << files
      << " --output scores.csv\n";
}

int Fail(const absl::Status& status, Terminal& terminal) {
  terminal.err << "leadscore: " << status.message() << "; no model was made\n";
  return kExitBadData;
}

int RunInit(const Options& options, Terminal& terminal) {
  const absl::StatusOr<TableInput> input = ParseTableInput(options);
  const absl::StatusOr<DraftOptions> draft_options = ParseDraftOptions(options);
  const absl::StatusOr<int64_t> max_errors = options.Number("max-errors", 0, 0);
  for (const absl::Status& status :
       {input.status(), draft_options.status(), max_errors.status()}) {
    if (!status.ok()) {
      return BadUsage("init", std::string(status.message()), terminal);
    }
  }
  const std::string output = options.Value("output");
  std::vector<std::string> files = input->activities;
  files.push_back(input->leads);
  for (const std::string& file : files) {
    if (!IsSameFile(file, output)) continue;
    return BadUsage("init", "--output is one of the files that are read",
                    terminal);
  }
  std::error_code ignored;
  if (!output.empty() && !options.Has("force") &&
      std::filesystem::exists(output, ignored)) {
    terminal.err << "leadscore: " << output
                 << " is there already, and may have been changed by hand; "
                    "name another file, or say --force; no model was made\n";
    return kExitFailedIo;
  }
  ReadOptions reading = MakeReadOptions(*input, {}, terminal);
  reading.max_errors = *max_errors;
  const auto read = [&reading, &terminal](const std::string& path,
                                          RawReadResult* result) {
    absl::StatusOr<RawReadResult> table = ReadRawTable(path, reading);
    if (table.ok()) {
      *result = *std::move(table);
      return static_cast<int>(kExitOk);
    }
    terminal.err << "leadscore: no model was made\n";
    return static_cast<int>(
        absl::IsInvalidArgument(table.status()) ? kExitBadData : kExitFailedIo);
  };
  RawReadResult leads;
  RawReadResult activities;
  if (const int code = read(input->leads, &leads); code != kExitOk) return code;
  const bool has_activities = !input->activities.empty();
  if (has_activities) {
    const int code = read(input->activities[0], &activities);
    if (code != kExitOk) return code;
  }
  const absl::StatusOr<ModelDraft> draft =
      DraftModel(leads.table, has_activities ? &activities.table : nullptr,
                 *draft_options);
  if (!draft.ok()) return Fail(draft.status(), terminal);
  if (output.empty()) {
    terminal.out << draft->text;
  } else if (const absl::Status status = WriteWholeFile(output, draft->text);
             !status.ok()) {
    terminal.err << "leadscore: " << output << ": " << status.message() << "\n";
    return kExitFailedIo;
  }
  Report(*draft, *input, output, terminal);
  return kExitOk;
}

}  // namespace

Command InitCommand() {
  Command command;
  command.name = "init";
  command.summary = "makes a first model from the data";
  command.usage = "--leads FILE [--outcome COLUMN] [OPTIONS]";
  command.details =
      "Reads the leads, and what they did, and writes a model that loads and "
      "scores at\nonce: each column with its type and spellings, its values or "
      "ranges with their\nleads, and, if a column tells which leads were won, "
      "points that follow from it.\nColumns that seem to know the outcome are "
      "left out, and named. The model is full\nof comments; it is where the "
      "talk of marketing and sales begins.\n"
      "\n  leadscore init --leads leads.csv --outcome Converted --output "
      "model.textproto\n";
  command.options = {
      LeadsOption(),
      {"activities", "FILE", "What leads did: CSV or JSON lines.", false,
       false},
      {"outcome", "COLUMN",
       "The column of leads that tells how they came out: yes\n"
       "or no, 1 or 0, won or lost, or else see --won.",
       false, false},
      {"won", "VALUE", "A value of it that means won; may be repeated.", false,
       true},
      {"lost", "VALUE",
       "A value that means lost (default: all that do not mean\n"
       "won); leads with others are not learned from.",
       false, true},
      {"outcome-activity", "TYPE",
       "In its place: leads with such an activity are won.", false, false},
      {"output", "FILE",
       "Where the model goes, a file that is not there yet\n"
       "(default: standard output).",
       false, false},
      {"force", "", "To write over a file that is there.", false, false},
      {"name", "NAME", "What the model is called (default: draft).", false,
       false},
      {"id", "COLUMN",
       "The column of ids, where it cannot be told; '#' if\n"
       "there are none, and leads are called by their numbers.",
       false, false},
      {"activity-lead", "COLUMN", "The column of activities with the lead, ...",
       false, false},
      {"activity-type", "COLUMN", "... their type, ...", false, false},
      {"activity-time", "COLUMN",
       "... and their time, where it cannot be told.", false, false},
      {"null", "TEXT",
       "A spelling that means that there is no value, beside\n"
       "those that are known; may be repeated.",
       false, true},
      {"time-format", "COLUMN=FORMAT",
       "How a column writes times: --time-format\n"
       "'Created=%d/%m/%Y'; may be repeated.",
       false, true},
      {"time-zone", "ZONE",
       "The time zone of times without offset (default: UTC).", false, false},
      {"leave-out", "NAME",
       "Not to use a column, or a type of activity; may be\nrepeated.", false,
       true},
      {"keep", "NAME",
       "To use one although it seems to know the outcome; may\nbe repeated.",
       false, true},
      {"mql-share", "PERCENT", "The share of leads from MQL up (default: 20).",
       false, false},
      {"sql-share", "PERCENT", "The share of leads in SQL (default: 5).", false,
       false},
      InputFormatOption(),
      DelimiterOption(),
      {"max-errors", "N", "How many bad records may be left out (default: 0).",
       false, false}};
  command.run = RunInit;
  return command;
}

}  // namespace leadscore::internal
