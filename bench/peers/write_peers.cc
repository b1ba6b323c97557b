// Writes a rule set, leads for it and their scores as files that other engines
// read: rules.json, leads.csv and scores.csv; the same with implicit rules and
// stages: implicit.json, activities.csv and combined.csv.
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
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "bench/rule_sets/rule_set_json.h"
#include "leadscore/scorer.h"

namespace leadscore::bench {
namespace {

// Texts of the sets need no escapes.
std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

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

const char* KindName(ActivityRule::Kind kind) {
  constexpr const char* kNames[] = {"count", "fading", "recency", "distinct"};
  return kNames[kind];
}

std::string ToJson(const std::vector<ActivityRule>& rules) {
  std::vector<std::string> made;
  for (const ActivityRule& rule : rules) {
    made.push_back(absl::StrCat(
        "{\"kind\": ", Quoted(KindName(rule.kind)), ", \"group\": ", rule.group,
        ", \"type\": ", rule.type, ", \"points\": ", rule.points,
        ", \"less\": ", rule.less, ", \"max\": ", rule.max,
        ", \"within_days\": ", rule.within_days,
        ", \"half_life_days\": ", rule.half_life_days, "}"));
  }
  return absl::StrCat("{\"groups\": ", kActivityGroups,
                      ", \"group_max\": ", kActivityGroupMax,
                      ", \"max_score\": ", kMaxActivityScore,
                      ", \"mql\": ", kMqlTotal, ", \"sql\": ", kSqlTotal,
                      ", \"rules\": [\n", absl::StrJoin(made, ",\n"), "]}\n");
}

void WriteActivities(const BenchActivities& activities, std::ostream& out) {
  constexpr int64_t kMicrosPerHour = int64_t{3'600} * 1'000'000;
  out << "lead,type,hours,asset\n";
  for (size_t lead = 0; lead + 1 < activities.begins.size(); ++lead) {
    for (uint32_t i = activities.begins[lead]; i < activities.begins[lead + 1];
         ++i) {
      out << lead << "," << int{activities.types[i]} << ","
          << (ActivityNow() - activities.times[i]) / kMicrosPerHour << ",";
      if (activities.assets[i] < kAssets) out << activities.assets[i];
      out << "\n";
    }
  }
}

bool WriteCombined(const RuleSet& set, const BenchLeads& leads,
                   const std::string& folder) {
  const std::vector<ActivityRule> rules = MakeActivityRules(20, kSeed);
  const BenchActivities activities = MakeActivities(leads.size, 3);
  std::ofstream implicit(folder + "/implicit.json", std::ios::binary);
  implicit << ToJson(rules);
  std::ofstream log(folder + "/activities.csv", std::ios::binary);
  WriteActivities(activities, log);
  const Model model = Model::Create(ToModel(set, rules)).value();
  ScoreTable scores;
  if (!Scorer(model)
           .Score(ToTables(leads, activities, leads.size, model),
                  absl::FromUnixMicros(ActivityNow()), {}, &scores)
           .ok()) {
    return false;
  }
  std::ofstream out(folder + "/combined.csv", std::ios::binary);
  out << "total,stage\n";
  for (size_t i = 0; i < scores.size(); ++i) {
    out << scores.total[i].ToString() << "," << scores.qualifies_for[i] << "\n";
  }
  return implicit.good() && log.good() && out.good();
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
  const bench::BenchLeads leads = bench::MakeLeads(count, 2);
  return bench::Write(set, leads, argv[3]) &&
                 bench::WriteCombined(set, leads, argv[3])
             ? 0
             : 1;
}
