// SlaPolicySpec: what marketing and sales owe each other, as plain data.
// SlaPolicy::Create (sla_policy.h) checks it; sla_policy_file.h reads and
// writes it as text, JSON or binary. docs/sla.md tells how to write one,
// docs/semantics.md what each part means.
//
// Members are named as in proto/leadscore/v1/sla.proto and mean the same.
// Conditions are CEL expressions (docs/conditions.md); an empty one is always
// true. Dates are "YYYY-MM-DD". Every member has a default, so that those
// behind the last one named in braces may be left out.

#ifndef LEADSCORE_SLA_POLICY_SPEC_H_
#define LEADSCORE_SLA_POLICY_SPEC_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model_spec.h"

namespace leadscore {

// ---- Business time -------------------------------------------------------

enum class Weekday {
  kUnspecified,  // Refused.
  kMonday,
  kTuesday,
  kWednesday,
  kThursday,
  kFriday,
  kSaturday,
  kSunday,
};

// "HH:MM" or "HH:MM:SS" on the wall clock, "24:00" for midnight at the end of
// a day. A shift that ends at or before the time at which it begins ends on the
// next day.
struct ShiftSpec {
  std::string from{};
  std::string to{};
};

// Shifts of some days of every week.
struct OpenSpec {
  std::vector<Weekday> days{};  // At least one.
  std::string from{};           // As of a shift.
  std::string to{};
};

// What stands in place of the weekly hours of one date, holidays included.
struct OverrideSpec {
  std::string date{};             // Required; one override a date.
  bool closed = false;            // Either this ...
  std::vector<ShiftSpec> open{};  // ... or at least one shift.
};

struct CalendarSpec {
  std::string name{};       // Required, unique.
  std::string time_zone{};  // Required: IANA name.
  std::vector<OpenSpec> open{};
  // Dates on which no shift opens.
  std::vector<std::string> holidays{};
  // A file of more of them, CSV or iCalendar (.ics), below the folder of the
  // policy.
  std::string holidays_file{};
  // What a loader read from it. Not saved. A calendar whose file was not read
  // is refused.
  std::optional<std::vector<std::string>> file_holidays{};
  std::vector<OverrideSpec> overrides{};
  // The dates for which the calendar is known, both included; default
  // 2000-01-01 to 2100-12-31. Nothing is computed beyond them.
  std::string from{};
  std::string until{};
};

// ---- What happens --------------------------------------------------------

// Something that happens to a lead at an instant: exactly one of types, enters,
// reaches, leaves, attribute, touch and reply.
struct EventSpec {
  // An activity of one of these types ...
  std::vector<std::string> types{};
  // ... for which this holds.
  std::string where{};
  // A change of the lead's stage: into this one, from anywhere; from below it
  // into it or beyond it; out of it.
  std::string enters{};
  std::string reaches{};
  std::string leaves{};
  // The time that an attribute holds.
  std::string attribute{};
  // What the policy calls a touch, or a reply.
  bool touch = false;
  bool reply = false;
  // Of a start, and of what a commitment counts: a condition on the lead at
  // that instant.
  std::string when{};
};

// Activities that only the policy reads. A model that declares the type is
// given the properties that it does not have.
struct PolicyActivitySpec {
  std::vector<std::string> types{};  // At least one.
  std::vector<PropertySpec> properties{};
};

// What is meant by a touch, or by a reply: these activities.
struct ContactSpec {
  std::vector<std::string> types{};  // At least one.
  std::string where{};
};

// Who is responsible for a lead: a property of the latest activity that
// assigned it, or else an attribute of the lead.
struct OwnerSpec {
  std::vector<std::string> types{};  // Default: the model's assigned types.
  std::string property{};
  std::string attribute{};
};

// ---- Promises ------------------------------------------------------------

// How long a clock may run: exactly one of within, days and business_days.
struct TargetSpec {
  std::string when{};  // On the lead at the start; judged once.
  // Time that goes by, or opening hours of a calendar if one is named.
  std::optional<absl::Duration> within{};
  int days = 0;  // The same time on the wall so many days later.
  // The same time of day on the n-th next day on which the calendar opens.
  int business_days = 0;
  // The name of a calendar.
  std::string business{};
  // An expression that gives the name of a calendar, such as "lead.region";
  // where it gives none, `business` counts, which is required with it.
  std::string business_by{};
};

enum class Again {
  kNewCycle,  // A start after the end of a cycle begins a new one.
  kFirst,     // Only the first cycle counts.
  kResume,    // A start after a stop goes on with the cycle.
};

enum class Blame {
  kOwnerAtStart,
  kOwnerAtEnd,  // Or now, if it is still open.
};

struct ClockSpec {
  std::string name{};  // Required, unique among all promises.
  std::string label{};
  // The target, unless one of `targets` holds: the first of them does then.
  // Without a target of its own a clock applies only where one holds.
  std::optional<absl::Duration> within{};
  int days = 0;
  int business_days = 0;
  std::string business{};
  std::string business_by{};
  std::vector<TargetSpec> targets{};
  // The share of the target from which on an open clock is at risk, above 0
  // and below 1; none if it is 0.
  double warn_at = 0;
  // Any of these starts it, and so on.
  std::vector<EventSpec> start{};  // At least one.
  std::vector<EventSpec> stop{};   // At least one.
  std::vector<EventSpec> pause{};
  std::vector<EventSpec> resume{};
  std::vector<EventSpec> cancel{};
  Again again = Again::kNewCycle;
  Blame blame = Blame::kOwnerAtStart;
};

// So many tries within a time, until there is an answer.
struct AttemptsSpec {
  std::string name{};  // As of a clock.
  std::string label{};
  int at_least = 0;  // At least 1.
  // As of a target, with no condition.
  std::optional<absl::Duration> within{};
  int days = 0;
  int business_days = 0;
  std::string business{};
  std::vector<EventSpec> start{};   // At least one.
  std::vector<EventSpec> counts{};  // At least one.
  int max_counted_per_day = 0;      // 0: any number.
  std::vector<EventSpec> until{};   // What keeps the promise early.
  std::vector<EventSpec> cancel{};
  Again again = Again::kNewCycle;
  Blame blame = Blame::kOwnerAtStart;
};

enum class Period {
  kUnspecified,  // Refused.
  kDay,
  kWeek,  // From Monday.
  kMonth,
  kQuarter,
  kYear,
};

// How what is expected to date grows over a period.
struct PaceSpec {
  std::string business{};  // By the opening hours of this calendar.
};

// Leads, or what they are worth, that are delivered in each period.
struct CommitmentSpec {
  std::string name{};  // As of a clock.
  std::string label{};
  double at_least = 0;  // Above 0.
  Period per = Period::kUnspecified;
  std::vector<EventSpec> counts{};  // At least one.
  // Only the first that ever counted of each lead.
  bool first_time_only = false;
  // An expression for what one lead is worth when it counts; empty: 1.
  std::string worth{};
  // Activities, later than what counted, that take a lead back.
  std::vector<EventSpec> uncount{};
  // Default: by the calendar, every hour alike.
  std::optional<PaceSpec> pace{};
};

// The share of what was delivered that sales accepts.
struct QualitySpec {
  std::string name{};  // As of a clock.
  std::string label{};
  double at_least = 0;  // Above 0, at most 1.
  Period per = Period::kUnspecified;
  std::vector<EventSpec> counts{};  // At least one.
  bool first_time_only = false;
  // The first of these behind it decides. Defaults: the model's accepted and
  // returned types.
  std::vector<EventSpec> accepted{};
  std::vector<EventSpec> rejected{};
};

// How long a lead may stay in a stage.
struct StageAgeSpec {
  std::string name{};  // As of a clock.
  std::string label{};
  std::string stage{};  // Required.
  std::optional<absl::Duration> within{};
  int days = 0;
  int business_days = 0;
  std::string business{};
  Blame blame = Blame::kOwnerAtStart;
};

// Leads that no figure counts.
struct ExcludeSpec {
  std::string name{};  // Required, unique.
  std::string when{};  // Required.
};

struct SlaPolicySpec {
  std::string name{};     // Required.
  std::string version{};  // Shown beside the name; any text.
  std::string description{};
  std::string model{};           // The name of the model that is meant.
  std::string effective_from{};  // A date: what began earlier is not judged.
  std::string time_zone{};       // Of dates and periods; empty: the model's.
  std::vector<CalendarSpec> calendars{};
  std::vector<ExcludeSpec> exclude{};
  std::vector<PolicyActivitySpec> activities{};
  std::optional<ContactSpec> touch{};  // Default: the model's touched types.
  std::optional<ContactSpec> reply{};  // Default: the model's replied types.
  std::optional<OwnerSpec> owner{};
  // What the summary groups by: expressions for text, such as "lead.source".
  std::string source{};
  std::string segment{};
  // The calendar by which a wait is split into open and closed hours where the
  // promise names none; default: the only one, if there is one.
  std::string business{};
  std::vector<CommitmentSpec> commitments{};
  std::vector<QualitySpec> qualities{};
  std::vector<ClockSpec> clocks{};
  std::vector<AttemptsSpec> attempts{};
  std::vector<StageAgeSpec> stage_ages{};
};

}  // namespace leadscore

#endif  // LEADSCORE_SLA_POLICY_SPEC_H_
