// A policy after all checks: names are indices, conditions are compiled,
// calendars are intervals.

#ifndef LEADSCORE_SRC_SLA_CHECKED_POLICY_H_
#define LEADSCORE_SRC_SLA_CHECKED_POLICY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/sla_policy_spec.h"
#include "src/model/checked_model.h"
#include "src/sla/compiled_calendar.h"
#include "src/sla/target.h"

namespace leadscore::internal {

using CalendarPtr = std::shared_ptr<const CompiledCalendar>;

// Activities of the input model.
struct CheckedContact {
  std::vector<bool> types;  // Empty: none.
  Condition where;
};

enum class EventKind : uint8_t {
  kActivity,
  kEnters,
  kReaches,
  kLeaves,
  kAttribute,
  kTouch,
  kReply,
};

struct CheckedEvent {
  EventKind kind = EventKind::kActivity;
  CheckedContact activity;
  int stage = -1;
  int attribute = -1;  // Of the model.
  Condition when;      // Null: always.
};

using CheckedEvents = std::vector<CheckedEvent>;

struct CheckedTarget {
  Condition when;
  Target target;
  // Gives the name of the calendar in place of the target's.
  Condition business_by;
};

struct CheckedClock {
  std::string name;
  std::string label;
  std::vector<CheckedTarget> targets;  // The first that holds.
  double warn_at = 0;
  CheckedEvents start;
  CheckedEvents stop;
  CheckedEvents pause;
  CheckedEvents resume;
  CheckedEvents cancel;
  Again again = Again::kNewCycle;
  Blame blame = Blame::kOwnerAtStart;
};

struct CheckedAttempts {
  std::string name;
  std::string label;
  int at_least = 1;
  Target target;
  CheckedEvents start;
  CheckedEvents counts;
  int max_per_day = 0;
  CheckedEvents until;
  CheckedEvents cancel;
  Again again = Again::kNewCycle;
  Blame blame = Blame::kOwnerAtStart;
};

// What is delivered in a period, of which a commitment asks for an amount and a
// quality for a share.
struct CheckedDelivery {
  std::string name;
  std::string label;
  Period per = Period::kUnspecified;
  CheckedEvents counts;
  bool first_time_only = false;
};

struct CheckedCommitment {
  CheckedDelivery delivery;
  double at_least = 0;
  Condition worth;  // Null: 1.
  CheckedEvents uncount;
  CalendarPtr pace;  // Null: every hour alike.
};

struct CheckedQuality {
  CheckedDelivery delivery;
  double at_least = 0;
  CheckedEvents accepted;
  CheckedEvents rejected;
};

struct CheckedStageAge {
  std::string name;
  std::string label;
  int stage = 0;
  Target target;
  Blame blame = Blame::kOwnerAtStart;
};

struct CheckedOwner {
  std::vector<bool> types;  // What assigns a lead; of the input model.
  int property = -1;        // Of the input model; -1: none.
  int attribute = -1;       // Of the model; -1: none.
};

struct CheckedPolicy {
  CheckedPolicy(SlaPolicySpec spec_of, Model model_of, Model input_model_of)
      : spec(std::move(spec_of)),
        model(std::move(model_of)),
        input_model(std::move(input_model_of)) {}

  SlaPolicySpec spec;
  Model model;
  Model input_model;
  absl::TimeZone zone;
  std::optional<Micros> effective_from;
  std::map<std::string, CalendarPtr, std::less<>> calendars;
  std::vector<CheckedDisqualify> exclude;
  CheckedContact touch;
  CheckedContact reply;
  CheckedOwner owner;
  Condition source;
  Condition segment;
  CalendarPtr business;  // May be null.
  std::vector<CheckedCommitment> commitments;
  std::vector<CheckedQuality> qualities;
  std::vector<CheckedClock> clocks;
  std::vector<CheckedAttempts> attempts;
  std::vector<CheckedStageAge> stage_ages;
  // From this stage on a lead is ready for sales: the lowest that a commitment
  // counts, or else one that starts a clock; -1 if none does.
  int ready_stage = -1;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_SLA_CHECKED_POLICY_H_
