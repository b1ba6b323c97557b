#include "src/qualify/qualification.h"

#include <algorithm>

namespace leadscore::internal {
namespace {

using cel::Value;

bool IsTrue(const Condition& condition, const LeadFacts& facts) {
  return condition == nullptr || condition->Evaluate(facts).is_true();
}

Answer AnswerOf(const Condition& condition, const LeadFacts& facts) {
  const Value value = condition->Evaluate(facts);
  if (value.is_true()) return Answer::kYes;
  return value.is_false() ? Answer::kNo : Answer::kUnknown;
}

bool Reaches(const std::vector<CheckedThreshold>& thresholds,
             const PlainScores& scores) {
  return std::all_of(
      thresholds.begin(), thresholds.end(),
      [&scores](const CheckedThreshold& threshold) {
        const Points points =
            threshold.score < 0
                ? scores.total
                : scores.scores[static_cast<size_t>(threshold.score)].points;
        return points >= threshold.points;
      });
}

StageStanding StandingOf(const CheckedStage& stage,
                         const std::vector<Answer>& evidence,
                         const PlainScores& scores, const LeadFacts& facts) {
  const bool has_evidence =
      std::all_of(evidence.begin(), evidence.end(),
                  [](Answer answer) { return answer == Answer::kYes; });
  StageStanding standing;
  for (size_t i = 0; i < stage.enter.size(); ++i) {
    const CheckedWay& way = stage.enter[i];
    if (!Reaches(way.at_least, scores) || !IsTrue(way.when, facts) ||
        (way.needs_evidence && !has_evidence)) {
      continue;
    }
    const int index = static_cast<int>(i);
    if (standing.way < 0) standing.way = index;
    if (way.even_in_cooldown && standing.way_in_cooldown < 0) {
      standing.way_in_cooldown = index;
    }
  }
  standing.holds = stage.hold.has_value()
                       ? Reaches(stage.hold->at_least, scores) &&
                             IsTrue(stage.hold->when, facts)
                       : standing.way >= 0;
  return standing;
}

void SetScoreVariables(const CheckedModel& model, const PlainScores& scores,
                       const Qualification& qualification, LeadFacts* facts) {
  const LeadVariables& variables = model.lead_variables;
  for (size_t i = 0; i < model.scores.size(); ++i) {
    const int index = static_cast<int>(i);
    facts->Set(variables.scores + index,
               Value::Double(scores.scores[i].points.ToDouble()));
    const int band = qualification.bands[i];
    if (band >= 0) {
      facts->Set(variables.bands + index,
                 Value::BorrowedString(
                     model.scores[i].bands[static_cast<size_t>(band)].label));
    }
  }
  facts->Set(variables.total, Value::Double(scores.total.ToDouble()));
  facts->Set(variables.grade, Value::String(qualification.grade));
}

}  // namespace

int FindBand(const CheckedScore& score, Points points) {
  if (score.bands.empty()) return -1;
  const size_t last = score.bands.size() - 1;
  for (size_t i = 0; i < last; ++i) {
    if (points >= score.bands[i].from) return static_cast<int>(i);
  }
  return static_cast<int>(last);
}

std::string MakeGrade(const CheckedModel& model,
                      const std::vector<int>& bands) {
  std::string grade;
  for (int score : model.grade) {
    const auto index = static_cast<size_t>(score);
    grade += model.scores[index].bands[static_cast<size_t>(bands[index])].label;
  }
  return grade;
}

Qualification Qualify(const CheckedModel& model, const PlainScores& scores,
                      LeadFacts* facts) {
  Qualification result;
  for (size_t i = 0; i < model.scores.size(); ++i) {
    result.bands.push_back(FindBand(model.scores[i], scores.scores[i].points));
  }
  result.grade = MakeGrade(model, result.bands);
  SetScoreVariables(model, scores, result, facts);
  for (const CheckedStage& stage : model.stages) {
    result.evidence.emplace_back();
    for (const CheckedEvidence& evidence : stage.evidence) {
      result.evidence.back().push_back(AnswerOf(evidence.when, *facts));
    }
  }
  if (model.stages.empty()) return result;
  for (size_t i = 0; i < model.stages.size(); ++i) {
    result.standings.push_back(
        StandingOf(model.stages[i], result.evidence[i], scores, *facts));
  }
  result.standings[0].holds = true;
  result.stage = 0;
  for (size_t i = 0; i < model.disqualify.size(); ++i) {
    if (IsTrue(model.disqualify[i].when, *facts)) {
      result.disqualified_by = static_cast<int>(i);
      return result;
    }
  }
  for (size_t i = model.stages.size() - 1; i > 0; --i) {
    if (result.standings[i].way < 0) continue;
    result.stage = static_cast<int>(i);
    result.way = result.standings[i].way;
    break;
  }
  return result;
}

}  // namespace leadscore::internal
