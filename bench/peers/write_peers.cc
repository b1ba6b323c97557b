// Writes a rule set, leads for it and their scores as files that other engines
// read: rules.json, leads.csv and scores.csv.
//
//   write_peers RULES LEADS FOLDER

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/opponents/columns_opponent.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/rule_set.h"

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

void WriteLeads(const BenchLeads& leads, std::ostream& out) {
  std::vector<std::string> names;
  for (int i = 0; i < kTexts; ++i) names.push_back(absl::StrCat("text", i));
  for (int i = 0; i < kNumbers; ++i) names.push_back(absl::StrCat("number", i));
  out << absl::StrJoin(names, ",") << "\n";
  for (size_t i = 0; i < leads.size; ++i) {
    std::string line;
    for (int column = 0; column < kTexts; ++column) {
      const auto code =
          static_cast<size_t>(leads.codes[static_cast<size_t>(column)][i]);
      const std::vector<std::string>& values = Dictionary(column);
      if (column > 0) line += ',';
      if (code < values.size()) line += Quoted(values[code]);
    }
    for (const std::vector<int64_t>& numbers : leads.numbers) {
      line += ',';
      if (numbers[i] != kNoNumber) absl::StrAppend(&line, numbers[i]);
    }
    out << line << "\n";
  }
}

bool Write(const RuleSet& set, const BenchLeads& leads,
           const std::string& folder) {
  std::ofstream rules(folder + "/rules.json", std::ios::binary);
  rules << ToJson(set);
  std::ofstream rows(folder + "/leads.csv", std::ios::binary);
  WriteLeads(leads, rows);
  std::vector<int32_t> scores(leads.size);
  ColumnsOpponent(set).Score(leads, scores.data());
  std::ofstream out(folder + "/scores.csv", std::ios::binary);
  out << "score\n";
  for (int32_t score : scores) out << score << "\n";
  return rules.good() && rows.good() && out.good();
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  namespace bench = leadscore::bench;
  if (argc != 4) {
    std::cerr << "write_peers RULES LEADS FOLDER\n";
    return 2;
  }
  const bench::RuleSet set =
      bench::MakeRuleSet(std::atoi(argv[1]), bench::kSeed);
  const auto count = static_cast<size_t>(std::atoll(argv[2]));
  return bench::Write(set, bench::MakeLeads(count, 2), argv[3]) ? 0 : 1;
}
