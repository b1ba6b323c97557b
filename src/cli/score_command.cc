#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"
#include "src/cli/commands.h"
#include "src/cli/load_model.h"
#include "src/cli/rejected_files.h"
#include "src/cli/run_costs.h"
#include "src/cli/score_manifest.h"
#include "src/cli/score_profile.h"
#include "src/cli/score_report.h"
#include "src/cli/score_request.h"
#include "src/cli/score_stream.h"
#include "src/cli/score_summary.h"
#include "src/cli/text_table.h"
#include "src/cli/unlinked_file.h"
#include "src/core/file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/io/atomic_file.h"
#include "src/io/csv_cells.h"
#include "src/io/manifested_output.h"
#include "src/io/shard_filter.h"
#include "src/io/unlinked_activities.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {
namespace {

constexpr int kReasonsOfSummary = 3;

// The rows in the order of a column: points, coverage and stages fall, text
// rises, and equal ones stay in their order.
std::vector<size_t> SortedRows(const std::string& column, const Model& model,
                               const ScoreTable& scores,
                               const ScoreRows& rows) {
  std::vector<size_t> order(scores.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto sort_falling = [&order](const auto& keys) {
    std::stable_sort(order.begin(), order.end(),
                     [&keys](size_t a, size_t b) { return keys[a] > keys[b]; });
  };
  const auto& names = model.score_names();
  const auto score = std::find(names.begin(), names.end(), column);
  if (column.empty()) return order;
  if (score != names.end()) {
    sort_falling(scores.scores[static_cast<size_t>(score - names.begin())]);
  } else if (column == "total") {
    sort_falling(scores.total);
  } else if (column == "coverage") {
    sort_falling(scores.attributes_present);
  } else if (column == "qualifies_for") {
    if (!scores.qualifies_for.empty()) sort_falling(scores.qualifies_for);
  } else if (column == "stage") {
    sort_falling(scores.stage);
  } else {
    const auto& columns = rows.column_names();
    const auto index = static_cast<size_t>(
        std::find(columns.begin(), columns.end(), column) - columns.begin());
    std::vector<std::string> keys;
    for (size_t row : order) keys.push_back(rows.Cells(row)[index]);
    std::stable_sort(order.begin(), order.end(),
                     [&keys](size_t a, size_t b) { return keys[a] < keys[b]; });
  }
  return order;
}

// "2026-11-20 09:00" of "2026-11-20T09:00:00Z".
std::string ShortInstant(const std::string& instant) {
  constexpr size_t kMinutes = 16;
  std::string text = instant.substr(0, kMinutes);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

// A table for people, its numbers and times shortened.
std::string TableText(const Model& model, const ScoreRows& rows,
                      const std::vector<size_t>& chosen, size_t most,
                      bool has_accounts) {
  TextTable table;
  std::vector<bool> is_points;
  std::vector<bool> is_time;
  std::vector<size_t> shown_columns;
  for (size_t i = 0; i < rows.column_names().size(); ++i) {
    const std::string& name = rows.column_names()[i];
    const auto& scores = model.score_names();
    is_points.push_back(name == "total" ||
                        std::find(scores.begin(), scores.end(), name) !=
                            scores.end());
    is_time.push_back(name == "since" || name == "valid_until");
    // What is the same in all rows is said below them.
    if (name == "model" || name == "model_version" || name == "fingerprint" ||
        name == "as_of" || (name == "account" && !has_accounts)) {
      continue;
    }
    shown_columns.push_back(i);
    table.AddColumn(name, is_points.back() || name == "coverage"
                              ? TextTable::Align::kRight
                              : TextTable::Align::kLeft);
  }
  const size_t shown = std::min(chosen.size(), most);
  for (size_t i = 0; i < shown; ++i) {
    std::vector<std::string> cells = rows.Cells(chosen[i]);
    for (size_t c = 0; c < cells.size(); ++c) {
      if (is_points[c]) cells[c] = Points::Parse(cells[c])->ToShortString();
      if (is_time[c]) cells[c] = ShortInstant(cells[c]);
    }
    std::vector<std::string> row;
    for (size_t c : shown_columns) row.push_back(std::move(cells[c]));
    table.AddRow(std::move(row));
  }
  std::string text = table.ToString();
  if (shown < chosen.size()) {
    absl::StrAppend(
        &text, "  ... and ",
        FormatGrouped(static_cast<int64_t>(chosen.size() - shown)),
        " more; --output FILE writes all, --sort total --top 50 the best\n");
  }
  return text;
}

class ScoreRun {
 public:
  ScoreRun(ScoreRequest request, Terminal& terminal)
      : request_(std::move(request)),
        terminal_(terminal),
        rejected_(request_.rejected, request_.input) {}

  int Run() {
    LoadedModel loaded =
        LoadModel(request_.model, /*with_warnings=*/false, terminal_);
    if (!loaded.model.has_value()) return loaded.exit_code;
    model_ = std::move(loaded.model);
    if (const absl::Status columns = CheckColumns(request_, *model_);
        !columns.ok()) {
      return BadUsage("score", std::string(columns.message()), terminal_);
    }
    if (CanStream(request_, *model_, terminal_)) {
      return ScoreStream(request_, *model_, terminal_);
    }
    const absl::Time begin = absl::Now();
    if (const absl::Status opened = OpenOutput(); !opened.ok()) {
      return Failed(opened, kExitFailedIo);
    }
    if (const absl::Status read = ReadTables(); !read.ok()) {
      return ExitCodeOf(read);
    }
    if (const absl::Status copied = CopyUnlinked(); !copied.ok()) {
      // All else was said when it was found.
      return unlinked_.status().ok() ? ExitCodeOf(copied)
                                     : Failed(copied, kExitFailedIo);
    }
    if (const absl::Status scored = Score(); !scored.ok()) {
      return Failed(scored, kExitBadData);
    }
    if (const absl::Status written = Write(); !written.ok()) {
      return Failed(written, kExitFailedIo);
    }
    PrintReport(request_, *model_, tables_, Counts(),
                AsOfText(request_, as_of_), terminal_.err);
    if (request_.verbose) {
      PrintRunCosts(static_cast<int64_t>(scores_.size()), absl::Now() - begin,
                    /*parts=*/nullptr, terminal_.err);
    }
    return kExitOk;
  }

 private:
  int Failed(const absl::Status& status, int exit_code) {
    terminal_.err << "leadscore: " << std::string(status.message()) << "\n";
    return exit_code;
  }

  absl::Status CopyUnlinked() {
    if (!unlinked_.is_open()) return absl::OkStatus();
    const ShardFilter shard(model_->checked(), request_.input.shard);
    const LeadColumns& leads = tables_.tables.leads.columns();
    return CopyUnlinkedActivities(
        model_->checked(), tables_.files,
        MakeReadOptions(request_.input, nullptr, terminal_),
        [&](std::string_view id) {
          return leads.FindRow(id) >= 0 || !shard.TakesId(id);
        },
        [this](std::string_view records) { return unlinked_.Write(records); });
  }

  absl::Status OpenOutput() {
    LEADSCORE_RETURN_IF_ERROR(unlinked_.Open(request_.unlinked));
    if (request_.output.empty()) return absl::OkStatus();
    LEADSCORE_ASSIGN_OR_RETURN(
        ManifestedOutput output,
        ManifestedOutput::Create(request_.output, request_.with_manifest));
    output_.emplace(std::move(output));
    return absl::OkStatus();
  }

  ScoreCounts Counts() const {
    return {static_cast<int64_t>(scores_.size()), scores_.rule_errors,
            scores_.screened, scores_.activities_later};
  }

  absl::Status ReadTables() {
    // Without leave to go on, no record is left out.
    if (request_.input.max_errors == 0) {
      return ReadTableInput(request_.input, *model_, nullptr, terminal_,
                            &tables_);
    }
    return ReadTableInput(
        request_.input, *model_,
        [this](std::string_view file, std::string_view raw) {
          rejected_.Add(file, raw);
        },
        terminal_, &tables_);
  }

  absl::Status Score() {
    const Scorer scorer(*model_);
    ScoreOptions options;
    options.stages = true;
    options.reasons =
        std::max(request_.reasons, request_.summary ? kReasonsOfSummary : 0);
    // Only rows tell how long a result holds.
    options.valid_until = request_.has_rows();
    options.profile = request_.profile;
    options.threads = request_.threads;
    if (!request_.input.as_of_column.empty()) {
      return scorer.Score(tables_.tables, tables_.as_of, options, &scores_);
    }
    as_of_ = request_.as_of.value_or(absl::Now());
    return scorer.Score(tables_.tables, as_of_, options, &scores_);
  }

  absl::Status Write() {
    std::vector<KeptColumn> kept;
    for (size_t i = 0; i < request_.input.keep.size(); ++i) {
      kept.push_back({request_.input.keep[i], &tables_.kept[i]});
    }
    ScoreRowsOptions options;
    options.format = request_.format;
    options.delimiter = request_.input.delimiter_of_rows();
    options.kept = kept;
    options.reasons = request_.reasons;
    options.as_of = &tables_.as_of;
    if (request_.input.shard.has_value()) {
      options.record_numbers = &tables_.record_numbers;
    }
    const ScoreRows rows(*model_, tables_.tables.leads, scores_, options);
    std::vector<size_t> chosen =
        SortedRows(request_.sort, *model_, scores_, rows);
    if (request_.top.has_value() && chosen.size() > *request_.top) {
      chosen.resize(*request_.top);
    }
    // The rows come last: where they are, everything else is.
    LEADSCORE_RETURN_IF_ERROR(unlinked_.Commit(terminal_.err));
    LEADSCORE_RETURN_IF_ERROR(rejected_.Commit(terminal_.err));
    if (!request_.accounts.empty()) {
      LEADSCORE_RETURN_IF_ERROR(WithPath(request_.accounts, WriteAccounts()));
    }
    if (output_.has_value()) {
      LEADSCORE_RETURN_IF_ERROR(WriteFile(rows, chosen));
    } else if (request_.has_rows()) {
      LEADSCORE_RETURN_IF_ERROR(WriteToTerminal(rows, chosen));
    }
    if (request_.summary || request_.profile) WriteOverview(kept);
    return absl::OkStatus();
  }

  // The summary and the profile.
  void WriteOverview(const std::vector<KeptColumn>& kept) const {
    terminal_.out << ModelText(*model_) << " as of "
                  << AsOfText(request_, as_of_) << "\n\n"
                  << ShardText()
                  << FormatGrouped(static_cast<int64_t>(scores_.size()))
                  << (scores_.size() == 1 ? " lead\n" : " leads\n");
    if (request_.summary) {
      terminal_.out << ScoreSummary(*model_, tables_.tables.leads, scores_,
                                    kept);
    }
    if (request_.profile) {
      terminal_.out << ProfileText(*model_, tables_, scores_.profile);
    }
  }

  // What stands before counts that are those of a shard.
  std::string ShardText() const {
    const std::optional<Shard>& shard = request_.input.shard;
    if (!shard.has_value()) return "";
    return absl::StrCat("Shard ", shard->number, "/", shard->of, ": ");
  }

  absl::Status WriteFile(const ScoreRows& rows,
                         const std::vector<size_t>& chosen) {
    const absl::Status written = WriteRows(
        rows, chosen,
        [this](const std::string& text) { return output_->Write(text); });
    LEADSCORE_RETURN_IF_ERROR(written);
    return output_->Commit(MakeManifest(request_, *model_, tables_, Counts(),
                                        static_cast<int64_t>(chosen.size()),
                                        as_of_));
  }

  absl::Status WriteAccounts() const {
    LEADSCORE_ASSIGN_OR_RETURN(
        const AccountTable accounts,
        Scorer(*model_).ScoreAccounts(tables_.tables, scores_));
    std::string text = "account,leads";
    for (const AccountScoreSpec& score : model_->spec().account_scores) {
      absl::StrAppend(&text, ",", score.name);
    }
    if (!accounts.stage.empty()) text += ",stage";
    text += '\n';
    for (size_t row = 0; row < accounts.size(); ++row) {
      AppendCsvCell(accounts.accounts[row], ',', &text);
      absl::StrAppend(&text, ",", accounts.leads[row]);
      for (const std::vector<Points>& score : accounts.scores) {
        absl::StrAppend(&text, ",", score[row].ToString());
      }
      if (!accounts.stage.empty()) {
        const auto stage = static_cast<size_t>(accounts.stage[row]);
        text += ',';
        AppendCsvCell(model_->stage_names()[stage], ',', &text);
      }
      text += '\n';
    }
    LEADSCORE_ASSIGN_OR_RETURN(AtomicFile file,
                               AtomicFile::Create(request_.accounts));
    LEADSCORE_RETURN_IF_ERROR(file.Write(text));
    return file.Commit();
  }

  // To people a table, to pipes the format.
  absl::Status WriteToTerminal(const ScoreRows& rows,
                               const std::vector<size_t>& chosen) const {
    if (terminal_.out_is_terminal && request_.format == RowFormat::kCsv) {
      constexpr size_t kMostRows = 50;
      terminal_.out << TableText(
          *model_, rows, chosen,
          request_.top.has_value() ? chosen.size() : kMostRows,
          tables_.tables.leads.columns().accounts().dictionary().size() > 0);
      return absl::OkStatus();
    }
    return WriteRows(rows, chosen, [this](const std::string& text) {
      terminal_.out << text;
      return absl::OkStatus();
    });
  }

  // Hands over the rows with their header, some at a time.
  static absl::Status WriteRows(
      const ScoreRows& rows, const std::vector<size_t>& chosen,
      const std::function<absl::Status(const std::string& text)>& write) {
    constexpr size_t kBytesAtOnce = size_t{64} << 10;
    std::string text;
    rows.AppendHeader(&text);
    for (size_t row : chosen) {
      rows.AppendRow(row, &text);
      if (text.size() < kBytesAtOnce) continue;
      LEADSCORE_RETURN_IF_ERROR(write(text));
      text.clear();
    }
    return write(text);
  }

  const ScoreRequest request_;
  Terminal& terminal_;
  RejectedFiles rejected_;
  std::optional<ManifestedOutput> output_;
  UnlinkedFile unlinked_;
  std::optional<Model> model_;
  ReadResult tables_;
  absl::Time as_of_;
  ScoreTable scores_;
};

int RunScore(const Options& options, Terminal& terminal) {
  absl::StatusOr<ScoreRequest> request = ParseScoreRequest(options);
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
      "Gives every lead its points, its grade and the stage it qualifies for, "
      "and with\n--reasons why. The model says which columns of the files hold "
      "what. Columns of\nthe result: id, account, one for each score, total, "
      "grade, qualifies_for, way\n(which way in, or what keeps it out), "
      "coverage (the share of the attributes that\nthe model reads which are "
      "present), stage (the one it is in, its history\nconsidered), since, "
      "valid_until (when points, grade or stage change if nothing\nhappens), "
      "those of --keep, reasons, and what the row was made with: model,\n"
      "model_version, fingerprint and as_of.\n\n"
      "  leadscore score --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --reasons 3 --output scores.csv\n"
      "  leadscore score --model acme.textproto --leads leads.csv \\\n"
      "    --sort total --top 50\n";
  command.options = ScoreOptionSpecs();
  command.run = RunScore;
  return command;
}

}  // namespace leadscore::internal
