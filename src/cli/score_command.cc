#include <algorithm>
#include <filesystem>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "leadscore/csv.h"
#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/score_summary.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/io/atomic_file.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {
namespace {

constexpr int kReasonsOfSummary = 3;

std::string Grouped(int64_t count) { return FormatGrouped(count); }

// What the command line asks for, checked.
struct ScoreRequest {
  std::string model;
  std::string leads;
  std::string activities;  // Empty: none.
  std::string output;      // Empty: standard output.
  std::string rejected;    // Beginning of the names of files.
  RowFormat format = RowFormat::kCsv;
  std::optional<absl::Time> as_of;
  std::string as_of_column;
  char delimiter = ',';
  int64_t max_errors = 0;
  int reasons = 0;
  std::vector<std::string> keep;
  std::string sort;
  std::optional<int64_t> top;
  bool summary = false;
};

absl::StatusOr<char> ParseDelimiter(const std::string& text) {
  if (text.empty()) return ',';
  if (text == "\\t" || text == "tab") return '\t';
  const bool is_usable = text.size() == 1 && text[0] != '"' &&
                         text[0] != '\n' && text[0] != '\r' &&
                         static_cast<unsigned char>(text[0]) < 0x80;
  if (!is_usable) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--delimiter has to be one character such as ';', or tab, not ",
        Quoted(text)));
  }
  return text[0];
}

absl::Status ParseAsOf(const Options& options, ScoreRequest* request) {
  request->as_of_column = options.Value("as-of-column");
  if (!options.Has("as-of")) return absl::OkStatus();
  if (!request->as_of_column.empty()) {
    return absl::InvalidArgumentError(
        "--as-of and --as-of-column exclude each other");
  }
  const absl::StatusOr<Micros> as_of = ParseInstant(options.Value("as-of"));
  if (!as_of.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--as-of ", Quoted(options.Value("as-of")), " is ",
                     as_of.status().message()));
  }
  request->as_of = FromMicros(*as_of);
  return absl::OkStatus();
}

bool IsSameFile(const std::string& a, const std::string& b) {
  std::error_code error;
  return !a.empty() && !b.empty() && std::filesystem::equivalent(a, b, error);
}

absl::Status CheckFiles(const ScoreRequest& request) {
  if (request.leads == "-" && request.activities == "-") {
    return absl::InvalidArgumentError(
        "only one of --leads and --activities can be standard input");
  }
  for (const std::string* input :
       {&request.model, &request.leads, &request.activities}) {
    if (IsSameFile(request.output, *input)) {
      return absl::InvalidArgumentError(
          "--output is one of the files that are read");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ScoreRequest> ParseRequest(const Options& options) {
  ScoreRequest request;
  request.model = options.Value("model");
  request.leads = options.Value("leads");
  request.activities = options.Value("activities");
  request.output = options.Value("output");
  request.summary = options.Has("summary");
  request.sort = options.Value("sort");
  LEADSCORE_RETURN_IF_ERROR(ParseAsOf(options, &request));
  LEADSCORE_ASSIGN_OR_RETURN(request.delimiter,
                             ParseDelimiter(options.Value("delimiter")));
  LEADSCORE_ASSIGN_OR_RETURN(request.max_errors,
                             options.Number("max-errors", 0, 0));
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t reasons,
                             options.Number("reasons", 1, 0));
  request.reasons = static_cast<int>(std::min<int64_t>(reasons, 100'000));
  if (options.Has("top")) {
    LEADSCORE_ASSIGN_OR_RETURN(request.top, options.Number("top", 1, 1));
  }
  const std::string format = options.Value("format");
  if (format == "jsonl") {
    request.format = RowFormat::kJsonLines;
  } else if (!format.empty() && format != "csv") {
    return absl::InvalidArgumentError(
        absl::StrCat("--format has to be csv or jsonl, not ", Quoted(format)));
  }
  if (options.Has("keep")) {
    request.keep = absl::StrSplit(options.Value("keep"), ',');
  }
  request.rejected = options.Value("rejected");
  if (request.rejected.empty()) {
    request.rejected = request.output.empty() ? "leadscore" : request.output;
  }
  LEADSCORE_RETURN_IF_ERROR(CheckFiles(request));
  return request;
}

// Writes the records that were left out, by file, beside the output.
class RejectedFiles {
 public:
  RejectedFiles(std::string beginning, std::string leads)
      : beginning_(std::move(beginning)), leads_(std::move(leads)) {}

  void Add(std::string_view file, std::string_view raw) {
    if (!status_.ok()) return;
    Part& part = file == leads_ ? lead_part_ : activity_part_;
    if (part.file == nullptr) {
      part.path =
          absl::StrCat(beginning_, file == leads_ ? ".rejected-leads.csv"
                                                  : ".rejected-activities.csv");
      absl::StatusOr<AtomicFile> created = AtomicFile::Create(part.path);
      if (!created.ok()) {
        status_ = Named(part.path, created.status());
        return;
      }
      part.file = std::make_unique<AtomicFile>(*std::move(created));
    }
    const absl::Status written = part.file->Write(raw);
    if (!written.ok()) status_ = Named(part.path, written);
  }

  // Makes them last, and says where they are.
  absl::Status Commit(std::ostream& err) {
    for (Part* part : {&lead_part_, &activity_part_}) {
      if (!status_.ok()) break;
      if (part->file == nullptr) continue;
      const absl::Status committed = part->file->Commit();
      if (!committed.ok()) {
        status_ = Named(part->path, committed);
      } else {
        err << "leadscore: the records that were left out are in " << part->path
            << "\n";
      }
    }
    return status_;
  }

  static absl::Status Named(const std::string& path,
                            const absl::Status& status) {
    return absl::Status(status.code(),
                        absl::StrCat(path, ": ", status.message()));
  }

 private:
  struct Part {
    std::string path;
    std::unique_ptr<AtomicFile> file;
  };

  const std::string beginning_;
  const std::string leads_;
  Part lead_part_;
  Part activity_part_;
  absl::Status status_;
};

class ScoreRun {
 public:
  ScoreRun(ScoreRequest request, Terminal& terminal)
      : request_(std::move(request)),
        terminal_(terminal),
        rejected_(request_.rejected, request_.leads) {}

  int Run() {
    LoadedModel loaded =
        LoadModel(request_.model, /*with_warnings=*/false, terminal_);
    if (!loaded.model.has_value()) return loaded.exit_code;
    model_ = std::move(loaded.model);
    if (const std::string problem = CheckColumns(); !problem.empty()) {
      return BadUsage("score", problem, terminal_);
    }
    const absl::Status read = ReadTables();
    if (!read.ok()) {
      terminal_.err << "leadscore: " << std::string(read.message())
                    << "; nothing was scored\n";
      return ExitCodeOf(read);
    }
    const absl::Status scored = Score();
    if (!scored.ok()) return Failed(scored, kExitBadData);
    const absl::Status written = Write();
    if (!written.ok()) return Failed(written, kExitFailedIo);
    Report();
    return kExitOk;
  }

 private:
  int Failed(const absl::Status& status, int exit_code) {
    terminal_.err << "leadscore: " << std::string(status.message()) << "\n";
    return exit_code;
  }

  // Columns of the output that are asked for twice, or that do not exist.
  std::string CheckColumns() const {
    std::vector<std::string> names = {
        "id", "total", "grade", "qualifies_for", "way", "coverage"};
    names.insert(names.end(), model_->score_names().begin(),
                 model_->score_names().end());
    for (const std::string& kept : request_.keep) {
      if (kept.empty()) return "--keep has an empty name in it";
      if (std::find(names.begin(), names.end(), kept) != names.end() ||
          (kept == "reasons" && request_.reasons > 0)) {
        return absl::StrCat("--keep ", kept,
                            ": there is a column of that name in the results");
      }
      names.push_back(kept);
    }
    if (!request_.sort.empty() &&
        std::find(names.begin(), names.end(), request_.sort) == names.end()) {
      const std::vector<std::string_view> candidates(names.begin(),
                                                     names.end());
      return absl::StrCat("--sort: unknown column ", Quoted(request_.sort),
                          DidYouMean(request_.sort, candidates));
    }
    return "";
  }

  absl::Status ReadTables() {
    CsvOptions options;
    options.delimiter = request_.delimiter;
    options.max_errors = request_.max_errors;
    options.as_of_column = request_.as_of_column;
    options.keep = request_.keep;
    options.on_error = [this](const CsvError& error) {
      terminal_.err << error.ToString();
    };
    // Without leave to go on, no record is left out.
    if (request_.max_errors > 0) {
      options.on_rejected = [this](std::string_view file, std::string_view raw,
                                   bool) { rejected_.Add(file, raw); };
    }
    CsvTableReader reader(*model_, std::move(options));
    LEADSCORE_RETURN_IF_ERROR(reader.ReadLeads(request_.leads));
    if (!request_.activities.empty()) {
      LEADSCORE_RETURN_IF_ERROR(reader.ReadActivities(request_.activities));
    }
    tables_ = reader.Finish();
    return absl::OkStatus();
  }

  absl::Status Score() {
    const Scorer scorer(*model_);
    ScoreOptions options;
    options.reasons =
        std::max(request_.reasons, request_.summary ? kReasonsOfSummary : 0);
    if (!request_.as_of_column.empty()) {
      return scorer.Score(tables_.tables, tables_.as_of, options, &scores_);
    }
    as_of_ = request_.as_of.value_or(absl::Now());
    return scorer.Score(tables_.tables, as_of_, options, &scores_);
  }

  // The rows to write, in their order.
  std::vector<size_t> ChooseRows(const ScoreRows& rows) const {
    std::vector<size_t> chosen(scores_.size());
    std::iota(chosen.begin(), chosen.end(), size_t{0});
    if (!request_.sort.empty()) Sort(rows, &chosen);
    if (request_.top.has_value() &&
        chosen.size() > static_cast<size_t>(*request_.top)) {
      chosen.resize(static_cast<size_t>(*request_.top));
    }
    return chosen;
  }

  // Points and coverage fall, text rises; equal ones stay in their order.
  void Sort(const ScoreRows& rows, std::vector<size_t>* chosen) const {
    const auto& names = model_->score_names();
    const auto score = std::find(names.begin(), names.end(), request_.sort);
    const std::vector<Points>* points = nullptr;
    if (score != names.end()) {
      points = &scores_.scores[static_cast<size_t>(score - names.begin())];
    } else if (request_.sort == "total") {
      points = &scores_.total;
    }
    if (points != nullptr) {
      std::stable_sort(chosen->begin(), chosen->end(), [&](size_t a, size_t b) {
        return (*points)[a] > (*points)[b];
      });
      return;
    }
    if (request_.sort == "coverage") {
      std::stable_sort(chosen->begin(), chosen->end(), [&](size_t a, size_t b) {
        return scores_.coverage[a] > scores_.coverage[b];
      });
      return;
    }
    const std::vector<std::string>& columns = rows.column_names();
    const auto column = static_cast<size_t>(
        std::find(columns.begin(), columns.end(), request_.sort) -
        columns.begin());
    std::vector<std::string> keys;
    for (size_t row = 0; row < scores_.size(); ++row) {
      keys.push_back(rows.Cells(row)[column]);
    }
    std::stable_sort(chosen->begin(), chosen->end(),
                     [&](size_t a, size_t b) { return keys[a] < keys[b]; });
  }

  absl::Status Write() {
    // The summary may have asked for more reasons than the rows.
    ScoreTable trimmed = scores_;
    for (std::vector<Reason>& reasons : trimmed.reasons) {
      const auto most = static_cast<size_t>(request_.reasons);
      if (reasons.size() > most) reasons.resize(most);
    }
    std::vector<ScoreRows::KeptColumn> kept;
    for (size_t i = 0; i < request_.keep.size(); ++i) {
      kept.push_back({request_.keep[i], &tables_.kept[i]});
    }
    const ScoreRows rows(*model_, tables_.tables.leads, trimmed,
                         std::move(kept), request_.reasons > 0);
    const std::vector<size_t> chosen = ChooseRows(rows);
    if (!request_.output.empty()) {
      LEADSCORE_RETURN_IF_ERROR(WriteFile(rows, chosen));
    } else if (!request_.summary) {
      WriteToTerminal(rows, chosen);
    }
    LEADSCORE_RETURN_IF_ERROR(rejected_.Commit(terminal_.err));
    if (request_.summary) {
      terminal_.out << ModelText() << ", as of " << AsOfText() << ": "
                    << ScoreSummary(*model_, tables_.tables.leads, scores_);
    }
    return absl::OkStatus();
  }

  absl::Status WriteFile(const ScoreRows& rows,
                         const std::vector<size_t>& chosen) const {
    const auto named = [this](const absl::Status& status) {
      return RejectedFiles::Named(request_.output, status);
    };
    absl::StatusOr<AtomicFile> file = AtomicFile::Create(request_.output);
    if (!file.ok()) return named(file.status());
    std::string text;
    rows.AppendHeader(request_.format, request_.delimiter, &text);
    for (size_t row : chosen) {
      rows.AppendRow(row, request_.format, request_.delimiter, &text);
      const absl::Status written = file->Write(text);
      if (!written.ok()) return named(written);
      text.clear();
    }
    const absl::Status written = file->Write(text);
    if (!written.ok()) return named(written);
    const absl::Status committed = file->Commit();
    return committed.ok() ? committed : named(committed);
  }

  // To people a table, to pipes the format.
  void WriteToTerminal(const ScoreRows& rows,
                       const std::vector<size_t>& chosen) const {
    if (!terminal_.out_is_terminal ||
        request_.format == RowFormat::kJsonLines) {
      std::string text;
      rows.AppendHeader(request_.format, request_.delimiter, &text);
      for (size_t row : chosen) {
        rows.AppendRow(row, request_.format, request_.delimiter, &text);
      }
      terminal_.out << text;
      return;
    }
    constexpr size_t kMostRows = 50;
    const std::vector<std::string> text_columns = {"id", "grade",
                                                   "qualifies_for", "way"};
    TextTable table;
    for (const std::string& name : rows.column_names()) {
      const bool is_number = name == "total" || name == "coverage" ||
                             std::count(model_->score_names().begin(),
                                        model_->score_names().end(), name) > 0;
      table.AddColumn(
          name, is_number ? TextTable::Align::kRight : TextTable::Align::kLeft);
    }
    const size_t shown = std::min(
        chosen.size(), request_.top.has_value() ? chosen.size() : kMostRows);
    for (size_t i = 0; i < shown; ++i) table.AddRow(rows.Cells(chosen[i]));
    terminal_.out << table.ToString();
    if (shown < chosen.size()) {
      terminal_.out << "  ... and "
                    << Grouped(static_cast<int64_t>(chosen.size() - shown))
                    << " more; --output FILE writes all, --sort total --top 50 "
                       "the best\n";
    }
  }

  std::string ModelText() const {
    return absl::StrCat(model_->name(), model_->version().empty() ? "" : " ",
                        model_->version());
  }

  std::string AsOfText() const {
    return request_.as_of_column.empty()
               ? FormatInstant(ToMicros(as_of_))
               : absl::StrCat("column ", Quoted(request_.as_of_column));
  }

  // What a user has to know about the run, on standard error.
  void Report() const {
    std::ostream& err = terminal_.err;
    err << "leadscore: scored " << Grouped(static_cast<int64_t>(scores_.size()))
        << " leads with " << ModelText() << " (" << model_->fingerprint()
        << ") as of " << AsOfText()
        << (request_.output.empty() ? ""
                                    : absl::StrCat(" into ", request_.output))
        << "\n";
    const auto note = [&err](int64_t count, std::string_view what) {
      if (count > 0) err << "leadscore: " << Grouped(count) << what << "\n";
    };
    note(tables_.leads_rejected, " bad records of leads were left out");
    note(tables_.activities_rejected,
         " bad records of activities were left out");
    note(tables_.activities_of_unknown_leads,
         " activities belong to leads that are not in the file");
    for (const auto& [type, count] : tables_.unknown_types) {
      note(count, absl::StrCat(" activities are of type ", Quoted(type),
                               ", which the model does not know"));
    }
    for (const std::string& absent : tables_.absent_columns) {
      err << "leadscore: " << absent << "; it counts as missing\n";
    }
    const auto& screens = model_->checked().screens;
    for (size_t i = 0; i < screens.size(); ++i) {
      note(scores_.screened[i],
           absl::StrCat(" activities were dropped by the screen ",
                        Quoted(screens[i].name)));
    }
    size_t index = 0;
    for (const CheckedScore& score : model_->checked().scores) {
      for (const CheckedGroup& group : score.groups) {
        for (const CheckedRule& rule : group.rules) {
          note(index < scores_.rule_errors.size() ? scores_.rule_errors[index]
                                                  : 0,
               absl::StrCat(" leads gave the condition of the rule ",
                            Quoted(rule.name),
                            " an error; it gave them nothing"));
          ++index;
        }
      }
    }
  }

  const ScoreRequest request_;
  Terminal& terminal_;
  RejectedFiles rejected_;
  std::optional<Model> model_;
  CsvTables tables_;
  absl::Time as_of_;
  ScoreTable scores_;
};

int RunScore(const Options& options, Terminal& terminal) {
  absl::StatusOr<ScoreRequest> request = ParseRequest(options);
  if (!request.ok()) {
    return BadUsage("score", std::string(request.status().message()), terminal);
  }
  return ScoreRun(*std::move(request), terminal).Run();
}

}  // namespace

Command ScoreCommand() {
  Command command;
  command.name = "score";
  command.summary = "scores the leads of a file";
  command.usage = "--model FILE --leads FILE [--activities FILE] [OPTIONS]";
  command.details =
      "Gives every lead its points, grade and the stage it qualifies for, and "
      "with\n--reasons why. The model says which columns of the files hold "
      "what. Columns of the\nresult: id, one for each score, total, grade, "
      "qualifies_for, way (which way in,\nor why it is kept out), coverage "
      "(the share of the attributes that the model\nreads which are "
      "present).\n\n"
      "  leadscore score --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --reasons 3 --output scores.csv\n"
      "  leadscore score --model acme.textproto --leads leads.csv --sort total "
      "--top 50\n";
  command.options = {
      {"model", "FILE", "The model.", true, false},
      {"leads", "FILE", "CSV with a header; - is standard input.", true, false},
      {"activities", "FILE", "CSV with a header; - is standard input.", false,
       false},
      {"as-of", "TIME",
       "The instant to score at, such as 2026-11-20T09:00:00Z (default: now).",
       false, false},
      {"as-of-column", "COL",
       "A column of the leads that holds an instant for each.", false, false},
      {"output", "FILE",
       "Where the rows go, whole or not at all (default: standard output).",
       false, false},
      {"format", "FORMAT", "csv (default) or jsonl.", false, false},
      {"reasons", "N",
       "Adds the N strongest contributions of each lead, in words.", false,
       false},
      {"keep", "COL,COL,...", "Passes columns of the leads through.", false,
       false},
      {"sort", "COL",
       "Sorts by a column: points and coverage fall, text rises.", false,
       false},
      {"top", "N", "Only the first N rows, after sorting.", false, false},
      {"summary", "",
       "Prints how many leads qualify for each stage, how the total is\n"
       "distributed, and the ten best leads; the rows only with --output.",
       false, false},
      {"delimiter", "C", "What separates fields (default ','); tab for tabs.",
       false, false},
      {"max-errors", "N",
       "How many bad records may be left out (default 0); they go to files\n"
       "of their own.",
       false, false},
      {"rejected", "NAME",
       "The beginning of the names of those files (default: the output's\n"
       "name): NAME.rejected-leads.csv and NAME.rejected-activities.csv.",
       false, false}};
  command.run = RunScore;
  return command;
}

}  // namespace leadscore::internal
