#include "src/scorer/make_history.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/qualify/causes.h"
#include "src/qualify/lead_timeline.h"
#include "src/qualify/stage_fold.h"

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

namespace internal {
namespace {

Transition MakeTransition(const CheckedModel& model, const BoundTables& tables,
                          const AccountIndex& accounts, size_t row,
                          const StageChange& change) {
  const auto stage = [&model](int index) -> const CheckedStage& {
    return model.stages[static_cast<size_t>(index)];
  };
  const Evaluation now(
      model, tables, row,
      ResolveLeadLog(model, tables, accounts, row, change.time), change.time);
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
  Cause cause = FindCause(model, tables, accounts, row, change, now);
  transition.cause = cause.kind;
  transition.cause_names = std::move(cause.names);
  transition.total = now.scores.total;
  transition.grade = now.qualification.grade;
  return transition;
}

}  // namespace

LeadHistory MakeHistory(const CheckedModel& model, const BoundTables& tables,
                        const AccountIndex& accounts, size_t row,
                        Micros as_of) {
  LeadHistory history;
  history.id = std::string(tables.leads().id(row));
  const std::vector<Micros> entries =
      EntryInstants(model, tables, accounts, row, as_of);
  if (!entries.empty()) history.first_entry = FromMicros(entries.front());
  if (model.stages.empty()) return history;
  const Evaluation now(model, tables, row,
                       ResolveLeadLog(model, tables, accounts, row, as_of),
                       as_of);
  for (const StageChange& change :
       FoldStages(model, tables, accounts, row, now).changes) {
    history.transitions.push_back(
        MakeTransition(model, tables, accounts, row, change));
  }
  if (now.qualification.disqualified_by >= 0) {
    history.disqualified_by =
        model.disqualify[static_cast<size_t>(now.qualification.disqualified_by)]
            .name;
  }
  return history;
}

}  // namespace internal
}  // namespace leadscore
