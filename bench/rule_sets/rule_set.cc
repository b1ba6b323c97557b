#include "bench/rule_sets/rule_set.h"

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace leadscore::bench {
namespace {

constexpr std::array<int, kTexts> kDistinct = {
    6, 12, 30, 80, 200, 500, 1'000, 5'000, 20'000, 50'000};

constexpr const char* kLevels[] = {"Junior", "Senior", "Chief",  "Head of",
                                   "VP",     "Lead",   "Deputy", "Group"};
constexpr const char* kFields[] = {
    "Sales",  "Marketing", "Revenue",   "Data",    "Finance", "Product",
    "People", "Security",  "Logistics", "Support", "Legal",   "Growth"};
constexpr const char* kRoles[] = {
    "Manager", "Director", "Officer",    "Engineer", "Analyst",
    "Partner", "Owner",    "Consultant", "Operator", "Assistant"};
constexpr const char* kEndings[] = {".com",     ".de", ".co.uk", ".io",
                                    ".example", ".fr", ".edu"};
constexpr const char* kWords[] = {"acme", "tech",  "soft", "cloud", "bank",
                                  "med",  "trade", "home", "data",  "auto"};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  int Below(int count) {
    return static_cast<int>(engine_() % static_cast<uint64_t>(count));
  }
  // The smaller the likelier.
  int Skewed(int count) { return std::min(Below(count), Below(count)); }
  template <typename T, size_t kSize>
  T Pick(T const (&values)[kSize]) {
    return values[Below(static_cast<int>(kSize))];
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<std::string> MakeDictionary(int column) {
  Random random(static_cast<uint64_t>(column) + 1);
  const auto count =
      static_cast<size_t>(kDistinct[static_cast<size_t>(column)]);
  std::vector<std::string> values;
  std::set<std::string> seen;
  while (values.size() < count) {
    std::string value;
    if (column == kTitles) {
      value = absl::StrCat(random.Pick(kLevels), " ", random.Pick(kFields), " ",
                           random.Pick(kRoles));
      if (random.Below(2) == 0) {
        absl::StrAppend(&value, ", ", random.Pick(kFields), " ",
                        random.Below(40));
      }
    } else if (column == kDomains) {
      value = absl::StrCat(random.Pick(kWords), random.Pick(kWords), "-",
                           random.Below(9'000), random.Pick(kEndings));
    } else {
      value = absl::StrCat("value ", values.size());
    }
    if (seen.insert(value).second) values.push_back(std::move(value));
  }
  return values;
}

const std::string& SomeText(int column, Random& random) {
  const std::vector<std::string>& values = Dictionary(column);
  return values[static_cast<size_t>(
      random.Skewed(static_cast<int>(values.size())))];
}

Predicate TextPredicate(Random& random) {
  Predicate predicate;
  predicate.column = random.Below(kTexts);
  const int kind = random.Below(10);
  if (predicate.column == kTitles || predicate.column == kDomains) {
    if (kind < 7) {
      const bool is_title = predicate.column == kTitles;
      predicate.kind = kind < 4   ? Predicate::kContains
                       : kind < 6 ? Predicate::kEndsWith
                                  : Predicate::kStartsWith;
      predicate.texts = {predicate.kind == Predicate::kContains
                             ? std::string(is_title ? random.Pick(kFields)
                                                    : random.Pick(kWords))
                         : predicate.kind == Predicate::kEndsWith
                             ? std::string(is_title ? random.Pick(kRoles)
                                                    : random.Pick(kEndings))
                             : std::string(is_title ? random.Pick(kLevels)
                                                    : random.Pick(kWords))};
      return predicate;
    }
  }
  if (kind < 5) {
    predicate.kind = Predicate::kEqual;
    predicate.texts = {SomeText(predicate.column, random)};
  } else if (kind < 8) {
    predicate.kind = Predicate::kIn;
    for (int count = 2 + random.Below(7); count > 0; --count) {
      predicate.texts.push_back(SomeText(predicate.column, random));
    }
  } else if (kind < 9) {
    predicate.kind = Predicate::kNotEqual;
    predicate.texts = {SomeText(predicate.column, random)};
  } else {
    predicate.kind =
        random.Below(2) == 0 ? Predicate::kIsPresent : Predicate::kIsMissing;
  }
  return predicate;
}

Predicate NumberPredicate(Random& random) {
  Predicate predicate;
  predicate.is_text = false;
  predicate.column = random.Below(kNumbers);
  predicate.low = random.Below(static_cast<int>(kNumberEnd));
  predicate.high = predicate.low + 1 + random.Below(3'000);
  const int kind = random.Below(10);
  predicate.kind = kind < 4               ? Predicate::kAtLeast
                   : kind < 6             ? Predicate::kBelow
                   : kind < 9             ? Predicate::kBetween
                   : random.Below(2) == 0 ? Predicate::kIsPresent
                                          : Predicate::kIsMissing;
  return predicate;
}

Predicate SomePredicate(Random& random) {
  return random.Below(2) == 0 ? TextPredicate(random) : NumberPredicate(random);
}

int SomePoints(Random& random) {
  const int points = 1 + random.Below(20);
  return random.Below(5) == 0 ? -points : points;
}

Rule MakeTiers(Random& random) {
  Rule rule;
  Predicate predicate;
  predicate.is_text = false;
  predicate.column = random.Below(kNumbers);
  predicate.kind = Predicate::kAtLeast;
  predicate.low = kNumberEnd;
  for (int count = 2 + random.Below(4); count > 0; --count) {
    predicate.low -= 1 + random.Below(2'000);
    rule.tiers.push_back({false, {predicate}, SomePoints(random)});
  }
  rule.otherwise = -random.Below(5);
  return rule;
}

Rule MakeRule(Random& random) {
  const int kind = random.Below(20);
  if (kind < 2) return MakeTiers(random);
  Rule rule;
  // Most look at one column; the others at two or three.
  const int parts = kind < 14 ? 1 : kind < 18 ? 2 : 3;
  for (int i = 0; i < parts; ++i) {
    rule.shape.parts.push_back(SomePredicate(random));
  }
  rule.shape.any = parts > 1 && random.Below(3) == 0;
  rule.shape.points = SomePoints(random);
  return rule;
}

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

std::string Condition(const Predicate& predicate) {
  const std::string name = "lead." + ColumnName(predicate);
  const std::string text =
      predicate.texts.empty() ? "" : Quoted(predicate.texts[0]);
  switch (predicate.kind) {
    case Predicate::kEqual:
      return absl::StrCat(name, " == ", text);
    case Predicate::kNotEqual:
      return absl::StrCat(name, " != ", text);
    case Predicate::kIn: {
      std::vector<std::string> quoted;
      for (const std::string& each : predicate.texts) {
        quoted.push_back(Quoted(each));
      }
      return absl::StrCat(name, " in [", absl::StrJoin(quoted, ", "), "]");
    }
    case Predicate::kContains:
      return absl::StrCat(name, ".contains(", text, ")");
    case Predicate::kStartsWith:
      return absl::StrCat(name, ".startsWith(", text, ")");
    case Predicate::kEndsWith:
      return absl::StrCat(name, ".endsWith(", text, ")");
    case Predicate::kAtLeast:
      return absl::StrCat(name, " >= ", predicate.low);
    case Predicate::kBelow:
      return absl::StrCat(name, " < ", predicate.high);
    case Predicate::kBetween:
      return absl::StrCat(name, " >= ", predicate.low, " && ", name, " < ",
                          predicate.high);
    case Predicate::kIsPresent:
      return absl::StrCat("has(", name, ")");
    case Predicate::kIsMissing:
      break;
  }
  return absl::StrCat("!has(", name, ")");
}

std::string Condition(const RuleShape& shape) {
  std::vector<std::string> parts;
  for (const Predicate& part : shape.parts) {
    parts.push_back(shape.parts.size() > 1
                        ? absl::StrCat("(", Condition(part), ")")
                        : Condition(part));
  }
  return absl::StrJoin(parts, shape.any ? " || " : " && ");
}

bool LooksAtLast(const Rule& rule, int columns_of_each) {
  const auto fits = [columns_of_each](const RuleShape& shape) {
    return std::all_of(shape.parts.begin(), shape.parts.end(),
                       [&](const Predicate& predicate) {
                         const int count =
                             predicate.is_text ? kTexts : kNumbers;
                         return predicate.column >= count - columns_of_each;
                       });
  };
  return fits(rule.shape) &&
         std::all_of(rule.tiers.begin(), rule.tiers.end(), fits);
}

}  // namespace

const std::vector<std::string>& Dictionary(int column) {
  static const auto* const dictionaries = [] {
    auto* made = new std::vector<std::vector<std::string>>();
    for (int i = 0; i < kTexts; ++i) made->push_back(MakeDictionary(i));
    return made;
  }();
  return (*dictionaries)[static_cast<size_t>(column)];
}

RuleSet MakeRuleSet(int rules, uint64_t seed) {
  return MakeRuleSet(rules, seed, std::max(kTexts, kNumbers));
}

RuleSet MakeRuleSet(int rules, uint64_t seed, int columns_of_each) {
  Random random(seed);
  RuleSet set;
  while (set.rules.size() < static_cast<size_t>(rules)) {
    Rule rule = MakeRule(random);
    rule.group = random.Below(kGroups);
    if (LooksAtLast(rule, columns_of_each))
      set.rules.push_back(std::move(rule));
  }
  for (int i = 0; i < kGroups; ++i) {
    set.group_max.push_back(20 + random.Below(20 + rules));
    set.group_min.push_back(-random.Below(40));
  }
  return set;
}

ModelSpec ToModel(const RuleSet& set) {
  ModelSpec spec;
  spec.name = "rule_set";
  for (int i = 0; i < kTexts; ++i) {
    spec.attributes.push_back({absl::StrCat("text", i), ValueType::kString});
  }
  for (int i = 0; i < kNumbers; ++i) {
    spec.attributes.push_back({absl::StrCat("number", i), ValueType::kInt});
  }
  ScoreSpec score{"fit"};
  score.min = 0;
  score.max = kMaxScore;
  for (size_t i = 0; i < set.group_max.size(); ++i) {
    GroupSpec group;
    group.name = absl::StrCat("group ", i);
    group.min = set.group_min[i];
    group.max = set.group_max[i];
    score.groups.push_back(std::move(group));
  }
  for (size_t i = 0; i < set.rules.size(); ++i) {
    const Rule& rule = set.rules[i];
    RuleSpec made;
    made.name = absl::StrCat("rule ", i);
    if (rule.tiers.empty()) {
      made.when = Condition(rule.shape);
      made.points = rule.shape.points;
    } else {
      TiersSpec tiers;
      for (const RuleShape& tier : rule.tiers) {
        tiers.tier.push_back(
            {Condition(tier), static_cast<double>(tier.points)});
      }
      tiers.otherwise = rule.otherwise;
      made.tiers = std::move(tiers);
    }
    score.groups[static_cast<size_t>(rule.group)].rules.push_back(
        std::move(made));
  }
  spec.scores = {std::move(score)};
  return spec;
}

std::string ColumnName(const Predicate& predicate) {
  return absl::StrCat(predicate.is_text ? "text" : "number", predicate.column);
}

bool Fits(const Predicate& predicate, std::string_view text) {
  const auto view = [](std::string_view from) {
    return absl::string_view(from.data(), from.size());
  };
  switch (predicate.kind) {
    case Predicate::kEqual:
      return text == predicate.texts[0];
    case Predicate::kNotEqual:
      return text != predicate.texts[0];
    case Predicate::kIn:
      return std::find(predicate.texts.begin(), predicate.texts.end(), text) !=
             predicate.texts.end();
    case Predicate::kContains:
      return absl::StrContains(view(text), view(predicate.texts[0]));
    case Predicate::kStartsWith:
      return absl::StartsWith(view(text), view(predicate.texts[0]));
    case Predicate::kEndsWith:
      return absl::EndsWith(view(text), view(predicate.texts[0]));
    default:
      return predicate.kind == Predicate::kIsPresent;
  }
}

}  // namespace leadscore::bench
