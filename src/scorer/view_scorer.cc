#include "src/scorer/view_scorer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "leadscore/table.h"
#include "src/core/fixed.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/exec/plain_scores.h"
#include "src/model/bound_tables.h"
#include "src/qualify/evaluation.h"

namespace leadscore::internal {

ViewScorer::ViewScorer(const Model& model,
                       std::shared_ptr<const FusedModel> fused,
                       const Kernels* kernels)
    : api_model_(model),
      model_(api_model_.checked()),
      fused_(std::move(fused)),
      grades_(model_),
      ways_(model_) {
  if (SingleScorer::MayScore(*fused_)) {
    single_.emplace(*fused_, kernels != nullptr ? *kernels : BestKernels());
  }
  adds_up_ = AddsUp(model_);
}

absl::Status ViewScorer::Score(const LeadView& lead, Micros as_of,
                               LeadScore* score) {
  if (!single_.has_value() || !single_->Score(lead, as_of)) {
    return ScorePlainly(lead, as_of, score);
  }
  const PanelSums& sums = single_->sums();
  score->scores.resize(model_.scores.size());
  for (size_t s = 0; s < model_.scores.size(); ++s) {
    score->scores[s] = Points::FromMicros(sums.scores(s)[0]);
  }
  score->total = TotalOfScores(*score);
  SetGrade(score);
  score->qualifies_for = -1;
  score->way = std::string_view();
  if (!model_.stages.empty()) {
    int32_t stage = 0;
    int32_t way = 0;
    StageChooser(*fused_, ways_, &holds_)
        .Choose(sums, &score->total, 1, &stage, &way);
    score->qualifies_for = stage;
    score->way = ways_.texts()[static_cast<size_t>(way)];
  }
  score->attributes_read = static_cast<int>(model_.attributes_read.size());
  score->attributes_present = single_->attributes_present();
  return absl::OkStatus();
}

Points ViewScorer::TotalOfScores(const LeadScore& score) const {
  if (!adds_up_) return TotalOf(model_, score.scores);
  Points sum;
  for (Points points : score.scores) sum += points;
  return Clamp(sum, std::max(model_.total_min, -kMaxScore),
               std::min(model_.total_max, kMaxScore));
}

void ViewScorer::SetGrade(LeadScore* score) {
  score->grade = std::string_view();
  if (model_.grade.empty()) return;
  if (grades_.is_listed()) {
    const int32_t code =
        grades_.CodeOf([&](size_t s) { return score->scores[s]; });
    score->grade = grades_.texts()[static_cast<size_t>(code)];
    return;
  }
  std::vector<int> bands;
  for (size_t s = 0; s < model_.scores.size(); ++s) {
    bands.push_back(FindBand(model_.scores[s], score->scores[s]));
  }
  grade_ = MakeGrade(model_, bands);
  score->grade = grade_;
}

absl::Status ViewScorer::CheckPositions(const LeadView& lead) const {
  const LeadSchema& leads = model_.lead_schema;
  const ActivitySchema& activities = model_.activity_schema;
  if (lead.attributes.size() > leads.columns.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(lead.attributes.size(), " attributes for ",
                     leads.columns.size(), " columns"));
  }
  for (const ActivityView& activity : lead.activities) {
    if (activity.type < 0 ||
        static_cast<size_t>(activity.type) >= activities.types.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("an activity of type ", activity.type, " of ",
                       activities.types.size(), " types"));
    }
    const std::string what = absl::StrCat(
        "activity of type ",
        Quoted(activities.types[static_cast<size_t>(activity.type)]));
    if (activity.properties.size() > activities.properties.size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "an ", what, " with ", activity.properties.size(), " properties for ",
          activities.properties.size(), " columns"));
    }
    if (activity.time_micros < kMinInstant ||
        activity.time_micros > kMaxInstant) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the time of an ", what, " is outside the years 1 to 9999"));
    }
  }
  return absl::OkStatus();
}

absl::Status ViewScorer::ScorePlainly(const LeadView& lead, Micros as_of,
                                      LeadScore* score) {
  LEADSCORE_RETURN_IF_ERROR(CheckPositions(lead));
  Lead named = ToLead(lead, model_.lead_schema, model_.activity_schema);
  named.id = "lead";
  TableBuilder builder(model_.lead_schema, model_.activity_schema);
  LEADSCORE_RETURN_IF_ERROR(builder.Add(named));
  const Tables tables = builder.Build();
  LEADSCORE_ASSIGN_OR_RETURN(
      const BoundTables bound,
      BoundTables::Bind(model_, tables.leads, tables.activities));
  const Evaluation plain(
      model_, bound, 0,
      ResolveLeadLog(model_, bound, AccountIndex(bound.leads()), 0, as_of),
      as_of);
  score->scores.clear();
  for (const ScoreValue& value : plain.scores.scores) {
    score->scores.push_back(value.points);
  }
  score->total = plain.scores.total;
  SetGrade(score);
  const Qualification& qualification = plain.qualification;
  score->qualifies_for = qualification.stage;
  score->way = std::string_view();
  if (!model_.stages.empty()) {
    score->way =
        ways_.texts()[static_cast<size_t>(ways_.CodeOf(qualification))];
  }
  score->attributes_read = static_cast<int>(model_.attributes_read.size());
  score->attributes_present = static_cast<int>(std::count_if(
      model_.attributes_read.begin(), model_.attributes_read.end(),
      [&](int attribute) { return plain.facts.HasAttribute(attribute); }));
  return absl::OkStatus();
}

size_t ViewScorer::MemoryBytes() const {
  return single_.has_value() ? single_->MemoryBytes() : 0;
}

}  // namespace leadscore::internal
