// The stages that a lead went through, and why.

#ifndef LEADSCORE_HISTORY_H_
#define LEADSCORE_HISTORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/points.h"

namespace leadscore {

// What moved a lead at an instant. Where several did, the first of these.
enum class TransitionCause {
  kStated,      // Another system stated the stage ($stage).
  kReturned,    // Sales gave the lead back.
  kActivity,    // It did something, or another lead of its account did.
  kAttribute,   // Something became known about it, by $set or known_at.
  kAdjustment,  // An adjustment began or ended.
  kRetraction,  // Something turned out not to have happened.
  kCooldown,    // A cooldown was over.
  kWindow,      // An activity entered or left a window.
  kDecay,       // Points faded.
  kTime,        // A condition on as_of or on days since an activity turned.
};

// "activity", "window", ...
std::string CauseName(TransitionCause cause);

// A change of stage.
struct Transition {
  absl::Time time;
  std::string from;
  std::string to;

  // How it came into the stage: the name of a way; empty if it fell back to a
  // stage that holds it, or to the first.
  std::string way;
  std::string disqualified_by;  // If that put it into the first stage.

  TransitionCause cause = TransitionCause::kActivity;
  // Of kActivity and kReturned the labels of the types, of kCooldown those of
  // the returns that began it, of kAttribute the attributes, of kWindow, kDecay
  // and kTime the rules, signals or pieces of evidence; may be empty.
  std::vector<std::string> cause_names;

  Points total;  // At that instant.
  std::string grade;

  // "demo_request", "the window of Pricing page": the cause in words.
  std::string CauseText() const;
};

bool operator==(const Transition& a, const Transition& b);
inline bool operator!=(const Transition& a, const Transition& b) {
  return !(a == b);
}

// From the first stage, where every lead starts, in the order of time.
struct LeadHistory {
  std::string id;
  // The first entry of its log; unset if there is none.
  std::optional<absl::Time> first_entry;
  std::vector<Transition> transitions;
  // What keeps it in the first stage in the end; empty if nothing does.
  std::string disqualified_by;
};

// What people read of it: a line for each change, in UTF-8. Times are those of
// `zone`.
std::string HistoryText(const LeadHistory& history, absl::TimeZone zone);

}  // namespace leadscore

#endif  // LEADSCORE_HISTORY_H_
