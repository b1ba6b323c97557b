#include "leadscore/scorer.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/exec/lead_facts.h"
#include "src/explain/explained_change.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/scorer/bulk_scorer.h"
#include "src/scorer/describe_plan.h"
#include "src/scorer/make_explanation.h"
#include "src/scorer/make_history.h"
#include "src/scorer/make_result.h"

namespace leadscore {
namespace {

using internal::AccountIndex;
using internal::BoundTables;
using internal::CheckAsOf;
using internal::CheckedModel;
using internal::ScoredLead;

LeadResult ResultOf(const CheckedModel& model, const BoundTables& tables,
                    size_t row, const ScoredLead& scored,
                    bool with_valid_until) {
  LeadResult result = MakeResult(model, tables, row, scored);
  if (with_valid_until) {
    result.valid_until = MakeValidUntil(model, tables, row, scored);
  }
  return result;
}

// A row of a table that has it.
absl::Status CheckRow(const Tables& tables, size_t row) {
  if (row < tables.leads.size()) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("row ", row, " of a table of ",
                                            tables.leads.size(), " leads"));
}

}  // namespace

Scorer::Scorer(Model model)
    : model_(std::move(model)),
      fused_(std::make_shared<internal::LazyFusedModel>(model_)) {}

absl::StatusOr<Tables> Scorer::TablesOf(const Lead& lead) const {
  TableBuilder builder(model_.lead_schema(), model_.activity_schema());
  LEADSCORE_RETURN_IF_ERROR(builder.Add(lead));
  return builder.Build();
}

absl::StatusOr<LeadResult> Scorer::Score(const Lead& lead, absl::Time as_of,
                                         const ScoreOptions& options) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Tables tables, TablesOf(lead));
  return ScoreRow(tables, 0, as_of, options);
}

absl::Status Scorer::Score(const LeadView& lead, absl::Time as_of,
                           ScoreContext* context, LeadScore* score) const {
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  internal::ScoreContextState& state = context->state();
  const std::shared_ptr<const internal::FusedModel>& fused = fused_->Get();
  if (state.view_scorer == nullptr || state.view_scorer->model() != fused) {
    state.view_scorer = std::make_unique<internal::ViewScorer>(model_, fused);
  }
  return state.view_scorer->Score(lead, micros, score);
}

absl::StatusOr<LeadResult> Scorer::ScoreRow(const Tables& tables, size_t row,
                                            absl::Time as_of,
                                            const ScoreOptions& options) const {
  LEADSCORE_RETURN_IF_ERROR(CheckRow(tables, row));
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const CheckedModel& checked = model_.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const ScoredLead scored(checked, bound, AccountIndex(bound.leads()), row,
                          micros);
  return ResultOf(checked, bound, row, scored, options.valid_until);
}

absl::StatusOr<Explanation> Scorer::Explain(const Lead& lead,
                                            absl::Time as_of) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Tables tables, TablesOf(lead));
  return ExplainRow(tables, 0, as_of);
}

absl::StatusOr<Explanation> Scorer::ExplainRow(const Tables& tables, size_t row,
                                               absl::Time as_of) const {
  LEADSCORE_RETURN_IF_ERROR(CheckRow(tables, row));
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const CheckedModel& checked = model_.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  return internal::MakeExplanation(checked, bound, AccountIndex(bound.leads()),
                                   row, micros);
}

absl::StatusOr<ExplainedChange> Scorer::ExplainChange(const Lead& lead,
                                                      absl::Time from,
                                                      absl::Time to) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Tables tables, TablesOf(lead));
  return ExplainChange(tables, 0, from, to);
}

absl::StatusOr<ExplainedChange> Scorer::ExplainChange(const Tables& tables,
                                                      size_t row,
                                                      absl::Time from,
                                                      absl::Time to) const {
  if (from >= to) {
    return absl::InvalidArgumentError(
        "the earlier instant is not earlier than the later one");
  }
  ExplainedChange change;
  LEADSCORE_ASSIGN_OR_RETURN(change.from, ExplainRow(tables, row, from));
  LEADSCORE_ASSIGN_OR_RETURN(change.to, ExplainRow(tables, row, to));
  change.changes = internal::FindPointsChanges(change.from, change.to);
  LEADSCORE_ASSIGN_OR_RETURN(LeadHistory history, History(tables, row, to));
  for (Transition& transition : history.transitions) {
    if (transition.time > from) {
      change.transitions.push_back(std::move(transition));
    }
  }
  return change;
}

absl::StatusOr<LeadHistory> Scorer::History(const Lead& lead,
                                            absl::Time as_of) const {
  LEADSCORE_ASSIGN_OR_RETURN(const Tables tables, TablesOf(lead));
  return History(tables, 0, as_of);
}

absl::StatusOr<LeadHistory> Scorer::History(const Tables& tables, size_t row,
                                            absl::Time as_of) const {
  LEADSCORE_RETURN_IF_ERROR(CheckRow(tables, row));
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const CheckedModel& checked = model_.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const AccountIndex accounts(bound.leads());
  internal::LeadFolds folds(checked, nullptr, bound, accounts);
  return internal::MakeHistory(checked, bound, accounts, row, micros, &folds);
}

absl::StatusOr<std::vector<LeadHistory>> Scorer::Histories(
    const Tables& tables, absl::Time as_of, const ScoreOptions& options) const {
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  return internal::MakeHistories(model_.checked(), *fused_->Get(), tables,
                                 micros, options);
}

ScoringPlan Scorer::Plan() const {
  return internal::DescribePlan(*fused_->Get());
}

absl::Status Scorer::Score(const Tables& tables, absl::Time as_of,
                           const ScoreOptions& options, ScoreTable* scores,
                           ScoreContext* context) const {
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const internal::AsOfRows rows = {micros, nullptr};
  LEADSCORE_RETURN_IF_ERROR(internal::ScoreInBulk(
      model_, fused_->Get(), tables, rows, options, {}, context, scores));
  scores->as_of = as_of;
  return absl::OkStatus();
}

absl::Status Scorer::Score(const Tables& tables,
                           absl::Span<const absl::Time> as_of,
                           const ScoreOptions& options, ScoreTable* scores,
                           ScoreContext* context) const {
  if (as_of.size() != tables.leads.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        as_of.size(), " instants for ", tables.leads.size(), " leads"));
  }
  std::vector<internal::Micros> each;
  each.reserve(as_of.size());
  for (absl::Time time : as_of) {
    LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(time));
    each.push_back(micros);
  }
  const internal::AsOfRows rows = {0, each.data()};
  return internal::ScoreInBulk(model_, fused_->Get(), tables, rows, options, {},
                               context, scores);
}

}  // namespace leadscore
