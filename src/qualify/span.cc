#include "src/qualify/span.h"

#include <algorithm>
#include <utility>

#include "src/activity/signal_ranges.h"
#include "src/core/fixed.h"
#include "src/exec/plain_scores.h"
#include "src/qualify/qualification.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Value;

// The facts of a lead over a span.
AbstractFacts FactsOver(const CheckedModel& model, const BoundTables& tables,
                        size_t row, const LeadLog& log, Micros first,
                        Micros last) {
  AbstractFacts facts(model, LeadFacts(model, tables, row, log, first));
  const Micros begin = FloorToTick(first, model.tick);
  const Micros end = FloorToTick(last, model.tick);
  if (begin != end) {
    facts.Set(
        model.lead_variables.as_of,
        Abstract::Between(Value::Timestamp(begin), Value::Timestamp(end)));
  }
  std::vector<Abstract> signals =
      SignalRanges(model, tables, log.own.activities, log.account, first, last);
  for (size_t i = 0; i < signals.size(); ++i) {
    facts.Set(model.lead_variables.signals + static_cast<int>(i),
              std::move(signals[i]));
  }
  facts.Derive(model);
  return facts;
}

// The points that reach a threshold at every instant, or at some.
Chance Reaches(PointsRange range, Points threshold) {
  return {range.low >= threshold, range.high >= threshold};
}

}  // namespace

Span::Span(const CheckedModel& model, const BoundTables& tables, size_t row,
           const LeadLog& log, Micros first, Micros last) {
  AbstractFacts facts = FactsOver(model, tables, row, log, first, last);
  SetScores(model, tables, log, first, last, &facts);
  SetStages(model, facts);
}

void Span::SetScores(const CheckedModel& model, const BoundTables& tables,
                     const LeadLog& log, Micros first, Micros last,
                     AbstractFacts* facts) {
  const std::vector<Points> adjustments =
      AdjustmentsInForce(model, tables, log.own, first);
  // Of what is chosen at the first instant some is left at any later one, with
  // a weight that has not risen: positive and negative sums both shrink.
  const auto sums_of = [&](const CheckedRule& rule) {
    const EachSums begin =
        SumEach(rule, model, tables, log.own.activities, first);
    const EachSums end = SumEach(rule, model, tables, log.own.activities, last);
    return SumRange{end.positive + begin.negative,
                    begin.positive + end.negative};
  };
  const auto as_double = [](PointsRange points) {
    return points.is_point()
               ? Abstract::Exactly(Value::Double(points.low.ToDouble()))
               : Abstract::Between(Value::Double(points.low.ToDouble()),
                                   Value::Double(points.high.ToDouble()));
  };
  const LeadVariables& variables = model.lead_variables;
  std::vector<int> bands;
  bool has_one_grade = true;
  for (size_t s = 0; s < model.scores.size(); ++s) {
    const CheckedScore& score = model.scores[s];
    PointsRange sum = {score.base, score.base};
    for (const CheckedGroup& group : score.groups) {
      PointsRange of_group;
      for (const CheckedRule& rule : group.rules) {
        of_group =
            of_group +
            (RangeOfRule(rule, *facts,
                         rule.each == nullptr ? SumRange() : sums_of(rule)));
      }
      sum = sum + Clamp(of_group, group.min, group.max);
    }
    sum = Clamp(sum, score.min, score.max) +
          PointsRange{adjustments[s], adjustments[s]};
    scores_.push_back(Clamp(sum, score.min, score.max));
    const PointsRange range = scores_.back();
    const int index = static_cast<int>(s);
    facts->Set(variables.scores + index, as_double(range));
    bands.push_back(FindBand(score, range.low));
    const bool has_one_band = bands[s] == FindBand(score, range.high);
    facts->Set(variables.bands + index,
               !has_one_band || bands[s] < 0
                   ? Abstract::Anything()
                   : Abstract::Exactly(Value::BorrowedString(
                         score.bands[static_cast<size_t>(bands[s])].label)));
    const bool is_in_grade =
        std::count(model.grade.begin(), model.grade.end(), index) > 0;
    has_one_grade = has_one_grade && (has_one_band || !is_in_grade);
  }
  total_ = TotalOf(model, scores_);
  facts->Set(variables.total, as_double(total_));
  if (has_one_grade) grade_ = MakeGrade(model, bands);
  facts->Set(variables.grade, grade_.has_value()
                                  ? Abstract::Exactly(Value::String(*grade_))
                                  : Abstract::Anything());
}

void Span::SetStages(const CheckedModel& model, const AbstractFacts& facts) {
  const auto chance_of = [&facts](const Condition& condition) {
    return condition == nullptr
               ? Chance{true, true}
               : Chance::Of(EvaluateAbstractly(*condition, facts));
  };
  const auto reaches = [this](const std::vector<CheckedThreshold>& at_least) {
    Chance chance = {true, true};
    for (const CheckedThreshold& threshold : at_least) {
      const PointsRange range =
          threshold.score < 0 ? total_
                              : scores_[static_cast<size_t>(threshold.score)];
      chance = chance.And(Reaches(range, threshold.points));
    }
    return chance;
  };
  for (const CheckedDisqualify& disqualify : model.disqualify) {
    disqualified_ = disqualified_.Or(chance_of(disqualify.when));
  }
  for (const CheckedStage& stage : model.stages) {
    Chance has_evidence = {true, true};
    for (const CheckedEvidence& evidence : stage.evidence) {
      has_evidence = has_evidence.And(chance_of(evidence.when));
    }
    StageChances chances;
    for (const CheckedWay& way : stage.enter) {
      Chance open = reaches(way.at_least).And(chance_of(way.when));
      if (way.needs_evidence) open = open.And(has_evidence);
      chances.enters = chances.enters.Or(open);
      if (way.even_in_cooldown) {
        chances.enters_in_cooldown = chances.enters_in_cooldown.Or(open);
      }
    }
    chances.holds =
        stage.hold.has_value()
            ? reaches(stage.hold->at_least).And(chance_of(stage.hold->when))
            : chances.enters;
    stages_.push_back(chances);
  }
  if (!stages_.empty()) stages_[0].holds = {true, true};
}

}  // namespace leadscore::internal
