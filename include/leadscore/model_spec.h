// ModelSpec: a scoring model as plain data, the agreement of marketing and
// sales. Model::Create (model.h) checks it and makes it runnable; model_file.h
// reads and writes it as text, JSON or binary. docs/semantics.md says what each
// part means, docs/guide.md how to write one.
//
//   ModelSpec spec;
//   spec.name = "acme_b2b";
//   spec.attributes = {{"employees", ValueType::kInt}};
//   RuleSpec size;
//   size.name = "Company size";
//   size.when = "lead.employees >= 200";
//   size.points = 30;
//   spec.scores = {{"fit", {{"Company", {size}}}}};
//
// Members are named as in proto/leadscore/v1/model.proto and mean the same.
// Points are decimals with at most six fractional digits, read by the shortest
// decimal form of the double, so that 0.1 is exactly a tenth. Conditions are
// CEL expressions (docs/conditions.md); an empty one is always true. An empty
// label means that the name is shown. Every member has a default, so that those
// behind the last one named in braces may be left out.

#ifndef LEADSCORE_MODEL_SPEC_H_
#define LEADSCORE_MODEL_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace leadscore {

// The type of an attribute of a lead or a property of an activity.
enum class ValueType {
  kUnspecified,  // Refused.
  kBool,
  kInt,  // 64 bits, signed.
  kDouble,
  kString,  // UTF-8.
  kTimestamp,
  kStringList,  // Attributes only.
};

// ---- What a lead is ------------------------------------------------------

struct AttributeSpec {
  // Required, unique, a name that conditions can spell: lead.<name>.
  std::string name{};
  ValueType type = ValueType::kUnspecified;  // Required.
  std::string label{};

  // Trims and case-folds the value, so that " Software" is "software". The
  // values of tables over the attribute are folded as well.
  bool fold = false;

  // Derives the value from other attributes by an expression of this type
  // ("lead.email.split('@')[1]"). An error makes it missing.
  std::string from{};

  // The column that holds since when the value was known, a time. Before it
  // the attribute is missing. Empty, or an empty cell: always known.
  std::string known_at{};

  // How files write it. The column in the header (default: the name) ...
  std::string column{};
  // ... the spellings that mean that there is no value, in place of the
  // model's; an empty cell always does ...
  std::vector<std::string> null_values{};
  // ... the format of a timestamp, such as "%d.%m.%Y %H:%M", read in the
  // model's time zone where it has no offset (default: RFC 3339) ...
  std::string time_format{};
  // ... and what stands between the values of a list (default: ";").
  std::string separator{};
};

// A named set of strings for conditions: lead.domain in list.<name>.
struct ListSpec {
  std::string name{};                 // Required, unique, an identifier.
  std::vector<std::string> values{};  // Inline, together with those of `file`.

  // A file of one value a line, below the folder of the model; blank lines and
  // lines that begin with # are left out.
  std::string file{};
  // What a loader read from `file`. Not saved. Model::Create refuses a spec
  // the files of which were not read.
  std::optional<std::vector<std::string>> file_values{};
};

// ---- What a lead does ----------------------------------------------------

struct PropertySpec {
  // Required; conditions call it activity.<name>. Wherever the same name
  // stands at several types of activity it has the same value type.
  std::string name{};
  ValueType type = ValueType::kUnspecified;  // Required; not kStringList.
  std::string column{};                      // As of an attribute.
  std::string time_format{};                 // As of an attribute.
};

struct ActivitySpec {
  std::string type{};  // Required, unique; does not begin with "$".
  std::string label{};
  std::vector<PropertySpec> properties{};
};

// Which types of activity tell the steps of a lead's life. Each may be empty.
struct LifecycleSpec {
  std::vector<std::string> assigned{};
  std::vector<std::string> touched{};
  std::vector<std::string> replied{};
  std::vector<std::string> accepted{};
  std::vector<std::string> returned{};
  std::vector<std::string> won{};
  std::vector<std::string> lost{};
};

// Drops every activity that belongs to some `count` activities of the
// screen's types the last of which is at most `within` after the first.
struct BurstSpec {
  int count = 0;                           // At least 2.
  std::optional<absl::Duration> within{};  // Required; zero: at one instant.
};

// Drops machine-made activities before anything is counted. It has either a
// condition or a burst, or both, which then judge independently.
struct ScreenSpec {
  std::string name{};                // Required, unique.
  std::vector<std::string> types{};  // Required.
  std::string where{};
  std::optional<BurstSpec> burst{};
};

enum class SignalKind {
  kUnspecified,     // Refused.
  kCount,           // int
  kDistinct,        // int: different values of `property`, missing ignored.
  kSum,             // of `property`, its type
  kMin,             // of `property`, its type; missing when there is none
  kMax,             // of `property`, its type; missing when there is none
  kRatio,           // double: `of` / `to`; missing below `min_to`
  kDaysSinceFirst,  // int: whole days; missing when there is none
  kDaysSinceLast,   // int: whole days; missing when there is none
  kActiveDays,      // int: local days with an activity
  kActiveWeeks,     // int: local weeks with an activity
};

enum class SignalScope {
  kLead,
  kAccount,  // Over the activities of all leads of the account.
};

// A named aggregate over activities; conditions call it signal.<name>.
struct SignalSpec {
  std::string name{};  // Required, unique, an identifier.
  SignalKind kind = SignalKind::kUnspecified;
  std::string label{};
  std::vector<std::string> types{};  // Required, but for kRatio.
  std::string property{};            // Of kDistinct, kSum, kMin and kMax.
  std::string where{};
  std::optional<absl::Duration> within{};  // as_of - within < time.
  std::optional<absl::Duration> after{};   // time <= as_of - after.
  SignalScope over = SignalScope::kLead;
  // Of kRatio: the names of two signals, neither a ratio, and the least value
  // of `to` at which the ratio means something.
  std::string of{};
  std::string to{};
  double min_to = 0;
};

// ---- Scores --------------------------------------------------------------

// How the weight of an activity falls with its age. At most one of half_life,
// linear and step; `none` undoes the group's default for one rule.
struct StepDecaySpec {
  double percent = 0;  // Above 0, at most 100.
  absl::Duration every = absl::ZeroDuration();
  // Of what is left, instead of the original value.
  bool compounding = false;
};
struct DecaySpec {
  std::optional<absl::Duration> half_life{};
  std::optional<absl::Duration> linear{};
  std::optional<StepDecaySpec> step{};
  bool none = false;
};

struct TierSpec {
  std::string when{};  // Required.
  double points = 0;
};

enum class TierChoice {
  kFirst,  // The first true one.
  kMax,    // The true one with the most points.
};

// The points of one of several conditions.
struct TiersSpec {
  std::vector<TierSpec> tier{};  // At least one.
  double otherwise = 0;          // If all are false.
  double missing = 0;            // If none is true and one is missing.
  TierChoice take = TierChoice::kFirst;
};

enum class TableMatch {
  kEqual,
  kWord,  // A word or phrase of the row occurs in the text, in any case.
};

struct TableRowSpec {
  // At least one; numbers and true or false as text.
  std::vector<std::string> is{};
  double points = 0;
};

// The points of a value.
struct TableSpec {
  // "lead.<attribute>" or "signal.<name>"; with `each`, "activity.<property>".
  std::string of{};
  TableMatch match = TableMatch::kEqual;
  std::vector<TableRowSpec> row{};  // At least one.
  double otherwise = 0;             // For a value that no row lists.
  double missing = 0;               // For no value.
};

struct CurvePointSpec {
  double x = 0;
  double points = 0;
};

enum class CurveShape {
  kLinear,  // Straight lines between the points, flat beyond the ends.
  kStep,    // The points of the last x not above; none below the first.
};

// The points of a number.
struct CurveSpec {
  std::string of{};  // As of a table.
  CurveShape shape = CurveShape::kLinear;
  std::vector<CurvePointSpec> at{};  // At least one, x strictly increasing.
  double missing = 0;
};

// Chooses activities, in the order of these members.
struct EachSpec {
  std::vector<std::string> types{};  // Required.
  std::string where{};
  std::optional<int> keep_first_per_day{};  // At least 1.
  // "DAY" or "WEEK": the first of each. The name of a property: the latest
  // for each of its values, after `within`.
  std::string once_per{};
  std::optional<absl::Duration> within{};
  std::optional<int> keep_latest{};  // At least 1.
  std::optional<DecaySpec> decay{};  // In place of the group's.
};

// One reason for points. Exactly one of points, tiers, table and curve; `each`
// gives it for each chosen activity and goes with all but tiers.
struct RuleSpec {
  std::string name{};  // Required, unique in the model.
  std::string label{};
  std::string when{};  // Without it true, the rule gives nothing.
  std::optional<double> points{};
  std::optional<TiersSpec> tiers{};
  std::optional<TableSpec> table{};
  std::optional<CurveSpec> curve{};
  std::optional<EachSpec> each{};
  double weight = 1;  // Multiplies the points, before min and max.
  std::optional<double> min{};
  std::optional<double> max{};
};

// Rules whose sum is clamped together.
struct GroupSpec {
  std::string name{};  // Required, unique in its score.
  std::vector<RuleSpec> rules{};
  std::string label{};
  std::optional<double> min{};
  std::optional<double> max{};
  std::optional<DecaySpec> decay{};  // Of rules that name none.
};

// A label from a lower bound up.
struct BandSpec {
  std::string label{};           // Required.
  std::optional<double> from{};  // Of all but the last.
};

struct ScoreSpec {
  std::string name{};  // Required, unique, an identifier: score.<name>.
  std::vector<GroupSpec> groups{};
  std::vector<BandSpec> bands{};  // Falling.
  std::string label{};
  double base = 0;    // Added to the groups, before min and max.
  double weight = 1;  // In the total.
  std::optional<double> min{};
  std::optional<double> max{};
};

// The bounds of the total, the weighted sum of the scores.
struct TotalSpec {
  std::optional<double> min{};
  std::optional<double> max{};
};

// ---- Who gets it ---------------------------------------------------------

// Keeps a lead in the first stage, before any way into another.
struct DisqualifySpec {
  std::string name{};  // Required, unique: the reason that is shown.
  std::string when{};  // Required.
};

struct ScorePointsSpec {
  std::string score{};  // The name of a score, or "total".
  double points = 0;
};

// A way into a stage: all of it has to hold.
struct WaySpec {
  std::string name{};  // Required, unique in its stage.
  std::vector<ScorePointsSpec> at_least{};
  std::string when{};
  bool evidence = false;          // Needs all evidence of the stage.
  bool even_in_cooldown = false;  // Opens the stage to a returned lead too.
};

// What keeps a lead in a stage.
struct HoldSpec {
  std::vector<ScorePointsSpec> at_least{};
  std::string when{};
};

// One thing to know about a lead before it is ready, such as its budget.
struct EvidenceSpec {
  std::string name{};  // Required, unique in its stage.
  std::string when{};  // Required.
};

struct StageSpec {
  std::string name{};            // Required, unique.
  std::vector<WaySpec> enter{};  // None for the first stage, else at least one.
  std::optional<HoldSpec> hold{};  // Default: any way into it.
  std::vector<EvidenceSpec> evidence{};
  std::string label{};
  // A lead that sales gave back comes in again after this time, and with this
  // many points from what it did since.
  std::optional<absl::Duration> cooldown{};
  std::optional<double> fresh_points{};
};

// How the score of an account follows from those of its leads.
enum class RollUp {
  kUnspecified,  // Refused.
  kSum,
  kMax,
  kMin,
  kAverage,  // Rounded once.
  kTop,      // The sum of the `top` largest.
};

struct AccountScoreSpec {
  std::string name{};  // Required, unique, an identifier.
  std::string of{};    // Required: the name of a score, or "total".
  RollUp take = RollUp::kUnspecified;
  int top = 0;  // Of kTop: at least 1.
  std::string label{};
};

// ---- The agreement -------------------------------------------------------

// What marketing and sales agreed one lead should get. Unset is not judged.
struct ExpectSpec {
  std::string stage{};
  std::string grade{};
  std::string way{};
  std::vector<ScorePointsSpec> points{};
};

struct AgreedSpec {
  std::string name{};              // Required, unique.
  ExpectSpec expect{};             // Required: at least one of its members.
  std::string lead{};              // "{title: 'CTO', employees: 300}"
  std::vector<std::string> did{};  // "1d download whitepaper"
  std::string as_of{};             // RFC 3339; default 2026-01-01T00:00:00Z.
};

// Where files hold what is not an attribute or a property.
struct ColumnsSpec {
  std::string id{};                    // Of leads; default "id".
  std::string account{};               // Of leads; default "account".
  std::string activity_lead{};         // Default "lead_id".
  std::string activity_type{};         // Default "type".
  std::string activity_time{};         // Default "time".
  std::string activity_time_format{};  // Default RFC 3339.
  std::string activity_id{};           // Default "id".
  std::string activity_revision{};     // Default "revision".
};

struct ModelSpec {
  std::string name{};     // Required.
  std::string version{};  // Shown beside the name; any text.
  std::string description{};
  std::string time_zone{};  // IANA name; empty means UTC.
  // Ages are counted in whole ticks; divides a day. Default: one hour.
  std::optional<absl::Duration> tick{};
  // The spellings in files that mean that there is no value.
  std::vector<std::string> null_values{};
  ColumnsSpec columns{};

  std::vector<AttributeSpec> attributes{};
  std::vector<ListSpec> lists{};
  std::vector<ActivitySpec> activities{};
  LifecycleSpec lifecycle{};
  std::vector<ScreenSpec> screens{};
  std::vector<SignalSpec> signals{};

  std::vector<ScoreSpec> scores{};  // At least one.
  TotalSpec total{};
  std::vector<std::string> grade{};  // Scores whose labels make the grade.

  std::vector<DisqualifySpec> disqualify{};
  std::vector<StageSpec> stages{};
  std::vector<AgreedSpec> agreed{};
  std::vector<AccountScoreSpec> account_scores{};
};

}  // namespace leadscore

#endif  // LEADSCORE_MODEL_SPEC_H_
