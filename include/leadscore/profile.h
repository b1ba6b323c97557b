// Profile: what a batch shows of a model and of the data that it met, for
// people to act on: values that no table lists, attributes that are seldom
// known, rules that never fire, bounds that take points away.
//
//   ScoreOptions options;
//   options.profile = true;
//   ScoreTable scores;
//   absl::Status status = scorer.Score(tables, as_of, options, &scores);
//   for (const UnlistedValues& table : scores.profile.unlisted_values) ...
//
// A profile holds values of leads. Of what a reader of files passed over, such
// as columns and types of activity that the model does not know, ReadResult
// (table_reader.h) tells.

#ifndef LEADSCORE_PROFILE_H_
#define LEADSCORE_PROFILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "leadscore/model_spec.h"
#include "leadscore/points.h"

namespace leadscore {

struct ValueCount {
  std::string value;
  int64_t count = 0;
};

// What no row of a rule's table lists. The table looks up a value once for each
// lead for which the rule's `when` is true, or for each activity that its
// `each` chose; of a list, each of its different texts. No value, or an empty
// list, is not looked up. Values stand as a row would list them: numbers in
// digits, bools as true or false, and for WORD the words of a text, folded.
struct UnlistedValues {
  static constexpr size_t kMostShown = 10;
  static constexpr size_t kMostDistinct = 100'000;

  std::string rule;
  std::string of;  // As in the model: "lead.title".
  TableMatch match = TableMatch::kEqual;

  int64_t looked_up = 0;
  int64_t unlisted = 0;  // How many of these no row lists.

  // How many of those are different. Once kMostDistinct are known, further ones
  // are no more told apart, and `has_more_distinct` is set.
  int64_t distinct = 0;
  bool has_more_distinct = false;

  // The most frequent of those that are told apart, at most kMostShown: the
  // count falls, equal ones stand bytewise.
  std::vector<ValueCount> most_frequent;
};

// For how many leads an attribute has a value when they are scored: since it is
// known, as it was set last, or as it is derived.
struct AttributeCoverage {
  std::string name;
  int64_t present = 0;
  // Whether a rule, a stage or evidence reads it, or what is derived from it.
  bool is_read = false;
};

// Points are summed over all leads; a sum beyond 9 * 10^12 points stays there.

// What the min and max of something did to its points.
struct BoundsEffect {
  Points cut;     // What was above max.
  Points raised;  // What was lacking to min.
};

struct RuleProfile {
  std::string name;
  int64_t fired = 0;         // Leads, by RuleOutcome::kFired.
  Points points;             // Within its bounds.
  Points points_when_fired;  // Without those of `otherwise` and `missing`.
  BoundsEffect bounds;
};

struct GroupProfile {
  std::string name;
  std::vector<RuleProfile> rules;
  Points points;
  BoundsEffect bounds;
};

struct ScoreProfile {
  std::string name;
  std::vector<GroupProfile> groups;
  Points points;
  BoundsEffect bounds;  // Before adjustments and after them, together.
};

// The leads of one grade.
struct GradeProfile {
  std::string grade;  // Empty if the model has none.
  // By the stage that they are in; one number if the model has no stages.
  std::vector<int64_t> leads;
};

struct Profile {
  int64_t leads = 0;
  std::vector<UnlistedValues> unlisted_values;  // By rule with a table.
  std::vector<AttributeCoverage> attributes;
  std::vector<ScoreProfile> scores;
  Points total;
  BoundsEffect total_bounds;
  std::vector<GradeProfile> grades;  // Those that there are, the best first.
};

}  // namespace leadscore

#endif  // LEADSCORE_PROFILE_H_
