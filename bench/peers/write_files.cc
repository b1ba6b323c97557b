// Writes a rule set and leads for it as the files that a batch job has:
// rules.textproto with leads.csv, and combined.textproto, which has implicit
// rules and stages as well, with activities.csv, which is in no order of leads.
//
//   write_files RULES LEADS FOLDER

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/model_file.h"

namespace leadscore::bench {
namespace {

// As long as those of the usual systems.
std::string LeadId(size_t lead) {
  return absl::StrCat("00Q", absl::Dec(lead, absl::kZeroPad12));
}

// Texts of the sets have no quotes, but some of the titles have commas.
std::string Cell(const std::string& text) {
  return text.find(',') == std::string::npos ? text : "\"" + text + "\"";
}

void WriteLeads(const BenchLeads& leads, std::ostream& out) {
  out << "id";
  for (int i = 0; i < kTexts; ++i) out << ",text" << i;
  for (int i = 0; i < kNumbers; ++i) out << ",number" << i;
  out << "\n";
  for (size_t i = 0; i < leads.size; ++i) {
    std::string line = LeadId(i);
    for (int column = 0; column < kTexts; ++column) {
      const auto code =
          static_cast<size_t>(leads.codes[static_cast<size_t>(column)][i]);
      const std::vector<std::string>& values = Dictionary(column);
      line += ',';
      if (code < values.size()) line += Cell(values[code]);
    }
    for (const std::vector<int64_t>& numbers : leads.numbers) {
      line += ',';
      if (numbers[i] != kNoNumber) absl::StrAppend(&line, numbers[i]);
    }
    out << line << "\n";
  }
}

void WriteActivities(const BenchActivities& activities, const Model& model,
                     std::ostream& out) {
  const size_t leads = activities.begins.size() - 1;
  std::vector<size_t> lead_of(activities.times.size());
  for (size_t lead = 0; lead < leads; ++lead) {
    std::fill(lead_of.begin() + activities.begins[lead],
              lead_of.begin() + activities.begins[lead + 1], lead);
  }
  // In the order of time, as a log grows.
  std::vector<size_t> order(lead_of.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return activities.times[a] < activities.times[b];
  });
  out << "lead_id,type,time,asset\n";
  for (size_t i : order) {
    out << LeadId(lead_of[i]) << ','
        << model.activity_schema().types[activities.types[i]] << ','
        << absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                            absl::FromUnixMicros(activities.times[i]),
                            absl::UTCTimeZone())
        << ',';
    if (activities.assets[i] < kAssets) out << AssetName(activities.assets[i]);
    out << '\n';
  }
}

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
  WriteLeads(MakeLeads(count, 2), leads);
  std::ofstream activities(folder + "/activities.csv", std::ios::binary);
  WriteActivities(MakeActivities(count, 3), Model::Create(combined).value(),
                  activities);
  return leads.good() && activities.good() &&
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
