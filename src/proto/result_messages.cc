#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/messages.h"
#include "src/core/time_text.h"

namespace leadscore {
namespace {

using internal::ToMicros;

v1::RuleResult::Outcome OutcomeMessage(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::kFired:
      return v1::RuleResult::FIRED;
    case RuleOutcome::kOtherwise:
      return v1::RuleResult::OTHERWISE;
    case RuleOutcome::kMissing:
      return v1::RuleResult::VALUE_MISSING;
    case RuleOutcome::kFalse:
      return v1::RuleResult::CONDITION_FALSE;
    case RuleOutcome::kNoActivity:
      return v1::RuleResult::NO_ACTIVITY;
    case RuleOutcome::kError:
      break;
  }
  return v1::RuleResult::CONDITION_ERROR;
}

v1::EvidenceResult::Answer AnswerMessage(Answer answer) {
  switch (answer) {
    case Answer::kNo:
      return v1::EvidenceResult::NO;
    case Answer::kYes:
      return v1::EvidenceResult::YES;
    case Answer::kUnknown:
      break;
  }
  return v1::EvidenceResult::UNKNOWN;
}

v1::Transition::Cause CauseMessage(TransitionCause cause) {
  switch (cause) {
    case TransitionCause::kStated:
      return v1::Transition::STATED;
    case TransitionCause::kReturned:
      return v1::Transition::RETURNED;
    case TransitionCause::kActivity:
      return v1::Transition::ACTIVITY;
    case TransitionCause::kAttribute:
      return v1::Transition::ATTRIBUTE;
    case TransitionCause::kAdjustment:
      return v1::Transition::ADJUSTMENT;
    case TransitionCause::kRetraction:
      return v1::Transition::RETRACTION;
    case TransitionCause::kCooldown:
      return v1::Transition::COOLDOWN;
    case TransitionCause::kWindow:
      return v1::Transition::WINDOW;
    case TransitionCause::kDecay:
      return v1::Transition::DECAY;
    case TransitionCause::kTime:
      break;
  }
  return v1::Transition::TIME;
}

// Fills messages, member by member.
struct Filler {
  // Puts each into a field of its own.
  template <typename Items, typename Messages>
  static void FillAll(const Items& items, Messages* messages) {
    for (const auto& item : items) Fill(item, messages->Add());
  }

  static void Fill(const std::string& text, std::string* message) {
    *message = text;
  }

  // ---- Results -------------------------------------------------------------

  static void Fill(const RuleResult& rule, v1::RuleResult* message) {
    message->set_name(rule.name);
    message->set_label(rule.label);
    message->set_outcome(OutcomeMessage(rule.outcome));
    if (rule.choice >= 0) message->set_choice(rule.choice);
    message->set_activities(rule.activities);
    message->set_missing(rule.missing);
    message->set_undecayed_micros(rule.undecayed.micros());
    message->set_raw_micros(rule.raw.micros());
    message->set_points_micros(rule.points.micros());
    message->set_errors(rule.errors);
  }

  static void Fill(const GroupResult& group, v1::GroupResult* message) {
    message->set_name(group.name);
    message->set_label(group.label);
    FillAll(group.rules, message->mutable_rules());
    message->set_raw_micros(group.raw.micros());
    message->set_points_micros(group.points.micros());
  }

  static void Fill(const ScoreResult& score, v1::ScoreResult* message) {
    message->set_name(score.name);
    message->set_label(score.label);
    message->set_base_micros(score.base.micros());
    FillAll(score.groups, message->mutable_groups());
    message->set_raw_micros(score.raw.micros());
    message->set_unadjusted_micros(score.unadjusted.micros());
    message->set_adjustment_micros(score.adjustment.micros());
    message->set_points_micros(score.points.micros());
    message->set_band(score.band);
  }

  static void Fill(const EvidenceResult& evidence,
                   v1::EvidenceResult* message) {
    message->set_stage(evidence.stage);
    message->set_name(evidence.name);
    message->set_answer(AnswerMessage(evidence.answer));
  }

  static void Fill(const ScreenResult& screen, v1::ScreenResult* message) {
    message->set_screen(screen.screen);
    message->set_dropped(screen.dropped);
  }

  static void Fill(const ValueChange& change, v1::ValueChange* message) {
    message->set_name(change.name);
    message->set_from(change.from);
    message->set_to(change.to);
  }

  static void Fill(const ValidUntil& until, v1::ValidUntil* message) {
    message->set_time_micros(ToMicros(until.time));
    FillAll(until.changes, message->mutable_changes());
  }

  static void Fill(const LeadResult& result, v1::LeadResult* message) {
    message->set_id(result.id);
    message->set_as_of_micros(ToMicros(result.as_of));
    FillAll(result.scores, message->mutable_scores());
    message->set_total_micros(result.total.micros());
    message->set_grade(result.grade);
    message->set_qualifies_for(result.qualifies_for);
    message->set_way(result.way);
    message->set_disqualified_by(result.disqualified_by);
    message->set_stage(result.stage);
    message->set_unadjusted_stage(result.unadjusted_stage);
    if (result.since.has_value()) {
      message->set_since_micros(ToMicros(*result.since));
    }
    message->set_stage_way(result.stage_way);
    FillAll(result.evidence, message->mutable_evidence());
    message->set_attributes_present(result.attributes_present);
    message->set_attributes_read(result.attributes_read);
    FillAll(result.screens, message->mutable_screens());
    if (result.valid_until.has_value()) {
      Fill(*result.valid_until, message->mutable_valid_until());
    }
  }

  // ---- Histories -----------------------------------------------------------

  static void Fill(const Transition& transition, v1::Transition* message) {
    message->set_time_micros(ToMicros(transition.time));
    message->set_from(transition.from);
    message->set_to(transition.to);
    message->set_way(transition.way);
    message->set_disqualified_by(transition.disqualified_by);
    message->set_cause(CauseMessage(transition.cause));
    FillAll(transition.cause_names, message->mutable_cause_names());
    message->set_total_micros(transition.total.micros());
    message->set_grade(transition.grade);
  }

  // ---- Explanations --------------------------------------------------------

  static void Fill(const PointsBounds& bounds, v1::PointsBounds* message) {
    message->set_low_micros(bounds.low.micros());
    message->set_high_micros(bounds.high.micros());
  }

  static void Fill(const ActivityCause& cause, v1::ActivityCause* message) {
    message->set_type(cause.type);
    message->set_label(cause.label);
    message->set_time_micros(ToMicros(cause.time));
    message->set_detail(cause.detail);
    message->set_points_micros(cause.points.micros());
    message->set_undecayed_micros(cause.undecayed.micros());
  }

  static void Fill(const FactCause& fact, v1::FactCause* message) {
    message->set_name(fact.name);
    message->set_label(fact.label);
    message->set_value(fact.value);
    message->set_is_missing(fact.is_missing);
  }

  static void Fill(const UnmetCondition& unmet, v1::UnmetCondition* message) {
    message->set_text(unmet.text);
    message->set_is_missing(unmet.is_missing);
    FillAll(unmet.facts, message->mutable_facts());
    message->set_need(unmet.need);
  }

  static void Fill(const RuleExplanation& rule, v1::RuleExplanation* message) {
    Fill(rule.result, message->mutable_result());
    message->set_decay_micros(rule.decay.micros());
    message->set_clamp_micros(rule.clamp.micros());
    FillAll(rule.activities, message->mutable_activities());
    FillAll(rule.facts, message->mutable_facts());
    FillAll(rule.unmet, message->mutable_unmet());
    if (rule.last_uncounted.has_value()) {
      message->set_last_uncounted_micros(ToMicros(*rule.last_uncounted));
    }
  }

  static void Fill(const GroupExplanation& group,
                   v1::GroupExplanation* message) {
    message->set_name(group.name);
    message->set_label(group.label);
    FillAll(group.rules, message->mutable_rules());
    message->set_clamp_micros(group.clamp.micros());
    message->set_points_micros(group.points.micros());
  }

  static void Fill(const ScoreExplanation& score,
                   v1::ScoreExplanation* message) {
    message->set_name(score.name);
    message->set_label(score.label);
    FillAll(score.groups, message->mutable_groups());
    message->set_base_micros(score.base.micros());
    message->set_clamp_micros(score.clamp.micros());
    message->set_adjustment_micros(score.adjustment.micros());
    message->set_adjustment_clamp_micros(score.adjustment_clamp.micros());
    message->set_points_micros(score.points.micros());
    message->set_band(score.band);
    Fill(score.bounds, message->mutable_bounds());
  }

  static void Fill(const AdjustmentInForce& adjustment,
                   v1::AdjustmentInForce* message) {
    message->set_score(adjustment.score);
    message->set_points_micros(adjustment.points.micros());
    message->set_stage(adjustment.stage);
    message->set_from_micros(ToMicros(adjustment.from));
    if (adjustment.until != absl::InfiniteFuture()) {
      message->set_until_micros(ToMicros(adjustment.until));
    }
    message->set_reason(adjustment.reason);
    message->set_author(adjustment.author);
  }

  static void Fill(const PointsGap& gap, v1::PointsGap* message) {
    message->set_score(gap.score);
    message->set_label(gap.label);
    message->set_has_micros(gap.has.micros());
    message->set_needs_micros(gap.needs.micros());
  }

  static void Fill(const WayGap& way, v1::WayGap* message) {
    message->set_way(way.way);
    FillAll(way.points, message->mutable_points());
    FillAll(way.unmet, message->mutable_unmet());
    FillAll(way.ask, message->mutable_ask());
    FillAll(way.refuted, message->mutable_refuted());
    if (way.cooldown_until.has_value()) {
      message->set_cooldown_until_micros(ToMicros(*way.cooldown_until));
    }
    if (way.fresh_points.has_value()) {
      Fill(*way.fresh_points, message->mutable_fresh_points());
    }
  }

  static void SetModel(const std::string& name, const std::string& version,
                       const std::string& fingerprint,
                       v1::LeadResult* message) {
    message->set_model(name);
    message->set_model_version(version);
    message->set_model_fingerprint(fingerprint);
  }

  static void Fill(const Explanation& explanation, v1::Explanation* message) {
    Fill(explanation.result, message->mutable_result());
    SetModel(explanation.model, explanation.model_version,
             explanation.fingerprint, message->mutable_result());
    FillAll(explanation.scores, message->mutable_scores());
    Fill(explanation.total_bounds, message->mutable_total_bounds());
    message->set_stage_label(explanation.stage_label);
    FillAll(explanation.adjustments, message->mutable_adjustments());
    FillAll(explanation.disqualifying, message->mutable_disqualifying());
    if (explanation.outcome_valid_until.has_value()) {
      Fill(*explanation.outcome_valid_until,
           message->mutable_outcome_valid_until());
    }
    if (explanation.next.has_value()) {
      v1::NextStage* next = message->mutable_next();
      next->set_stage(explanation.next->stage);
      next->set_label(explanation.next->label);
      FillAll(explanation.next->ways, next->mutable_ways());
    }
    FillAll(explanation.known, message->mutable_known());
    FillAll(explanation.unknown, message->mutable_unknown());
  }

  static void Fill(const PointsChange& change, v1::PointsChange* message) {
    message->set_score(change.score);
    message->set_label(change.label);
    message->set_change_micros(change.change.micros());
    message->set_reason(change.reason);
  }
};

}  // namespace

v1::LeadResult ToMessage(const LeadResult& result, const Model& model) {
  v1::LeadResult message;
  Filler::Fill(result, &message);
  Filler::SetModel(model.spec().name, model.spec().version, model.fingerprint(),
                   &message);
  return message;
}

v1::Explanation ToMessage(const Explanation& explanation) {
  v1::Explanation message;
  Filler::Fill(explanation, &message);
  return message;
}

v1::ExplainedChange ToMessage(const ExplainedChange& change) {
  v1::ExplainedChange message;
  Filler::Fill(change.from, message.mutable_from());
  Filler::Fill(change.to, message.mutable_to());
  Filler::FillAll(change.changes, message.mutable_changes());
  Filler::FillAll(change.transitions, message.mutable_transitions());
  return message;
}

v1::LeadHistory ToMessage(const LeadHistory& history) {
  v1::LeadHistory message;
  message.set_id(history.id);
  if (history.first_entry.has_value()) {
    message.set_first_entry_micros(ToMicros(*history.first_entry));
  }
  message.set_disqualified_by(history.disqualified_by);
  Filler::FillAll(history.transitions, message.mutable_transitions());
  return message;
}

}  // namespace leadscore
