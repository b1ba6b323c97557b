// A model after all checks: names are indices, durations are numbers, points
// are exact, conditions are compiled. What scores leads reads only this.

#ifndef LEADSCORE_SRC_MODEL_CHECKED_MODEL_H_
#define LEADSCORE_SRC_MODEL_CHECKED_MODEL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/lead.h"
#include "leadscore/model_spec.h"
#include "leadscore/points.h"
#include "leadscore/table.h"
#include "src/cel/program.h"
#include "src/core/decay.h"
#include "src/core/fixed.h"
#include "src/core/time_text.h"

namespace leadscore::internal {

// A compiled condition; null is one that was left empty and is always true.
using Condition = std::unique_ptr<const cel::Program>;

// ---- Variables -----------------------------------------------------------
//
// All conditions on a lead number their variables alike: attributes, lists,
// as_of, signals, then what only stages may read: scores, bands, total, grade.
// A condition on an activity has numbers of its own: type, time, properties,
// lists.

struct LeadVariables {
  int attributes = 0;  // The first one; so are the others.
  int lists = 0;
  int as_of = 0;
  int signals = 0;
  int scores = 0;
  int bands = 0;
  int total = 0;
  int grade = 0;
  int count = 0;
};

struct ActivityVariables {
  int type = 0;
  int time = 1;
  int properties = 2;  // The first one.
  int lists = 2;       // The first one.
  int count = 2;
};

// ---- Inputs --------------------------------------------------------------

struct CheckedAttribute {
  std::string name;
  std::string label;  // The name if there is none.
  ValueType type = ValueType::kUnspecified;
  bool fold = false;
  int column = -1;           // Of the LeadSchema; -1 if it is derived.
  int known_at_column = -1;  // Of the LeadSchema; -1 if it is always known.
  Condition from;            // Its expression if it is derived.
  // Attributes with a column that it is derived from, directly or not; itself
  // if it is not derived. Ascending.
  std::vector<int> sources;
  // Whether a rule, a stage or evidence reads it, or what is derived from it.
  bool is_read = false;
};

struct CheckedList {
  std::string name;
  cel::Value value;  // A string set.
};

struct CheckedProperty {
  std::string name;
  ValueType type = ValueType::kUnspecified;
};

struct CheckedScreen {
  std::string name;
  std::vector<bool> types;  // By the code of the type.
  Condition where;
  std::optional<int> burst_count;
  Micros burst_within = 0;
};

struct CheckedSignal {
  std::string name;
  std::string label;
  SignalKind kind = SignalKind::kUnspecified;
  ValueType type = ValueType::kInt;  // Of its value.
  std::vector<bool> types;
  int property = -1;
  Condition where;
  std::optional<Micros> within;
  std::optional<Micros> after;
  bool over_account = false;
  int of = -1;  // Signals.
  int to = -1;
  double min_to = 0;
};

// ---- Scores --------------------------------------------------------------

struct CheckedTier {
  Condition when;
  Points points;
};

struct CheckedTiers {
  std::vector<CheckedTier> tiers;
  Points otherwise;
  Points missing;
  bool take_max = false;
};

// Where a table or curve finds its value: a variable of the lead, or with
// `each` a property of the activity.
struct Operand {
  int variable = -1;
  int property = -1;
  ValueType type = ValueType::kUnspecified;
};

struct TablePhrase {
  std::vector<std::string> words;  // Folded.
  int row = 0;
};

struct CheckedTable {
  Operand of;
  bool match_words = false;
  // Row by value, for kEqual; text is folded if the attribute is.
  std::map<std::string, int, std::less<>> text_rows;
  std::map<int64_t, int> number_rows;  // Also of true (1) and false (0).
  // By row, for kWord.
  std::vector<TablePhrase> phrases;
  std::vector<Points> row_points;
  Points otherwise;
  Points missing;
};

struct CurvePoint {
  double x = 0;
  Points points;
};

struct CheckedCurve {
  Operand of;
  bool is_step = false;
  std::vector<CurvePoint> at;
  Points missing;
};

enum class CalendarUnit : uint8_t { kNone, kDay, kWeek };

struct CheckedEach {
  std::vector<bool> types;
  Condition where;
  // The first `keep_first` of each `first_of`.
  CalendarUnit first_of = CalendarUnit::kNone;
  int keep_first = 0;
  std::optional<Micros> within;
  int latest_per_property = -1;
  std::optional<int> keep_latest;
  Decay decay;
};

enum class RuleShape : uint8_t { kPoints, kTiers, kTable, kCurve };

struct CheckedRule {
  std::string name;
  std::string label;
  int score = 0;
  int group = 0;  // In its score.
  RuleShape shape = RuleShape::kPoints;
  Condition when;
  Points points;
  CheckedTiers tiers;
  CheckedTable table;
  CheckedCurve curve;
  std::unique_ptr<const CheckedEach> each;
  Points weight = Points::FromWhole(1);
  Points min = -kMaxRuleValue;
  Points max = kMaxRuleValue;
};

struct CheckedGroup {
  std::string name;
  std::string label;
  std::vector<CheckedRule> rules;
  // Wide enough for the sum of any rules, so that no bound is no clamp.
  Points min = Points::FromMicros(INT64_MIN / 4);
  Points max = Points::FromMicros(INT64_MAX / 4);
};

struct CheckedBand {
  std::string label;
  Points from;
};

struct CheckedScore {
  std::string name;
  std::string label;
  std::vector<CheckedGroup> groups;
  std::vector<CheckedBand> bands;  // Falling; the last one's bound is unused.
  Points base;
  Points weight = Points::FromWhole(1);
  Points min = -kMaxScore;
  Points max = kMaxScore;
};

// ---- Stages --------------------------------------------------------------

struct CheckedThreshold {
  int score = -1;  // -1 is the total.
  Points points;
};

struct CheckedWay {
  std::string name;
  std::vector<CheckedThreshold> at_least;
  Condition when;
  bool needs_evidence = false;
  bool even_in_cooldown = false;
};

struct CheckedHold {
  std::vector<CheckedThreshold> at_least;
  Condition when;
};

struct CheckedEvidence {
  std::string name;
  Condition when;
};

struct CheckedStage {
  std::string name;
  std::string label;
  std::vector<CheckedWay> enter;
  std::optional<CheckedHold> hold;
  std::vector<CheckedEvidence> evidence;
  Micros cooldown = 0;
  Points fresh_points;
};

struct CheckedDisqualify {
  std::string name;
  Condition when;
};

struct CheckedAccountScore {
  std::string name;
  std::string label;
  int score = -1;  // -1 is the total.
  RollUp take = RollUp::kUnspecified;
  int top = 0;
};

// A lead with what it should get.
struct CheckedAgreed {
  Lead lead;  // Its id is the name of the example.
  Micros as_of = 0;
  std::vector<CheckedThreshold> thresholds;  // The points that are agreed.
};

struct CheckedModel {
  ModelSpec spec;
  std::string fingerprint;
  LeadSchema lead_schema;
  ActivitySchema activity_schema;
  std::vector<std::string> score_names;
  std::vector<std::string> stage_names;

  absl::TimeZone zone;
  Micros tick = 0;
  LeadVariables lead_variables;
  ActivityVariables activity_variables;

  std::vector<CheckedAttribute> attributes;
  // Those that are derived, each after what it is derived from.
  std::vector<int> derivation_order;
  std::vector<CheckedList> lists;
  std::vector<CheckedProperty> properties;  // As in activity_schema.
  std::vector<bool> returned_types;         // By the code of the type.
  std::vector<CheckedScreen> screens;
  std::vector<CheckedSignal> signals;
  std::vector<CheckedScore> scores;
  Points total_min = -kMaxScore;
  Points total_max = kMaxScore;
  std::vector<int> grade;  // Scores.
  std::vector<CheckedDisqualify> disqualify;
  std::vector<CheckedStage> stages;
  std::vector<CheckedAgreed> agreed;
  std::vector<CheckedAccountScore> account_scores;
  // Attributes with a column that anything reads, ascending: what coverage is
  // a share of.
  std::vector<int> attributes_read;
};

// `time` rounded down to the model's tick.
inline Micros FloorToTick(Micros time, Micros tick) {
  const Micros rest = time % tick;
  return time - (rest < 0 ? rest + tick : rest);
}

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_CHECKED_MODEL_H_
