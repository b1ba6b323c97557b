#include "bench/rule_sets/rule_set_json.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace leadscore::bench {
namespace {

const char* KindName(Predicate::Kind kind) {
  constexpr const char* kNames[] = {"equal",      "not_equal",   "in",
                                    "contains",   "starts_with", "ends_with",
                                    "at_least",   "below",       "between",
                                    "is_present", "is_missing"};
  return kNames[kind];
}

// Texts of the sets need no escapes.
std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

std::string ToJson(const Predicate& predicate) {
  std::vector<std::string> texts;
  for (const std::string& text : predicate.texts) texts.push_back(Quoted(text));
  return absl::StrCat("{\"kind\": ", Quoted(KindName(predicate.kind)),
                      ", \"column\": ", Quoted(ColumnName(predicate)),
                      ", \"texts\": [", absl::StrJoin(texts, ", "),
                      "], \"low\": ", predicate.low,
                      ", \"high\": ", predicate.high, "}");
}

std::string ToJson(const RuleShape& shape) {
  std::vector<std::string> parts;
  for (const Predicate& part : shape.parts) parts.push_back(ToJson(part));
  return absl::StrCat("{\"any\": ", shape.any ? "true" : "false",
                      ", \"points\": ", shape.points, ", \"parts\": [",
                      absl::StrJoin(parts, ", "), "]}");
}

}  // namespace

std::string ToJson(const RuleSet& set) {
  std::vector<std::string> rules;
  for (const Rule& rule : set.rules) {
    std::vector<std::string> tiers;
    for (const RuleShape& tier : rule.tiers) tiers.push_back(ToJson(tier));
    rules.push_back(absl::StrCat("{\"group\": ", rule.group,
                                 ", \"shape\": ", ToJson(rule.shape),
                                 ", \"tiers\": [", absl::StrJoin(tiers, ", "),
                                 "], \"otherwise\": ", rule.otherwise, "}"));
  }
  return absl::StrCat("{\"max_score\": ", kMaxScore, ", \"group_min\": [",
                      absl::StrJoin(set.group_min, ", "), "], \"group_max\": [",
                      absl::StrJoin(set.group_max, ", "), "], \"rules\": [\n",
                      absl::StrJoin(rules, ",\n"), "]}\n");
}

}  // namespace leadscore::bench
