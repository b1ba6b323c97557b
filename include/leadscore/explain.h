// Why a lead has its score: what gave points and what caused it, what was taken
// away and by what, what gave nothing and why, what the next stage still asks
// for, how sure it all is while some attributes are missing, and how long it
// holds.
//
//   absl::StatusOr<Explanation> why = scorer.Explain(lead, as_of);
//   std::cout << ExplanationText(*why);
//
// Explanations hold values of the lead, unlike messages about errors.

#ifndef LEADSCORE_EXPLAIN_H_
#define LEADSCORE_EXPLAIN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/history.h"
#include "leadscore/points.h"
#include "leadscore/result.h"

namespace leadscore {

// An activity that a rule with `each` counted.
struct ActivityCause {
  std::string type;
  std::string label;  // Of the type.
  absl::Time time;
  // The property that tells most: that which the points are of, or else the
  // first text of the activity. Empty if it has none.
  std::string detail;
  // What it gives now, and what it would give if nothing decayed. Each is
  // rounded by itself; the sum of a rule is rounded once.
  Points points;
  Points undecayed;
};

// An attribute or signal that a rule looked at.
struct FactCause {
  std::string name;  // "lead.title", "signal.visits_30d"
  std::string label;
  std::string value;  // As people write it; empty if it is missing.
  bool is_missing = false;
};

// A condition, or a part of one joined by &&, that is not true.
struct UnmetCondition {
  std::string text;              // As the model has it.
  bool is_missing = false;       // It is not false: something is missing.
  std::vector<FactCause> facts;  // What it looks at.
  // What has to be so, if it compares one fact with constants: "has to be at
  // least 3". Empty for others.
  std::string need;
};

// The least and the largest points, whatever the missing attributes turn out to
// be, that they stay missing included. Sound; exact where each missing
// attribute is read by one rule only.
struct PointsBounds {
  Points low;
  Points high;
};

struct RuleExplanation {
  RuleResult result;
  // result.raw - result.undecayed, and result.points - result.raw.
  Points decay;
  Points clamp;
  std::vector<ActivityCause> activities;  // The latest first.
  // Of an outcome kNoActivity: when the latest activity of the types that it
  // counts was, which is too old or not of the kind; unset if there is none.
  std::optional<absl::Time> last_uncounted;
  std::vector<FactCause> facts;  // In the order of the model.
  // Of an outcome kFalse or kMissing: what of its condition does not hold.
  std::vector<UnmetCondition> unmet;
};

struct GroupExplanation {
  std::string name;
  std::string label;
  std::vector<RuleExplanation> rules;
  Points clamp;  // What its bounds add or take away.
  Points points;
};

// points = base + those of the groups + clamp + adjustment + adjustment_clamp.
struct ScoreExplanation {
  std::string name;
  std::string label;
  std::vector<GroupExplanation> groups;
  Points base;
  Points clamp;
  Points adjustment;
  Points adjustment_clamp;
  Points points;
  std::string band;
  PointsBounds bounds;
};

// An adjustment in force.
struct AdjustmentInForce {
  std::string score;  // Empty: it states a stage.
  Points points;
  std::string stage;
  absl::Time from;
  absl::Time until;  // InfiniteFuture: for ever.
  std::string reason;
  std::string author;
};

// The points of a score that a way asks for.
struct PointsGap {
  std::string score;  // Its name, or "total".
  std::string label;
  Points has;
  Points needs;

  bool is_met() const { return has >= needs; }
};

// What one way into the next stage still lacks.
struct WayGap {
  std::string way;
  std::vector<PointsGap> points;
  std::vector<UnmetCondition> unmet;
  // Of a way that needs evidence: what is not known yet, and what is known not
  // to be so.
  std::vector<std::string> ask;
  std::vector<std::string> refuted;
  // What a return of the lead still asks for.
  std::optional<absl::Time> cooldown_until;
  std::optional<PointsGap> fresh_points;
};

struct NextStage {
  std::string stage;
  std::string label;
  std::vector<WayGap> ways;
};

struct Explanation {
  LeadResult result;  // Its valid_until is set.
  std::string model;  // Name, version and fingerprint.
  std::string model_version;
  std::string fingerprint;

  std::vector<ScoreExplanation> scores;
  PointsBounds total_bounds;
  std::string stage_label;
  std::vector<AdjustmentInForce> adjustments;

  // If something disqualifies the lead: what its condition looks at.
  std::vector<FactCause> disqualifying;

  // The first instant after as_of at which the grade or the stage differs if
  // nothing happens, and what differs then; unset if neither does within 400
  // days.
  std::optional<ValidUntil> outcome_valid_until;

  // The stage above the present one; unset in the last stage, and for a model
  // without stages.
  std::optional<NextStage> next;

  // The attributes that the model reads, by label.
  std::vector<std::string> known;
  std::vector<std::string> unknown;
};

// What a salesperson reads: some lines of plain text, in UTF-8. Times are those
// of `zone`.
std::string ExplanationText(const Explanation& explanation,
                            absl::TimeZone zone = absl::UTCTimeZone());

// The same in two or three sentences: "Fit 80 (A): ... Engagement 34 (3): ..."
std::string ExplanationSentence(const Explanation& explanation,
                                absl::TimeZone zone = absl::UTCTimeZone());

// Something that changed a score between two instants.
struct PointsChange {
  std::string score;
  std::string label;   // Of the rule, or of what clamped.
  Points change;       // After clamps of its own.
  std::string reason;  // "2 new", "fading", "out of its window", "budget known"
};

// What changed from one instant to a later one, the same lead and model.
struct ExplainedChange {
  Explanation from;
  Explanation to;
  // For each score they add up to its change.
  std::vector<PointsChange> changes;
  std::vector<Transition> transitions;
};

std::string ExplainedChangeText(const ExplainedChange& change,
                                absl::TimeZone zone = absl::UTCTimeZone());

}  // namespace leadscore

#endif  // LEADSCORE_EXPLAIN_H_
