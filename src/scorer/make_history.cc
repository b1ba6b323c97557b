#include "src/scorer/make_history.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/status_macros.h"
#include "src/qualify/causes.h"
#include "src/qualify/lead_timeline.h"
#include "src/scorer/shared_work.h"

namespace leadscore {

std::string CauseName(TransitionCause cause) {
  switch (cause) {
    case TransitionCause::kStated:
      return "stated";
    case TransitionCause::kReturned:
      return "returned";
    case TransitionCause::kActivity:
      return "activity";
    case TransitionCause::kAttribute:
      return "attribute";
    case TransitionCause::kAdjustment:
      return "adjustment";
    case TransitionCause::kRetraction:
      return "retraction";
    case TransitionCause::kCooldown:
      return "cooldown";
    case TransitionCause::kWindow:
      return "window";
    case TransitionCause::kDecay:
      return "decay";
    case TransitionCause::kTime:
      break;
  }
  return "time";
}

std::string Transition::CauseText() const {
  const std::string names = absl::StrJoin(cause_names, ", ");
  switch (cause) {
    case TransitionCause::kStated:
      return "stated by another system";
    case TransitionCause::kReturned:
    case TransitionCause::kActivity:
      return names;
    case TransitionCause::kAttribute:
      return absl::StrCat("known: ", names);
    case TransitionCause::kAdjustment:
      return "an adjustment";
    case TransitionCause::kRetraction:
      return "a retraction";
    case TransitionCause::kCooldown:
      return absl::StrCat("end of the cooldown after: ", names);
    case TransitionCause::kWindow:
      return absl::StrCat("out of its window: ", names);
    case TransitionCause::kDecay:
      return absl::StrCat("fading: ", names);
    case TransitionCause::kTime:
      break;
  }
  return names.empty() ? "time went by" : absl::StrCat("time went by: ", names);
}

bool operator==(const Transition& a, const Transition& b) {
  return a.time == b.time && a.from == b.from && a.to == b.to &&
         a.way == b.way && a.disqualified_by == b.disqualified_by &&
         a.cause == b.cause && a.cause_names == b.cause_names &&
         a.total == b.total && a.grade == b.grade;
}

namespace internal {

Transition MakeTransition(const CheckedModel& model, const StageChange& change,
                          Cause cause) {
  const auto stage = [&model](int index) -> const CheckedStage& {
    return model.stages[static_cast<size_t>(index)];
  };
  Transition transition;
  transition.time = FromMicros(change.time);
  transition.from = stage(change.from).name;
  transition.to = stage(change.to.stage).name;
  if (change.to.way >= 0) {
    transition.way =
        stage(change.to.stage).enter[static_cast<size_t>(change.to.way)].name;
  }
  if (change.to.disqualified_by >= 0) {
    transition.disqualified_by =
        model.disqualify[static_cast<size_t>(change.to.disqualified_by)].name;
  }
  transition.cause = cause.kind;
  transition.cause_names = std::move(cause.names);
  transition.total = change.total;
  transition.grade = change.grade;
  return transition;
}

LeadHistory MakeHistory(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row, Micros as_of,
                        LeadFolds* folds) {
  LeadHistory history;
  history.id = std::string(tables.leads().id(row));
  const std::vector<Micros> entries =
      EntryInstants(model, tables, accounts, row, as_of);
  if (!entries.empty()) history.first_entry = FromMicros(entries.front());
  if (model.stages.empty()) return history;
  const StageHistory stages = folds->Fold(row, as_of);
  for (const StageChange& change : stages.changes) {
    std::optional<Cause> cause = FindEntryCause(model, folds->log(), change);
    if (!cause.has_value()) cause = folds->FindCause(change);
    if (!cause.has_value()) {
      cause = FindOtherCause(model, tables, accounts, row, change);
    }
    history.transitions.push_back(
        MakeTransition(model, change, *std::move(cause)));
  }
  if (stages.disqualified_by >= 0) {
    history.disqualified_by =
        model.disqualify[static_cast<size_t>(stages.disqualified_by)].name;
  }
  return history;
}

absl::StatusOr<std::vector<LeadHistory>> MakeHistories(
    const CheckedModel& model, const FusedModel& fused, const Tables& tables,
    Micros as_of, const ScoreOptions& options) {
  constexpr size_t kChunkRows = 256;
  if (options.threads < 1) {
    return absl::InvalidArgumentError("a batch needs at least one thread");
  }
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(model, tables.leads, tables.activities));
  const AccountIndex accounts(bound.leads());
  const size_t rows = tables.leads.size();
  const size_t chunks = (rows + kChunkRows - 1) / kChunkRows;
  const size_t threads = std::max<size_t>(
      1, std::min(static_cast<size_t>(options.threads), chunks));
  std::vector<LeadHistory> histories(rows);
  ChunkQueue queue(chunks, threads);
  Progress progress(options);
  RunAsAsked(options, static_cast<int>(threads), [&](int thread) {
    LeadFolds folds(model, &fused, bound, accounts);
    size_t chunk = 0;
    while (queue.Take(static_cast<size_t>(thread), &chunk)) {
      const size_t begin = chunk * kChunkRows;
      const size_t end = std::min(begin + kChunkRows, rows);
      for (size_t row = begin; row < end; ++row) {
        histories[row] =
            MakeHistory(model, bound, accounts, row, as_of, &folds);
      }
      if (!progress.Add(end - begin)) break;
    }
  });
  if (progress.is_cancelled()) {
    return absl::CancelledError("the histories were cancelled");
  }
  return histories;
}

}  // namespace internal
}  // namespace leadscore
