// Writes the row-by-row opponent of a rule set as C++.
//
//   write_rows RULES OUTPUT.cc

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/rule_sets/rule_set.h"

namespace leadscore::bench {
namespace {

std::string Literal(const std::string& text) {
  return absl::StrCat("\"", absl::CEscape(text), "\"sv");
}

std::string Condition(const Predicate& predicate) {
  const std::string value =
      predicate.is_text ? absl::StrCat("lead.texts[", predicate.column, "]")
                        : absl::StrCat("lead.numbers[", predicate.column, "]");
  const std::string is_there = predicate.is_text
                                   ? absl::StrCat(value, ".data() != nullptr")
                                   : absl::StrCat(value, " != kNoNumber");
  const std::string text =
      predicate.texts.empty() ? "" : Literal(predicate.texts[0]);
  switch (predicate.kind) {
    case Predicate::kEqual:
      return absl::StrCat(value, " == ", text);
    case Predicate::kNotEqual:
      return absl::StrCat("(", is_there, " && ", value, " != ", text, ")");
    case Predicate::kIn: {
      std::vector<std::string> parts;
      for (const std::string& each : predicate.texts) {
        parts.push_back(absl::StrCat(value, " == ", Literal(each)));
      }
      return absl::StrCat("(", absl::StrJoin(parts, " || "), ")");
    }
    case Predicate::kContains:
      return absl::StrCat(value, ".find(", text, ") != std::string_view::npos");
    case Predicate::kStartsWith:
      return absl::StrCat(value, ".substr(0, ", predicate.texts[0].size(),
                          ") == ", text);
    case Predicate::kEndsWith:
      return absl::StrCat("(", value, ".size() >= ", predicate.texts[0].size(),
                          " && ", value, ".substr(", value, ".size() - ",
                          predicate.texts[0].size(), ") == ", text, ")");
    case Predicate::kAtLeast:
      return absl::StrCat(value, " >= ", predicate.low);
    case Predicate::kBelow:
      return absl::StrCat("(", is_there, " && ", value, " < ", predicate.high,
                          ")");
    case Predicate::kBetween:
      return absl::StrCat("(", value, " >= ", predicate.low, " && ", value,
                          " < ", predicate.high, ")");
    case Predicate::kIsPresent:
      return is_there;
    case Predicate::kIsMissing:
      break;
  }
  return absl::StrCat("!(", is_there, ")");
}

std::string Condition(const RuleShape& shape) {
  std::vector<std::string> parts;
  for (const Predicate& part : shape.parts) parts.push_back(Condition(part));
  return absl::StrJoin(parts, shape.any ? " || " : " && ");
}

std::string Source(const RuleSet& set) {
  std::string text = absl::StrCat(
      "#include <algorithm>\n#include <string_view>\n\n"
      "#include \"bench/opponents/rows_opponent.h\"\n\n"
      "namespace leadscore::bench {\n\nusing namespace std::literals;\n\n"
      "int32_t ScoreRow",
      set.rules.size(),
      "(const RowLead& lead) {\n  int32_t sums[kGroups] = {};\n");
  for (const Rule& rule : set.rules) {
    const std::string sum = absl::StrCat("sums[", rule.group, "] += ");
    if (rule.tiers.empty()) {
      absl::StrAppend(&text, "  if (", Condition(rule.shape), ") ", sum,
                      rule.shape.points, ";\n");
      continue;
    }
    const Predicate& first = rule.tiers[0].parts[0];
    absl::StrAppend(&text, "  if (lead.numbers[", first.column,
                    "] != kNoNumber) {\n    ");
    for (const RuleShape& tier : rule.tiers) {
      absl::StrAppend(&text, "if (", Condition(tier), ") {\n      ", sum,
                      tier.points, ";\n    } else ");
    }
    absl::StrAppend(&text, "{\n      ", sum, rule.otherwise, ";\n    }\n  }\n");
  }
  text += "  int32_t score = 0;\n";
  for (size_t i = 0; i < set.group_max.size(); ++i) {
    absl::StrAppend(&text, "  score += std::clamp(sums[", i, "], ",
                    set.group_min[i], ", ", set.group_max[i], ");\n");
  }
  return text +
         "  return std::clamp(score, 0, kMaxScore);\n}\n\n"
         "}  // namespace leadscore::bench\n";
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "write_rows RULES OUTPUT.cc\n";
    return 2;
  }
  std::ofstream file(argv[2], std::ios::binary);
  file << leadscore::bench::Source(leadscore::bench::MakeRuleSet(
      std::atoi(argv[1]), leadscore::bench::kSeed));
  return file.good() ? 0 : 1;
}
