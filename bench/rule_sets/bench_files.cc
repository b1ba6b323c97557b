#include "bench/rule_sets/bench_files.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bench/rule_sets/rule_set.h"

namespace leadscore::bench {
namespace {

// Texts of the sets have no quotes or backslashes, but some of the titles have
// commas.
std::string Cell(const std::string& text) {
  return text.find(',') == std::string::npos ? text : "\"" + text + "\"";
}

}  // namespace

std::string LeadId(size_t lead) {
  return absl::StrCat("00Q", absl::Dec(lead, absl::kZeroPad12));
}

void WriteLeadsAsJson(const BenchLeads& leads, std::ostream& out) {
  for (size_t i = 0; i < leads.size; ++i) {
    std::string line = absl::StrCat("{\"id\":\"", LeadId(i), "\"");
    for (int column = 0; column < kTexts; ++column) {
      const auto code =
          static_cast<size_t>(leads.codes[static_cast<size_t>(column)][i]);
      const std::vector<std::string>& values = Dictionary(column);
      absl::StrAppend(&line, ",\"text", column, "\":");
      if (code < values.size()) {
        absl::StrAppend(&line, "\"", values[code], "\"");
      } else {
        line += "null";
      }
    }
    for (size_t column = 0; column < leads.numbers.size(); ++column) {
      const int64_t number = leads.numbers[column][i];
      absl::StrAppend(&line, ",\"number", column, "\":");
      if (number == kNoNumber) {
        line += "null";
      } else {
        absl::StrAppend(&line, number);
      }
    }
    out << line << "}\n";
  }
}

void WriteLeadsFile(const BenchLeads& leads, std::ostream& out) {
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

void WriteActivitiesFile(const BenchActivities& activities, const Model& model,
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

}  // namespace leadscore::bench
