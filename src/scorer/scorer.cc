#include "leadscore/scorer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/exec/lead_facts.h"
#include "src/explain/explained_change.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/profile/profiler.h"
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

// Gives equal texts one code, in the order of their first appearance.
class TextCodes {
 public:
  explicit TextCodes(std::vector<std::string>* texts) : texts_(texts) {}

  int32_t Encode(const std::string& text) {
    const auto [found, is_new] =
        codes_.emplace(text, static_cast<int32_t>(texts_->size()));
    if (is_new) texts_->push_back(text);
    return found->second;
  }

 private:
  std::vector<std::string>* texts_;
  absl::flat_hash_map<std::string, int32_t> codes_;
};

std::string WayText(const LeadResult& result) {
  return result.disqualified_by.empty()
             ? result.way
             : absl::StrCat("disqualified: ", result.disqualified_by);
}

void CountErrors(const LeadResult& result, std::vector<int64_t>* errors) {
  size_t rule_index = 0;
  for (const ScoreResult& score : result.scores) {
    for (const GroupResult& group : score.groups) {
      for (const RuleResult& rule : group.rules) {
        if (rule_index == errors->size()) errors->push_back(0);
        if (rule.errors > 0) ++(*errors)[rule_index];
        ++rule_index;
      }
    }
  }
}

// Appends results to a table, row by row.
class TableFiller {
 public:
  TableFiller(const Model& model, const ScoreOptions& options,
              ScoreTable* table)
      : model_(model),
        options_(options),
        table_(table),
        grades_(&table->grades),
        ways_(&table->ways) {
    *table = ScoreTable();
    table->scores.resize(model.score_names().size());
    table->screened.resize(model.checked().screens.size());
  }

  void Append(const LeadResult& result, const ScoredLead& scored) {
    for (size_t s = 0; s < result.scores.size(); ++s) {
      table_->scores[s].push_back(result.scores[s].points);
    }
    table_->total.push_back(result.total);
    table_->grade.push_back(grades_.Encode(result.grade));
    table_->qualifies_for.push_back(scored.evaluation.qualification.stage);
    table_->way.push_back(ways_.Encode(WayText(result)));
    table_->stage.push_back(scored.reported_stage);
    table_->since.push_back(result.since.value_or(absl::InfinitePast()));
    if (options_.valid_until) {
      table_->valid_until.push_back(result.valid_until.has_value()
                                        ? result.valid_until->time
                                        : absl::InfiniteFuture());
    }
    table_->coverage.push_back(
        result.attributes_read == 0
            ? 1.0
            : static_cast<double>(result.attributes_present) /
                  result.attributes_read);
    if (options_.reasons > 0) {
      table_->reasons.push_back(
          StrongestReasons(model_, result, options_.reasons));
    }
    CountErrors(result, &table_->rule_errors);
    for (size_t i = 0; i < result.screens.size(); ++i) {
      table_->screened[i] += result.screens[i].dropped;
    }
  }

 private:
  const Model& model_;
  const ScoreOptions& options_;
  ScoreTable* table_;
  TextCodes grades_;
  TextCodes ways_;
};

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

// Scores every row at the instant that `as_of_row` gives it.
template <typename AsOfRow>
absl::Status ScoreRows(const Model& model, const Tables& tables,
                       const AsOfRow& as_of_row, const ScoreOptions& options,
                       ScoreTable* scores) {
  const CheckedModel& checked = model.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const AccountIndex accounts(bound.leads());
  TableFiller filler(model, options, scores);
  std::optional<internal::Profiler> profiler;
  if (options.profile) profiler.emplace(checked, bound);
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros as_of,
                               CheckAsOf(as_of_row(row)));
    const ScoredLead scored(checked, bound, accounts, row, as_of);
    filler.Append(ResultOf(checked, bound, row, scored, options.valid_until),
                  scored);
    scores->activities_later += scored.evaluation.facts.log().later;
    if (profiler.has_value()) {
      profiler->Add(scored.evaluation, scored.reported_stage);
    }
  }
  if (profiler.has_value()) scores->profile = profiler->Finish();
  return absl::OkStatus();
}

}  // namespace

Scorer::Scorer(Model model) : model_(std::move(model)) {}

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
  return internal::MakeHistory(checked, bound, AccountIndex(bound.leads()), row,
                               micros);
}

absl::StatusOr<std::vector<LeadHistory>> Scorer::Histories(
    const Tables& tables, absl::Time as_of) const {
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const CheckedModel& checked = model_.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const AccountIndex accounts(bound.leads());
  std::vector<LeadHistory> histories;
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    histories.push_back(
        internal::MakeHistory(checked, bound, accounts, row, micros));
  }
  return histories;
}

absl::Status Scorer::Score(const Tables& tables, absl::Time as_of,
                           const ScoreOptions& options,
                           ScoreTable* scores) const {
  LEADSCORE_RETURN_IF_ERROR(ScoreRows(
      model_, tables, [as_of](size_t) { return as_of; }, options, scores));
  scores->as_of = as_of;
  return absl::OkStatus();
}

absl::Status Scorer::Score(const Tables& tables,
                           absl::Span<const absl::Time> as_of,
                           const ScoreOptions& options,
                           ScoreTable* scores) const {
  if (as_of.size() != tables.leads.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        as_of.size(), " instants for ", tables.leads.size(), " leads"));
  }
  return ScoreRows(
      model_, tables, [as_of](size_t row) { return as_of[row]; }, options,
      scores);
}

}  // namespace leadscore
