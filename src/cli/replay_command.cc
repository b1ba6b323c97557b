#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/account_history.h"
#include "leadscore/funnel.h"
#include "leadscore/scorer.h"
#include "src/cli/commands.h"
#include "src/cli/funnel_page.h"
#include "src/cli/funnel_rows.h"
#include "src/cli/load_model.h"
#include "src/cli/replay_request.h"
#include "src/cli/row_table.h"
#include "src/cli/score_report.h"
#include "src/cli/table_input.h"
#include "src/cli/transition_rows.h"
#include "src/cli/written_file.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {
namespace {

class ReplayRun {
 public:
  ReplayRun(ReplayRequest request, Terminal& terminal)
      : request_(std::move(request)), terminal_(terminal) {}

  int Run() {
    LoadedModel loaded =
        LoadModel(request_.model, /*with_warnings=*/false, terminal_);
    if (!loaded.model.has_value()) return loaded.exit_code;
    model_ = std::move(loaded.model);
    if (model_->stage_names().empty()) {
      return Failed(absl::InvalidArgumentError(absl::StrCat(
                        request_.model,
                        ": the model has no stages that leads could go "
                        "through; add some: stages { name: \"...\" }")),
                    kExitBadData);
    }
    if (const absl::Status opened = OpenOutput(); !opened.ok()) {
      return Failed(opened, kExitFailedIo);
    }
    if (const absl::Status read = ReadTables(); !read.ok()) {
      return ExitCodeOf(read);
    }
    if (const absl::Status replayed = Replay(); !replayed.ok()) {
      return Failed(replayed, kExitBadData);
    }
    if (const absl::Status written = WriteAccounts(); !written.ok()) {
      return Failed(written, kExitFailedIo);
    }
    if (const absl::Status written = WriteRows(); !written.ok()) {
      return Failed(written, kExitFailedIo);
    }
    PrintFunnel();
    return kExitOk;
  }

 private:
  int Failed(const absl::Status& status, int exit_code) {
    terminal_.err << "leadscore: " << std::string(status.message()) << "\n";
    return exit_code;
  }

  absl::Status OpenOutput() {
    if (request_.output.empty()) return absl::OkStatus();
    absl::StatusOr<AtomicFile> file = AtomicFile::Create(request_.output);
    if (!file.ok()) return WithPath(request_.output, file.status());
    output_.emplace(*std::move(file));
    return absl::OkStatus();
  }

  absl::Status ReadTables() {
    TableInput input = request_.input;
    if (!request_.by.empty()) input.keep = {ColumnOf(request_.by)};
    LEADSCORE_RETURN_IF_ERROR(
        ReadTableInput(input, *model_, nullptr, terminal_, &read_));
    PrintInputReport(input, read_, "the model does not know", terminal_.err);
    return absl::OkStatus();
  }

  // The column of an attribute that has one, or else that of this name.
  std::string ColumnOf(const std::string& name) const {
    for (const AttributeSpec& attribute : model_->spec().attributes) {
      if (attribute.name == name && attribute.from.empty() &&
          !attribute.column.empty()) {
        return attribute.column;
      }
    }
    return name;
  }

  absl::Status Replay() {
    ScoreOptions scoring;
    scoring.threads = request_.threads;
    // What happens at the end of the period is not part of it.
    LEADSCORE_ASSIGN_OR_RETURN(
        histories_,
        Scorer(*model_).Histories(
            read_.tables, request_.to - absl::Microseconds(1), scoring));
    FunnelOptions options;
    options.from = request_.from;
    options.to = request_.to;
    if (!read_.kept.empty()) options.by = &read_.kept[0];
    options.weekly = request_.weekly;
    LEADSCORE_ASSIGN_OR_RETURN(funnel_,
                               MakeFunnel(*model_, histories_, options));
    if (!request_.accounts.empty()) {
      LEADSCORE_ASSIGN_OR_RETURN(
          accounts_,
          MakeAccountHistories(*model_, read_.tables.leads, histories_));
    }
    // A lead without entries has been in its stage since ever, though its
    // history says that it is so since it was looked at.
    for (LeadHistory& history : histories_) {
      if (!history.first_entry.has_value()) history.transitions.clear();
    }
    return absl::OkStatus();
  }

  absl::Status WriteAccounts() const {
    if (request_.accounts.empty()) return absl::OkStatus();
    RowTable rows({"account", "time", "from", "to", "lead"});
    for (const AccountHistory& account : accounts_) {
      for (const AccountTransition& transition : account.transitions) {
        if (transition.time < request_.from) continue;
        rows.Add({Cell::Text(account.account), Cell::Instant(transition.time),
                  Cell::Text(transition.from), Cell::Text(transition.to),
                  Cell::Text(transition.lead_id)});
      }
    }
    return WithPath(request_.accounts,
                    WriteWholeFile(request_.accounts, request_.format == "jsonl"
                                                          ? rows.ToJsonLines()
                                                          : rows.ToCsv()));
  }

  absl::Status WriteRows() {
    if (!request_.has_rows()) return absl::OkStatus();
    TransitionRows rows;
    rows.as_json = request_.format == "jsonl";
    rows.from = request_.from;
    rows.to = request_.to;
    if (!output_.has_value()) {
      return WriteTransitions(histories_, rows, [this](const auto& text) {
        terminal_.out << text;
        return absl::OkStatus();
      });
    }
    const absl::Status written = WriteTransitions(
        histories_, rows,
        [this](const std::string& text) { return output_->Write(text); });
    return WithPath(request_.output,
                    written.ok() ? output_->Commit() : written);
  }

  void PrintFunnel() const {
    if (request_.funnel == "text") {
      FunnelPageParts parts;
      parts.model = &*model_;
      parts.funnel = &funnel_;
      parts.from = request_.from;
      parts.to = request_.to;
      parts.by = request_.by;
      parts.leads = static_cast<int64_t>(histories_.size());
      parts.transitions = CountTransitions();
      terminal_.out << FunnelPage(parts);
    } else if (request_.funnel != "none") {
      const RowTable rows = FunnelRows(*model_, funnel_);
      terminal_.out << (request_.funnel == "csv" ? rows.ToCsv()
                                                 : rows.ToJsonLines());
    }
  }

  // Those within the period.
  int64_t CountTransitions() const {
    int64_t count = 0;
    for (const LeadHistory& history : histories_) {
      for (const Transition& transition : history.transitions) {
        if (transition.time >= request_.from) ++count;
      }
    }
    return count;
  }

  const ReplayRequest request_;
  Terminal& terminal_;
  std::optional<AtomicFile> output_;
  std::optional<Model> model_;
  ReadResult read_;
  std::vector<LeadHistory> histories_;
  std::vector<AccountHistory> accounts_;
  Funnel funnel_;
};

int RunReplay(const Options& options, Terminal& terminal) {
  absl::StatusOr<ReplayRequest> request = ParseReplayRequest(options);
  if (!request.ok()) {
    return BadUsage("replay", std::string(request.status().message()),
                    terminal);
  }
  return ReplayRun(*std::move(request), terminal).Run();
}

}  // namespace

Command ReplayCommand() {
  Command command;
  command.name = "replay";
  command.summary = "replays a period: all changes of stage, and the funnel";
  command.usage = "--model FILE --leads FILE [--activities FILE] [OPTIONS]";
  command.details =
      "Goes through what happened to all leads as if the model had been at "
      "work then:\nwhat it knew at each instant, and which stage followed. "
      "Prints the funnel of the\nperiod; --output FILE gets a row for each "
      "change of stage, as 'leadscore history'\nhas them. For each stage the "
      "funnel tells the leads that came in and their\nentries, those of leads "
      "that came back (recycled: they had been there before, or\nsales had "
      "given them back), how the stays ended (went up, fell back, or remain),"
      "\nthe share of the leads that came into a higher stage later "
      "(conversion), the\nmedian and the 90th percentile of the stays that "
      "ended in the period, and the\nleads that are in the stage at its end."
      "\n\n"
      "  leadscore replay --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --sets sets.csv --output moves.csv\n"
      "  leadscore replay --model acme.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --from 2026-07-01T00:00:00Z \\\n"
      "    --to 2026-10-01T00:00:00Z --by source --weekly --funnel csv\n";
  command.options = ReplayOptionSpecs();
  command.run = RunReplay;
  return command;
}

}  // namespace leadscore::internal
