// Writes a log of any length for leads of any number, to measure what a batch
// job with activities needs: log.textproto, leads.csv and activities.csv, which
// is in the order of time and in no order of leads. The rules count and weigh
// activities by type and time; there are no properties and no ids.
//
//   write_log LEADS ACTIVITIES FOLDER
//   /usr/bin/time -v leadscore score --model FOLDER/log.textproto
//   --leads FOLDER/leads.csv --activities FOLDER/activities.csv
//   --as-of 2026-11-20T00:00:00Z --output FOLDER/scores.csv

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_files.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/model_file.h"

namespace leadscore::bench {
namespace {

ModelSpec MakeModel() {
  std::vector<ActivityRule> rules;
  for (const ActivityRule& rule : MakeActivityRules(20, kSeed)) {
    if (rule.kind != ActivityRule::kDistinct) rules.push_back(rule);
  }
  ModelSpec spec = ToModel(rules);
  for (ActivitySpec& type : spec.activities) type.properties.clear();
  return spec;
}

bool WriteModel(const std::string& path) {
  const auto text = SerializeModel(MakeModel(), ModelFormat::kText);
  if (!text.ok()) return false;
  std::ofstream file(path, std::ios::binary);
  file << *text;
  return file.good();
}

bool WriteLeads(uint64_t leads, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << "id\n";
  for (uint64_t lead = 0; lead < leads; ++lead) file << LeadId(lead) << '\n';
  return file.good();
}

// Evenly over 200 days, of leads at random.
bool WriteLog(uint64_t leads, uint64_t activities, const std::string& path) {
  constexpr uint64_t kSeconds = 200 * 24 * 3'600;
  std::mt19937_64 random(4);
  std::ofstream file(path, std::ios::binary);
  file << "lead_id,type,time\n";
  uint64_t second = kSeconds;
  std::string time;
  for (uint64_t i = 0; i < activities; ++i) {
    const uint64_t now = i * kSeconds / activities;
    if (now != second) {
      second = now;
      time = absl::FormatTime(
          "%Y-%m-%dT%H:%M:%SZ",
          absl::FromUnixMicros(ActivityNow()) -
              absl::Seconds(static_cast<int64_t>(kSeconds - now)),
          absl::UTCTimeZone());
    }
    file << absl::StrCat(LeadId(random() % leads), ",type",
                         random() % kActivityTypes, ",", time, "\n");
  }
  return file.good();
}

bool Write(uint64_t leads, uint64_t activities, const std::string& folder) {
  return WriteModel(folder + "/log.textproto") &&
         WriteLeads(leads, folder + "/leads.csv") &&
         WriteLog(leads, activities, folder + "/activities.csv");
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "write_log LEADS ACTIVITIES FOLDER\n";
    return 2;
  }
  return leadscore::bench::Write(std::strtoull(argv[1], nullptr, 10),
                                 std::strtoull(argv[2], nullptr, 10), argv[3])
             ? 0
             : 1;
}
