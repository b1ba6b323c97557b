// Writes a rule set and leads for it as the files that a batch job has:
// rules.textproto with leads.csv, and combined.textproto, which has implicit
// rules and stages as well, with activities.csv, which is in no order of leads;
// rules.json is the first set for scripts.
//
//   write_files RULES LEADS FOLDER

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_files.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "bench/rule_sets/rule_set_json.h"
#include "leadscore/model_file.h"

namespace leadscore::bench {
namespace {

bool WriteModel(const ModelSpec& spec, const std::string& path) {
  const auto text = SerializeModel(spec, ModelFormat::kText);
  if (!text.ok()) return false;
  std::ofstream file(path, std::ios::binary);
  file << *text;
  return file.good();
}

bool Write(int rules, size_t count, const std::string& folder) {
  const RuleSet set = MakeRuleSet(rules, kSeed);
  const ModelSpec combined = ToModel(set, MakeActivityRules(20, kSeed));
  std::ofstream leads(folder + "/leads.csv", std::ios::binary);
  WriteLeadsFile(MakeLeads(count, 2), leads);
  std::ofstream activities(folder + "/activities.csv", std::ios::binary);
  WriteActivitiesFile(MakeActivities(count, 3), Model::Create(combined).value(),
                      activities);
  std::ofstream json(folder + "/rules.json", std::ios::binary);
  json << ToJson(set);
  return leads.good() && activities.good() && json.good() &&
         WriteModel(ToModel(set), folder + "/rules.textproto") &&
         WriteModel(combined, folder + "/combined.textproto");
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "write_files RULES LEADS FOLDER\n";
    return 2;
  }
  return leadscore::bench::Write(std::atoi(argv[1]),
                                 static_cast<size_t>(std::atoll(argv[2])),
                                 argv[3])
             ? 0
             : 1;
}
