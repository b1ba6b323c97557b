// What a lead's score is made of: every contribution, not only the sum.

#ifndef LEADSCORE_RESULT_H_
#define LEADSCORE_RESULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/points.h"

namespace leadscore {

class Model;

// How a rule came to its points.
enum class RuleOutcome {
  kFired,       // Its condition, a tier, a row, its curve or activities.
  kOtherwise,   // No tier was true, or no row lists the value.
  kMissing,     // A value is missing that would decide.
  kFalse,       // Its condition is false.
  kNoActivity,  // It chose no activity.
  kError,       // Its condition has an error other than a missing value.
};

struct RuleResult {
  std::string name;
  std::string label;
  RuleOutcome outcome = RuleOutcome::kFalse;
  // Of kFired: which tier or row, from 0; -1 for other shapes.
  int choice = -1;
  // Of kFired with `each`: how many activities.
  int activities = 0;
  // Of kMissing: what is missing, "lead.budget" or "signal.visits".
  std::string missing;
  // How many of its conditions, each tier's and each activity's among them, had
  // an error other than a missing value, such as a division by zero.
  int errors = 0;
  Points undecayed;  // What raw would be if no activity lost weight with age.
  Points raw;        // Before the rule's min and max.
  Points points;     // What it adds to its group.
};

struct GroupResult {
  std::string name;
  std::string label;
  std::vector<RuleResult> rules;
  Points raw;     // The sum of its rules' points.
  Points points;  // Within the group's min and max.
};

struct ScoreResult {
  std::string name;
  std::string label;
  std::vector<GroupResult> groups;
  Points base;
  Points raw;         // The base and the sum of its groups' points.
  Points unadjusted;  // Within the score's min and max.
  Points adjustment;  // The sum of the adjustments in force.
  Points points;      // Both together, within min and max again.
  std::string band;   // Empty if the score has none.
};

enum class Answer { kNo, kYes, kUnknown };

struct EvidenceResult {
  std::string stage;
  std::string name;
  Answer answer = Answer::kUnknown;
};

struct ScreenResult {
  std::string screen;
  int dropped = 0;  // Activities; one that two screens drop counts for both.
};

// Something that differs between two instants: "fit", "total", "grade" or
// "stage".
struct ValueChange {
  std::string name;
  std::string from;
  std::string to;
};

// The first instant after as_of at which a score, the grade or the stage
// differs if nothing happens, and what differs then.
struct ValidUntil {
  absl::Time time;
  std::vector<ValueChange> changes;
};

// One lead at one instant.
struct LeadResult {
  std::string id;
  absl::Time as_of;
  std::vector<ScoreResult> scores;  // In the order of the model.
  Points total;
  std::string grade;  // Empty if the model has none.

  // The highest stage that the lead would enter now, memory apart, and the
  // first of its ways that is open; the way is empty for the first stage. Both
  // are empty if the model has no stages.
  std::string qualifies_for;
  std::string way;
  std::string disqualified_by;  // Empty if nothing does.

  // The stage that the lead is in, its history considered: that of an
  // adjustment in force, or else `unadjusted_stage`. Empty if the model has no
  // stages.
  std::string stage;
  std::string unadjusted_stage;
  // Since when it is in `stage`; unset if it was never in another.
  std::optional<absl::Time> since;
  // By which way it came into it; empty if it fell back to it, or if an
  // adjustment states it.
  std::string stage_way;

  std::vector<EvidenceResult> evidence;

  // How many of the attributes that the model reads are present.
  int attributes_present = 0;
  int attributes_read = 0;
  std::vector<ScreenResult> screens;

  // If it was asked for; unset too if nothing changes within 400 days.
  std::optional<ValidUntil> valid_until;
};

// A contribution in short: "Role +30".
struct Reason {
  std::string label;
  Points points;

  std::string ToString() const;
};

// The contributions that count most, at most `count` of them: by their absolute
// points times the weight of their score in the total, equal ones in the order
// of the model. Contributions of zero points are no reasons.
std::vector<Reason> StrongestReasons(const Model& model,
                                     const LeadResult& result, int count);

}  // namespace leadscore

#endif  // LEADSCORE_RESULT_H_
