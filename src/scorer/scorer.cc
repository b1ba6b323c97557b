#include "leadscore/scorer.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"
#include "src/exec/lead_facts.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/qualify/qualification.h"

namespace leadscore {
namespace {

using internal::AccountIndex;
using internal::BoundTables;
using internal::CheckedModel;
using internal::LeadFacts;
using internal::PlainScores;
using internal::Qualification;

// All that is known of one lead after scoring it.
struct Scored {
  Scored(const CheckedModel& model, const BoundTables& tables,
         const AccountIndex& accounts, size_t row, internal::Micros as_of)
      : facts(model, tables, accounts, row, as_of),
        scores(EvaluateScores(model, tables, facts)),
        qualification(Qualify(model, scores, &facts)) {}

  LeadFacts facts;
  PlainScores scores;
  Qualification qualification;
};

absl::StatusOr<internal::Micros> CheckAsOf(absl::Time as_of) {
  const internal::Micros micros = internal::ToMicros(as_of);
  const absl::Time kept = internal::FromMicros(micros);
  if (as_of < kept || as_of >= kept + absl::Microseconds(1)) {
    return absl::OutOfRangeError("as_of is outside the years 1 to 9999");
  }
  return micros;
}

// "lead.budget": how conditions call a variable.
std::string VariableName(const CheckedModel& model, int variable) {
  const internal::LeadVariables& variables = model.lead_variables;
  const int attribute = variable - variables.attributes;
  if (attribute >= 0 && attribute < static_cast<int>(model.attributes.size())) {
    return absl::StrCat("lead.",
                        model.attributes[static_cast<size_t>(attribute)].name);
  }
  const int signal = variable - variables.signals;
  if (signal >= 0 && signal < static_cast<int>(model.signals.size())) {
    return absl::StrCat("signal.",
                        model.signals[static_cast<size_t>(signal)].name);
  }
  return "";
}

RuleResult MakeRuleResult(const CheckedModel& model,
                          const internal::CheckedRule& rule,
                          const internal::RuleValue& value) {
  RuleResult result;
  result.name = rule.name;
  result.label = rule.label;
  result.outcome = value.outcome;
  result.choice = value.choice;
  result.activities = value.activities;
  if (value.outcome == RuleOutcome::kMissing) {
    result.missing = VariableName(model, value.missing);
  }
  result.errors = value.errors;
  result.raw = value.raw;
  result.points = value.points;
  return result;
}

ScoreResult MakeScoreResult(const CheckedModel& model,
                            const internal::CheckedScore& score,
                            const internal::ScoreValue& value, int band) {
  ScoreResult result;
  result.name = score.name;
  result.label = score.label;
  result.base = score.base;
  result.raw = value.raw;
  result.points = value.points;
  if (band >= 0) result.band = score.bands[static_cast<size_t>(band)].label;
  for (size_t g = 0; g < score.groups.size(); ++g) {
    const internal::CheckedGroup& group = score.groups[g];
    GroupResult group_result;
    group_result.name = group.name;
    group_result.label = group.label;
    group_result.raw = value.groups[g].raw;
    group_result.points = value.groups[g].points;
    for (size_t r = 0; r < group.rules.size(); ++r) {
      group_result.rules.push_back(
          MakeRuleResult(model, group.rules[r], value.groups[g].rules[r]));
    }
    result.groups.push_back(std::move(group_result));
  }
  return result;
}

void SetQualification(const CheckedModel& model,
                      const Qualification& qualification, LeadResult* result) {
  result->grade = qualification.grade;
  if (qualification.stage >= 0) {
    const internal::CheckedStage& stage =
        model.stages[static_cast<size_t>(qualification.stage)];
    result->qualifies_for = stage.name;
    if (qualification.way >= 0) {
      result->way = stage.enter[static_cast<size_t>(qualification.way)].name;
    }
  }
  if (qualification.disqualified_by >= 0) {
    result->disqualified_by =
        model.disqualify[static_cast<size_t>(qualification.disqualified_by)]
            .name;
  }
  for (size_t s = 0; s < model.stages.size(); ++s) {
    const internal::CheckedStage& stage = model.stages[s];
    for (size_t e = 0; e < stage.evidence.size(); ++e) {
      result->evidence.push_back(EvidenceResult{
          stage.name, stage.evidence[e].name, qualification.evidence[s][e]});
    }
  }
}

int CountPresent(const CheckedModel& model, const LeadFacts& facts) {
  return static_cast<int>(
      std::count_if(model.attributes_read.begin(), model.attributes_read.end(),
                    [&facts](int i) { return facts.HasAttribute(i); }));
}

LeadResult MakeResult(const CheckedModel& model, const Scored& scored,
                      std::string_view id) {
  LeadResult result;
  result.id = std::string(id);
  result.as_of = internal::FromMicros(scored.facts.as_of());
  for (size_t s = 0; s < model.scores.size(); ++s) {
    result.scores.push_back(MakeScoreResult(model, model.scores[s],
                                            scored.scores.scores[s],
                                            scored.qualification.bands[s]));
  }
  result.total = scored.scores.total;
  SetQualification(model, scored.qualification, &result);
  result.attributes_present = CountPresent(model, scored.facts);
  result.attributes_read = static_cast<int>(model.attributes_read.size());
  for (size_t i = 0; i < model.screens.size(); ++i) {
    result.screens.push_back(
        ScreenResult{model.screens[i].name, scored.facts.log().screened[i]});
  }
  return result;
}

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

  void Append(const LeadResult& result, int stage) {
    for (size_t s = 0; s < result.scores.size(); ++s) {
      table_->scores[s].push_back(result.scores[s].points);
    }
    table_->total.push_back(result.total);
    table_->grade.push_back(grades_.Encode(result.grade));
    table_->qualifies_for.push_back(stage);
    table_->way.push_back(ways_.Encode(WayText(result)));
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
  for (size_t row = 0; row < tables.leads.size(); ++row) {
    LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros as_of,
                               CheckAsOf(as_of_row(row)));
    const Scored scored(checked, bound, accounts, row, as_of);
    filler.Append(MakeResult(checked, scored, tables.leads.id(row)),
                  scored.qualification.stage);
    scores->activities_later += scored.facts.log().later;
  }
  return absl::OkStatus();
}

}  // namespace

Scorer::Scorer(Model model) : model_(std::move(model)) {}

absl::StatusOr<LeadResult> Scorer::Score(const Lead& lead,
                                         absl::Time as_of) const {
  TableBuilder builder(model_.lead_schema(), model_.activity_schema());
  LEADSCORE_RETURN_IF_ERROR(builder.Add(lead));
  return ScoreRow(builder.Build(), 0, as_of);
}

absl::StatusOr<LeadResult> Scorer::ScoreRow(const Tables& tables, size_t row,
                                            absl::Time as_of) const {
  if (row >= tables.leads.size()) {
    return absl::OutOfRangeError(absl::StrCat("row ", row, " of a table of ",
                                              tables.leads.size(), " leads"));
  }
  LEADSCORE_ASSIGN_OR_RETURN(const internal::Micros micros, CheckAsOf(as_of));
  const CheckedModel& checked = model_.checked();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(checked, tables.leads, tables.activities));
  const Scored scored(checked, bound, AccountIndex(bound.leads()), row, micros);
  return MakeResult(checked, scored, tables.leads.id(row));
}

absl::Status Scorer::Score(const Tables& tables, absl::Time as_of,
                           const ScoreOptions& options,
                           ScoreTable* scores) const {
  return ScoreRows(
      model_, tables, [as_of](size_t) { return as_of; }, options, scores);
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
