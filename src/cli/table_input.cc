#include "src/cli/table_input.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/io/new_record_file.h"

namespace leadscore::internal {
namespace {

absl::StatusOr<char> ParseDelimiter(const std::string& text) {
  if (text.empty()) return kDelimiterOfHeader;
  if (text == "\\t" || text == "tab") return '\t';
  const bool is_usable = text.size() == 1 && text[0] != '"' &&
                         text[0] != '\n' && text[0] != '\r' &&
                         static_cast<unsigned char>(text[0]) < 0x80 &&
                         !(text[0] >= '0' && text[0] <= '9');
  if (!is_usable) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--delimiter has to be one character such as ';', or tab, not ",
        Quoted(text)));
  }
  return text[0];
}

absl::StatusOr<FileFormat> ParseFileFormat(const std::string& text) {
  if (text.empty()) return FileFormat::kByName;
  const std::optional<FileFormat> format = FormatNamed(text);
  if (format.has_value()) return *format;
  return absl::InvalidArgumentError(absl::StrCat(
      "--input-format has to be csv, jsonl or messages, not ", Quoted(text)));
}

// "3 bad records, but --max-errors allows 2; "
std::string BadRecordsText(const TableInput& input, const ReadResult& tables) {
  const int64_t count =
      tables.leads_rejected + tables.activities_rejected + tables.sets_rejected;
  if (count <= input.max_errors) return "";
  return absl::StrCat(FormatGrouped(count),
                      count == 1 ? " bad record" : " bad records",
                      ", but --max-errors allows ", input.max_errors, "; ");
}

}  // namespace

OptionSpec LeadsOption() {
  return {"leads", "FILE",
          "CSV with a header, JSON lines (.jsonl), or messages\n"
          "leadscore.v1.Lead behind their lengths (.binpb);\n"
          "perhaps compressed (gzip, zstd); - is standard input.",
          true, false};
}

OptionSpec ActivitiesOption() {
  return {"activities", "FILE",
          "CSV or JSON lines, perhaps compressed; - is standard\n"
          "input. May be given more than once.",
          false, true};
}

OptionSpec SetsOption() {
  return {"sets", "FILE",
          "What became known of leads, and when: lead_id,\n"
          "attribute, time and value as CSV or JSON lines. May be\n"
          "given more than once.",
          false, true};
}

OptionSpec InputFormatOption() {
  return {"input-format", "FORMAT",
          "csv, jsonl or messages: what all files are, whatever\n"
          "their names end with.",
          false, false};
}

OptionSpec DelimiterOption() {
  return {"delimiter", "C",
          "What separates fields; tab for tabs (default: what the\n"
          "header of each file has most of; in rows that are\n"
          "written a comma).",
          false, false};
}

OptionSpec AsOfOption(const std::string& name, const std::string& help) {
  return {name, "TIME", help, false, false};
}

absl::StatusOr<TableInput> ParseTableInput(const Options& options) {
  TableInput input;
  input.leads = options.Value("leads");
  input.activities = options.Values("activities");
  input.sets = options.Values("sets");
  LEADSCORE_ASSIGN_OR_RETURN(input.format,
                             ParseFileFormat(options.Value("input-format")));
  LEADSCORE_ASSIGN_OR_RETURN(input.delimiter,
                             ParseDelimiter(options.Value("delimiter")));
  if (std::count(input.activities.begin(), input.activities.end(), "-") +
          std::count(input.sets.begin(), input.sets.end(), "-") +
          (input.leads == "-" ? 1 : 0) >
      1) {
    return absl::InvalidArgumentError(
        "only one of --leads, --activities and --sets can be standard input");
  }
  return input;
}

absl::StatusOr<std::optional<absl::Time>> ParseInstantOption(
    const Options& options, const std::string& name) {
  if (!options.Has(name)) return std::optional<absl::Time>();
  const std::string text = options.Value(name);
  const absl::StatusOr<Micros> instant = ParseInstant(text);
  if (instant.ok()) return std::optional<absl::Time>(FromMicros(*instant));
  std::string what = absl::StrCat("--", name, " ", Quoted(text), " is ");
  // What it lacks, in the words of the one who wrote it.
  std::string with_t = text;
  std::replace(with_t.begin(), with_t.end(), ' ', 'T');
  for (const char* end : {"T00:00:00Z", "Z", ":00Z"}) {
    const std::string whole = with_t + end;
    if (!ParseInstant(whole).ok()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(what,
                     end[0] == 'T' ? "a date without a time and a zone"
                                   : "a time without a zone",
                     "; in UTC it is ", whole));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(what, std::string(instant.status().message())));
}

ReadOptions MakeReadOptions(
    const TableInput& input,
    std::function<void(std::string_view file, std::string_view raw)>
        on_rejected,
    Terminal& terminal) {
  ReadOptions options;
  options.format = input.format;
  options.delimiter = input.delimiter;
  options.max_errors = input.max_errors;
  options.as_of_column = input.as_of_column;
  options.keep = input.keep;
  options.shard = input.shard;
  options.on_error =
      [&terminal, remedies = std::set<std::string>()](ReadError error) mutable {
        // The same advice again and again helps nobody.
        if (!error.remedy.empty() && !remedies.insert(error.remedy).second) {
          error.remedy.clear();
        }
        terminal.err << error.ToString();
      };
  if (on_rejected) {
    options.on_rejected = [on_rejected = std::move(on_rejected)](
                              std::string_view file, std::string_view raw,
                              bool) { on_rejected(file, raw); };
  }
  return options;
}

void PrintNothingScored(const TableInput& input, const ReadResult& tables,
                        Terminal& terminal) {
  terminal.err << "leadscore: " << BadRecordsText(input, tables)
               << "nothing was scored\n";
}

absl::Status ReadTableInput(
    const TableInput& input, const Model& model,
    const std::function<void(std::string_view file, std::string_view raw)>&
        on_rejected,
    Terminal& terminal, ReadResult* tables) {
  TableReader reader(model, MakeReadOptions(input, on_rejected, terminal));
  absl::Status status = reader.ReadLeads(input.leads);
  for (const std::string& activities : input.activities) {
    if (!status.ok()) break;
    status = reader.ReadActivities(activities);
  }
  for (const std::string& sets : input.sets) {
    if (!status.ok()) break;
    status = reader.ReadSets(sets);
  }
  *tables = reader.Finish();
  if (!status.ok()) PrintNothingScored(input, *tables, terminal);
  return status;
}

}  // namespace leadscore::internal
