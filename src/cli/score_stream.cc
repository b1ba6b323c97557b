#include "src/cli/score_stream.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "leadscore/score_files.h"
#include "leadscore/scorer.h"
#include "src/cli/load_model.h"
#include "src/cli/progress_line.h"
#include "src/cli/rejected_files.h"
#include "src/cli/run_costs.h"
#include "src/cli/score_manifest.h"
#include "src/cli/score_report.h"
#include "src/cli/table_input.h"
#include "src/cli/unlinked_file.h"
#include "src/core/status_macros.h"
#include "src/io/manifested_output.h"

namespace leadscore::internal {
namespace {

// Where the rows go: into a file that appears when all are there, or to
// standard output, which gets them when nothing can go wrong any more.
class RowSink {
 public:
  explicit RowSink(Terminal& terminal) : terminal_(terminal) {}

  // Names the file, before anything else.
  absl::Status Open(const std::string& path, bool with_manifest) {
    LEADSCORE_ASSIGN_OR_RETURN(ManifestedOutput file,
                               ManifestedOutput::Create(path, with_manifest));
    file_.emplace(std::move(file));
    return absl::OkStatus();
  }

  absl::Status Write(std::string_view rows) {
    if (!file_.has_value()) {
      rows_ += rows;
      return absl::OkStatus();
    }
    status_ = file_->Write(rows);
    return status_;
  }

  absl::Status Commit(const RunManifest& manifest) {
    if (file_.has_value()) return file_->Commit(manifest);
    terminal_.out << rows_;
    return absl::OkStatus();
  }

  // What went wrong with writing.
  const absl::Status& status() const { return status_; }

 private:
  Terminal& terminal_;
  std::string rows_;
  std::optional<ManifestedOutput> file_;
  absl::Status status_;
};

int Failed(const absl::Status& status, int exit_code, Terminal& terminal) {
  terminal.err << "leadscore: " << std::string(status.message()) << "\n";
  return exit_code;
}

}  // namespace

bool CanStream(const ScoreRequest& request, const Model& model,
               const Terminal& terminal) {
  const bool is_for_people = request.output.empty() &&
                             terminal.out_is_terminal &&
                             request.format == RowFormat::kCsv;
  return !is_for_people && request.input.sets.empty() && request.sort.empty() &&
         !request.top.has_value() && !request.summary && !request.profile &&
         request.accounts.empty() && CanScoreFiles(model) &&
         (!request.input.shard.has_value() || !ShardsByAccount(model));
}

int ScoreStream(const ScoreRequest& request, const Model& model,
                Terminal& terminal) {
  const absl::Time begin = absl::Now();
  RowSink sink(terminal);
  if (!request.output.empty()) {
    const absl::Status opened =
        sink.Open(request.output, request.with_manifest);
    if (!opened.ok()) return Failed(opened, kExitFailedIo, terminal);
  }
  UnlinkedFile unlinked;
  if (const absl::Status opened = unlinked.Open(request.unlinked);
      !opened.ok()) {
    return Failed(opened, kExitFailedIo, terminal);
  }
  RejectedFiles rejected(request.rejected, request.input);
  bool is_reported = false;
  ScoreFilesInput input;
  input.leads = request.input.leads;
  input.activities = request.input.activities;
  const auto keep_rejected = [&](std::string_view file, std::string_view raw) {
    // Without leave to go on, no record is left out.
    if (request.input.max_errors > 0) rejected.Add(file, raw);
  };
  ProgressLine progress(terminal);
  input.reading = MakeReadOptions(request.input, keep_rejected, terminal);
  input.reading.on_error =
      [&, report = input.reading.on_error](const ReadError& error) {
        progress.Clear();
        is_reported = true;
        report(error);
      };

  ScoreFilesOptions options;
  options.format = request.format;
  options.reasons = request.reasons;
  options.threads = request.threads;
  options.write = [&sink](std::string_view rows) { return sink.Write(rows); };
  if (unlinked.is_open()) {
    options.write_unlinked = [&unlinked](std::string_view records) {
      return unlinked.Write(records);
    };
  }
  if (progress.is_shown()) {
    options.progress = [&progress](const ScoreFilesProgress& now) {
      progress.Show(now);
      return true;
    };
  }
  const absl::Time as_of = request.as_of.value_or(absl::Now());
  ScoreFilesResult result;
  const absl::Status scored =
      ScoreFiles(Scorer(model), input, as_of, options, &result);
  progress.Clear();
  for (const absl::Status& status : {sink.status(), unlinked.status()}) {
    if (!status.ok()) return Failed(status, kExitFailedIo, terminal);
  }
  if (!scored.ok()) {
    if (!is_reported) return Failed(scored, kExitBadData, terminal);
    PrintNothingScored(request.input, result.read, terminal);
    return ExitCodeOf(scored);
  }
  const ScoreCounts counts = {result.leads, result.rule_errors, result.screened,
                              result.activities_later};
  // The rows come last: where they are, everything else is.
  absl::Status written = unlinked.Commit(terminal.err);
  if (written.ok()) written = rejected.Commit(terminal.err);
  if (written.ok()) {
    written = sink.Commit(
        MakeManifest(request, model, result.read, counts, result.leads, as_of));
  }
  if (!written.ok()) return Failed(written, kExitFailedIo, terminal);
  PrintReport(request, model, result.read, counts, AsOfText(request, as_of),
              terminal.err);
  if (request.verbose) {
    PrintRunCosts(result.leads, absl::Now() - begin, &result.memory,
                  terminal.err);
  }
  return kExitOk;
}

}  // namespace leadscore::internal
