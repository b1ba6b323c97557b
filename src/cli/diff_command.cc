#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "leadscore/model_diff.h"
#include "leadscore/score_diff.h"
#include "src/cli/commands.h"
#include "src/cli/diff_json.h"
#include "src/cli/diff_page.h"
#include "src/cli/diff_request.h"
#include "src/cli/diff_rows.h"
#include "src/cli/load_model.h"
#include "src/cli/score_report.h"
#include "src/cli/table_input.h"
#include "src/cli/text_table.h"
#include "src/core/file.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/io/atomic_file.h"

namespace leadscore::internal {
namespace {

class DiffRun {
 public:
  DiffRun(DiffRequest request, Terminal& terminal)
      : request_(std::move(request)), terminal_(terminal) {}

  int Run() {
    LoadedModel from = Load(request_.model);
    if (!from.model.has_value()) return from.exit_code;
    from_.emplace(DiffSide{*from.model, Tables(), request_.as_of});
    if (is_of_two_models()) {
      LoadedModel to = Load(request_.against);
      if (!to.model.has_value()) return to.exit_code;
      to_.emplace(DiffSide{*to.model, Tables(), request_.as_of});
      models_ = DiffModels(from_->model, to_->model);
    } else {
      to_ = from_;
      from_->as_of = *request_.since;
    }
    if (request_.has_leads()) {
      if (const absl::Status opened = OpenMovers(); !opened.ok()) {
        return Failed(opened, kExitFailedIo);
      }
      if (const int exit_code = ReadLeads(); exit_code != kExitOk) {
        return exit_code;
      }
      if (const absl::Status compared = CompareLeads(); !compared.ok()) {
        return Failed(compared, kExitBadData);
      }
      if (const absl::Status written = WriteToMovers(); !written.ok()) {
        return Failed(written, kExitFailedIo);
      }
    }
    Print();
    return ExitCode();
  }

 private:
  bool is_of_two_models() const { return !request_.against.empty(); }

  LoadedModel Load(const std::string& path) {
    return LoadModel(path, /*with_warnings=*/false, terminal_);
  }

  int Failed(const absl::Status& status, int exit_code) {
    terminal_.err << "leadscore: " << std::string(status.message()) << "\n";
    return exit_code;
  }

  // What one model reads, and all that is to say about it.
  struct Reading {
    absl::Status status;
    ReadResult result;
    std::string said;
  };

  Reading Read(const TableInput& input, const Model& model) {
    Reading reading;
    std::ostringstream said;
    Terminal terminal{terminal_.out, said};
    reading.status =
        ReadTableInput(input, model, nullptr, terminal, &reading.result);
    if (reading.status.ok()) {
      PrintInputReport(input, reading.result, "the model does not know", said);
    }
    reading.said = said.str();
    return reading;
  }

  // Each model reads the files by itself, for it may call columns otherwise.
  int ReadLeads() {
    TableInput input = request_.input;
    if (!request_.by.empty()) input.keep = {ColumnOf(request_.by)};
    Reading from = Read(input, from_->model);
    from_->tables = from.result.tables;
    by_ = std::move(from.result.kept);
    if (!is_of_two_models()) {
      terminal_.err << from.said;
      to_->tables = from_->tables;
      return ExitCodeOf(from.status);
    }
    if (!from.status.ok()) {
      Say(request_.model, from.said);
      return ExitCodeOf(from.status);
    }
    const Reading to = Read(request_.input, to_->model);
    if (from.said == to.said) {
      terminal_.err << from.said;
    } else {
      Say(request_.model, from.said);
      Say(request_.against, to.said);
    }
    to_->tables = to.result.tables;
    return ExitCodeOf(to.status);
  }

  void Say(const std::string& model, const std::string& said) {
    if (said.empty()) return;
    terminal_.err << "leadscore: as " << model << " reads the files\n" << said;
  }

  // The column of an attribute that has one, or else that of this name.
  std::string ColumnOf(const std::string& name) const {
    for (const AttributeSpec& attribute : from_->model.spec().attributes) {
      if (attribute.name == name && attribute.from.empty() &&
          !attribute.column.empty()) {
        return attribute.column;
      }
    }
    return name;
  }

  absl::Status OpenMovers() {
    if (request_.movers.empty()) return absl::OkStatus();
    absl::StatusOr<AtomicFile> file = AtomicFile::Create(request_.movers);
    if (!file.ok()) return WithPath(request_.movers, file.status());
    movers_.emplace(*std::move(file));
    return absl::OkStatus();
  }

  absl::Status CompareLeads() {
    ScoreDiffOptions options;
    options.threads = request_.threads;
    options.explained = request_.explained;
    if (!by_.empty()) options.by = &by_[0];
    LEADSCORE_ASSIGN_OR_RETURN(scores_, DiffScores(*from_, *to_, options));
    return absl::OkStatus();
  }

  absl::Status WriteToMovers() {
    if (!movers_.has_value()) return absl::OkStatus();
    const absl::Status written = WriteMovers(
        *scores_, from_->tables.leads,
        [this](const std::string& text) { return movers_->Write(text); });
    return WithPath(request_.movers,
                    written.ok() ? movers_->Commit() : written);
  }

  void Print() {
    DiffParts parts;
    parts.from = &*from_;
    parts.to = &*to_;
    if (models_.has_value()) parts.models = &*models_;
    if (scores_.has_value()) parts.scores = &*scores_;
    parts.by = request_.by;
    constexpr size_t kMostMovers = 10;
    terminal_.out << (request_.format == "json"
                          ? DiffJson(parts,
                                     request_.top.value_or(
                                         std::numeric_limits<size_t>::max()))
                          : DiffPage(parts,
                                     request_.top.value_or(kMostMovers)));
  }

  int ExitCode() {
    if (!request_.fail_if_moved.has_value() || scores_->leads == 0) {
      return kExitOk;
    }
    const auto moved = static_cast<double>(scores_->stage_or_grade_changes);
    const auto leads = static_cast<double>(scores_->leads);
    if (moved * 100 <= *request_.fail_if_moved * leads) return kExitOk;
    terminal_.err << "leadscore: "
                  << PercentText(scores_->stage_or_grade_changes,
                                 scores_->leads)
                  << " of the leads change their stage or grade, more than "
                  << FormatDouble(*request_.fail_if_moved) << " %\n";
    return kExitBreached;
  }

  const DiffRequest request_;
  Terminal& terminal_;
  std::optional<DiffSide> from_;
  std::optional<DiffSide> to_;
  std::vector<std::vector<std::string>> by_;
  std::optional<ModelDiff> models_;
  std::optional<AtomicFile> movers_;
  std::optional<ScoreDiff> scores_;
};

int RunDiff(const Options& options, Terminal& terminal) {
  absl::StatusOr<DiffRequest> request = ParseDiffRequest(options);
  if (!request.ok()) {
    return BadUsage("diff", std::string(request.status().message()), terminal);
  }
  return DiffRun(*std::move(request), terminal).Run();
}

}  // namespace

Command DiffCommand() {
  Command command;
  command.name = "diff";
  command.summary = "says what another model, or time, does to the leads";
  command.usage = "--model FILE (--against FILE | --since TIME) [OPTIONS]";
  command.details =
      "Compares two models before the second one is live, or one model at two "
      "instants:\nwhich leads move to another stage, grade or score, and which "
      "rules cause it; how\npoints are distributed before and after, and the "
      "load of each owner. Of two\nmodels also what differs between them, "
      "which agreed examples break or are\nmended, and which warnings come or "
      "go; without --leads only that. Leads are the\nsame if their ids are; "
      "each model reads the files by itself. A lead moves if a\nrun of "
      "'leadscore score' gives it another stage, grade, total or score.\n\n"
      "  leadscore diff --model live.textproto --against changed.textproto \\\n"
      "    --leads leads.csv --activities activities.csv --by owner\n"
      "  leadscore diff --model live.textproto --leads leads.csv \\\n"
      "    --activities activities.csv --since 2026-11-13T00:00:00Z\n";
  command.options = DiffOptionSpecs();
  command.run = RunDiff;
  return command;
}

}  // namespace leadscore::internal
