// Rule sets to measure with, made from a seed: what companies write, in the
// proportions in which they write it. A set is known three times over: as a
// model, as data that the opponents of the benchmarks are made from, and by the
// leads that fit it.

#ifndef LEADSCORE_BENCH_RULE_SETS_RULE_SET_H_
#define LEADSCORE_BENCH_RULE_SETS_RULE_SET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/model_spec.h"

namespace leadscore::bench {

// Ten columns of texts come first, then ten of numbers.
inline constexpr int kTexts = 10;
inline constexpr int kNumbers = 10;
inline constexpr int kTitles = 7;   // The column of job titles.
inline constexpr int kDomains = 9;  // That of mail domains.

// The different values of a column of texts: from 6 to 50,000.
const std::vector<std::string>& Dictionary(int column);

// Numbers lie from 0 up to, but not including, this.
inline constexpr int64_t kNumberEnd = 10'000;

// True of a value that is there and fits; of none only kIsMissing is.
struct Predicate {
  enum Kind {
    kEqual,
    kNotEqual,
    kIn,
    kContains,
    kStartsWith,
    kEndsWith,
    kAtLeast,  // low <= number
    kBelow,    // number < high
    kBetween,  // low <= number < high
    kIsPresent,
    kIsMissing,
  };
  Kind kind = kEqual;
  bool is_text = true;
  int column = 0;                  // Of the texts, or of the numbers.
  std::vector<std::string> texts;  // One, but for kIn.
  int64_t low = 0;
  int64_t high = 0;
};

// Points if all of `all` hold, or, with `any`, one of them.
struct RuleShape {
  bool any = false;
  std::vector<Predicate> parts;
  int points = 0;
};

// Either a shape, or tiers over one column, of which the first that holds
// counts.
struct Rule {
  int group = 0;
  RuleShape shape;
  std::vector<RuleShape> tiers;
  int otherwise = 0;
};

struct RuleSet {
  std::vector<Rule> rules;
  // Limits of the groups; the score lies from 0 to kMaxScore.
  std::vector<int> group_max;
  std::vector<int> group_min;
};

inline constexpr int kGroups = 8;
inline constexpr int kMaxScore = 1'000;

// Of the sets that are compared.
inline constexpr uint64_t kSeed = 1;

RuleSet MakeRuleSet(int rules, uint64_t seed);

// The rules of a set, many more are tried, that look at no other columns than
// the last so many of the texts and as many of the numbers.
RuleSet MakeRuleSet(int rules, uint64_t seed, int columns_of_each);

// The same as a model: one score, "fit".
ModelSpec ToModel(const RuleSet& set);

// "text3", "number7".
std::string ColumnName(const Predicate& predicate);

// Whether a text that is there fits.
bool Fits(const Predicate& predicate, std::string_view text);

}  // namespace leadscore::bench

#endif  // LEADSCORE_BENCH_RULE_SETS_RULE_SET_H_
